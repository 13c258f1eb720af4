//! Claims that the right key has signed and that are none (SPEC §5).

use super::{accepted, refused, undecided};
use crate::{
    cbor::{Item, array, bytes, int, text, tstr, uint},
    code::{FULL_FLAGS, GATE_FLAGS, full, gate, guardian, live, passport, sealed},
    moment::{EXPIRES, ISSUED},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [
        good(),
        missing(),
        unknown(),
        unexpected(),
        range(),
        flags(),
        conflicts(),
        encodings(),
        characters(),
        documents(),
    ]
    .concat()
}

fn good() -> Vec<Vector> {
    let address_state = |state: u64| full().flags(FULL_FLAGS | state << 4).without(7).text();
    let household = array(&[uint(110_105), text("建国路1号")]);
    vec![
        accepted(
            "claims/full",
            full().text(),
            "everything in the clear (§5.5)",
        ),
        accepted(
            "claims/sealed",
            sealed().text(),
            "the gate part is all that is read (§7.4)",
        ),
        accepted(
            "claims/passport",
            passport().text(),
            "birth date and sex are claims (§5.4)",
        ),
        accepted(
            "claims/address-none",
            address_state(1),
            "a code without an address is a valid code (§5.1)",
        ),
        accepted(
            "claims/address-pending",
            address_state(2),
            "no address yet, and no error (§5.1)",
        ),
        accepted(
            "claims/address-withheld",
            address_state(4),
            "the city withholds it (§5.1)",
        ),
        accepted(
            "claims/address-non-standard",
            full().flags(FULL_FLAGS | 3 << 4).text(),
            "shown as such (§5.1)",
        ),
        accepted(
            "claims/household-address",
            full().residence(8, household).text(),
            "registered elsewhere (§5.5)",
        ),
        accepted(
            "claims/document-tail",
            gate().residence(9, tstr("2X")).text(),
            "two characters for staff to compare (§5)",
        ),
        accepted(
            "claims/name-hidden",
            gate().residence(4, text("*")).text(),
            "fewer than 50 alike (§5.5)",
        ),
        accepted(
            "claims/name-of-64",
            full().residence(4, text(&"张".repeat(64))).text(),
            "the longest name (§5.3)",
        ),
        accepted(
            "claims/name-private-use",
            full().residence(4, text("张\u{e863}")).text(),
            "private use stays exact (§5.3)",
        ),
        accepted(
            "claims/address-of-120",
            full().residence(7, text(&"路".repeat(120))).text(),
            "the longest address (§5.3)",
        ),
        undecided(
            "claims/guardian-alone",
            "guardian-missing",
            guardian().text(),
            "a parent shows it, and the parent's own code is not in view (§7.3)",
        ),
    ]
}

fn missing() -> Vec<Vector> {
    let without =
        |name, key, comment| refused(name, "claim-missing", gate().without(key).text(), comment);
    vec![
        refused(
            "claims/exp-missing",
            "claim-missing",
            gate().without_claim(4).text(),
            "a code that would never end (§5)",
        ),
        refused(
            "claims/residence-missing",
            "claim-missing",
            crate::code::text_of_payload(gate().claims.encode()),
            "an end and nothing else (§5)",
        ),
        without("claims/flags-missing", 1, "no flags (§5)"),
        without(
            "claims/status-missing",
            2,
            "no status reference: it could not be revoked (§5)",
        ),
        without("claims/region-missing", 3, "no region (§5)"),
        without("claims/name-missing", 4, "no name (§5)"),
        refused(
            "claims/full-without-iat",
            "claim-missing",
            full().without_claim(6).text(),
            "a full code says when it was issued (§5.5)",
        ),
        refused(
            "claims/full-without-document",
            "claim-missing",
            full().without(5).text(),
            "a full code names the document (§5.5)",
        ),
        refused(
            "claims/full-without-document-kind",
            "claim-missing",
            full().flags(FULL_FLAGS & 0xffff).text(),
            "a number of no kind (§5.4)",
        ),
        refused(
            "claims/registered-without-address",
            "claim-missing",
            full().without(7).text(),
            "registered, and no address (§5.5)",
        ),
        refused(
            "claims/passport-without-birth-date",
            "claim-missing",
            passport().without(6).text(),
            "a passport number implies none (§5.4)",
        ),
        refused(
            "claims/passport-without-sex",
            "claim-missing",
            passport().flags(1 | 2 << 2 | 4 << 16).text(),
            "a passport number implies none (§5.4)",
        ),
        refused(
            "claims/sealed-without-part",
            "claim-missing",
            sealed().without(13).text(),
            "tier sealed and nothing sealed (§5.5)",
        ),
    ]
}

fn unknown() -> Vec<Vector> {
    let outer = |name, key, value: Item, comment| {
        refused(
            name,
            "claim-unknown",
            gate().claim(key, value).text(),
            comment,
        )
    };
    let inner = |name, key, comment| {
        refused(
            name,
            "claim-unknown",
            gate().residence(key, uint(1)).text(),
            comment,
        )
    };
    vec![
        outer(
            "claims/unknown-iss",
            1,
            tstr("gd.example"),
            "iss: kid names the issuer (§5)",
        ),
        outer(
            "claims/unknown-aud",
            3,
            tstr("library"),
            "aud: a restriction is never passed over (§5)",
        ),
        outer(
            "claims/unknown-nbf",
            5,
            uint(ISSUED.seconds()),
            "nbf: not of this format (§5)",
        ),
        outer(
            "claims/unknown-cti",
            7,
            bytes(&[1]),
            "cti: a number that would link a person's codes (§5)",
        ),
        outer(
            "claims/unknown-cnf",
            8,
            tstr("key"),
            "cnf: a proof that nobody would ask for (§5)",
        ),
        outer(
            "claims/unknown-169",
            169,
            uint(1),
            "another system's claim (§5)",
        ),
        inner(
            "claims/unknown-14",
            14,
            "reserved for the sealed part (§7.4)",
        ),
        inner(
            "claims/unknown-127",
            127,
            "one below what is passed over (§5)",
        ),
        inner(
            "claims/unknown-256",
            256,
            "one above what is passed over (§5)",
        ),
        inner("claims/unknown-negative", -1, "below all keys (§5)"),
    ]
}

fn unexpected() -> Vec<Vector> {
    let in_gate = |name, key, value: Item, comment| {
        refused(
            name,
            "claim-unexpected",
            gate().residence(key, value).text(),
            comment,
        )
    };
    let in_full = |name, key, value: Item, comment| {
        refused(
            name,
            "claim-unexpected",
            full().residence(key, value).text(),
            comment,
        )
    };
    let household = array(&[uint(110_105), text("建国路1号")]);
    vec![
        in_gate(
            "claims/gate-with-birth-date",
            6,
            int(-7305),
            "tiers are closed (§5.5)",
        ),
        in_gate(
            "claims/gate-with-document",
            5,
            uint(11_010_519_491_231_002),
            "tiers are closed (§5.5)",
        ),
        in_gate(
            "claims/gate-with-address",
            7,
            text("科苑路15号"),
            "tiers are closed (§5.5)",
        ),
        in_gate(
            "claims/gate-with-household",
            8,
            household,
            "tiers are closed (§5.5)",
        ),
        in_gate(
            "claims/gate-with-sealed-part",
            13,
            bytes(&[7; 144]),
            "tiers are closed (§5.5)",
        ),
        refused(
            "claims/gate-with-iat",
            "claim-unexpected",
            gate().claim(6, uint(ISSUED.seconds())).text(),
            "a time of issue would link a person's codes (§5.5)",
        ),
        refused(
            "claims/gate-with-document-kind",
            "claim-unexpected",
            gate().flags(GATE_FLAGS | 1 << 16).text(),
            "a gate code sets bits 0 to 15 only (§5.1)",
        ),
        refused(
            "claims/gate-with-sex",
            "claim-unexpected",
            gate().flags(GATE_FLAGS | 1 << 20).text(),
            "a gate code sets bits 0 to 15 only (§5.1)",
        ),
        in_full(
            "claims/full-with-document-tail",
            9,
            tstr("2X"),
            "the whole number is there (§5.5)",
        ),
        in_full(
            "claims/full-with-sealed-part",
            13,
            bytes(&[7; 144]),
            "nothing is left to seal (§5.5)",
        ),
        in_full(
            "claims/citizen-with-birth-date",
            6,
            int(-7306),
            "the number says it (§5.4)",
        ),
        refused(
            "claims/citizen-with-sex",
            "claim-unexpected",
            full().flags(FULL_FLAGS | 2 << 20).text(),
            "the number says it (§5.4)",
        ),
        refused(
            "claims/address-of-state-none",
            "claim-unexpected",
            full().flags(FULL_FLAGS | 1 << 4).text(),
            "no address, and here it is (§5.5)",
        ),
    ]
}

fn range() -> Vec<Vector> {
    let exp = |name, seconds, comment| {
        refused(
            name,
            "claim-range",
            gate().claim(4, uint(seconds)).text(),
            comment,
        )
    };
    let inner = |name, key, value: Item, comment| {
        refused(
            name,
            "claim-range",
            gate().residence(key, value).text(),
            comment,
        )
    };
    vec![
        exp(
            "claims/exp-in-milliseconds",
            EXPIRES.seconds() * 1000,
            "year 58,790 (§5)",
        ),
        exp(
            "claims/exp-of-2019",
            1_577_836_799,
            "one second before 2020 (§5)",
        ),
        exp(
            "claims/exp-beyond-2100",
            4_102_444_801,
            "one second beyond (§5)",
        ),
        exp(
            "claims/exp-greatest",
            u64::MAX,
            "2^64 - 1: no sum may wrap (§5)",
        ),
        refused(
            "claims/iat-of-1970",
            "claim-range",
            full().claim(6, uint(0)).text(),
            "0 (§5)",
        ),
        inner(
            "claims/status-beyond-lists",
            2,
            uint(1 << 44),
            "list 2^24 (§5)",
        ),
        inner(
            "claims/region-province",
            3,
            uint(44),
            "two digits stand only in trust lists (§5)",
        ),
        inner(
            "claims/region-trailing-zeros",
            3,
            uint(440_300),
            "one place has one number: 4403 (§5)",
        ),
        inner(
            "claims/region-of-eight-digits",
            3,
            uint(44_030_501),
            "no such level (§5)",
        ),
        inner("claims/region-greatest", 3, uint(u64::MAX), "2^64 - 1 (§5)"),
        inner(
            "claims/document-tail-of-three",
            9,
            tstr("02X"),
            "two characters (§5)",
        ),
        refused(
            "claims/sealed-part-of-odd-length",
            "claim-range",
            sealed().residence(13, bytes(&[7; 145])).text(),
            "no padded length (§7.4)",
        ),
        refused(
            "claims/birth-date-of-1879",
            "claim-range",
            passport().residence(6, int(-32_873)).text(),
            "31 December 1879 (§5)",
        ),
        refused(
            "claims/household-of-three-items",
            "claim-range",
            full()
                .residence(8, array(&[uint(110_105), text("建国路1号"), uint(0)]))
                .text(),
            "region, text and something else (§5)",
        ),
    ]
}

fn flags() -> Vec<Vector> {
    let with =
        |name, flags, comment| refused(name, "claim-flags", gate().flags(flags).text(), comment);
    vec![
        with("claims/flags-tier-3", GATE_FLAGS | 3, "no such tier (§5.1)"),
        with(
            "claims/flags-population-3",
            3 << 2,
            "no such population (§5.1)",
        ),
        with(
            "claims/flags-address-5",
            GATE_FLAGS | 5 << 4,
            "no such state (§5.1)",
        ),
        with(
            "claims/flags-profile-3",
            GATE_FLAGS | 3 << 11,
            "no such profile (§5.1)",
        ),
        with(
            "claims/flags-document-7",
            GATE_FLAGS | 7 << 16,
            "no such kind (§5.1)",
        ),
        with(
            "claims/flags-bit-13",
            GATE_FLAGS | 1 << 13,
            "not listed, so 0 (§5.1)",
        ),
        with(
            "claims/flags-bit-22",
            GATE_FLAGS | 1 << 22,
            "not listed, so 0 (§5.1)",
        ),
        with(
            "claims/flags-bit-63",
            GATE_FLAGS | 1 << 63,
            "not listed, so 0 (§5.1)",
        ),
    ]
}

fn conflicts() -> Vec<Vector> {
    let conflict = |name, text: String, comment| refused(name, "claim-conflict", text, comment);
    vec![
        conflict(
            "claims/exp-not-midnight",
            gate().claim(4, uint(EXPIRES.seconds() + 1)).text(),
            "00:00:01 UTC+8: a number that would link (§5)",
        ),
        conflict(
            "claims/exp-midnight-of-utc",
            gate().claim(4, uint(EXPIRES.seconds() + 8 * 3600)).text(),
            "00:00 UTC (§1)",
        ),
        conflict(
            "claims/exp-is-iat",
            full().claim(6, uint(EXPIRES.seconds())).text(),
            "it ends when it begins (§5.5)",
        ),
        conflict(
            "claims/exp-before-iat",
            full().claim(6, uint(EXPIRES.seconds() + 1)).text(),
            "it ends before it begins (§5.5)",
        ),
        conflict(
            "claims/anchor-and-holder-key",
            live().residence(11, bytes(&[8; 32])).text(),
            "two kinds of proof (§5.5)",
        ),
        conflict(
            "claims/anchor-without-profile",
            live().flags(GATE_FLAGS).text(),
            "an anchor that nobody could check (§5.5)",
        ),
        conflict(
            "claims/profile-without-anchor",
            live().without(10).text(),
            "a profile of nothing (§5.5)",
        ),
        conflict(
            "claims/live-on-paper",
            live().flags(GATE_FLAGS | 1 << 11 | 1 << 7).text(),
            "paper shows one slot for ever (§5.5)",
        ),
        conflict(
            "claims/tag-without-relation",
            guardian().flags(GATE_FLAGS).text(),
            "the tag of nobody (§5.5)",
        ),
        conflict(
            "claims/relation-without-tag",
            guardian().without(12).text(),
            "a guardian whom nothing names (§5.5)",
        ),
    ]
}

fn encodings() -> Vec<Vector> {
    let name = |name, item: Item, comment| {
        refused(
            name,
            "claim-encoding",
            full().residence(4, item).text(),
            comment,
        )
    };
    vec![
        name(
            "claims/name-utf8-though-longer",
            tstr("张三丰"),
            "GB 18030 is shorter, so it is due (§5.2)",
        ),
        name(
            "claims/name-gb18030-though-equal",
            bytes(b"Ana"),
            "as long as UTF-8, so UTF-8 is due (§5.2)",
        ),
        name(
            "claims/name-gb18030-of-the-editions",
            bytes(&[0xd5, 0xc5, 0xfe, 0x59]),
            "FE59 was E81E and is 9FB4 (§5.2)",
        ),
        name(
            "claims/name-gb18030-torn",
            bytes(&[0xd5, 0xc5, 0xc8]),
            "half a character (§5.2)",
        ),
        name(
            "claims/name-gb18030-not-mapped",
            bytes(&[0xd5, 0xc5, 0xff, 0xff]),
            "no character (§5.2)",
        ),
        refused(
            "claims/address-utf8-though-longer",
            "claim-encoding",
            full().residence(7, tstr("科苑路15号")).text(),
            "GB 18030 is shorter, so it is due (§5.2)",
        ),
    ]
}

fn characters() -> Vec<Vector> {
    let name = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            full().residence(4, text(value)).text(),
            comment,
        )
    };
    let address = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            full().residence(7, text(value)).text(),
            comment,
        )
    };
    let masked = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            gate().residence(4, text(value)).text(),
            comment,
        )
    };
    vec![
        name("claims/name-empty", "", "nobody (§5.3)"),
        name("claims/name-of-65", &"张".repeat(65), "one too many (§5.3)"),
        name("claims/name-with-digit", "张3", "a digit (§5.3)"),
        name("claims/name-with-nul", "张\0三", "a control (§5.3)"),
        name(
            "claims/name-with-line-break",
            "张\n三",
            "a line break (§5.3)",
        ),
        name(
            "claims/name-right-to-left",
            "张\u{202e}三",
            "what follows reads backwards (§5.3)",
        ),
        name(
            "claims/name-zero-width",
            "张\u{200b}三",
            "nothing to see (§5.3)",
        ),
        name(
            "claims/name-not-nfc",
            "Ana Mari\u{301}a",
            "two code points for one letter (§5.3)",
        ),
        name("claims/name-space-before", " Ana", "a space outside (§5.3)"),
        name("claims/name-two-spaces", "Ana  María", "two spaces (§5.3)"),
        name("claims/name-with-emoji", "张😀", "no name has one (§5.3)"),
        address(
            "claims/address-of-121",
            &"路".repeat(121),
            "one too many (§5.3)",
        ),
        address("claims/address-with-nul", "科苑路\0号", "a control (§5.3)"),
        address(
            "claims/address-right-to-left",
            "科苑路\u{202e}15号",
            "what follows reads backwards (§5.3)",
        ),
        address(
            "claims/address-with-escape",
            "科苑路\u{1b}[2J号",
            "a terminal would obey it (§5.3)",
        ),
        address(
            "claims/address-with-variation",
            "葛\u{e0100}路",
            "a variation selector (§5.3)",
        ),
        masked(
            "claims/gate-with-whole-name",
            "张三丰",
            "a gate code masks it (§5.5)",
        ),
        masked(
            "claims/gate-with-two-stars",
            "张**",
            "one star whatever the length (§5.3)",
        ),
        masked(
            "claims/gate-with-no-star",
            "张",
            "a masked name ends in one (§5.3)",
        ),
    ]
}

fn documents() -> Vec<Vector> {
    let number = |name, kind: u64, body: u64, comment| {
        let code = full()
            .flags(1 | 1 << 2 | kind << 16)
            .residence(5, uint(body));
        refused(name, "claim-document", code.text(), comment)
    };
    let travel = |name, kind: u64, value: &str, comment| {
        let code = passport()
            .flags(1 | 2 << 2 | kind << 16 | 2 << 20)
            .residence(5, tstr(value));
        refused(name, "claim-document", code.text(), comment)
    };
    vec![
        number(
            "claims/citizen-born-on-30-february",
            1,
            11_010_519_490_230_002,
            "no such day (§5.4)",
        ),
        number(
            "claims/citizen-of-16-digits",
            1,
            1_101_051_949_123_100,
            "a digit is missing (§5.4)",
        ),
        number(
            "claims/citizen-of-another-kind",
            1,
            81_000_019_900_101_001,
            "81 is of kind 2 (§5.4)",
        ),
        number(
            "claims/permit-of-a-citizen",
            2,
            11_010_519_491_231_002,
            "11 is of kind 1 (§5.4)",
        ),
        number(
            "claims/passport-as-integer",
            4,
            11_010_519_491_231_002,
            "a passport is text (§5.4)",
        ),
        travel(
            "claims/citizen-as-text",
            1,
            "11010519491231002X",
            "a citizen number is an integer (§5.4)",
        ),
        travel("claims/passport-of-four", 4, "X123", "too short (§5.4)"),
        travel(
            "claims/passport-in-lower-case",
            4,
            "x1234567",
            "0-9A-Z (§5.4)",
        ),
        travel(
            "claims/return-permit-without-letter",
            5,
            "12345678",
            "H or M first (§5.4)",
        ),
        travel(
            "claims/taiwan-permit-of-nine",
            6,
            "123456789",
            "8 or 10 digits (§5.4)",
        ),
    ]
}

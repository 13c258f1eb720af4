//! Values outside their range, flags, and claims that contradict one another (SPEC §5, §5.1, §5.5).

use super::super::refused;
use crate::{
    cbor::{Item, array, bytes, int, text, tstr, uint},
    code::{GATE_FLAGS, full, gate, guardian, live, passport, sealed},
    moment::EXPIRES,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [range(), flags(), conflicts()].concat()
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

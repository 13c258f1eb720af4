//! Claims that are there and should not be, or the reverse (SPEC §5, §5.5).

use super::super::{accepted, refused, undecided};
use crate::{
    cbor::{Item, array, bytes, int, text, tstr, uint},
    code::{FULL_FLAGS, GATE_FLAGS, full, gate, guardian, passport, sealed},
    moment::ISSUED,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [good(), missing(), unknown(), unexpected()].concat()
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

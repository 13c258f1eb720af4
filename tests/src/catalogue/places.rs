//! Whom a verdict names to call (SPEC §9.5).

use juma_format::{Environment, code_text::static_text, time::DAY};

use super::{accepted, refused, undecided};
use crate::{
    bundle::{LIST, REVOKED, SUSPENDED},
    cbor::uint,
    code::{Draft, FULL_FLAGS, GATE_FLAGS, full, gate, live},
    moment::{FOUNDED, ISSUED},
    parties::code_key_in,
    places::{CITY, DAPENG, LONGGANG, NANSHAN},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let vectors = [denied(), addresses()].concat();
    vectors.into_iter().map(|it| it.trust("places")).collect()
}

fn of(code: Draft, region: u32) -> Draft {
    code.residence(3, uint(region.into()))
}

fn at_index(code: Draft, index: u32) -> Draft {
    code.residence(2, uint(u64::from(LIST) << 20 | u64::from(index)))
}

fn denied() -> Vec<Vector> {
    let forged = gate().signed_by(&code_key_in(Environment::Production));
    let over = uint(ISSUED.date().midnight().unwrap().seconds());
    vec![
        accepted(
            "places/nothing-to-ask",
            gate().text(),
            "a good code with an address",
        ),
        refused(
            "places/revoked",
            "revoked",
            at_index(gate(), REVOKED).text(),
            "a prefecture's own number (§9.5)",
        )
        .hotlines(&[CITY]),
        refused(
            "places/suspended-in-a-district",
            "suspended",
            at_index(of(gate(), 440_305), SUSPENDED).text(),
            "the district's number (§9.5)",
        )
        .hotlines(&[NANSHAN]),
        refused(
            "places/two-districts-of-one-division",
            "expired",
            of(gate(), 440_307).claim(4, over).text(),
            "both, because one has no code of GB/T 2260 (§6.8)",
        )
        .hotlines(&[DAPENG, LONGGANG]),
        refused(
            "places/district-without-a-number",
            "revoked",
            at_index(of(gate(), 440_304), REVOKED).text(),
            "else the city's number (§9.5)",
        )
        .hotlines(&[CITY]),
        refused(
            "places/full-code-at-a-library",
            "revoked",
            at_index(of(full(), 440_305), REVOKED).text(),
            "a library sees no district, and hears of none (§9.5)",
        )
        .hotlines(&[CITY]),
        refused(
            "places/full-code-at-an-officer",
            "revoked",
            at_index(of(full(), 440_305), REVOKED).text(),
            "an officer sees the district (§9.5)",
        )
        .policy("officer")
        .hotlines(&[NANSHAN]),
        refused(
            "places/not-live",
            "not-live",
            live().text(),
            "a refusal like any other after the signature (§9.5)",
        )
        .hotlines(&[CITY]),
        refused(
            "places/bad-signature",
            "bad-signature",
            static_text(&forged),
            "a region is a claim: nothing of it before the check (§9.5)",
        ),
        refused(
            "places/outside-key-scope",
            "outside-key-scope",
            of(gate(), 4401).text(),
            "a region that its signer does not speak for (§9.5)",
        ),
        undecided(
            "places/status-unknown",
            "status-missing",
            gate().residence(2, uint(u64::from(LIST + 1) << 20)).text(),
            "whoever issued it knows its status (§9.5)",
        )
        .hotlines(&[CITY]),
        undecided(
            "places/clock-untrusted",
            "clock-untrusted",
            gate().text(),
            "a hotline cannot set this device's clock (§9.5)",
        )
        .at(FOUNDED.plus(DAY)),
    ]
}

fn addresses() -> Vec<Vector> {
    let gate_with = |state: u64| of(gate(), 440_305).flags(GATE_FLAGS | state << 4).text();
    let full_with = |state: u64| full().flags(FULL_FLAGS | state << 4).without(7).text();
    vec![
        accepted(
            "places/no-address",
            gate_with(1),
            "where to register (§9.5)",
        )
        .hotlines(&[NANSHAN]),
        accepted(
            "places/address-pending",
            gate_with(2),
            "no error, whom to ask (§9.5)",
        )
        .hotlines(&[NANSHAN]),
        accepted("places/address-non-standard", gate_with(3), "there is one"),
        accepted(
            "places/address-withheld",
            full_with(4),
            "the city shows none (§9.5)",
        )
        .hotlines(&[CITY]),
        accepted(
            "places/household-without-address",
            gate().flags(1 << 4).text(),
            "household-registered: no action (§9.5)",
        ),
        refused(
            "places/address-needed",
            "policy-address",
            gate_with(1),
            "where to register (§9.5)",
        )
        .policy("library-address")
        .hotlines(&[NANSHAN]),
    ]
}

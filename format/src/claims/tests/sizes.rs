//! The byte budgets of each kind of code at ECC M, as symbols of ISO/IEC 18004 hold them.

use std::println;

use super::*;
use crate::{
    KeyId,
    algorithm::Algorithm,
    body::Code,
    code_text::{MAX_CODE_BYTES, holder_key_text, live_text, static_text},
    envelope::{SignatureBytes, assemble, protected_header},
};

/// Alphanumeric characters at ECC M of versions 1 to 25 (ISO/IEC 18004 table 7).
const CHARACTERS: [usize; 25] = [
    20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970,
    1035, 1134, 1248, 1326, 1451,
];

const SIGNATURE: SignatureBytes = SignatureBytes::new([0x5a; 64]);

fn code(claims: &Claims) -> Vec<u8> {
    let header = protected_header::<Code>(Algorithm::ED25519, KeyId::from_bytes([1, 2, 3, 4]));
    assemble::<Code>(&header, &claims.encode(), SIGNATURE)
}

/// The symbol's version for the code as it is shown, at its last slot.
fn version(claims: &Claims) -> usize {
    let code = code(claims);
    let text = match claims.common().medium.liveness() {
        Liveness::Static => static_text(&code),
        Liveness::Anchor { .. } => live_text(&code, 89_280, &[0; 16]),
        Liveness::HolderKey { .. } => holder_key_text(&code, 89_280, Some(999_999_999), SIGNATURE),
    };
    let version = CHARACTERS
        .iter()
        .position(|most| text.len() <= *most)
        .unwrap()
        + 1;
    println!("{:?} {} bytes, v{version}", claims.tier(), code.len());
    version
}

#[test]
fn budgets_hold() {
    let holder = Bearer::Holder;
    for (what, most, claims) in [
        ("gate", 7, gate(STATIC, holder)),
        ("gate on paper", 7, gate(Medium::Paper, holder)),
        ("guardian gate", 8, gate(STATIC, GUARDIAN)),
        ("gate live", 9, gate(ANCHOR, holder)),
        ("gate, holder key shown", 12, gate(HOLDER_KEY, holder)),
        ("full", 10, full(STATIC, holder)),
        ("full live", 11, full(ANCHOR, holder)),
        ("guardian full", 11, full(STATIC, GUARDIAN)),
        ("full, holder key shown", 14, full(HOLDER_KEY, holder)),
        ("sealed", 13, sealed(128)),
    ] {
        assert!(version(&claims) <= most, "{what}");
    }
    assert!(code(&gate(STATIC, holder)).len() <= 116);
    assert!(code(&full(STATIC, holder)).len() <= 204);
    assert!(code(&sealed(128)).len() <= 319);
    let live = code(&full(ANCHOR, holder)).len() - code(&full(STATIC, holder)).len();
    assert_eq!(live + 1 + 5 + 17, 41);
}

#[test]
fn the_person_of_the_budget_fits_the_sealed_budget() {
    let record = crate::claims::SealedRecord::new(
        Region::parse("440305").unwrap(),
        Population::Migrant,
        Bearer::Holder,
        person(),
    );
    let padded = crate::claims::pad(record.encode()).unwrap();
    assert_eq!(padded.len(), 96);
    assert!(version(&sealed(padded.len())) <= 13);
}

#[test]
fn other_people_fit_a_symbol() {
    let long = Person {
        name: Name::new(han(25)).unwrap(),
        address: Address::Registered(tail(&han(AddressTail::MAX_CHARS))),
        household: Some(HouseholdAddress {
            region: Region::parse("440305").unwrap(),
            tail: tail(&han(AddressTail::MAX_CHARS)),
        }),
        ..traveller()
    };
    let claims = full_of(long, HOLDER_KEY, GUARDIAN);
    assert!(code(&claims).len() <= MAX_CODE_BYTES);
    assert!(version(&claims) <= 25);
    assert_eq!(TAIL.chars().count(), 30);
}

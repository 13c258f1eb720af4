//! What a changed byte does.

use super::*;
use crate::{
    claims::{FieldCost, explain},
    draft::text,
};

/// Each of the 255 other values at each place: either no claims, or other claims in their one form.
fn every_changed_byte_shows(claims: &Claims) {
    let good = claims.encode();
    let mut bytes = good.clone();
    for at in 0..bytes.len() {
        for change in 1..=u8::MAX {
            bytes[at] = good[at] ^ change;
            if let Ok(other) = Claims::decode(&bytes) {
                assert!(other != *claims, "{change:#04x} at {at}");
                assert_eq!(other.encode(), bytes, "{change:#04x} at {at}");
            }
        }
        bytes[at] = good[at];
    }
}

#[test]
fn every_changed_byte_of_a_gate_code_shows() {
    every_changed_byte_shows(&gate(STATIC, Bearer::Holder));
    every_changed_byte_shows(&gate(ANCHOR, GUARDIAN));
}

#[test]
fn every_changed_byte_of_a_full_code_shows() {
    every_changed_byte_shows(&full(STATIC, Bearer::Holder));
    every_changed_byte_shows(&full_of(traveller(), Medium::Paper, GUARDIAN));
}

#[test]
fn no_part_of_claims_is_claims() {
    for (kind, claims) in of_every_kind() {
        let bytes = claims.encode();
        for length in 0..bytes.len() {
            assert!(
                Claims::decode(&bytes[..length]).is_err(),
                "{kind}, {length}"
            );
        }
        let longer = [bytes, [0xf6].into()].concat();
        assert!(Claims::decode(&longer).is_err(), "{kind}");
    }
}

#[test]
fn costs_add_up() {
    for (kind, claims) in of_every_kind() {
        let bytes = claims.encode();
        let costs = explain(&bytes).unwrap();
        let sum: usize = costs.iter().map(|cost| cost.bytes).sum();
        assert_eq!(sum + 1, bytes.len(), "{kind}");
    }
    let ignorable = edit(&gate(STATIC, Bearer::Holder), |map| {
        map.set(200, text("more"))
    });
    let costs = explain(&ignorable).unwrap();
    assert_eq!(
        costs.last(),
        Some(&FieldCost {
            claim: None,
            bytes: 2 + 5
        })
    );
    assert!(explain(b"\xa1\x05\x00").is_err() && explain(b"").is_err());
}

//! The padding and the record of a sealed part.

use alloc::vec;

use super::*;
use crate::{
    claims::{ClaimKey, PaddingError, SealedRecord, pad, unpad},
    draft::bytes,
};

#[test]
fn every_length_is_padded_and_comes_back() {
    for length in 0..=832 {
        for fill in [0x00, 0x80, 0xff] {
            let record = vec![fill; length];
            let Ok(padded) = pad(record.clone()) else {
                assert_eq!(length, 832, "one byte marks the padding");
                continue;
            };
            assert!(padded.len() >= 96 && padded.len() % 32 == 0 && padded.len() <= 832);
            assert!(
                padded.len() == 96 || padded.len() - length <= 32,
                "{length}"
            );
            assert_eq!(unpad(&padded), Ok(record.as_slice()));
        }
    }
    assert_eq!(pad(vec![0; 10_000]), Err(PaddingError));
}

#[test]
fn paddings_that_are_none() {
    let padded = |record: usize, total: usize| {
        let mut bytes = vec![7; record];
        bytes.push(0x80);
        bytes.resize(total, 0);
        bytes
    };
    assert!(unpad(&padded(95, 96)).is_ok());
    for (what, bytes) in [
        ("nothing", vec![]),
        ("zeros", vec![0; 96]),
        ("no mark", vec![7; 96]),
        ("another mark", [vec![7; 95], vec![0x81]].concat()),
        (
            "a mark too late",
            [vec![7; 90], vec![0x80, 0, 0, 1, 0, 0]].concat(),
        ),
        ("not a multiple", padded(10, 97)),
        ("too short", padded(10, 64)),
        ("a step too long", padded(10, 128)),
        ("a step too long", padded(95, 128)),
        ("too long", padded(832, 864)),
    ] {
        assert_eq!(unpad(&bytes), Err(PaddingError), "{what}");
    }
    assert!(unpad(&padded(96, 128)).is_ok() && unpad(&padded(831, 832)).is_ok());
}

#[test]
fn parts_have_padded_lengths() {
    for length in 0..1000 {
        let plaintext = (144..=880).contains(&length) && (length - 48) % 32 == 0;
        assert_eq!(
            SealedPart::new(&vec![1; length]).is_some(),
            plaintext,
            "{length}"
        );
    }
}

fn record(person: Person, bearer: Bearer) -> SealedRecord {
    SealedRecord::new(
        Region::parse("440305").unwrap(),
        Population::Outside,
        bearer,
        person,
    )
}

#[test]
fn records_come_back() {
    for person in [person(), traveller()] {
        for bearer in [Bearer::Holder, GUARDIAN] {
            let record = record(person.clone(), bearer);
            let bytes = record.encode();
            assert!(SealedRecord::decode(&bytes).unwrap() == record);
            assert_eq!(unpad(&pad(bytes.clone()).unwrap()), Ok(bytes.as_slice()));
            for length in 0..bytes.len() {
                assert!(SealedRecord::decode(&bytes[..length]).is_err());
            }
        }
    }
}

#[test]
fn every_changed_byte_of_a_record_shows() {
    let record = record(traveller(), GUARDIAN);
    let good = record.encode();
    let mut bytes = good.clone();
    for at in 0..bytes.len() {
        for change in 1..=u8::MAX {
            bytes[at] = good[at] ^ change;
            if let Ok(other) = SealedRecord::decode(&bytes) {
                assert!(
                    other != record && other.encode() == bytes,
                    "{change:#04x} at {at}"
                );
            }
        }
        bytes[at] = good[at];
    }
}

#[test]
fn records_that_are_none() {
    let good = Draft::of(&record(person(), Bearer::Holder).encode());
    let flags = |change: u64| {
        let mut reader = crate::cbor::Reader::new(good.value(1));
        let flags = reader.unsigned().unwrap() ^ change;
        good.clone().set(1, unsigned(flags))
    };
    for (draft, error) in [
        (
            good.clone().without(1),
            ClaimsError::Missing(ClaimKey::Flags),
        ),
        (
            good.clone().without(3),
            ClaimsError::Missing(ClaimKey::Region),
        ),
        (
            good.clone().without(4),
            ClaimsError::Missing(ClaimKey::Name),
        ),
        (
            good.clone().without(5),
            ClaimsError::Missing(ClaimKey::Document),
        ),
        (
            good.clone().without(7),
            ClaimsError::Missing(ClaimKey::AddressTail),
        ),
        (
            good.clone().set(2, unsigned(1)),
            ClaimsError::Unknown { key: 2 },
        ),
        (
            good.clone().set(256, unsigned(1)),
            ClaimsError::Unknown { key: 256 },
        ),
        (flags(1), ClaimsError::ReservedFlags), // the gate's tier
        (flags(1 << 7), ClaimsError::ReservedFlags), // paper
        (flags(1 << 11), ClaimsError::ReservedFlags), // a profile
    ] {
        assert_eq!(SealedRecord::decode(&draft.bytes()).map(|_| ()), Err(error));
    }
    let longer = [good.bytes(), vec![0]].concat();
    assert!(SealedRecord::decode(&longer).is_err());
    let newer = good.clone().set(200, unsigned(1)).bytes();
    assert!(SealedRecord::decode(&newer) == SealedRecord::decode(&good.bytes()));
}

#[test]
fn what_a_part_is_bound_to_lacks_the_part_alone() {
    let claims = sealed(96);
    let bound = Draft::of(&claims.encode_unsealed());
    let residence = Draft::of(bound.value(RESIDENCE));
    assert_eq!(residence.value(13), [0x40]);
    let whole = edit(&claims, |map| map.set(13, bytes(b"")));
    assert_eq!(claims.encode_unsealed(), whole);
    let gate = gate(STATIC, Bearer::Holder);
    assert_eq!(gate.encode_unsealed(), gate.encode());
    let full = full(STATIC, Bearer::Holder);
    assert_eq!(full.encode_unsealed(), full.encode());
}

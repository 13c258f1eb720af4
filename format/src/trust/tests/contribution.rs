//! What cities hand to a centre.

use super::*;
use crate::{
    KeyId,
    algorithm::Algorithm,
    body,
    envelope::{Envelope, SignatureBytes, assemble, protected_header},
    trust::{
        BundleError, Contribution, ContributionParts, MAX_CONTRIBUTION_BYTES,
        MAX_CONTRIBUTION_PARTS, StatusTimes, write_contribution,
    },
};

fn contribution() -> Contribution {
    let part = |kind, size| Part {
        kind,
        size,
        hash: [0xee; 32],
    };
    Contribution {
        environment: Environment::Test,
        namespace: "4403".into(),
        sequence: 12,
        times: StatusTimes {
            issued: time("2026-11-01"),
            expires: time("2026-12-01"),
        },
        parts: vec![
            part(PartKind::StatusList, 70_000),
            part(PartKind::StatusDelta, 0),
            part(PartKind::Places, u32::MAX),
        ],
        trust_list: 3,
    }
}

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    Contribution::decode(payload).map(|_| ())
}

#[test]
fn a_contribution_comes_back() {
    let mut contribution = contribution();
    assert!(!contribution.is_full());
    let read = Contribution::decode(&contribution.encode());
    assert_eq!(read, Ok(contribution.clone()));
    contribution.parts.remove(1);
    assert!(contribution.is_full());
}

#[test]
fn broken_contributions() {
    let good = contribution().encode();
    let (issued, expires) = ((4, Field::Issued), (5, Field::Expires));
    let (sequence, version) = ((3, Field::Sequence), (7, Field::Version));
    let (environment, namespace) = ((1, Field::Environment), (2, Field::Namespace));
    let fields = [
        environment,
        namespace,
        sequence,
        issued,
        expires,
        (6, Field::Parts),
        version,
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[issued, expires]);
    counts_from_one(decode, &good, &[sequence, version]);
    let part = |kind| array_of(&[unsigned(kind), unsigned(1), bytes(&[0; 32])]);
    let start = unsigned(time("2026-11-01").seconds());
    for (key, value, error) in [
        (5, start, DocumentError::OutOfRange(Field::Expires)),
        (2, text(""), DocumentError::OutOfRange(Field::Namespace)),
        (2, text("a/b"), DocumentError::OutOfRange(Field::Namespace)),
        (2, text("深圳"), DocumentError::OutOfRange(Field::Namespace)),
        (6, array(0), DocumentError::OutOfRange(Field::Parts)),
        (
            6,
            array_of(&[part(4), part(3)]),
            DocumentError::Order(Field::Parts),
        ),
        // What comes from the root's holders comes from no city.
        (
            6,
            array_of(&[part(1)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[part(2), part(3)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[part(6)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
    ] {
        let changed = Draft::of(&good).set(key, value).bytes();
        assert_eq!(decode(&changed), Err(error), "{key}");
    }
    // A manifest is none, and what a manifest alone may say has no place here.
    assert!(decode(&manifest().encode()).is_err());
    let distrusting = Draft::of(&good)
        .set(8, array_of(&[bytes(&[1; 32])]))
        .bytes();
    assert_eq!(decode(&distrusting), Err(DocumentError::Unknown { key: 8 }));
    every_changed_byte_shows(&good, Contribution::decode, Contribution::encode);
}

#[test]
fn the_greatest_contribution_fits_its_envelope() {
    let mut contribution = contribution();
    let mut part = contribution.parts[0];
    part.size = u32::MAX;
    contribution.namespace = "x".repeat(32);
    contribution.parts = vec![part; MAX_CONTRIBUTION_PARTS];
    let key_id = KeyId::from_bytes([1; 4]);
    let header = protected_header::<body::Contribution>(Algorithm::ED25519, key_id);
    let signature = SignatureBytes::new([0; 64]);
    let bytes = assemble::<body::Contribution>(&header, &contribution.encode(), signature);
    let envelope = Envelope::<body::Contribution>::parse(&bytes).unwrap();
    let read = Contribution::decode(envelope.payload_unverified());
    assert_eq!(read, Ok(contribution.clone()));
    contribution.parts.push(part);
    let refusal = Contribution::decode(&contribution.encode()).unwrap_err();
    assert_eq!(refusal, DocumentError::OutOfRange(Field::Parts));
}

#[test]
fn the_file_of_a_contribution() {
    let parts = vec![b"one".to_vec(), vec![]];
    let file = write_contribution(b"statement", &parts);
    assert!(file.starts_with(b"JMC1"));
    let read = ContributionParts::parse(&file).unwrap();
    assert_eq!((read.statement, read.parts.len()), (&b"statement"[..], 2));
    assert_eq!(alloc::format!("{read:?}"), "ContributionParts(2 parts)");
    let slug = |file: &[u8]| {
        ContributionParts::parse(file)
            .map(|_| ())
            .map_err(BundleError::slug)
    };
    for (file, what) in [
        (&b""[..], "contribution-magic"),
        (b"JMB1\x40", "contribution-magic"),
        (b"JMC2\x40", "contribution-magic"),
        (b"JMC1", "cbor-truncated"),
        (b"JMC1\x40\x60", "cbor-wrong-type"),
    ] {
        assert_eq!(slug(file), Err(what), "{file:x?}");
    }
    let parts = |count| write_contribution(b"", &vec![vec![]; count]);
    assert_eq!(slug(&parts(MAX_CONTRIBUTION_PARTS)), Ok(()));
    assert_eq!(
        slug(&parts(MAX_CONTRIBUTION_PARTS + 1)),
        Err("bundle-parts")
    );
    let endless = vec![0x40; MAX_CONTRIBUTION_BYTES + 1];
    assert_eq!(slug(&endless), Err("bundle-too-large"));
}

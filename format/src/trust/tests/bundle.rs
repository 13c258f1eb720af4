//! Manifests, and the file that they stand in.

use super::*;
use crate::{
    KeyId,
    algorithm::Algorithm,
    body,
    envelope::{Envelope, SignatureBytes, assemble, protected_header},
    trust::{BundleError, BundleParts, MAX_BUNDLE_BYTES, MAX_ENTRIES, MAX_PARTS, write_bundle},
};

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    Manifest::decode(payload).map(|_| ())
}

#[test]
fn a_manifest_comes_back() {
    let manifest = manifest();
    assert_eq!(Manifest::decode(&manifest.encode()), Ok(manifest));
}

#[test]
fn broken_manifests() {
    let good = manifest().encode();
    let (epoch, sequence) = ((2, Field::Epoch), (3, Field::Sequence));
    let (issued, expires) = ((4, Field::Issued), (5, Field::Expires));
    let (parts, distrusted) = ((6, Field::Parts), (7, Field::Distrusted));
    let environment = (1, Field::Environment);
    let fields = [
        environment,
        epoch,
        sequence,
        issued,
        expires,
        parts,
        distrusted,
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[issued, expires]);
    counts_from_one(decode, &good, &[epoch, sequence]);
    let part = |kind, size| array_of(&[unsigned(kind), unsigned(size), bytes(&[0; 32])]);
    let short = array_of(&[unsigned(1), unsigned(1)]);
    let hash = |byte| bytes(&[byte; 32]);
    let start = unsigned(time("2026-11-01").seconds());
    for (field, value, error) in [
        (
            1,
            unsigned(3),
            DocumentError::OutOfRange(Field::Environment),
        ),
        (5, start, DocumentError::OutOfRange(Field::Expires)),
        (6, array(0), DocumentError::OutOfRange(Field::Parts)),
        (
            6,
            array_of(&[part(0, 1)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[part(9, 1)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[part(1, 1 << 32)]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[short]),
            DocumentError::OutOfRange(Field::Parts),
        ),
        (
            6,
            array_of(&[part(2, 1), part(1, 1)]),
            DocumentError::Order(Field::Parts),
        ),
        (
            7,
            array_of(&[hash(2), hash(1)]),
            DocumentError::Order(Field::Distrusted),
        ),
        (
            7,
            array_of(&[hash(1), hash(1)]),
            DocumentError::Order(Field::Distrusted),
        ),
    ] {
        assert_eq!(
            decode(&Draft::of(&good).set(field, value).bytes()),
            Err(error),
            "{field}"
        );
    }
    every_changed_byte_shows(&good, Manifest::decode, Manifest::encode);
}

/// The greatest manifest there may be can be signed and read.
#[test]
fn the_greatest_manifest_fits_its_envelope() {
    let mut manifest = manifest();
    let mut part = manifest.parts[0];
    part.size = u32::MAX;
    manifest.parts = vec![part; MAX_PARTS];
    let hash = |index: usize| {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&index.to_be_bytes());
        hash
    };
    manifest.distrusted = (0..MAX_ENTRIES).map(hash).collect();
    let header = protected_header::<body::Manifest>(Algorithm::ED25519, KeyId::from_bytes([1; 4]));
    let signature = SignatureBytes::new([0; 64]);
    let bytes = assemble::<body::Manifest>(&header, &manifest.encode(), signature);
    let envelope = Envelope::<body::Manifest>::parse(&bytes).unwrap();
    assert_eq!(
        Manifest::decode(envelope.payload_unverified()),
        Ok(manifest.clone())
    );
    manifest.parts.push(part);
    let refusal = Manifest::decode(&manifest.encode()).unwrap_err();
    assert_eq!(refusal, DocumentError::OutOfRange(Field::Parts));
}

#[test]
fn a_bundle_is_taken_apart_as_it_was_put_together() {
    let parts = vec![b"one".to_vec(), vec![], vec![3; 70_000]];
    let file = write_bundle(b"manifest", &parts);
    let read = BundleParts::parse(&file).unwrap();
    assert_eq!((read.manifest, read.parts.len()), (&b"manifest"[..], 3));
    assert!(
        read.parts
            .iter()
            .zip(&parts)
            .all(|(read, part)| *read == part.as_slice())
    );
    assert_eq!(alloc::format!("{read:?}"), "BundleParts(3 parts)");
    let none = BundleParts::parse(b"JMB1\x40").map(|read| read.parts.len());
    assert_eq!(none, Ok(0));
    assert_eq!(write_bundle(b"", &[]), b"JMB1\x40");
}

#[test]
fn broken_bundles() {
    let slug = |file: &[u8]| {
        BundleParts::parse(file)
            .map(|_| ())
            .map_err(BundleError::slug)
    };
    for (file, what) in [
        (&b""[..], "bundle-magic"),
        (b"JMB", "bundle-magic"),
        (b"JMB2\x40", "bundle-magic"),
        (b"JMC1\x40", "bundle-contribution"),
        (b"JMC1", "bundle-contribution"),
        (b"jmb1\x40", "bundle-magic"),
        (b"\xef\xbb\xbfJMB1\x40", "bundle-magic"),
        (b"JMB1", "cbor-truncated"),
        (b"JMB1\x41", "cbor-truncated"),
        (b"JMB1\x40\x60", "cbor-wrong-type"),
        (b"JMB1\x40\x58\x01\x00", "cbor-not-shortest"),
        (b"JMB1\x40\x5f\xff", "cbor-indefinite"),
        (b"JMB1\x40\n", "cbor-wrong-type"),
        (
            b"JMB1\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
            "cbor-truncated",
        ),
    ] {
        assert_eq!(slug(file), Err(what), "{file:x?}");
    }
    let parts = |count| write_bundle(b"", &vec![vec![]; count]);
    assert_eq!(slug(&parts(MAX_PARTS)), Ok(()));
    assert_eq!(slug(&parts(MAX_PARTS + 1)), Err("bundle-parts"));
    let endless = vec![0x40; MAX_BUNDLE_BYTES + 1];
    assert_eq!(slug(&endless), Err("bundle-too-large"));
}

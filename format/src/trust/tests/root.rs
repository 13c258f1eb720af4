//! Root documents, and what several keys sign.

use super::*;
use crate::{
    KeyId,
    algorithm::Algorithm,
    body::{RootDocument, TrustList as TrustListBody},
    envelope::{SignatureBytes, assemble, protected_header},
    trust::{Cosigned, CosignedError, MAX_ROOT_KEYS, MAX_SIGNATURES},
};

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    Root::decode(payload).map(|_| ())
}

#[test]
fn a_root_document_comes_back() {
    let root = root();
    assert_eq!(Root::decode(&root.encode()), Ok(root.clone()));
    assert_eq!(root.keys(), [[1; 32], [2; 32], [3; 32]]);
    assert_eq!((root.number(), root.threshold()), (1, 2));
    assert_eq!(root.environment(), Environment::Production);
    assert!(root.issued() < root.expires());
}

#[test]
fn broken_root_documents() {
    let good = root().encode();
    let (issued, expires) = ((3, Field::Issued), (4, Field::Expires));
    let (number, threshold) = ((1, Field::Number), (5, Field::Threshold));
    let fields = [
        number,
        (2, Field::Environment),
        issued,
        expires,
        threshold,
        (6, Field::Keys),
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[issued, expires]);
    counts_from_one(decode, &good, &[number, threshold]);
    let key = |byte| bytes(&[byte; 32]);
    let all: Vec<_> = (0..).map(key).take(MAX_ROOT_KEYS + 1).collect();
    for (field, value, error) in [
        (
            2,
            unsigned(3),
            DocumentError::OutOfRange(Field::Environment),
        ),
        (
            4,
            unsigned(time("2026-11-01").seconds()),
            DocumentError::OutOfRange(Field::Expires),
        ),
        (5, unsigned(4), DocumentError::OutOfRange(Field::Threshold)),
        (6, array(0), DocumentError::OutOfRange(Field::Keys)),
        (
            6,
            array_of(&[key(2), key(1), key(3)]),
            DocumentError::Order(Field::Keys),
        ),
        (
            6,
            array_of(&[key(1), key(1), key(3)]),
            DocumentError::Order(Field::Keys),
        ),
        (6, array_of(&all), DocumentError::OutOfRange(Field::Keys)),
        (
            6,
            array_of(&[key(1)]),
            DocumentError::OutOfRange(Field::Threshold),
        ),
    ] {
        assert_eq!(
            decode(&Draft::of(&good).set(field, value).bytes()),
            Err(error),
            "{field}"
        );
    }
    for length in [0, 31, 33] {
        let value = array_of(&[key(1), bytes(&[2; 33][..length])]);
        assert!(decode(&Draft::of(&good).set(6, value).bytes()).is_err());
    }
    assert!(decode(&Draft::of(&good).set(6, array_of(&all[1..])).bytes()).is_ok());
    every_changed_byte_shows(&good, Root::decode, Root::encode);
}

#[test]
fn what_no_ceremony_makes() {
    let (issued, expires) = (time("2026-11-01"), time("2027-11-01"));
    let make = |number, threshold, keys| {
        Root::new(number, Environment::Demo, issued, expires, threshold, keys).map(|_| ())
    };
    assert_eq!(make(1, 1, vec![[1; 32]]), Ok(()));
    assert_eq!(
        make(0, 1, vec![[1; 32]]),
        Err(DocumentError::OutOfRange(Field::Number))
    );
    assert_eq!(
        make(1, 0, vec![[1; 32]]),
        Err(DocumentError::OutOfRange(Field::Threshold))
    );
    assert_eq!(
        make(1, 2, vec![[1; 32]]),
        Err(DocumentError::OutOfRange(Field::Threshold))
    );
    assert_eq!(
        make(1, 1, vec![]),
        Err(DocumentError::OutOfRange(Field::Keys))
    );
    assert_eq!(
        make(1, 2, vec![[1; 32]; 2]),
        Err(DocumentError::Order(Field::Keys))
    );
    assert_eq!(
        make(1, 1, vec![[1; 32]; 17]),
        Err(DocumentError::OutOfRange(Field::Keys))
    );
    let backwards = Root::new(1, Environment::Demo, expires, issued, 1, vec![[1; 32]]);
    assert_eq!(backwards, Err(DocumentError::OutOfRange(Field::Expires)));
}

fn signature(byte: u8) -> Vec<u8> {
    let header = protected_header::<RootDocument>(Algorithm::ED25519, KeyId::from_bytes([byte; 4]));
    assemble::<RootDocument>(&header, b"", SignatureBytes::new([byte; 64]))
}

fn cosigned(signatures: &[Vec<u8>]) -> Result<usize, CosignedError> {
    let document = array_of(&[bytes(b"payload"), array_of(signatures)]);
    Cosigned::<RootDocument>::parse(&document).map(|cosigned| cosigned.signatures().len())
}

#[test]
fn cosigned_documents() {
    let shuffled = vec![signature(3), signature(1), signature(2), signature(1)];
    let document = Cosigned::<RootDocument>::assemble(b"payload", shuffled);
    let cosigned = Cosigned::<RootDocument>::parse(&document).unwrap();
    assert_eq!(cosigned.payload_unverified(), b"payload");
    let ids: Vec<_> = cosigned
        .signatures()
        .iter()
        .map(|one| one.key_id())
        .collect();
    assert_eq!(ids, [1, 2, 3].map(|byte| KeyId::from_bytes([byte; 4])));
    assert!(!alloc::format!("{cosigned:?}").contains("payload"));
    let again: Vec<_> = [1, 2, 3].map(signature).into();
    assert_eq!(
        Cosigned::<RootDocument>::assemble(b"payload", again),
        document
    );
    for length in 0..document.len() {
        assert!(
            Cosigned::<RootDocument>::parse(&document[..length]).is_err(),
            "{length}"
        );
    }
    // The trust list's signatures have the same shape and another context.
    assert!(Cosigned::<TrustListBody>::parse(&document).is_ok());
}

#[test]
fn broken_cosigned_documents() {
    let most: Vec<_> = (0..=u8::MAX)
        .map(signature)
        .take(MAX_SIGNATURES + 1)
        .collect();
    assert_eq!(cosigned(&most[1..]), Ok(MAX_SIGNATURES));
    assert_eq!(cosigned(&most), Err(CosignedError::Shape));
    assert_eq!(cosigned(&[]), Err(CosignedError::Shape));
    assert_eq!(
        cosigned(&[signature(2), signature(1)]),
        Err(CosignedError::Order)
    );
    assert_eq!(
        cosigned(&[signature(1), signature(1)]),
        Err(CosignedError::Order)
    );
    let header = protected_header::<RootDocument>(Algorithm::ED25519, KeyId::from_bytes([1; 4]));
    let attached = array_of(&[
        bytes(&header),
        vec![0xa0],
        bytes(b"payload"),
        bytes(&[1; 64]),
    ]);
    assert_eq!(
        cosigned(&[attached]).map_err(CosignedError::slug),
        Err("envelope-payload")
    );
    for (document, slug) in [
        (array_of(&[bytes(b"")]), "cosigned-shape"),
        (
            array_of(&[bytes(b""), array(0), array(0)]),
            "cosigned-shape",
        ),
        (
            array_of(&[text(""), array_of(&[signature(1)])]),
            "cbor-wrong-type",
        ),
        (
            [array_of(&[bytes(b""), array_of(&[signature(1)])]), vec![0]].concat(),
            "cbor-trailing",
        ),
        (
            vec![
                0x82, 0x40, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            ],
            "cbor-truncated",
        ),
    ] {
        let refusal = Cosigned::<RootDocument>::parse(&document)
            .map(|_| ())
            .unwrap_err();
        assert_eq!(refusal.slug(), slug);
    }
}

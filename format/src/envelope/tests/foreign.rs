//! Envelopes by comparison with coset, and messages of the COSE working group.

use coset::{CborSerializable, CoseSign1, TaggedCborSerializable, iana};
use proptest::prelude::*;

use super::{KEY_ID, SIGNATURE, envelope, slug};
use crate::{
    Environment,
    body::{Body, Code, Manifest, PayloadPlace, Presentation, RootDocument, StatusList, TrustList},
    cbor::Reader,
    envelope::{Envelope, assemble, protected_header, sig_structure},
    vectors::{hex, json},
};

/// coset reads what is written here, and makes the same Sig_structure of it.
fn agrees_with_coset<B: Body>(payload: &[u8]) {
    let bytes = envelope::<B>(payload);
    let ours = Envelope::<B>::parse(&bytes).unwrap();
    let theirs = match B::CONTENT_TYPE {
        Some(_) => CoseSign1::from_tagged_slice(&bytes).unwrap(),
        None => CoseSign1::from_slice(&bytes).unwrap(),
    };
    let attached = B::PAYLOAD == PayloadPlace::Attached;
    assert_eq!(
        theirs.protected.original_data.as_deref(),
        Some(ours.protected())
    );
    assert_eq!(
        theirs.protected.header.alg,
        Some(coset::Algorithm::Assigned(iana::Algorithm::Ed25519))
    );
    assert_eq!(theirs.protected.header.key_id, KEY_ID.as_bytes());
    assert_eq!(
        theirs.protected.header.rest.len(),
        usize::from(B::CONTENT_TYPE.is_some())
    );
    assert!(theirs.unprotected.is_empty());
    assert_eq!(theirs.payload.as_deref(), attached.then_some(payload));
    assert_eq!(theirs.signature, SIGNATURE.as_bytes());
    for environment in Environment::ALL {
        let wanted = coset::sig_structure_data(
            coset::SignatureContext::CoseSign1,
            theirs.protected.clone(),
            None,
            &B::context(environment),
            payload,
        );
        let detached = if attached {
            b"is not looked at"
        } else {
            payload
        };
        assert_eq!(ours.to_be_signed(environment, detached), wanted);
    }
}

proptest! {
    #[test]
    fn coset_reads_the_same(payload in proptest::collection::vec(any::<u8>(), 0..300)) {
        agrees_with_coset::<Code>(&payload);
        agrees_with_coset::<RootDocument>(&payload);
        agrees_with_coset::<TrustList>(&payload);
        agrees_with_coset::<StatusList>(&payload);
        agrees_with_coset::<Manifest>(&payload);
        agrees_with_coset::<Presentation>(&payload);
    }

    #[test]
    fn what_is_accepted_has_one_form(
        change in any::<(prop::sample::Index, u8)>(),
        payload in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = envelope::<Code>(&payload);
        let at = change.0.index(bytes.len());
        bytes[at] = change.1;
        if let Ok(envelope) = Envelope::<Code>::parse(&bytes) {
            let again = assemble::<Code>(
                &protected_header::<Code>(envelope.algorithm(), envelope.key_id()),
                envelope.payload_unverified(),
                envelope.signature(),
            );
            prop_assert_eq!(again, bytes);
        }
    }
}

/// Why each message of the COSE working group is no code of ours: with its tag, and without.
const COSE_WG: [(&str, &str); 16] = [
    ("eddsa-examples/eddsa-sig-01", "header-unknown"), // content type 3
    ("eddsa-examples/eddsa-sig-02", "header-missing"), // the key id is not protected
    ("sign1-tests/sign-fail-01", "header-missing"),
    ("sign1-tests/sign-fail-02", "header-missing"),
    ("sign1-tests/sign-fail-03", "header-missing"),
    ("sign1-tests/sign-fail-04", "cbor-wrong-type"), // alg is a text
    ("sign1-tests/sign-fail-06", "header-unknown"),
    ("sign1-tests/sign-fail-07", "header-missing"),
    ("sign1-tests/sign-pass-01", "header-missing"),
    ("sign1-tests/sign-pass-02", "header-missing"),
    ("sign1-tests/sign-pass-03", "header-missing"),
    ("CWT/A_3", "header-missing"),
    ("CWT/A_4", "header-missing"), // a MAC
    ("CWT/A_5", "envelope-shape"), // encrypted
    ("CWT/A_6", "envelope-shape"),
    ("CWT/A_7", "header-missing"),
];

#[test]
fn messages_of_the_cose_working_group_are_no_codes() {
    for (name, reason) in COSE_WG {
        let Some(vector) = json(&alloc::format!("cose-wg/{name}.json")) else {
            return;
        };
        let bytes = hex(vector["output"]["cbor"].as_str().unwrap());
        let tag = match bytes[0] {
            0xd9 => 3,
            0xd0..=0xd7 => 1,
            _ => 0,
        };
        let wanted = if tag == 0 { reason } else { "cbor-wrong-type" };
        assert_eq!(slug::<Code>(&bytes), wanted, "{name}");
        assert_eq!(
            slug::<Code>(&bytes[tag..]),
            reason,
            "{name} without its tag"
        );
        assert_ne!(slug::<StatusList>(&bytes), "accepted", "{name}");
    }
}

#[test]
fn what_is_signed_is_what_the_cose_working_group_signs() {
    let mut compared = 0;
    for (name, _) in COSE_WG {
        let Some(vector) = json(&alloc::format!("cose-wg/{name}.json")) else {
            return;
        };
        let Some(wanted) = vector["intermediates"]["ToBeSign_hex"].as_str() else {
            continue;
        };
        let bytes = hex(vector["output"]["cbor"].as_str().unwrap());
        let mut reader = Reader::new(&bytes);
        for tag in [18, 998] {
            let mut tagged = reader.clone();
            if tagged.tag(tag).is_ok() {
                reader = tagged;
            }
        }
        assert_eq!(reader.array(), Ok(4));
        let protected = reader.bytes().unwrap();
        reader.item().unwrap();
        let payload = reader.bytes().unwrap();
        let aad = hex(vector["input"]["sign0"]["external"]
            .as_str()
            .unwrap_or_default());
        // An empty header is signed as no bytes at all (RFC 9052 §4.4); none of ours is empty.
        let protected = if protected == [0xa0] { &[] } else { protected };
        let same = sig_structure(protected, &aad, payload) == hex(wanted);
        // These were changed after they had been signed.
        let changed = ["fail-02", "fail-03", "fail-04", "fail-06", "fail-07"];
        assert_eq!(
            same,
            !changed.iter().any(|end| name.ends_with(end)),
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 12);
}

use curve25519_dalek::{EdwardsPoint, Scalar};
use juma_format::envelope::SignatureBytes;
use sha2::Sha512;

use super::*;

fn walk(anchor: &Root, documents: &[Vec<u8>]) -> Result<u32, RootRefusal> {
    let documents: Vec<&[u8]> = documents.iter().map(Vec::as_slice).collect();
    let root = RootAnchor::of(anchor).unwrap().walk(&documents)?;
    Ok(root.document().number())
}

fn threshold(good: usize, needed: usize) -> RootRefusal {
    RootRefusal::Threshold { good, needed }
}

#[test]
fn one_of_one_and_two_of_three() {
    let one = document(1, 1, &[1]);
    assert_eq!(walk(&one, &[signed_root(&one, &[1])]), Ok(1));
    assert_eq!(walk(&one, &[signed_root(&one, &[2])]), Err(threshold(0, 1)));

    let three = document(1, 2, &[1, 2, 3]);
    for signers in [[1, 2].as_slice(), &[1, 3], &[2, 3], &[1, 2, 3], &[1, 2, 9]] {
        assert_eq!(
            walk(&three, &[signed_root(&three, signers)]),
            Ok(1),
            "{signers:?}"
        );
    }
    for signers in [[1].as_slice(), &[3], &[1, 9], &[2, 8, 9]] {
        assert_eq!(
            walk(&three, &[signed_root(&three, signers)]),
            Err(threshold(1, 2))
        );
    }
    assert_eq!(
        walk(&three, &[signed_root(&three, &[7, 8, 9])]),
        Err(threshold(0, 2))
    );
}

/// Whoever has a key can make any number of good signatures of one document, each with a nonce of
/// its own. They are one signer.
#[test]
fn a_key_that_signs_twice_counts_once() {
    let three = document(1, 2, &[1, 2, 3]);
    let payload = three.encode();
    let signer = key::<RootKey>(1);
    let good = signer.sign::<RootDocument>(payload.clone());
    let another = |nonce| {
        let prepared = signer.prepare::<RootDocument>(payload.clone());
        let signature = sign_with_nonce(1, nonce, prepared.to_be_signed());
        prepared.attach(signer.public(), signature).unwrap()
    };
    let bytes =
        Cosigned::<RootDocument>::assemble(&payload, vec![good.clone(), another(5), another(6)]);
    assert_eq!(walk(&three, &[bytes]), Err(threshold(1, 2)));
    let second = key::<RootKey>(2).sign::<RootDocument>(payload.clone());
    let bytes = Cosigned::<RootDocument>::assemble(&payload, vec![another(5), second]);
    assert_eq!(walk(&three, &[bytes]), Ok(1));

    // The same envelope twice does not even parse.
    let mut writer = juma_format::cbor::Writer::new();
    writer
        .array(2)
        .bytes(&payload)
        .array(2)
        .raw(&good)
        .raw(&good);
    assert!(matches!(
        walk(&three, &[writer.finish()]),
        Err(RootRefusal::Cosigned(_))
    ));
}

/// Ed25519 with a nonce that is chosen, not derived (RFC 8032 §5.1.6, steps 3 to 5).
fn sign_with_nonce(seed: u8, nonce: u64, message: &[u8]) -> SignatureBytes {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    let nonce = Scalar::from(nonce);
    let point = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let digest = Sha512::new()
        .chain_update(point)
        .chain_update(secret.verifying_key().as_bytes())
        .chain_update(message)
        .finalize();
    let challenge = Scalar::from_bytes_mod_order_wide(&digest.into());
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&point);
    bytes[32..].copy_from_slice((nonce + challenge * secret.to_scalar()).as_bytes());
    SignatureBytes::new(bytes)
}

#[test]
fn a_signature_for_another_body_or_world_does_not_count() {
    let one = document(1, 1, &[1]);
    let payload = one.encode();
    // The envelopes of a trust list and of a root document look alike.
    let as_list = key::<RootKey>(1).sign::<TrustListBody>(payload.clone());
    let bytes = Cosigned::<RootDocument>::assemble(&payload, vec![as_list]);
    assert_eq!(walk(&one, &[bytes]), Err(threshold(0, 1)));
    let elsewhere: SigningKey<RootKey> =
        SigningKey::from_secret(Secret::new([1; 32]), Environment::Demo);
    let in_demo = elsewhere.sign::<RootDocument>(payload.clone());
    let bytes = Cosigned::<RootDocument>::assemble(&payload, vec![in_demo]);
    assert_eq!(walk(&one, &[bytes]), Err(threshold(0, 1)));
}

#[test]
fn a_successor_needs_the_keys_before_and_its_own() {
    let (first, second) = (document(1, 2, &[1, 2, 3]), document(2, 2, &[3, 4, 5]));
    let start = signed_root(&first, &[1, 2]);
    let next = |signers: &[u8]| walk(&first, &[start.clone(), signed_root(&second, signers)]);
    assert_eq!(next(&[1, 2, 4, 5]), Ok(2));
    assert_eq!(next(&[1, 3, 4]), Ok(2)); // 3 is a key of both
    assert_eq!(next(&[3, 4]), Err(threshold(1, 2))); // one of the keys before
    assert_eq!(next(&[4, 5]), Err(threshold(0, 2)));
    assert_eq!(next(&[1, 2]), Err(threshold(0, 2))); // none of its own
    assert_eq!(next(&[1, 2, 4]), Err(threshold(1, 2)));
}

#[test]
fn a_device_walks_from_its_own_document_to_the_last() {
    let documents = [
        document(1, 1, &[1]),
        document(2, 1, &[2]),
        document(3, 2, &[3, 4]),
        document(4, 1, &[4]),
    ];
    let signed = [
        signed_root(&documents[0], &[1]),
        signed_root(&documents[1], &[1, 2]),
        signed_root(&documents[2], &[2, 3, 4]),
        signed_root(&documents[3], &[3, 4]),
    ];
    for anchor in &documents {
        assert_eq!(walk(anchor, &signed), Ok(4));
    }
    assert_eq!(walk(&documents[1], &signed[1..]), Ok(4));
    assert_eq!(walk(&documents[0], &signed[..3]), Ok(3));
    assert_eq!(
        walk(&documents[1], &signed[2..]),
        Err(RootRefusal::NotAnchored)
    );
    assert_eq!(
        walk(&documents[3], &signed[..3]),
        Err(RootRefusal::NotAnchored)
    );
    assert_eq!(walk(&documents[0], &[]), Err(RootRefusal::NotAnchored));
}

#[test]
fn numbers_follow_one_another() {
    let first = document(1, 1, &[1]);
    let start = signed_root(&first, &[1]);
    for found in [1, 3, u32::MAX] {
        let next = signed_root(&document(found, 1, &[1]), &[1]);
        assert_eq!(
            walk(&first, &[start.clone(), next]),
            Err(RootRefusal::Succession { expected: 2, found })
        );
    }
    let last = document(u32::MAX, 1, &[1]);
    let again = vec![signed_root(&last, &[1]); 2];
    assert!(matches!(
        walk(&last, &again),
        Err(RootRefusal::Succession { .. })
    ));
}

#[test]
fn an_anchor_is_one_document_and_no_other() {
    let ours = document(1, 1, &[1, 2]);
    for theirs in [
        document(1, 2, &[1, 2]),
        document(1, 1, &[1]),
        document(1, 1, &[1, 3]),
        document(1, 1, &[1, 2, 3]),
        document(2, 1, &[1, 2]),
    ] {
        let signed = signed_root(&theirs, &[1, 2]);
        assert_eq!(
            walk(&ours, &[signed]),
            Err(RootRefusal::NotAnchored),
            "{theirs:?}"
        );
    }
}

#[test]
fn documents_of_another_world_and_with_weak_keys_are_refused() {
    let ours = document(1, 1, &[1]);
    let theirs = root_of(Environment::Production, 1, 1, &[1]);
    assert_eq!(
        walk(&ours, &[signed_root(&theirs, &[1])]),
        Err(RootRefusal::Environment)
    );

    let mut keys = public_bytes(&[1]);
    keys.push([0; 32]);
    let weak = Root::new(2, WORLD, day(0), day(9), 1, keys).unwrap();
    let documents = [signed_root(&ours, &[1]), signed_root(&weak, &[1])];
    assert!(matches!(walk(&ours, &documents), Err(RootRefusal::Key(_))));
    assert!(RootAnchor::of(&weak).is_err());

    let torn = cosign::<RootDocument>(b"\xa1\x01", &[1]);
    assert!(matches!(
        walk(&ours, &[torn]),
        Err(RootRefusal::Document(_))
    ));
    assert!(matches!(
        walk(&ours, &[b"\x80".to_vec()]),
        Err(RootRefusal::Cosigned(_))
    ));
}

#[test]
fn a_trust_list_needs_the_threshold_too() {
    let three = document(1, 2, &[1, 2, 3]);
    let signed = signed_root(&three, &[1, 2]);
    let root = RootAnchor::of(&three).unwrap().walk(&[&signed]).unwrap();
    let list = list(Vec::new());
    assert!(root.open_list(&signed_list(&list, &[2, 3])).is_ok());
    assert_eq!(
        root.open_list(&signed_list(&list, &[2])).unwrap_err(),
        threshold(1, 2)
    );
    assert_eq!(
        root.open_list(&signed_list(&list, &[2, 9])).unwrap_err(),
        threshold(1, 2)
    );

    let theirs = list_of(Environment::Demo, Vec::new());
    let refused = root.open_list(&signed_list(&theirs, &[1, 2])).unwrap_err();
    assert_eq!(refused, RootRefusal::Environment);
    let torn = cosign::<TrustListBody>(b"\xa0", &[1, 2]);
    assert!(matches!(
        root.open_list(&torn),
        Err(RootRefusal::Document(_))
    ));
    // A root document is no trust list, though the same keys signed it.
    assert!(root.open_list(&signed).is_err());
}

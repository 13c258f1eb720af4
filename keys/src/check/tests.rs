use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signer, Verifier};
use juma_format::{
    body::{
        Code, Contribution, Manifest, Presentation, RootDocument, StatusDelta, StatusList,
        TrustList,
    },
    envelope::{assemble, protected_header},
};
use sha2::{Digest, Sha512};

use super::*;
use crate::{
    kind::{BundleKey, CodeKey, HolderKey, RootKey, StatusKey},
    signing_key::{Secret, SigningKey},
};

const PAYLOAD: &[u8] = b"the same payload for every body";
const SECRET: [u8; 32] = [9; 32];

fn key<K: KeyKind>(environment: Environment) -> SigningKey<K> {
    SigningKey::from_secret(Secret::new(SECRET), environment)
}

/// The signature of an envelope of body `B`.
fn sign<K: MaySign<B>, B: Body>(environment: Environment) -> SignatureBytes {
    let bytes = key::<K>(environment).sign::<B>(PAYLOAD.into());
    Envelope::<B>::parse(&bytes).unwrap().signature()
}

/// Whether a signature is good in an envelope of body `B` that was put together by hand.
fn accepts<K: MaySign<B>, B: Body>(environment: Environment, signature: SignatureBytes) -> bool {
    let key = key::<K>(environment);
    let protected = protected_header::<B>(Algorithm::ED25519, key.public().key_id());
    let bytes = assemble::<B>(&protected, PAYLOAD, signature);
    let envelope = Envelope::<B>::parse(&bytes).unwrap();
    let checked = match B::PAYLOAD {
        PayloadPlace::Attached => key.public().check(&envelope, environment),
        PayloadPlace::Detached => key.public().check_detached(&envelope, environment, PAYLOAD),
    };
    checked.is_ok_and(|verified| verified.payload() == PAYLOAD)
}

type Sign = fn(Environment) -> SignatureBytes;
type Accepts = fn(Environment, SignatureBytes) -> bool;

/// Every body. One secret stands behind all the keys, so that only the contexts keep them apart.
const BODIES: [(&str, Sign, Accepts); 8] = [
    (Code::NAME, sign::<CodeKey, Code>, accepts::<CodeKey, Code>),
    (
        RootDocument::NAME,
        sign::<RootKey, RootDocument>,
        accepts::<RootKey, RootDocument>,
    ),
    (
        TrustList::NAME,
        sign::<RootKey, TrustList>,
        accepts::<RootKey, TrustList>,
    ),
    (
        StatusList::NAME,
        sign::<StatusKey, StatusList>,
        accepts::<StatusKey, StatusList>,
    ),
    (
        StatusDelta::NAME,
        sign::<StatusKey, StatusDelta>,
        accepts::<StatusKey, StatusDelta>,
    ),
    (
        Contribution::NAME,
        sign::<StatusKey, Contribution>,
        accepts::<StatusKey, Contribution>,
    ),
    (
        Manifest::NAME,
        sign::<BundleKey, Manifest>,
        accepts::<BundleKey, Manifest>,
    ),
    (
        Presentation::NAME,
        sign::<HolderKey, Presentation>,
        accepts::<HolderKey, Presentation>,
    ),
];

/// A signature serves one body and one environment. The one exception is by design: a Token Status
/// List has an empty context in every environment, and its key alone keeps it there.
#[test]
fn no_signature_serves_another_body_or_environment() {
    let mut good = 0;
    for (signed, sign, _) in BODIES {
        for signed_in in Environment::ALL {
            let signature = sign(signed_in);
            for (read, _, accepts) in BODIES {
                for read_in in Environment::ALL {
                    let same_world = signed_in == read_in || signed == StatusList::NAME;
                    let expected = signed == read && same_world;
                    let context = format!("{signed} {signed_in} as {read} {read_in}");
                    assert_eq!(accepts(read_in, signature), expected, "{context}");
                    good += usize::from(expected);
                }
            }
        }
    }
    assert_eq!(good, 7 * 3 + 9);
}

#[test]
fn a_payload_stands_in_one_place() {
    let (code, root) = (
        key::<CodeKey>(Environment::Demo),
        key::<RootKey>(Environment::Demo),
    );
    let attached = code.sign::<Code>(PAYLOAD.into());
    let attached = Envelope::<Code>::parse(&attached).unwrap();
    assert!(code.public().check(&attached, Environment::Demo).is_ok());
    let beside = code
        .public()
        .check_detached(&attached, Environment::Demo, PAYLOAD);
    assert_eq!(beside.unwrap_err(), CheckError::BadSignature);

    let detached = root.sign::<TrustList>(PAYLOAD.into());
    let detached = Envelope::<TrustList>::parse(&detached).unwrap();
    let public = root.public();
    assert!(
        public
            .check_detached(&detached, Environment::Demo, PAYLOAD)
            .is_ok()
    );
    assert!(
        public
            .check_detached(&detached, Environment::Demo, b"other")
            .is_err()
    );
    assert_eq!(
        public.check(&detached, Environment::Demo).unwrap_err(),
        CheckError::BadSignature
    );
    // Nor does a signature over nothing make an envelope without payload good.
    let nothing = root.sign::<TrustList>(Vec::new());
    let nothing = Envelope::<TrustList>::parse(&nothing).unwrap();
    assert!(public.check(&nothing, Environment::Demo).is_err());
}

#[test]
fn the_message_does_not_choose_the_algorithm() {
    let key = key::<CodeKey>(Environment::Demo);
    for number in [-8, -7, -50, 0, 1, 19, i64::MIN, i64::MAX] {
        let algorithm = Algorithm::from_number(number);
        let protected = protected_header::<Code>(algorithm, key.public().key_id());
        let message = juma_format::envelope::sig_structure(
            &protected,
            &Code::context(Environment::Demo),
            PAYLOAD,
        );
        let signature = ed25519_dalek::SigningKey::from_bytes(&SECRET).sign(&message);
        let bytes = assemble::<Code>(
            &protected,
            PAYLOAD,
            SignatureBytes::new(signature.to_bytes()),
        );
        let envelope = Envelope::<Code>::parse(&bytes).unwrap();
        assert_eq!(
            key.public()
                .check(&envelope, Environment::Demo)
                .unwrap_err(),
            CheckError::AlgorithmMismatch,
            "{number}"
        );
    }
}

/// 255 changes of every byte.
#[test]
fn no_changed_byte_is_good() {
    let key = key::<CodeKey>(Environment::Demo);
    let good = key.sign::<Code>(PAYLOAD.into());
    let is_good = |bytes: &[u8]| {
        Envelope::<Code>::parse(bytes)
            .is_ok_and(|envelope| key.public().check(&envelope, Environment::Demo).is_ok())
    };
    assert!(is_good(&good));
    for at in 0..good.len() {
        for change in 1..=255 {
            let mut bytes = good.clone();
            bytes[at] ^= change;
            assert!(!is_good(&bytes), "byte {at} ^ {change}");
        }
    }
}

/// The order of the group, 2^252 + 27742317777372353535851937790883648493.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

#[test]
fn a_scalar_that_is_not_reduced_is_refused() {
    let key = key::<CodeKey>(Environment::Demo);
    let good = ed25519_dalek::SigningKey::from_bytes(&SECRET)
        .sign(PAYLOAD)
        .to_bytes();
    assert!(
        key.public()
            .check_message(PAYLOAD, SignatureBytes::new(good))
            .is_ok()
    );
    let mut bytes = good;
    for _ in 0..7 {
        let mut carry = 0_u16;
        for (byte, addend) in bytes[32..].iter_mut().zip(ORDER) {
            carry += u16::from(*byte) + u16::from(addend);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        let refused = key
            .public()
            .check_message(PAYLOAD, SignatureBytes::new(bytes));
        assert_eq!(refused, Err(CheckError::BadSignature));
    }
}

/// A nonce of small order, which whoever has the key can make and plain verification accepts.
#[test]
fn a_nonce_of_small_order_is_refused() {
    let key = key::<CodeKey>(Environment::Demo);
    let secret = ed25519_dalek::SigningKey::from_bytes(&SECRET).to_scalar();
    let identity = EdwardsPoint::default().compress().to_bytes();
    let digest = Sha512::new()
        .chain_update(identity)
        .chain_update(key.public().as_bytes())
        .chain_update(PAYLOAD)
        .finalize();
    let challenge = Scalar::from_bytes_mod_order_wide(&digest.into());
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&identity);
    bytes[32..].copy_from_slice((challenge * secret).as_bytes());

    let signature = Signature::from_bytes(&bytes);
    #[expect(
        clippy::disallowed_methods,
        reason = "shows what the strict check refuses"
    )]
    let plain = key.public().verifying.verify(PAYLOAD, &signature);
    assert!(plain.is_ok());
    let strict = key
        .public()
        .check_message(PAYLOAD, SignatureBytes::new(bytes));
    assert_eq!(strict, Err(CheckError::BadSignature));
}

fn vectors(path: &str) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors/");
    let text = std::fs::read_to_string(format!("{folder}{path}")).ok();
    if text.is_none() {
        println!("skipped: {path} is not here");
    }
    text
}

fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

/// Whether the check takes a signature, of any length, by a key, of any bytes.
fn takes(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else {
        return false;
    };
    PublicKey::<CodeKey>::from_bytes(key).is_ok_and(|key| {
        key.check_message(message, SignatureBytes::new(signature))
            .is_ok()
    })
}

/// Every case as it says: none of the valid ones is among those that only a lenient check takes.
#[test]
fn wycheproof() {
    let Some(text) = vectors("wycheproof/ed25519_test.json") else {
        return;
    };
    let suite: serde_json::Value = serde_json::from_str(&text).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in suite["testGroups"].as_array().unwrap() {
        let key = hex(group["publicKey"]["pk"].as_str().unwrap());
        for case in group["tests"].as_array().unwrap() {
            let [message, signature] = ["msg", "sig"].map(|name| hex(case[name].as_str().unwrap()));
            let expected = match case["result"].as_str().unwrap() {
                "valid" => true,
                "invalid" => false,
                other => panic!("{other}"),
            };
            assert_eq!(takes(&key, &message, &signature), expected, "{case}");
            if expected { valid += 1 } else { invalid += 1 }
        }
    }
    assert_eq!((valid, invalid), (88, 63));
}

/// The `sign.input` of RFC 8032's authors: secret and key, key, message, signature and message.
#[test]
fn ed25519_dalek_vectors() {
    let Some(text) = vectors("ed25519-dalek/TESTVECTORS") else {
        return;
    };
    let mut lines = 0;
    for line in text.lines() {
        let fields: Vec<Vec<u8>> = line.trim_end_matches(':').split(':').map(hex).collect();
        let [secret, key, message, signed] = fields.as_slice() else {
            panic!("{line}")
        };
        let signature = &signed[..64];
        assert!(takes(key, message, signature), "{line}");
        let mut other = message.clone();
        other.push(0);
        assert!(!takes(key, &other, signature));

        let secret = *secret.first_chunk().unwrap();
        let ours: SigningKey<CodeKey> =
            SigningKey::from_secret(Secret::new(secret), Environment::Demo);
        assert_eq!(ours.public().as_bytes().as_slice(), key);
        lines += 1;
    }
    assert_eq!(lines, 128);
}

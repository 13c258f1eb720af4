use ed25519_dalek::Signer;
use juma_format::body::{Code, TrustList};

use super::*;
use crate::{CodeKey, RootKey, Secret, SigningKey};

const SECRET: [u8; 32] = [7; 32];

fn key() -> SigningKey<CodeKey> {
    SigningKey::from_secret(Secret::new(SECRET), Environment::Test)
}

/// The hardware module: it knows a secret, and nothing of Juma.
fn sign_elsewhere(to_be_signed: &[u8]) -> SignatureBytes {
    let module = ed25519_dalek::SigningKey::from_bytes(&SECRET);
    SignatureBytes::new(module.sign(to_be_signed).to_bytes())
}

#[test]
fn a_signature_from_elsewhere_makes_the_same_envelope() {
    let key = key();
    for payload in [vec![], b"payload".to_vec(), vec![0xaa; 1000]] {
        let prepared: Prepared<Code> =
            Prepared::new(key.public(), Environment::Test, payload.clone());
        assert_eq!(prepared.payload(), payload);
        let signature = sign_elsewhere(prepared.to_be_signed());
        assert_eq!(
            prepared.attach(key.public(), signature).unwrap(),
            key.sign::<Code>(payload)
        );
    }
}

#[test]
fn what_waits_is_the_sig_structure_of_rfc_9052() {
    let prepared: Prepared<TrustList> = Prepared::new(
        SigningKey::<RootKey>::from_secret(Secret::new(SECRET), Environment::Demo).public(),
        Environment::Demo,
        b"xyz".to_vec(),
    );
    let bytes = prepared.to_be_signed();
    assert!(bytes.starts_with(b"\x84\x6aSignature1\x49\xa2\x01\x32\x04\x44"));
    assert!(bytes.ends_with(b"\x4eJM1/trust/demo\x43xyz"));
}

#[test]
fn a_wrong_signature_is_not_attached() {
    let key = key();
    let prepared = key.prepare::<Code>(b"payload".to_vec());
    let good = sign_elsewhere(prepared.to_be_signed());
    for bit in 0..512 {
        let mut bytes = *good.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let attached = prepared.attach(key.public(), SignatureBytes::new(bytes));
        assert_eq!(attached, Err(CheckError::BadSignature), "bit {bit}");
    }
    let other = key.prepare::<Code>(b"payloae".to_vec());
    assert!(other.attach(key.public(), good).is_err());
    let signature = sign_elsewhere(b"payload");
    assert!(prepared.attach(key.public(), signature).is_err());
}

#[test]
fn another_keys_good_signature_is_not_attached_to_this_keys_header() {
    let key = key();
    let other: SigningKey<CodeKey> =
        SigningKey::from_secret(Secret::new([8; 32]), Environment::Test);
    let prepared = other.prepare::<Code>(b"payload".to_vec());
    let signature = sign_elsewhere(prepared.to_be_signed());
    assert!(
        key.public()
            .check_message(prepared.to_be_signed(), signature)
            .is_ok()
    );
    assert!(prepared.attach(key.public(), signature).is_err());
}

#[test]
fn debug_says_what_it_is_and_not_what_it_holds() {
    let prepared = key().prepare::<Code>("张三".into());
    assert_eq!(format!("{prepared:?}"), "Prepared(code, 6 bytes)");
}

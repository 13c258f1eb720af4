use super::*;
use crate::{CodeKey, KeyError, KeyHash, RecipientSecretKey, SealKey, trust::list::EntryKey};

/// Two Ed25519 secrets, their numbers big-endian in the first four bytes, whose public keys have
/// the kid dd0598e8. The first pair among 163,803 of them, as the birthday bound has it: an accident
/// of years for an honest authority, and seconds for somebody who wants one.
const COLLIDING: [u32; 2] = [96_995, 163_802];

pub(super) fn colliding_keys() -> [SigningKey<CodeKey>; 2] {
    COLLIDING.map(|number| {
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(&number.to_be_bytes());
        SigningKey::from_secret(Secret::new(secret), WORLD)
    })
}

#[test]
fn two_keys_with_one_kid_refuse_the_list() {
    let [a, b] = colliding_keys();
    assert_eq!(a.public().key_id(), b.public().key_id());
    assert_ne!(a.public().hash(), b.public().hash());
    for purpose in Purpose::ALL {
        let entries = [(&a, Purpose::Code), (&b, purpose)];
        let entries = entries.map(|(key, purpose)| entry(key.public().as_bytes(), purpose));
        let refused = TrustedList::new(list(entries.into())).unwrap_err();
        let key_id = a.public().key_id();
        assert_eq!(refused, ListRefusal::Collision { key_id });
        assert_eq!(refused.slug(), "key-collision");
    }
    // A tombstone counts: codes of its key are still about.
    let mut tombstone = entry(a.public().as_bytes(), Purpose::Code);
    tombstone.state = KeyState::Compromised;
    let entries = vec![tombstone, entry(b.public().as_bytes(), Purpose::Code)];
    assert!(TrustedList::new(list(entries)).is_err());
    let one = list(vec![entry(a.public().as_bytes(), Purpose::Code)]);
    assert!(TrustedList::new(one).is_ok());
}

#[test]
fn a_kid_finds_its_key_and_no_other() {
    let keys: Vec<SigningKey<CodeKey>> = (0..50).map(key).collect();
    let entries = keys
        .iter()
        .map(|key| entry(key.public().as_bytes(), Purpose::Code));
    let trusted = TrustedList::new(list(entries.collect())).unwrap();
    for key in &keys {
        let CodeKeyLookup::Known(found, public) = trusted.code_key(key.public().key_id()) else {
            panic!("{key:?}");
        };
        assert_eq!(found.hash(), key.public().hash());
        assert_eq!(public.as_bytes(), key.public().as_bytes());
    }
    let stranger = key::<CodeKey>(51).public().key_id();
    assert!(trusted.entry(stranger).is_none());
    assert!(matches!(trusted.code_key(stranger), CodeKeyLookup::Unknown));
    assert!(trusted.entries().is_sorted_by(|a, b| a.hash() < b.hash()));
}

#[test]
fn a_key_for_something_else_signs_no_codes() {
    for purpose in [Purpose::Status, Purpose::Bundle, Purpose::Seal] {
        let public = *key::<CodeKey>(1).public().as_bytes();
        let trusted = TrustedList::new(list(vec![entry(&public, purpose)])).unwrap();
        let key_id = KeyHash::of(&public).key_id();
        assert!(matches!(
            trusted.code_key(key_id),
            CodeKeyLookup::WrongPurpose
        ));
    }
}

#[test]
fn keys_of_unknown_suites_stay_in_the_list() {
    for purpose in Purpose::ALL {
        let mut foreign = entry(&[4; 65], purpose);
        foreign.suite = Suite::from_number(2);
        let trusted = TrustedList::new(list(vec![foreign])).unwrap();
        let found = trusted.code_key(KeyHash::of(&[4; 65]).key_id());
        // Whatever it is for: what a newer verifier makes of it is not this one's to say.
        assert!(matches!(found, CodeKeyLookup::UnsupportedSuite));
    }
}

#[test]
fn weak_keys_refuse_the_list() {
    let no_point = (0..).map(|byte| [byte; 32]).find(|bytes| {
        crate::PublicKey::<CodeKey>::from_bytes(bytes).is_err_and(|it| it == KeyError::Encoding)
    });
    for (bytes, error) in [
        ([0; 32], KeyError::Weak),
        (no_point.unwrap(), KeyError::Encoding),
    ] {
        for purpose in [Purpose::Code, Purpose::Status, Purpose::Bundle] {
            let refused = TrustedList::new(list(vec![entry(&bytes, purpose)])).unwrap_err();
            assert_eq!(refused, ListRefusal::Key(error));
        }
    }
}

#[test]
fn distrust_only_takes_away() {
    let public = *key::<CodeKey>(1).public().as_bytes();
    let other = *key::<CodeKey>(2).public().as_bytes();
    let mut lost = entry(&other, Purpose::Code);
    lost.state = KeyState::Compromised;
    let mut trusted = TrustedList::new(list(vec![entry(&public, Purpose::Code), lost])).unwrap();
    let state = |trusted: &TrustedList, bytes: &[u8]| {
        trusted
            .entry(KeyHash::of(bytes).key_id())
            .unwrap()
            .is_compromised()
    };
    assert!(!state(&trusted, &public) && state(&trusted, &other));
    trusted.distrust(&[[0; 32], hash_of(b"nobody's key")]);
    assert!(!state(&trusted, &public) && state(&trusted, &other));
    trusted.distrust(&[hash_of(&public)]);
    assert!(state(&trusted, &public) && state(&trusted, &other));
}

#[test]
fn seal_keys_are_keys_of_their_own_curve() {
    let refused = |key: &[u8]| TrustedList::new(list(vec![entry(key, Purpose::Seal)])).unwrap_err();
    assert_eq!(refused(&[0; 32]), ListRefusal::Key(KeyError::Weak));
    assert_eq!(refused(&[0xff; 32]), ListRefusal::Key(KeyError::Encoding));
    let secret = Secret::new([7; 32]);
    let key = RecipientSecretKey::<SealKey>::from_secret(secret, WORLD);
    let entry = entry(key.public().as_bytes(), Purpose::Seal);
    let trusted = TrustedList::new(list(vec![entry])).unwrap();
    let found = trusted.entry(key.public().hash().key_id()).unwrap();
    assert!(matches!(found.key(), EntryKey::Seal(public) if public == key.public()));
}

//! The rules of ceremonies, each broken once.

use juma_format::{time::DAY, trust::DocumentError};

use super::*;
use crate::{CodeKey, KeyRole, PublicKeyFile};

pub(super) fn public_file<K: KeyKind>(role: KeyRole, seed: u8) -> PublicKeyFile {
    PublicKeyFile::new(role, WORLD, *key::<K>(seed).public().as_bytes())
}

pub(super) fn code_file(seed: u8) -> PublicKeyFile {
    public_file::<CodeKey>(KeyRole::Code, seed)
}

pub(super) fn times(issued: u64) -> DocumentTimes {
    DocumentTimes {
        issued: day(issued),
        expires: day(issued + 90),
    }
}

fn root_terms(threshold: usize, seeds: &[u8]) -> RootTerms {
    let keys = seeds.iter();
    let keys = keys.map(|seed| public_file::<RootKey>(KeyRole::Root, *seed));
    RootTerms {
        times: times(0),
        threshold,
        keys: keys.collect(),
    }
}

pub(super) fn first_root(threshold: usize, seeds: &[u8]) -> RootDraft {
    RootDraft::first(WORLD, &root_terms(threshold, seeds)).unwrap()
}

fn anchor(threshold: usize, seeds: &[u8]) -> RootAnchor {
    RootAnchor::of(first_root(threshold, seeds).document()).unwrap()
}

fn signatures(draft: &Draft, seeds: &[u8]) -> Vec<DraftSignature> {
    let keys = seeds.iter().map(|seed| key::<RootKey>(*seed));
    keys.map(|key| draft.sign(&key).unwrap()).collect()
}

pub(super) fn terms(month: u64, regions: &[u32]) -> KeyTerms {
    let regions = regions.iter().map(|code| Region::from_code(*code).unwrap());
    KeyTerms {
        issuer: "深圳市公安局".into(),
        regions: regions.collect(),
        namespace: "4403".into(),
        times: EntryTimes {
            sign_from: day(30 * month),
            sign_until: day(30 * month + 30),
            accept_until: day(30 * month + 30 + 365),
            max_validity: 365 * DAY,
        },
    }
}

pub(super) fn add(draft: &ListDraft, seed: u8, month: u64) -> ListDraft {
    let terms = terms(month, &[4403]);
    draft.add(&code_file(seed), terms, &[]).unwrap()
}

pub(super) fn first_list() -> ListDraft {
    ListDraft::first(WORLD, times(0)).unwrap()
}

#[test]
fn two_of_three_make_a_root_and_its_list() {
    let draft = Draft::from(first_root(2, &[1, 2, 3]));
    let root = combine(&draft, &signatures(&draft, &[3, 1]), RootInForce::None).unwrap();
    let anchor = anchor(2, &[1, 2, 3]);
    let trusted = anchor.walk(&[&root]).unwrap();
    let draft = Draft::from(add(&first_list(), 10, 0));
    let known = RootInForce::Known(&anchor);
    let list = combine(&draft, &signatures(&draft, &[2, 3]), known).unwrap();
    assert_eq!(trusted.open_list(&list).unwrap().entries().len(), 1);
    let all = combine(&draft, &signatures(&draft, &[1, 2, 3]), known).unwrap();
    assert!(trusted.open_list(&all).is_ok());
}

#[test]
fn who_may_sign_and_how_often() {
    let draft = Draft::from(first_root(2, &[1, 2, 3]));
    let refused = |signed: &[DraftSignature]| combine(&draft, signed, RootInForce::None);
    let one = &signatures(&draft, &[1])[0];
    let twice = refused(&[one.clone(), one.clone()]).unwrap_err();
    let key = one.key().hash();
    assert_eq!(twice, CeremonyRefusal::SignedTwice { key });
    let (root, good, needed) = (1, 1, 2);
    let few = CeremonyRefusal::Threshold { root, good, needed };
    assert_eq!(refused(&signatures(&draft, &[1])), Err(few));
    let stranger = &signatures(&draft, &[9])[0];
    let key = stranger.key().hash();
    let refusal = CeremonyRefusal::Stranger { key };
    assert_eq!(refused(&[one.clone(), stranger.clone()]), Err(refusal));
    // A signature of the draft as it was before somebody changed it.
    let older = Draft::from(first_root(1, &[1, 2, 3]));
    let old = &signatures(&older, &[2])[0];
    let key = old.key().hash();
    let refusal = CeremonyRefusal::OtherDraft { key };
    assert_eq!(refused(&[one.clone(), old.clone()]), Err(refusal));
    // One that says it is of this draft, and is not.
    let good = signatures(&draft, &[2]).remove(0).to_string();
    let (head, envelope) = good.split_once("envelope: ").unwrap();
    let older = old.to_string();
    let lying = format!(
        "{head}envelope: {}",
        older.split_once("envelope: ").unwrap().1
    );
    let lying = DraftSignature::parse(&lying).unwrap();
    assert_ne!(older.split_once("envelope: ").unwrap().1, envelope);
    let error = crate::CheckError::BadSignature;
    let refusal = CeremonyRefusal::Check { key, error };
    assert_eq!(refused(&[one.clone(), lying]), Err(refusal));
    let torn = DraftSignature::parse(&format!("{head}envelope: hA==\n")).unwrap();
    assert_eq!(refused(&[torn]).unwrap_err().slug(), "cbor-truncated");
    // A key of another world does not even try.
    let foreign = SigningKey::from_secret(Secret::new([1; 32]), Environment::Production);
    let refusal = draft.sign(&foreign).unwrap_err();
    assert_eq!(refusal, CeremonyRefusal::Environment);
}

#[test]
fn a_successor_needs_both_thresholds() {
    let before = anchor(2, &[1, 2, 3]);
    let draft = RootDraft::after(&before, &root_terms(2, &[3, 4, 5])).unwrap();
    assert_eq!(draft.document().number(), 2);
    let of = |seed| key::<RootKey>(seed).public().hash();
    let mut changes = draft.changes_since(&before).unwrap();
    let mut expected = [3, 4, 5].map(of).to_vec();
    expected.retain(|hash| *hash != of(3));
    changes.sort_by_key(|change| format!("{change:?}"));
    let mut wanted: Vec<_> = expected.into_iter().map(RootChange::Added).collect();
    wanted.extend([1, 2].map(of).map(RootChange::Removed));
    wanted.sort_by_key(|change| format!("{change:?}"));
    assert_eq!(changes, wanted);

    let draft = Draft::from(draft);
    let made = |seeds: &[u8]| {
        let signed = signatures(&draft, seeds);
        combine(&draft, &signed, RootInForce::Known(&before))
    };
    let few = |root, good| CeremonyRefusal::Threshold {
        root,
        good,
        needed: 2,
    };
    assert_eq!(made(&[4, 5]), Err(few(1, 0)));
    assert_eq!(made(&[3, 4]), Err(few(1, 1)));
    assert_eq!(made(&[1, 2, 4]), Err(few(2, 1)));
    // The holder of key 3 counts on both sides.
    let second = made(&[1, 3, 4]).unwrap();
    let one = Draft::from(first_root(2, &[1, 2, 3]));
    let first = combine(&one, &signatures(&one, &[1, 2]), RootInForce::None).unwrap();
    assert!(before.walk(&[&first, &second]).is_ok());
    let none = combine(&draft, &signatures(&draft, &[1, 3, 4]), RootInForce::None);
    assert_eq!(none, Err(CeremonyRefusal::RootMissing));
    let checked = SignedDocument::parse(second).unwrap();
    assert_eq!(checked.check_root(RootInForce::None).unwrap().number(), 2);
    assert!(checked.check_root(RootInForce::Known(&before)).is_ok());
    let other = anchor(1, &[1, 2]);
    let other = RootAnchor::of(
        RootDraft::after(&other, &root_terms(1, &[7]))
            .unwrap()
            .document(),
    )
    .unwrap();
    assert!(checked.check_root(RootInForce::Known(&other)).is_err());
}

#[test]
fn root_keys_are_root_keys_of_this_world() {
    let mut terms = root_terms(1, &[1, 1]);
    let twice = RootDraft::first(WORLD, &terms).unwrap_err();
    assert!(matches!(
        twice,
        CeremonyRefusal::Document(DocumentError::Order(_))
    ));
    terms.keys = vec![code_file(1)];
    let role = KeyRole::Code;
    let refused = RootDraft::first(WORLD, &terms).unwrap_err();
    assert_eq!(refused, CeremonyRefusal::Purpose { role });
    let refused = RootDraft::first(Environment::Demo, &terms).unwrap_err();
    assert_eq!(refused, CeremonyRefusal::Environment);
}

#[test]
fn a_root_key_does_not_vouch_for_itself() {
    let root = *key::<RootKey>(1).public().as_bytes();
    let file = PublicKeyFile::new(KeyRole::Bundle, WORLD, root);
    let list = first_list().add(&file, terms(0, &[]), &[]).unwrap();
    let draft = Draft::from(list);
    let anchor = anchor(2, &[1, 2, 3]);
    let signed = signatures(&draft, &[1, 2]);
    let refused = combine(&draft, &signed, RootInForce::Known(&anchor)).unwrap_err();
    let key = file.hash();
    assert_eq!(refused, CeremonyRefusal::RootKey { key });
    let none = combine(&draft, &signed, RootInForce::None).unwrap_err();
    assert_eq!(none, CeremonyRefusal::RootMissing);
}

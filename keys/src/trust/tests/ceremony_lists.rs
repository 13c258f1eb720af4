//! The rules by which one trust list follows another, each broken once.

use super::{
    ceremony::{add, code_file, first_list, public_file, terms, times},
    list::colliding_keys,
    *,
};
use crate::{
    BundleKey, CodeKey, KeyHash, KeyRole, PublicKeyFile, RecipientSecretKey, SealKey, StatusKey,
};

fn after(before: &ListDraft, issued: u64) -> ListDraft {
    ListDraft::after(before.list(), times(issued), EpochStep::Keep).unwrap()
}

fn hash(seed: u8) -> KeyHash {
    key::<CodeKey>(seed).public().hash()
}

/// A list as somebody could write it without these commands.
fn forged(of: &ListDraft, change: impl FnOnce(&mut Vec<TrustEntry>)) -> ListDraft {
    let list = of.list();
    let mut entries = list.entries().to_vec();
    change(&mut entries);
    let (issued, expires) = (list.issued(), list.expires());
    let list = TrustList::new(
        list.version(),
        WORLD,
        issued,
        expires,
        list.epoch(),
        entries,
    );
    ListDraft::of(list.unwrap()).unwrap()
}

#[test]
fn a_months_rotation() {
    let january = add(&add(&first_list(), 10, 0), 11, 1);
    let february = add(&after(&january, 31), 12, 2).retire(hash(10)).unwrap();
    let changes = february.changes_since(january.list()).unwrap();
    let retired = ListChange::State {
        key: hash(10),
        from: KeyState::Active,
        to: KeyState::Retired,
    };
    assert!(changes.len() == 2 && changes.contains(&retired));
    assert_eq!(february.list().version(), 2);
    // A year on, nothing of the first key is accepted, and its entry goes.
    let later = after(&february, 30 + 365);
    let changes = later.changes_since(february.list()).unwrap();
    assert_eq!(changes, [ListChange::Ended(hash(10))]);
}

#[test]
fn retirement_ends_the_time_of_signing() {
    let list = after(&add(&add(&first_list(), 10, 0), 11, 9), 20);
    let retired = list.retire(hash(10)).unwrap().retire(hash(11)).unwrap();
    let entry_of = |list: &ListDraft, seed| {
        let public = *key::<CodeKey>(seed).public().as_bytes();
        let mut entries = list.list().entries().iter();
        entries.find(|entry| entry.key == public).unwrap().clone()
    };
    let (old, new) = (entry_of(&list, 10), entry_of(&retired, 10));
    assert_eq!(new.times.sign_until, day(20));
    assert_eq!(new.times.accept_until, old.times.accept_until);
    // One that never signed keeps a second in which it could have.
    assert_eq!(entry_of(&retired, 11).times.sign_until, day(270).plus(1));
    let before = add(&add(&first_list(), 10, 0), 11, 9);
    assert_eq!(retired.changes_since(before.list()).unwrap().len(), 2);
    // What was signed before the retirement is not cut off.
    let cut = forged(&retired, |entries| {
        for entry in entries.iter_mut() {
            entry.times.sign_until = entry.times.sign_from.plus(1);
        }
    });
    let refused = cut.changes_since(before.list()).unwrap_err();
    let key = hash(10);
    assert_eq!(refused, CeremonyRefusal::EntryChanged { key });
}

#[test]
fn states_never_go_back() {
    let list = add(&first_list(), 10, 0);
    let key = hash(10);
    let retired = list.retire(key).unwrap();
    let lost = retired.compromise(key).unwrap();
    let (from, to) = (KeyState::Compromised, KeyState::Retired);
    let back = CeremonyRefusal::State { key, from, to };
    assert_eq!(lost.retire(key).unwrap_err(), back);
    assert_eq!(lost.compromise(key).unwrap_err().slug(), "ceremony-state");
    let stranger = list.compromise(hash(11)).unwrap_err();
    assert_eq!(stranger, CeremonyRefusal::KeyUnknown);
    let revived = forged(&after(&lost, 1), |entries| {
        entries[0].state = KeyState::Active;
    });
    let to = KeyState::Active;
    let back = CeremonyRefusal::State { key, from, to };
    assert_eq!(revived.changes_since(lost.list()), Err(back));
}

#[test]
fn tombstones_stay_until_the_last_code_has_ended() {
    let list = add(&first_list(), 10, 0).compromise(hash(10)).unwrap();
    let key = hash(10);
    let next = after(&list, 394);
    assert_eq!(next.list().entries()[0].state, KeyState::Compromised);
    let gone = forged(&next, Vec::clear);
    let refused = gone.changes_since(list.list()).unwrap_err();
    assert_eq!(refused, CeremonyRefusal::Dropped { key });
    let ended = after(&list, 395);
    assert!(ended.list().entries().is_empty());
    assert!(ended.changes_since(list.list()).is_ok());
}

#[test]
fn entries_say_what_they_said() {
    let list = add(&first_list(), 10, 0);
    let key = hash(10);
    let changes: [fn(&mut TrustEntry); 6] = [
        |it| it.regions = vec![Region::from_code(44).unwrap()],
        |it| it.purpose = Purpose::Status,
        |it| it.namespace = "4401".into(),
        |it| it.times.accept_until = day(3000),
        |it| it.times.sign_until = day(29),
        |it| it.issuer = "另一个".into(),
    ];
    for change in changes {
        let changed = forged(&after(&list, 1), |entries| change(&mut entries[0]));
        let refused = changed.changes_since(list.list()).unwrap_err();
        assert_eq!(refused, CeremonyRefusal::EntryChanged { key });
    }
}

#[test]
fn versions_epochs_and_times_go_forward() {
    let list = ListDraft::after(first_list().list(), times(5), EpochStep::Raise).unwrap();
    assert_eq!((list.list().version(), list.list().epoch()), (2, 2));
    let [change] = &list.changes_since(first_list().list()).unwrap()[..] else {
        panic!();
    };
    assert_eq!(*change, ListChange::Epoch { from: 1, to: 2 });
    let early = ListDraft::after(list.list(), times(4), EpochStep::Keep).unwrap_err();
    assert_eq!(early, CeremonyRefusal::Issued);
    let of = |version, world, issued, epoch| {
        let list = TrustList::new(version, world, day(issued), day(900), epoch, Vec::new());
        ListDraft::of(list.unwrap()).unwrap()
    };
    for (draft, slug) in [
        (of(2, WORLD, 5, 2), "ceremony-succession"),
        (of(4, WORLD, 5, 2), "ceremony-succession"),
        (of(3, WORLD, 4, 2), "ceremony-issued"),
        (of(3, WORLD, 5, 1), "ceremony-epoch"),
        (of(3, WORLD, 5, 4), "ceremony-epoch"),
        (of(3, Environment::Demo, 5, 2), "wrong-environment"),
    ] {
        let refused = draft.changes_since(list.list()).unwrap_err();
        assert_eq!(refused.slug(), slug);
    }
    let last = of(u32::MAX, WORLD, 0, u32::MAX);
    let refused = ListDraft::after(last.list(), times(5), EpochStep::Keep).unwrap_err();
    assert_eq!(refused, CeremonyRefusal::LastNumber);
}

#[test]
fn no_kid_and_no_key_comes_twice() {
    let [a, b] = colliding_keys();
    let file =
        |role, key: &SigningKey<CodeKey>| PublicKeyFile::new(role, WORLD, *key.public().as_bytes());
    let regions = |role| -> &[u32] {
        match role {
            KeyRole::Code => &[4403],
            _ => &[],
        }
    };
    let key_id = a.public().key_id();
    let with_a = first_list().add(&file(KeyRole::Code, &a), terms(0, &[4403]), &[]);
    let with_a = with_a.unwrap();
    let lost = with_a.compromise(a.public().hash()).unwrap();
    let ended = after(&lost, 900);
    assert!(ended.list().entries().is_empty());
    for role in [KeyRole::Code, KeyRole::Status, KeyRole::Bundle] {
        let attempts = [
            (&with_a, Vec::new()),
            (&lost, Vec::new()),
            (
                &ended,
                vec![first_list().list().clone(), lost.list().clone()],
            ),
        ];
        for (draft, past) in attempts {
            let add = |key| draft.add(&file(role, key), terms(0, regions(role)), &past);
            let other = add(&b).unwrap_err();
            assert_eq!(other, CeremonyRefusal::Collision { key_id });
            let key = a.public().hash();
            assert_eq!(add(&a).unwrap_err(), CeremonyRefusal::KeyKnown { key });
        }
        // The list alone no longer tells.
        let forgetful = ended.add(&file(role, &b), terms(0, regions(role)), &[]);
        // The list before still does.
        let refused = forgetful.unwrap().changes_since(lost.list()).unwrap_err();
        let unnumbered = matches!(refused, CeremonyRefusal::Collision { .. });
        assert!(unnumbered, "{refused:?}");
    }
}

#[test]
fn the_bounds_of_a_key() {
    let list = first_list();
    let status = public_file::<StatusKey>(KeyRole::Status, 20);
    let bundle = public_file::<BundleKey>(KeyRole::Bundle, 21);
    let root = public_file::<RootKey>(KeyRole::Root, 1);
    let refused = |file: &PublicKeyFile, terms| list.add(file, terms, &[]).unwrap_err();
    let [regions, none] = [terms(0, &[4403]), terms(0, &[])];
    let error = CeremonyRefusal::Regions;
    assert_eq!(refused(&code_file(10), none.clone()), error);
    assert_eq!(refused(&status, regions.clone()), error);
    assert_eq!(refused(&bundle, regions.clone()), error);
    // A seal key without a region would be nobody's: no record is sealed to it.
    let seal = RecipientSecretKey::<SealKey>::from_secret(Secret::new([22; 32]), WORLD);
    let seal = PublicKeyFile::new(KeyRole::Seal, WORLD, *seal.public().as_bytes());
    assert_eq!(refused(&seal, none.clone()), error);
    let sealing = list.add(&seal, regions.clone(), &[]).unwrap();
    let entries = sealing.list().entries();
    let entry = entries.iter().find(|entry| entry.purpose == Purpose::Seal);
    assert_eq!(entry.unwrap().regions.len(), 1);
    let role = KeyRole::Root;
    assert_eq!(
        refused(&root, none.clone()),
        CeremonyRefusal::Purpose { role }
    );
    let mut short = none.clone();
    short.times.accept_until = day(394);
    assert_eq!(refused(&status, short), CeremonyRefusal::AcceptUntil);
    let foreign = PublicKeyFile::new(KeyRole::Status, Environment::Production, *status.as_bytes());
    assert_eq!(
        refused(&foreign, none.clone()),
        CeremonyRefusal::Environment
    );
    let two = list.add(&code_file(10), terms(0, &[4403, 4401]), &[]);
    assert_eq!(two.unwrap().list().entries()[0].regions.len(), 2);
    let twice = refused(&code_file(10), terms(0, &[4403, 4403]));
    assert_eq!(twice.slug(), "field-order");
    let mut long = none;
    long.namespace = "..".into();
    assert_eq!(refused(&status, long).slug(), "field-range");
}

#[test]
fn every_reason_of_a_ceremony_is_in_the_spec() {
    let spec = include_str!("../../../../SPEC.md");
    let source = include_str!("../ceremony/refusal.rs");
    let quoted = source.split('"').filter(|it| it.starts_with("ceremony-"));
    let mut count = 0;
    for slug in quoted.chain(["ceremony-form"]) {
        assert!(spec.contains(&format!("`{slug}`")), "{slug}");
        count += 1;
    }
    let (from, to) = (
        spec.find("Ceremonies, which").unwrap(),
        spec.find("Key files: `").unwrap(),
    );
    assert_eq!(spec[from..to].matches("`ceremony-").count(), count);
}

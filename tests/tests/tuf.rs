//! The attacks that The Update Framework names, and the scenarios of its conformance suite, carried
//! over to bundles on a stick (SPEC §6.5, §6.6).

use juma_format::{
    time::DAY,
    trust::{KeyState, Status, StatusTimes},
};
use juma_keys::RootAnchor;
use juma_tests::{
    bundle::{
        LIST, Pieces, anchor, root, root_document, standard_status, status_list, status_of,
        trust_list,
    },
    code::gate,
    moment::{BUNDLE_EXPIRES, FOUNDED, NOW, PUBLISHED, ROOT_EXPIRES},
    parties::{NAMESPACE, code_key, entries, status_key},
};
use juma_verifier::{Imported, Policy, State};

fn numbered(sequence: u32) -> Pieces {
    let mut pieces = Pieces::of(entries());
    pieces.sequence = sequence;
    pieces
}

fn refused(state: &State, bundle: &[u8]) -> &'static str {
    state.import(bundle, NOW).unwrap_err().slug()
}

fn imported(state: &State, bundle: &[u8]) -> State {
    let (state, imported) = state.import(bundle, NOW).unwrap();
    assert_eq!(imported, Imported::Updated);
    state
}

fn verdict(state: &State) -> &'static str {
    let policy = Policy::built_in("library").unwrap();
    state.judge(&gate().text(), NOW, &policy).verdict.slug()
}

#[test]
fn arbitrary_installation() {
    let mut pieces = numbered(6);
    pieces.roots = vec![root_document(&root(1, 1, &[9]), &[9])];
    pieces.lists = vec![trust_list(1, entries(), &[9])];
    assert_eq!(
        refused(&State::new(anchor()), &pieces.bundle()),
        "root-not-anchored"
    );
}

#[test]
fn endless_data() {
    let mut bundle = numbered(6).bundle();
    bundle.resize(64 << 20, 0x40); // parts of no bytes, without end
    assert_eq!(refused(&State::new(anchor()), &bundle), "bundle-parts");
    bundle.push(0);
    assert_eq!(refused(&State::new(anchor()), &bundle), "bundle-too-large");
}

#[test]
fn rollback() {
    let state = imported(&State::new(anchor()), &numbered(6).bundle());
    assert_eq!(refused(&state, &numbered(5).bundle()), "bundle-rollback");
    assert_eq!(state.floors().sequence, 6);
}

#[test]
fn rollback_after_the_newer_bundle_has_ended() {
    let mut newer = numbered(6);
    newer.expires = NOW.plus(DAY);
    let state = imported(&State::new(anchor()), &newer.bundle());
    let later = NOW.plus(30 * DAY);
    let refusal = state.import(&numbered(5).bundle(), later).unwrap_err();
    assert_eq!(
        refusal.slug(),
        "bundle-rollback",
        "floors outlive what they come from"
    );
}

#[test]
fn rollback_on_a_device_that_lost_its_bundle() {
    let state = imported(&State::new(anchor()), &numbered(6).bundle());
    let bare = State::with_floors(anchor(), state.floors());
    assert_eq!(refused(&bare, &numbered(5).bundle()), "bundle-rollback");
    assert_eq!(verdict(&imported(&bare, &numbered(6).bundle())), "accepted");
}

#[test]
fn rollback_by_floors_that_are_behind_the_bundle() {
    let old = imported(&State::new(anchor()), &numbered(5).bundle());
    let newer = numbered(6).bundle();
    let restored = State::restore(anchor(), old.floors(), &newer).unwrap();
    assert_eq!(restored.floors().sequence, 6);
    assert_eq!(refused(&restored, &numbered(5).bundle()), "bundle-rollback");
}

#[test]
fn freeze() {
    let mut pieces = numbered(6);
    pieces.expires = NOW;
    assert_eq!(
        refused(&State::new(anchor()), &pieces.bundle()),
        "bundle-expired"
    );
    // Whoever keeps a stick away from a device gains until the bundle ends, and no longer.
    let state = imported(&State::new(anchor()), &numbered(6).bundle());
    let policy = Policy::built_in("officer").unwrap();
    let at = |days| state.judge(&gate().text(), PUBLISHED.plus(days * DAY), &policy);
    assert_eq!(at(60).verdict.slug(), "accepted");
    assert_eq!(at(61).verdict.slug(), "status-stale");
    assert_eq!(at(90).verdict.slug(), "trust-stale");
}

#[test]
fn freeze_by_the_same_bundle_again() {
    let state = imported(&State::new(anchor()), &numbered(6).bundle());
    let (again, imported) = state.import(&numbered(6).bundle(), NOW).unwrap();
    assert_eq!(imported, Imported::Unchanged, "nothing is fresher for it");
    assert_eq!(again.floors(), state.floors());
}

#[test]
fn newer_data_takes_nothing_back() {
    let mut entries = entries();
    let mut distrust = numbered(6);
    distrust.distrusted = vec![*code_key().public().hash().as_bytes()];
    let state = imported(&State::new(anchor()), &distrust.bundle());
    // The next manifest forgets it, and a newer list calls the key good again.
    assert_eq!(refused(&state, &numbered(7).bundle()), "trust-revival");
    let mut other = numbered(8);
    entries[0].issuer.push('!');
    other.lists = vec![trust_list(1, entries, &[1])];
    other.distrusted.clone_from(&distrust.distrusted);
    assert_eq!(refused(&state, &other.bundle()), "trust-rollback");
    // A status list from before the one that is known.
    let known = imported(&State::new(anchor()), &numbered(6).bundle());
    let mut older = numbered(7);
    let times = StatusTimes {
        issued: FOUNDED,
        expires: BUNDLE_EXPIRES,
    };
    let list = status_of(NAMESPACE, LIST, times);
    older.statuses = vec![status_list(&list, &status_key())];
    assert_eq!(refused(&known, &older.bundle()), "status-rollback");
}

#[test]
fn a_bundle_of_a_day_to_come() {
    let state = State::new(anchor());
    let bundle = numbered(6).bundle();
    let early = PUBLISHED.minus(49 * 3600);
    let refusal = state.import(&bundle, early).unwrap_err();
    assert_eq!(refusal.slug(), "bundle-in-future");
    assert!(state.import(&bundle, PUBLISHED.minus(47 * 3600)).is_ok());
}

#[test]
fn two_bundles_of_one_sequence() {
    let state = imported(&State::new(anchor()), &numbered(6).bundle());
    let mut other = numbered(6);
    other.statuses.clear();
    assert_eq!(refused(&state, &other.bundle()), "bundle-sequence-twice");
    // A device that has lost its bundle cannot tell, and takes it.
    let lost = State::with_floors(anchor(), state.floors());
    assert!(lost.import(&other.bundle(), NOW).is_ok());
}

#[test]
fn fast_forward_is_recovered_from_by_a_new_epoch() {
    let state = imported(&State::new(anchor()), &numbered(u32::MAX).bundle());
    assert_eq!(refused(&state, &numbered(7).bundle()), "bundle-rollback");
    // Only the root raises the epoch.
    let mut thief = numbered(1);
    thief.epoch = 2;
    assert_eq!(refused(&state, &thief.bundle()), "bundle-epoch");
    let mut list = juma_format::trust::TrustList::new(
        2,
        state.environment(),
        PUBLISHED,
        ROOT_EXPIRES,
        2,
        entries(),
    )
    .unwrap()
    .encode();
    thief.lists = vec![juma_tests::bundle::cosigned::<juma_format::body::TrustList>(&list, &[1])];
    let state = imported(&state, &thief.bundle());
    assert_eq!((state.floors().epoch, state.floors().sequence), (2, 1));
    list.clear();
    assert_eq!(
        refused(&state, &numbered(u32::MAX).bundle()),
        "bundle-rollback"
    );
}

#[test]
fn mix_and_match() {
    // Each part in turn from another bundle that the same keys have signed.
    let mut other = numbered(7);
    let mut list = standard_status();
    assert!(list.set(1000, Status::Invalid));
    other.statuses = vec![status_list(&list, &status_key())];
    other.lists = vec![trust_list(2, entries(), &[1])];
    other.roots = vec![
        root_document(&root(1, 1, &[1]), &[1]),
        root_document(&root(2, 1, &[1]), &[1]),
    ];
    let manifest = numbered(6).manifest().encode();
    let swap: [fn(&mut Pieces, &Pieces); 2] = [
        |pieces, other| pieces.lists.clone_from(&other.lists),
        |pieces, other| pieces.statuses.clone_from(&other.statuses),
    ];
    for swap in swap {
        let mut mixed = numbered(6);
        swap(&mut mixed, &other);
        let bundle = mixed.with_manifest(manifest.clone());
        assert_eq!(refused(&State::new(anchor()), &bundle), "bundle-hash");
    }
    let mut mixed = numbered(6);
    mixed.roots = other.roots.split_off(1);
    let bundle = mixed.with_manifest(manifest);
    assert_eq!(refused(&State::new(anchor()), &bundle), "root-not-anchored");
}

#[test]
fn wrong_software_a_bundle_of_another_environment() {
    let mut pieces = numbered(6);
    pieces.environment = juma_format::Environment::Test;
    assert_eq!(
        refused(&State::new(anchor()), &pieces.bundle()),
        "wrong-environment"
    );
}

#[test]
fn a_key_is_compromised_by_one_import_and_stays_so() {
    let state = imported(&State::new(anchor()), &numbered(5).bundle());
    assert_eq!(verdict(&state), "accepted");
    let mut spoilt = entries();
    spoilt[0].state = KeyState::Compromised;
    let mut pieces = Pieces::of(spoilt);
    pieces.lists = vec![{
        let mut entries = entries();
        entries[0].state = KeyState::Compromised;
        trust_list(2, entries, &[1])
    }];
    pieces.sequence = 6;
    let state = imported(&state, &pieces.bundle());
    assert_eq!(verdict(&state), "key-compromised");
    let mut back = numbered(7);
    assert_eq!(refused(&state, &back.bundle()), "trust-rollback");
    back.sequence = 6;
    assert_eq!(refused(&state, &back.bundle()), "trust-rollback");
    assert_eq!(verdict(&state), "key-compromised");
}

#[test]
fn a_threshold_is_not_reached_by_one_key_twice() {
    let two_of_three = root(1, 2, &[1, 2, 3]);
    let anchor = RootAnchor::of(&two_of_three).unwrap();
    let device = State::new(anchor);
    let with = |signers: &[u32], list: &[u32]| {
        let mut pieces = numbered(6);
        pieces.roots = vec![root_document(&two_of_three, signers)];
        pieces.lists = vec![trust_list(1, entries(), list)];
        pieces.bundle()
    };
    assert_eq!(refused(&device, &with(&[1], &[1, 2])), "root-threshold");
    assert_eq!(refused(&device, &with(&[1, 2], &[1])), "root-threshold");
    assert_eq!(
        refused(&device, &with(&[1, 9], &[1, 2])),
        "root-threshold",
        "a stranger's"
    );
    assert_eq!(
        refused(&device, &with(&[1, 2], &[3, 9])),
        "root-threshold",
        "a stranger's"
    );
    assert!(device.import(&with(&[1, 3], &[2, 3]), NOW).is_ok());
    assert!(device.import(&with(&[1, 2, 3], &[1, 2, 3]), NOW).is_ok());
}

#[test]
fn a_device_that_was_off_for_years_walks_every_root() {
    let device = State::new(anchor());
    let mut pieces = numbered(6);
    for number in 2..=6 {
        let (before, own) = (number - 1, number);
        pieces
            .roots
            .push(root_document(&root(number, 1, &[own]), &[before, own]));
    }
    pieces.lists = vec![trust_list(1, entries(), &[6])];
    let state = imported(&device, &pieces.bundle());
    assert_eq!(state.floors().root, 6);
    assert_eq!(verdict(&state), "accepted");
    // And one that was given the third begins there.
    let later = RootAnchor::of(&root(3, 1, &[3])).unwrap();
    assert_eq!(
        imported(&State::new(later), &pieces.bundle()).floors().root,
        6
    );
    pieces.roots.remove(3);
    assert_eq!(refused(&device, &pieces.bundle()), "root-succession");
}

#[test]
fn a_list_that_vanishes_makes_nothing_valid() {
    let state = imported(&State::new(anchor()), &numbered(5).bundle());
    let mut without = numbered(6);
    without.statuses.clear();
    assert_eq!(
        verdict(&imported(&state, &without.bundle())),
        "status-missing"
    );
    let mut other_shard = numbered(6);
    let list = status_of("4403", LIST + 1, juma_tests::bundle::STATUS_TIMES);
    other_shard.statuses = vec![status_list(&list, &status_key())];
    assert_eq!(
        verdict(&imported(&state, &other_shard.bundle())),
        "status-missing"
    );
}

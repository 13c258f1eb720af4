//! The attacks that The Update Framework names, each against a device that knows bundle 5, and what
//! is left of the device afterwards.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

mod world;

use juma_format::{
    Environment,
    time::{DAY, UnixTime},
    trust::{BundleError, KeyState, MAX_BUNDLE_BYTES},
};
use juma_keys::{BundleRefusal, RootRefusal};
use juma_verifier::{ImportRefusal, Imported, State};
use world::{FOUNDED, NOW, Stick};

/// A device that has imported bundle 5.
fn device() -> State {
    let stick = Stick::number(5);
    let fresh = State::new(stick.anchor());
    fresh.import(&stick.bundle(), NOW).unwrap().0
}

fn refusal(state: &State, bundle: &[u8], now: UnixTime) -> ImportRefusal {
    state.import(bundle, now).unwrap_err()
}

#[test]
fn rollback_an_older_bundle() {
    let refused = refusal(&device(), &Stick::number(4).bundle(), NOW);
    let rollback = ImportRefusal::Rollback {
        held: 5,
        offered: 4,
    };
    assert_eq!(refused, rollback);
    assert_eq!(refused.slug(), "bundle-rollback");
}

#[test]
fn rollback_an_older_trust_list_in_a_newer_bundle() {
    let newer = Stick {
        list: 2,
        ..Stick::number(6)
    };
    let state = device().import(&newer.bundle(), NOW).unwrap().0;
    let refused = refusal(&state, &Stick::number(7).bundle(), NOW);
    assert_eq!(refused, ImportRefusal::TrustRollback);
}

#[test]
fn rollback_is_refused_when_the_newest_bundle_is_lost() {
    let floors = device().floors();
    let lost = State::with_floors(Stick::number(5).anchor(), floors);
    let refused = refusal(&lost, &Stick::number(4).bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-rollback");
    // The same one heals it.
    let (_, imported) = lost.import(&Stick::number(5).bundle(), NOW).unwrap();
    assert_eq!(imported, Imported::Updated);
}

#[test]
fn freeze_a_bundle_that_has_ended() {
    let ends = NOW.plus(DAY);
    let stick = Stick {
        expires: ends,
        ..Stick::number(6)
    };
    let refused = refusal(&device(), &stick.bundle(), ends);
    assert_eq!(refused, ImportRefusal::Expired { expires: ends });
    assert!(device().import(&stick.bundle(), ends.minus(1)).is_ok());
}

#[test]
fn freeze_by_a_clock_that_was_set_back() {
    let today = NOW.plus(100 * DAY);
    let state = device();
    let state = state.import(&Stick::number(6).made(today).bundle(), today);
    let ended = Stick {
        expires: NOW.plus(DAY),
        ..Stick::number(7)
    };
    let refused = refusal(&state.unwrap().0, &ended.bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-expired");
}

#[test]
fn freeze_the_same_stick_again_makes_nothing_fresher() {
    let later = NOW.plus(20 * DAY);
    let state = device();
    let (again, imported) = state.import(&Stick::number(5).bundle(), later).unwrap();
    assert_eq!(imported, Imported::Unchanged);
    assert_eq!(again.floors(), state.floors());
    assert_eq!(again.ages(later).unwrap().bundle, 30 * DAY);
}

#[test]
fn fast_forward_is_undone_by_the_root_alone() {
    let stolen = Stick::number(u32::MAX);
    let state = device().import(&stolen.bundle(), NOW).unwrap().0;
    let refused = refusal(&state, &Stick::number(6).bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-rollback");
    // A new epoch needs the root's signature; in it, sequences begin again.
    let recovery = Stick {
        epoch: 2,
        list: 2,
        ..Stick::number(1)
    };
    let state = state.import(&recovery.bundle(), NOW).unwrap().0;
    assert_eq!((state.floors().epoch, state.floors().sequence), (2, 1));
    let refused = refusal(&state, &stolen.bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-rollback");
}

#[test]
fn fast_forward_of_the_epoch_by_the_bundle_key() {
    let stick = Stick::number(6);
    let parts = stick.parts();
    let mut manifest = stick.manifest(&parts);
    manifest.epoch = 2;
    let refused = refusal(&device(), &stick.bundle_with(&manifest, &parts), NOW);
    assert_eq!(refused.slug(), "bundle-epoch");
}

#[test]
fn mix_and_match_of_the_parts_of_two_bundles() {
    let old = Stick::number(4).parts();
    let stick = Stick::number(6).made(NOW);
    for part in 0..old.len() {
        let good = stick.parts();
        let manifest = stick.manifest(&good);
        let mut mixed = good.clone();
        mixed[part] = old[part].clone();
        let bundle = stick.bundle_with(&manifest, &mixed);
        if mixed == good {
            continue; // root document and trust list are the same in both
        }
        let expected = ImportRefusal::Bundle(BundleRefusal::PartHash { part });
        assert_eq!(refusal(&device(), &bundle, NOW), expected);
    }
}

#[test]
fn mix_and_match_fewer_parts() {
    let stick = Stick::number(6);
    let parts = stick.parts();
    let bundle = stick.bundle_with(&stick.manifest(&parts), &parts[..2]);
    assert_eq!(refusal(&device(), &bundle, NOW).slug(), "bundle-parts");
}

#[test]
fn endless_data() {
    let refused = refusal(&device(), &vec![0; MAX_BUNDLE_BYTES + 1], NOW);
    let too_large = BundleError::TooLarge {
        bytes: MAX_BUNDLE_BYTES + 1,
        limit: MAX_BUNDLE_BYTES,
    };
    let expected = ImportRefusal::Bundle(BundleRefusal::File(too_large));
    assert_eq!(refused, expected);
    // Something after the last part.
    let mut longer = Stick::number(6).bundle();
    longer.push(0x40);
    assert_eq!(refusal(&device(), &longer, NOW).slug(), "bundle-parts");
}

#[test]
fn wrong_environment() {
    let production = Stick {
        environment: Environment::Production,
        ..Stick::number(6)
    };
    // The same secrets in another environment have other roots.
    let refused = refusal(&device(), &production.bundle(), NOW);
    assert!(matches!(refused, ImportRefusal::Bundle(_)), "{refused:?}");
}

#[test]
fn arbitrary_installation_by_a_stranger() {
    let strange_root = Stick {
        root: "stranger",
        ..Stick::number(6)
    };
    let refused = refusal(&device(), &strange_root.bundle(), NOW);
    let expected = ImportRefusal::Bundle(BundleRefusal::Root(RootRefusal::NotAnchored));
    assert_eq!(refused, expected);
    let strange_bundle = Stick {
        signer: "stranger",
        ..Stick::number(6)
    };
    let refused = refusal(&device(), &strange_bundle.bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-signer");
    let strange_status = Stick {
        status_signer: "stranger",
        ..Stick::number(6)
    };
    let refused = refusal(&device(), &strange_status.bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-signer");
}

#[test]
fn key_compromise_of_the_bundle_key() {
    let stick = Stick {
        bundle_key: KeyState::Compromised,
        ..Stick::number(6)
    };
    let refused = refusal(&device(), &stick.bundle(), NOW);
    assert_eq!(refused.slug(), "bundle-signer-compromised");
}

#[test]
fn a_fresh_device_goes_by_the_label() {
    let fresh = State::new(Stick::number(5).anchor());
    let old = Stick::number(4).bundle();
    let refused = fresh.import_at_least(5, &old, NOW).unwrap_err();
    let below = ImportRefusal::BelowLabel {
        label: 5,
        offered: 4,
    };
    assert_eq!(refused, below);
    assert_eq!(refused.slug(), "bundle-below-label");
    let good = Stick::number(5).bundle();
    assert!(fresh.import_at_least(5, &good, NOW).is_ok());
    // A label below what the device knows takes nothing back.
    let refused = device().import_at_least(4, &old, NOW).unwrap_err();
    assert_eq!(refused.slug(), "bundle-rollback");
}

#[test]
fn a_bundle_torn_anywhere_is_refused() {
    let bundle = Stick::number(6).bundle();
    let state = device();
    let lengths = (0..bundle.len()).step_by(7);
    for length in lengths.chain([1, 4, 5, bundle.len() - 1]) {
        assert!(state.import(&bundle[..length], NOW).is_err(), "{length}");
    }
    assert_eq!(state.floors().signed, FOUNDED.plus(30 * DAY));
}

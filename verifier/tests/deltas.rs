//! Delta bundles: what a device makes of one depends on the full bundle that it holds.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

mod world;

use juma_format::{
    time::{DAY, UnixTime},
    trust::{KeyState, Status, StatusDelta},
};
use juma_verifier::{ImportRefusal, Imported, Policy, State};
use world::{FOUNDED, NOW, Stick};

const FULL: u32 = 5;

fn full() -> Stick {
    Stick::number(FULL)
}

/// A later stick, made two days after the full one.
fn later(sequence: u32, status: Status) -> Stick {
    Stick {
        status,
        ..Stick::number(sequence).made(FOUNDED.plus(32 * DAY))
    }
}

fn device() -> State {
    let fresh = State::new(full().anchor());
    fresh.import(&full().bundle(), NOW).unwrap().0
}

fn verdict(state: &State) -> &'static str {
    let policy = Policy::built_in("library").unwrap();
    let code = full().code(NOW.plus(100 * DAY));
    state.judge(&code, NOW, &policy).verdict.slug()
}

fn imported(state: &State, bundle: &[u8]) -> State {
    let (state, imported) = state.import(bundle, NOW).unwrap();
    assert_eq!(imported, Imported::Updated);
    state
}

/// The refusal, after which the state is what it was.
fn refused(state: &State, bundle: &[u8]) -> &'static str {
    let before = (state.floors(), state.to_keep());
    let refusal: ImportRefusal = state.import(bundle, NOW).unwrap_err();
    assert_eq!((state.floors(), state.to_keep()), before);
    refusal.slug()
}

#[test]
fn a_delta_revokes_and_the_next_one_restores() {
    let state = device();
    assert_eq!(verdict(&state), "accepted");
    let suspended = later(6, Status::Suspended).delta_to(&full());
    assert!(suspended.len() < full().bundle().len());
    let state = imported(&state, &suspended);
    assert_eq!(verdict(&state), "suspended");
    // Both build on the full bundle, so a stick in between may be missed.
    let restored = later(9, Status::Valid).delta_to(&full());
    let state = imported(&state, &restored);
    assert_eq!(verdict(&state), "accepted");
    assert_eq!(state.floors().sequence, 9);
    let (_, again) = state.import(&restored, NOW).unwrap();
    assert_eq!(again, Imported::Unchanged);
    assert_eq!(refused(&state, &suspended), "bundle-rollback");
    assert_eq!(refused(&state, &full().bundle()), "bundle-rollback");
}

#[test]
fn a_delta_on_its_base_is_the_full_bundle() {
    for status in [Status::Valid, Status::Invalid, Status::Suspended] {
        let stick = later(6, status);
        let by_delta = imported(&device(), &stick.delta_to(&full()));
        let by_full = imported(&device(), &stick.bundle());
        let lists = |state: &State| state.bundle().unwrap().status_lists.clone();
        assert_eq!(lists(&by_delta), lists(&by_full));
        assert_eq!(by_delta.floors(), by_full.floors());
    }
}

#[test]
fn what_is_kept_is_both() {
    let state = imported(&device(), &later(6, Status::Invalid).delta_to(&full()));
    let kept = state.to_keep().unwrap();
    let restore = |kept: &[u8]| State::restore(full().anchor(), state.floors(), kept);
    assert_eq!(verdict(&restore(&kept).unwrap()), "revoked");
    // The base is still there for the next delta.
    let next = later(7, Status::Suspended).delta_to(&full());
    assert_eq!(
        verdict(&imported(&restore(&kept).unwrap(), &next)),
        "suspended"
    );
    for length in (0..kept.len()).step_by(11).chain([3, 4, 5, kept.len() - 1]) {
        assert!(restore(&kept[..length]).is_err(), "{length}");
    }
    assert!(restore(&[&kept[..], &[0]].concat()).is_err());
    // A full bundle takes their place.
    let state = imported(&state, &later(8, Status::Valid).bundle());
    assert_eq!(state.to_keep().unwrap(), later(8, Status::Valid).bundle());
}

#[test]
fn without_its_base() {
    let delta = later(6, Status::Invalid).delta_to(&full());
    let fresh = State::new(full().anchor());
    assert_eq!(refused(&fresh, &delta), "delta-base-missing");
    // A device that has lost its bundle knows its floors and no base.
    let lost = State::with_floors(full().anchor(), device().floors());
    assert_eq!(refused(&lost, &delta), "delta-base-missing");
    // Neither a newer nor an older full bundle will do, nor a delta under that number.
    for number in [4, 7] {
        let other = imported(&fresh, &Stick::number(number).bundle());
        let delta = later(9, Status::Invalid).delta_to(&full());
        assert_eq!(refused(&other, &delta), "delta-base-missing");
    }
    let on_a_delta = later(7, Status::Valid).delta_to(&later(6, Status::Valid));
    let state = imported(&device(), &later(6, Status::Valid).delta_to(&full()));
    assert_eq!(refused(&state, &on_a_delta), "delta-base-missing");
}

#[test]
fn with_another_base_of_that_number() {
    let other = Stick {
        expires: full().expires.minus(DAY),
        ..full()
    };
    let delta = later(6, Status::Invalid).delta_to(&other);
    assert_eq!(refused(&device(), &delta), "delta-base-other");
}

#[test]
fn of_another_epoch() {
    let next = Stick {
        epoch: 2,
        list: 2,
        ..later(6, Status::Invalid)
    };
    assert_eq!(
        refused(&device(), &next.delta_to(&full())),
        "delta-base-missing"
    );
}

/// A delta bundle to the full one with another payload for its delta.
fn with_payload(stick: &Stick, payload: &[u8]) -> Vec<u8> {
    let mut parts = stick.delta_parts(&full());
    parts[2].1 = stick.sign_delta(payload);
    stick.bundle_with(&stick.delta_manifest(&parts, &full()), &parts)
}

#[test]
fn a_delta_that_is_not_what_it_says() {
    let stick = later(6, Status::Invalid);
    let between = |from: Status, to: Status| {
        let from = Stick {
            status: from,
            ..full()
        };
        let to = later(6, to);
        juma_keys::delta_between(&from.status_list(), &to.status_list()).unwrap()
    };
    let good = between(Status::Valid, Status::Invalid);
    assert!(
        device()
            .import(&with_payload(&stick, &good.encode()), NOW)
            .is_ok()
    );
    let other_base = between(Status::Suspended, Status::Invalid);
    let bundle = with_payload(&stick, &other_base.encode());
    assert_eq!(refused(&device(), &bundle), "delta-base-hash");
    // The result of one, the changes of another.
    let replaced = |from: &StatusDelta, hash: [u8; 32], by: [u8; 32]| {
        let mut payload = from.encode();
        let at = payload.windows(32).position(|it| it == hash).unwrap();
        payload[at..at + 32].copy_from_slice(&by);
        payload
    };
    let suspended = between(Status::Valid, Status::Suspended);
    let payload = replaced(&good, good.result_hash(), suspended.result_hash());
    let bundle = with_payload(&stick, &payload);
    assert_eq!(refused(&device(), &bundle), "delta-result-hash");
    // A change that changes nothing.
    let idle = between(Status::Invalid, Status::Valid);
    let payload = replaced(&idle, idle.base_hash(), idle.result_hash());
    assert_eq!(
        refused(&device(), &with_payload(&stick, &payload)),
        "delta-changes"
    );
    let mut torn = good.encode();
    *torn.last_mut().unwrap() |= 0x80;
    assert_eq!(
        refused(&device(), &with_payload(&stick, &torn)),
        "delta-changes"
    );
}

#[test]
fn one_list_twice() {
    let stick = later(6, Status::Invalid);
    let bundle = |parts: Vec<_>| stick.bundle_with(&stick.delta_manifest(&parts, &full()), &parts);
    let [root, list, delta] = stick.delta_parts(&full());
    let [_, _, whole] = stick.parts();
    let both = vec![root.clone(), list.clone(), whole, delta.clone()];
    assert_eq!(refused(&device(), &bundle(both)), "status-twice");
    let twice = vec![root, list, delta.clone(), delta];
    assert_eq!(refused(&device(), &bundle(twice)), "delta-list-unknown");
}

#[test]
fn signed_by_others() {
    let of = |stick: Stick| stick.delta_to(&full());
    let by_status_key = |word| Stick {
        status_signer: word,
        ..later(6, Status::Invalid)
    };
    for word in ["stranger", "code", "bundle"] {
        let bundle = of(by_status_key(word));
        assert_eq!(refused(&device(), &bundle), "bundle-signer", "{word}");
    }
    let strange = Stick {
        signer: "stranger",
        ..later(6, Status::Invalid)
    };
    assert_eq!(refused(&device(), &of(strange)), "bundle-signer");
    let compromised = Stick {
        bundle_key: KeyState::Compromised,
        ..later(6, Status::Invalid)
    };
    assert_eq!(
        refused(&device(), &of(compromised)),
        "bundle-signer-compromised"
    );
    // A delta by a compromised key is as if it were not there.
    let distrusted = Stick {
        distrusted: &["status"],
        ..later(6, Status::Invalid)
    };
    assert_eq!(
        verdict(&imported(&device(), &of(distrusted))),
        "status-missing"
    );
}

#[test]
fn older_than_what_is_here() {
    let known = imported(&device(), &later(6, Status::Valid).delta_to(&full()));
    let older = Stick {
        status_issued: FOUNDED.plus(31 * DAY),
        ..later(7, Status::Valid)
    };
    assert_eq!(refused(&known, &older.delta_to(&full())), "status-rollback");
    let ended = Stick {
        expires: NOW,
        ..later(7, Status::Valid)
    };
    assert_eq!(refused(&known, &ended.delta_to(&full())), "bundle-expired");
}

#[test]
fn a_delta_torn_anywhere_is_refused() {
    let bundle = later(6, Status::Invalid).delta_to(&full());
    let state = device();
    for length in (0..bundle.len()).step_by(3) {
        refused(&state, &bundle[..length]);
    }
    for at in 0..bundle.len() {
        let mut changed = bundle.clone();
        changed[at] ^= 0x10;
        assert!(state.import(&changed, NOW).is_err(), "{at}");
    }
}

/// What a manifest has distrusted stays so, whatever becomes of the bundle that said it.
#[test]
fn distrust_outlives_its_bundle() {
    let distrusting = Stick {
        distrusted: &["code"],
        ..Stick::number(6)
    };
    let state = imported(&device(), &distrusting.bundle());
    assert_eq!(verdict(&state), "key-compromised");
    assert_eq!(state.floors().compromised.len(), 1);
    // The next manifest may not leave it out, on a device that has lost its bundle neither.
    let forgetful = Stick::number(7).bundle();
    assert_eq!(refused(&state, &forgetful), "trust-revival");
    let lost = State::with_floors(full().anchor(), state.floors());
    assert_eq!(refused(&lost, &forgetful), "trust-revival");
    // The generation before, when the newest is torn, knows nothing of it, and the device does.
    let older = State::restore(full().anchor(), state.floors(), &full().bundle()).unwrap();
    assert_eq!(verdict(&older), "key-compromised");
    let older = State::restore(full().anchor(), device().floors(), &full().bundle()).unwrap();
    assert_eq!(verdict(&older), "accepted");
    // A delta bundle carries it on like any other.
    let carried = Stick {
        distrusted: &["code"],
        ..later(8, Status::Valid)
    };
    let base = Stick {
        distrusted: &["code"],
        ..Stick::number(6)
    };
    let state = imported(&state, &carried.delta_to(&base));
    assert_eq!(verdict(&state), "key-compromised");
}

#[test]
fn a_distrusted_key_signs_no_manifest() {
    let distrusting = Stick {
        distrusted: &["bundle"],
        ..Stick::number(6)
    };
    // As a test has it: nobody publishes with a key that the same manifest distrusts.
    let state = imported(&device(), &distrusting.bundle());
    let next = Stick {
        distrusted: &["bundle"],
        ..Stick::number(7)
    };
    assert_eq!(refused(&state, &next.bundle()), "bundle-signer-compromised");
    // What was imported before is still at hand after a restart.
    let kept = state.to_keep().unwrap();
    let restored = State::restore(full().anchor(), state.floors(), &kept).unwrap();
    assert_eq!(verdict(&restored), "accepted");
}

#[test]
fn the_clock_is_no_younger_for_a_delta() {
    let made: UnixTime = FOUNDED.plus(32 * DAY);
    let state = imported(&device(), &later(6, Status::Valid).delta_to(&full()));
    assert_eq!(state.floors().signed, made);
    assert_eq!(state.ages(NOW).unwrap().bundle, 8 * DAY);
}

//! Clocks that go back, forward and right again, and the ages that verdicts carry.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

mod world;

use juma_format::{
    time::{DAY, UnixTime},
    trust::Status,
};
use juma_verifier::{
    Floors, FloorsError, Freshness, Judgement, LOCAL_RISE, Policy, State, USE_STEP,
};
use world::{FOUNDED, NOW, Stick};

const SIGNED: UnixTime = FOUNDED.plus(30 * DAY);
const YEARS: u64 = 3653 * DAY;

fn device(stick: &Stick) -> State {
    let fresh = State::new(stick.anchor());
    fresh.import(&stick.bundle(), SIGNED).unwrap().0
}

/// The state after local use at a moment, as a folder keeps and loads it.
fn used(state: &State, now: UnixTime) -> State {
    let floors = state.floors();
    let floors = floors.raised_by_use(now).unwrap_or(floors);
    let floors = Floors::decode(&floors.encode()).unwrap();
    let bundle = Stick::number(5).bundle();
    State::restore(state.anchor().clone(), floors, &bundle).unwrap()
}

fn judged(state: &State, expires: UnixTime, now: UnixTime) -> Judgement {
    let code = Stick::number(5).code(expires);
    state.judge(&code, now, &Policy::built_in("library").unwrap())
}

fn reason(state: &State, expires: UnixTime, now: UnixTime) -> &'static str {
    judged(state, expires, now).verdict.slug()
}

#[test]
fn back_below_the_greatest_signed_time() {
    let state = device(&Stick::number(5));
    let expires = NOW.plus(100 * DAY);
    assert_eq!(reason(&state, expires, SIGNED), "accepted");
    for back in [1, DAY, 365 * DAY, SIGNED.seconds()] {
        assert_eq!(
            reason(&state, expires, SIGNED.minus(back)),
            "clock-untrusted"
        );
    }
}

#[test]
fn back_to_before_the_last_use() {
    let state = used(&device(&Stick::number(5)), SIGNED.plus(30 * 3600));
    let expires = NOW.plus(100 * DAY);
    let floor = SIGNED.plus(30 * 3600);
    assert_eq!(state.floors().clock, floor);
    assert_eq!(reason(&state, expires, floor), "accepted");
    assert_eq!(reason(&state, expires, floor.minus(1)), "clock-untrusted");
    // What ended before the last use does not come to life again.
    assert_eq!(reason(&state, SIGNED.plus(DAY), SIGNED), "expired");
}

#[test]
fn ten_years_forward_and_back_costs_48_hours() {
    let state = device(&Stick::number(5));
    let correct = SIGNED.plus(3600);
    let state = used(&state, correct.plus(YEARS));
    assert_eq!(state.floors().clock, SIGNED.plus(LOCAL_RISE));
    let expires = NOW.plus(100 * DAY);
    assert_eq!(reason(&state, expires, correct), "clock-untrusted");
    // The floor itself did not move any further, however often the clock was looked at.
    let state = used(&used(&state, correct.plus(2 * YEARS)), correct);
    let later = SIGNED.plus(LOCAL_RISE);
    assert_eq!(reason(&state, expires, later.minus(1)), "clock-untrusted");
    assert_eq!(reason(&state, expires, later), "accepted");
}

#[test]
fn forward_keeps_no_bundle_out_afterwards() {
    let state = used(&device(&Stick::number(5)), SIGNED.plus(YEARS));
    let short = Stick {
        expires: SIGNED.plus(DAY),
        ..Stick::number(6)
    };
    assert!(state.import(&short.bundle(), SIGNED.plus(3600)).is_ok());
    // A bundle of later on lifts the mistrust at once.
    let made = SIGNED.plus(LOCAL_RISE + 3600);
    let newer = Stick::number(7).made(made).bundle();
    let state = state.import(&newer, made).unwrap().0;
    assert_eq!(reason(&state, NOW.plus(100 * DAY), made), "accepted");
}

#[test]
fn use_is_kept_once_an_hour() {
    let floors = device(&Stick::number(5)).floors();
    assert_eq!(floors.raised_by_use(SIGNED), None);
    assert_eq!(floors.raised_by_use(SIGNED.minus(DAY)), None);
    assert_eq!(floors.raised_by_use(SIGNED.plus(USE_STEP - 1)), None);
    let hour = floors.raised_by_use(SIGNED.plus(USE_STEP)).unwrap();
    assert_eq!(hour.clock, SIGNED.plus(USE_STEP));
    assert_eq!(hour.signed, SIGNED);
    assert_eq!(hour.raised_by_use(SIGNED.plus(USE_STEP + 1)), None);
}

#[test]
fn the_end_is_exclusive() {
    let state = device(&Stick::number(5));
    let expires = NOW.plus(DAY);
    assert_eq!(reason(&state, expires, expires.minus(1)), "accepted");
    assert_eq!(reason(&state, expires, expires), "expired");
}

#[test]
fn the_last_moment_there_is_overflows_nothing() {
    let last = UnixTime::from_seconds(u64::MAX);
    let state = device(&Stick::number(5));
    let floors = state.floors().raised_by_use(last).unwrap();
    assert_eq!(floors.clock, SIGNED.plus(LOCAL_RISE));
    assert_eq!(reason(&state, NOW.plus(DAY), last), "key-ended");
    let highest = Floors {
        signed: last,
        clock: last,
        ..floors
    };
    assert_eq!(highest.raised_by_use(last), None);
    assert_eq!(Floors::decode(&highest.encode()), Ok(highest));
}

#[test]
fn floors_are_read_as_they_were_written_and_in_no_other_way() {
    let floors = used(&device(&Stick::number(5)), NOW).floors();
    let bytes = floors.encode();
    assert_eq!(Floors::decode(&bytes), Ok(floors.clone()));
    for length in 0..bytes.len() {
        assert!(Floors::decode(&bytes[..length]).is_err(), "{length}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Floors::decode(&longer).is_err());
    let mut newer = bytes;
    newer[1] = 3;
    let found = FloorsError::Version { found: 3 };
    assert_eq!(Floors::decode(&newer), Err(found));
    for clock in [SIGNED.minus(1), SIGNED.plus(LOCAL_RISE + 1)] {
        let wrong = Floors {
            clock,
            ..floors.clone()
        };
        assert_eq!(Floors::decode(&wrong.encode()), Err(FloorsError::Shape));
    }
    for compromised in [vec![[2; 32], [1; 32]], vec![[1; 32], [1; 32]]] {
        let wrong = Floors {
            compromised,
            ..floors.clone()
        };
        assert_eq!(Floors::decode(&wrong.encode()), Err(FloorsError::Shape));
    }
    let keys = |count: u32| {
        let hash = |number: u32| {
            let mut hash = [0; 32];
            hash[..4].copy_from_slice(&number.to_be_bytes());
            hash
        };
        Floors {
            compromised: (0..count).map(hash).collect(),
            ..floors.clone()
        }
    };
    let most = keys(16_384);
    assert!(most.encode().len() <= juma_verifier::MAX_FLOORS_BYTES);
    assert_eq!(Floors::decode(&most.encode()), Ok(most));
    assert_eq!(
        Floors::decode(&keys(16_385).encode()),
        Err(FloorsError::Shape)
    );
}

#[test]
fn floors_of_the_first_version_are_still_read() {
    let floors = used(&device(&Stick::number(5)), NOW).floors();
    let bytes = floors.encode();
    let [0x88, 2, numbers @ .., 0x80] = &bytes[..] else {
        panic!("eight items, and no compromised key")
    };
    let first = [&[0x87, 1], numbers].concat();
    assert_eq!(Floors::decode(&first), Ok(floors));
    for (at, byte) in [(0, 0x88), (1, 2), (1, 0)] {
        let mut wrong = first.clone();
        wrong[at] = byte;
        assert!(Floors::decode(&wrong).is_err());
    }
}

#[test]
fn a_verdict_carries_the_age_of_its_status_list() {
    let expires = NOW.plus(200 * DAY);
    let state = device(&Stick::number(5));
    let age = judged(&state, expires, NOW).status_age.unwrap();
    assert_eq!((age.seconds, age.freshness), (10 * DAY, Freshness::Fresh));
    let stale = judged(&state, expires, SIGNED.plus(35 * DAY + 1));
    assert_eq!(stale.status_age.unwrap().freshness, Freshness::Stale);
    assert_eq!(stale.verdict.slug(), "status-stale");
    let ended = Stick {
        status_expires: NOW,
        ..Stick::number(5)
    };
    let ended = judged(&device(&ended), expires, NOW);
    assert_eq!(ended.status_age.unwrap().freshness, Freshness::Ended);
    // A refusal says it too, a bad signature does not.
    let revoked = Stick {
        status: Status::Invalid,
        ..Stick::number(5)
    };
    let revoked = judged(&device(&revoked), expires, NOW);
    assert_eq!(revoked.verdict.slug(), "revoked");
    assert!(revoked.status_age.is_some());
    let stranger = State::new(Stick::number(5).anchor());
    assert_eq!(judged(&stranger, expires, NOW).status_age, None);
}

#[test]
fn a_clock_that_was_set_back_makes_nothing_younger() {
    let made = SIGNED.plus(DAY);
    let later = Stick {
        issued: made,
        ..Stick::number(5)
    };
    let state = device(&later);
    let back = SIGNED.minus(300 * DAY);
    assert_eq!(state.ages(back).unwrap().list, 31 * DAY);
    let age = judged(&state, NOW.plus(DAY), back).status_age.unwrap();
    // A day is the least that it can be: nothing of it looks fresh.
    assert_eq!((age.seconds, age.freshness), (DAY, Freshness::Unknown));
    assert_eq!(state.ages(back).unwrap().freshness, Freshness::Unknown);
}

#[test]
fn trust_data_that_has_ended_is_called_so() {
    let stick = Stick {
        expires: NOW,
        ..Stick::number(5)
    };
    let state = device(&stick);
    let freshness = |at| state.ages(at).unwrap().freshness;
    assert_eq!(freshness(NOW.minus(1)), Freshness::Fresh);
    assert_eq!(freshness(NOW), Freshness::Ended);
}

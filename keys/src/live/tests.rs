use juma_format::{
    Environment,
    claims::LiveProfile,
    time::{Date, UnixTime},
};

use super::*;

fn midnight(text: &str) -> UnixTime {
    Date::parse(text).unwrap().midnight().unwrap()
}

/// Computed with Python's hashlib from `bytes(range(16))`.
#[test]
fn anchors_by_python() {
    for (profile, environment, anchor) in ANCHORS_BY_PYTHON {
        let chain = LiveChain::new(&seed(), profile, environment);
        assert_eq!(chain.anchor(), anchor, "{profile:?} {environment}");
    }
}

#[test]
fn any_slot_leads_to_the_anchor_and_to_any_other() {
    let environment = Environment::Test;
    let chain = LiveChain::new(&seed(), LiveProfile::P1, environment);
    let anchor = ProvedSlot::anchor(chain.anchor());
    assert_eq!(chain.preimage(0), None);
    assert_eq!(chain.preimage(23_041), None);
    assert_eq!(chain.preimage(23_040).as_ref(), Some(seed().expose()));
    for slot in [1, 2, 255, 256, 257, 511, 512, 513, 12_345, 23_039, 23_040] {
        let preimage = chain.preimage(slot).unwrap();
        let proved = anchor.prove(slot, &preimage, environment).unwrap();
        assert_eq!(proved.slot(), slot);
        for other in [1, 256, 12_345, 23_040] {
            let preimage = chain.preimage(other).unwrap();
            let later = proved.prove(other, &preimage, environment).unwrap();
            assert_eq!(later.slot(), other.max(slot));
            let mut wrong = preimage;
            wrong[15] ^= 1;
            assert_eq!(proved.prove(other, &wrong, environment), None);
        }
        assert_eq!(anchor.prove(slot + 1, &preimage, environment), None);
        assert_eq!(anchor.prove(slot, &preimage, Environment::Demo), None);
    }
}

#[test]
fn a_code_ends_at_the_last_midnight_that_leaves_no_gap() {
    let slots = |profile, issued| {
        let end = Slots::end_of_code(profile, issued);
        assert!(end.is_midnight());
        let slot = Slots::new(profile, end).slot_at(issued).unwrap();
        (end.to_string(), slot)
    };
    let noon = midnight("2027-03-01").plus(12 * 3600);
    let (end, slot) = slots(LiveProfile::P2, noon);
    assert_eq!((end.as_str(), slot), ("2027-04-01T00:00:00+08:00", 1441));
    // Issued at midnight: the chain begins now and no day is lost.
    let (end, slot) = slots(LiveProfile::P1, midnight("2027-03-01"));
    assert_eq!((end.as_str(), slot), ("2027-03-09T00:00:00+08:00", 1));
    let (end, slot) = slots(LiveProfile::P1, midnight("2027-03-01").minus(1));
    assert_eq!((end.as_str(), slot), ("2027-03-08T00:00:00+08:00", 2880));
}

#[test]
fn slots_at_their_edges() {
    let expires = midnight("2027-04-01");
    let slots = Slots::new(LiveProfile::P2, expires);
    let last = 89_280;
    assert_eq!(slots.slot_at(expires.minus(1)), Some(last));
    assert_eq!(slots.slot_at(expires.minus(30)), Some(last));
    assert_eq!(slots.slot_at(expires.minus(31)), Some(last - 1));
    assert_eq!(slots.slot_at(expires), None);
    assert_eq!(slots.slot_at(expires.plus(1)), None);
    let first = expires.minus(31 * 86_400);
    assert_eq!(slots.slot_at(first), Some(1));
    assert_eq!(slots.slot_at(first.minus(1)), None);
    assert_eq!(slots.begins(1), first);
    assert_eq!(slots.ends(last), expires);
    for slot in [1, 2, last] {
        assert_eq!(slots.slot_at(slots.begins(slot)), Some(slot));
        assert_eq!(slots.slot_at(slots.ends(slot).minus(1)), Some(slot));
    }
}

/// A screenshot lives 150 s at the most: L and the skew on both sides.
#[test]
fn a_slot_is_good_for_150_seconds() {
    let slots = Slots::new(LiveProfile::P2, midnight("2027-04-01"));
    let slot = 1000;
    let (begins, ends) = (slots.begins(slot), slots.ends(slot));
    assert_eq!(slots.over(slot), ends.plus(60));
    assert_eq!(
        slots.standing(slot, begins.minus(60)),
        SlotStanding::InWindow
    );
    assert_eq!(
        slots.standing(slot, begins.minus(61)),
        SlotStanding::InFuture(76)
    );
    assert_eq!(slots.standing(slot, ends.plus(59)), SlotStanding::InWindow);
    assert_eq!(
        slots.standing(slot, ends.plus(60)),
        SlotStanding::TooOld(75)
    );
    assert_eq!(slots.standing(0, begins), SlotStanding::Absent);
    assert_eq!(slots.standing(89_281, begins), SlotStanding::Absent);
    assert_eq!(slots.standing(u32::MAX, begins), SlotStanding::Absent);
    let window = (begins.minus(3600).seconds()..ends.plus(3600).seconds())
        .filter(|now| slots.standing(slot, UnixTime::from_seconds(*now)) == SlotStanding::InWindow)
        .count();
    assert_eq!(window, 150);
}

#[test]
fn nothing_of_a_seed_is_printed() {
    let chain = LiveChain::new(&seed(), LiveProfile::P1, Environment::Demo);
    assert_eq!(
        format!("{:?} {chain:?}", seed()),
        "LiveSeed(..) LiveChain(P1)"
    );
}

fn seed() -> LiveSeed {
    LiveSeed::new(core::array::from_fn(|byte| u8::try_from(byte).unwrap()))
}

const ANCHORS_BY_PYTHON: [(LiveProfile, Environment, [u8; 16]); 3] = [
    (
        LiveProfile::P1,
        Environment::Demo,
        [
            0x7d, 0x23, 0x87, 0x29, 0x16, 0x87, 0x38, 0x11, 0xf0, 0x50, 0xfe, 0x44, 0x45, 0x82,
            0xb4, 0x1b,
        ],
    ),
    (
        LiveProfile::P2,
        Environment::Test,
        [
            0x17, 0x58, 0xff, 0xce, 0x5e, 0x49, 0xb3, 0xa8, 0xba, 0xa4, 0xfb, 0xc1, 0x3a, 0x60,
            0xe0, 0x0d,
        ],
    ),
    (
        LiveProfile::P1,
        Environment::Production,
        [
            0xc6, 0x2d, 0x4f, 0x13, 0x8e, 0x8f, 0x1e, 0x1a, 0x5c, 0xfd, 0x74, 0x7a, 0x6d, 0x1d,
            0x7d, 0xa9,
        ],
    ),
];

use juma_format::{
    claims::{LiveProfile, Tier},
    person::Name,
    time::{DAY, UnixTime},
};
use juma_register::{
    Bearers, Carrier, CodeFate, CodeOf, Comparison, DueBearer, DueCode, DueQuery, DueReason,
    Kinship, Register, Successor, Whose,
};
use juma_registry::{
    SubjectId,
    ledger::{
        IssuePlan, Ledger, PairingKey, Period, PeriodKind, PlannedBearer, PlannedProof, ProofMark,
        Serial, Settlement, Status, StatusChange,
    },
};

use crate::{
    places::{Place, context, random},
    residents::{citizen, record_of},
    suite::code,
};

fn id(subject: &str) -> SubjectId {
    SubjectId::new(subject).unwrap()
}

fn enrol(register: &mut Register, subject: &str, born: &str, order: u32) {
    let record = record_of(subject, &citizen(born, order), None);
    let _ = register.enrol(&record, &mut random).unwrap();
}

/// A code of somebody, good for so many days.
fn issue(
    register: &mut Register,
    subject: &str,
    (proof, bearer): (PlannedProof, PlannedBearer),
    days: u64,
    byte: u8,
    settlement: &Settlement<'_>,
) -> Serial {
    let now = context().now;
    let expires = now.plus(days * DAY).date().midnight().unwrap();
    let kind = proof.period_kind();
    register
        .open_list(Tier::Gate, Period::of_expiry(kind, expires).unwrap())
        .unwrap();
    let plan = IssuePlan {
        subject: id(subject),
        tier: Tier::Gate,
        key_id: juma_format::KeyId::from_bytes([1; 4]),
        issued_at: now,
        expires,
        proof,
        bearer,
    };
    let serial = register.plan(&plan, &mut random).unwrap().serial;
    register
        .settle(serial, code(byte), settlement, now)
        .unwrap();
    serial
}

const OWN: (PlannedProof, PlannedBearer) = (PlannedProof::Static, PlannedBearer::Holder);

fn shown_beside(code: Serial) -> (PlannedProof, PlannedBearer) {
    (PlannedProof::Static, PlannedBearer::Guardian { code })
}

fn due_at(register: &Register, bearers: Bearers, days: u64) -> Vec<DueCode> {
    let query = DueQuery {
        whose: Whose::Everybody,
        bearers,
        after: 0,
        upto: register.mark().unwrap().serial,
        now: context().now.plus(days * DAY),
        within: 30 * DAY,
    };
    register.due_codes(&query).unwrap()
}

fn due(register: &Register, bearers: Bearers) -> Vec<(Serial, DueReason, Successor)> {
    let due = due_at(register, bearers, 0).into_iter();
    due.map(|it| (it.serial, it.reason, it.successor)).collect()
}

/// A new name revokes the person's codes and the members' codes that name them; each is due, and
/// none once another is there.
pub(crate) fn what_a_new_name_makes_due<P: Place>(place: &P) {
    let mut register = place.create();
    enrol(&mut register, "R-1", "19800101", 1);
    enrol(&mut register, "R-2", "20160101", 2);
    let _ = register
        .add_member(&id("R-1"), &id("R-2"), Kinship::Parent)
        .unwrap();
    let none = Settlement::default();
    let key = PairingKey::from_bytes([7; 32]);
    let own = Serial::new(1).unwrap();
    let kept = Settlement {
        pairing: &[(own, key)],
        ..none
    };
    assert_eq!(issue(&mut register, "R-1", OWN, 300, 1, &kept), own);
    let member = issue(&mut register, "R-2", shown_beside(own), 300, 2, &none);
    let childs = issue(&mut register, "R-2", OWN, 300, 3, &none);
    assert_eq!(due(&register, Bearers::Holders), []);
    assert_eq!(due(&register, Bearers::Guardians), []);
    let now = context().now;
    let found = register.pairing_code(&id("R-1"), (Carrier::Paper, Carrier::Screen), now);
    assert_eq!(found.unwrap().unwrap().key, Some(key));

    let name = Name::new("张三丰".to_owned()).unwrap();
    let outcome = register.change_name(&id("R-1"), &name).unwrap();
    let stale: Vec<_> = outcome
        .stale
        .iter()
        .map(|it| (it.serial, it.fate, it.of))
        .collect();
    let revoked = CodeFate::Revoke;
    assert_eq!(
        stale,
        [
            (own, revoked, CodeOf::Person),
            (member, revoked, CodeOf::Member)
        ]
    );
    assert_eq!(register.status_of(childs), Ok(Status::Valid));
    let missing = Successor::Missing;
    assert_eq!(
        due(&register, Bearers::Holders),
        [(own, DueReason::Facts, missing)]
    );
    assert_eq!(
        due(&register, Bearers::Guardians),
        [(member, DueReason::Facts, missing)]
    );
    assert_eq!(
        register
            .pairing_code(&id("R-1"), (Carrier::Screen, Carrier::Screen), now)
            .unwrap(),
        None
    );

    // The guardian's first; the member's is due until it names that one.
    let facts = register.facts(&id("R-1")).unwrap().unwrap();
    assert_eq!(
        register.compare(&facts.record),
        Ok(Comparison::Same(facts.revision))
    );
    let again = issue(&mut register, "R-1", OWN, 300, 4, &none);
    assert_eq!(due(&register, Bearers::Holders), []);
    let named = due_at(&register, Bearers::Guardians, 0);
    let (subject, beside) = (id("R-1"), Carrier::Screen);
    assert_eq!(named[0].bearer, DueBearer::Guardian { subject, beside });
    issue(&mut register, "R-2", shown_beside(again), 300, 5, &none);
    assert_eq!(due(&register, Bearers::Guardians), []);

    // Whoever revokes a code for another reason wants none in its place.
    register.change(again, StatusChange::Revoke, now).unwrap();
    assert_eq!(due(&register, Bearers::Holders), []);
    let other = Name::new("张无忌".to_owned()).unwrap();
    issue(&mut register, "R-1", OWN, 300, 6, &none);
    let _ = register.change_name(&id("R-1"), &other).unwrap();
    assert_eq!(due(&register, Bearers::Holders).len(), 1);
    assert!(register.forgo_person(&id("R-1")).unwrap() > 0);
    assert_eq!(due(&register, Bearers::Holders), []);
    register.audit().unwrap();
}

/// Facts that codes go on without; a settlement that replaces; ends that are near.
pub(crate) fn what_is_due_when_facts_change_or_ends_come<P: Place>(place: &P) {
    let mut register = place.create();
    enrol(&mut register, "R-1", "19800101", 1);
    let none = Settlement::default();
    let first = issue(&mut register, "R-1", OWN, 300, 1, &none);
    let paper = (PlannedProof::Paper, PlannedBearer::Holder);
    let sheet = issue(&mut register, "R-1", paper, 300, 2, &none);
    let (profile, mark) = (LiveProfile::P2, ProofMark::from_bytes([3; 16]));
    let live = PlannedProof::Live { profile, mark };
    assert_eq!(live.period_kind(), PeriodKind::of(Some(profile)));
    let phone = issue(
        &mut register,
        "R-1",
        (live, PlannedBearer::Holder),
        30,
        3,
        &none,
    );
    let plan = register.issuance(sheet).unwrap().plan;
    assert_eq!(plan.proof, PlannedProof::Paper);

    let before = register.facts(&id("R-1")).unwrap().unwrap();
    let household = juma_format::person::HouseholdAddress {
        region: juma_format::region::Region::from_code(110_105).unwrap(),
        tail: juma_format::person::AddressTail::new("一号".to_owned()).unwrap(),
    };
    let _ = register
        .refresh_household(&id("R-1"), Some(&household))
        .unwrap();
    let compared = register.compare(&before.record).unwrap();
    assert_eq!(
        compared,
        Comparison::Differs(vec![juma_register::Fact::Household])
    );
    let carriers: Vec<Carrier> = due_at(&register, Bearers::Holders, 0)
        .iter()
        .map(|it| it.carrier)
        .collect();
    assert_eq!(carriers, [Carrier::Screen, Carrier::Paper, Carrier::Live]);

    // A code of the older facts is stale from its first moment.
    let late = Settlement {
        revision: Some(before.revision),
        ..none
    };
    let stale = issue(&mut register, "R-1", OWN, 300, 4, &late);
    let there: Vec<Serial> = due_at(&register, Bearers::Holders, 0)
        .iter()
        .map(|it| it.serial)
        .collect();
    assert_eq!(there, [sheet, phone, stale], "the newest of each kind");
    let replaces = Settlement {
        replaces: &[first, stale],
        ..none
    };
    let newest = issue(&mut register, "R-1", OWN, 200, 5, &replaces);
    for serial in [first, stale] {
        assert_eq!(register.status_of(serial), Ok(Status::Invalid));
    }
    let second = issue(&mut register, "R-1", paper, 300, 6, &none);
    let open = due(&register, Bearers::Holders);
    let facts = DueReason::Facts;
    assert_eq!(
        open,
        [
            (sheet, facts, Successor::There),
            (phone, facts, Successor::Missing)
        ]
    );
    register
        .change(sheet, StatusChange::Revoke, context().now)
        .unwrap();

    // In their last thirty days, and never sooner than the last third.
    let at = |days| -> Vec<(Serial, DueReason)> {
        let due = due_at(&register, Bearers::Holders, days).into_iter();
        due.map(|it| (it.serial, it.reason)).collect()
    };
    assert_eq!(at(168), []);
    assert_eq!(at(171), [(newest, DueReason::Ends)]);
    assert_eq!(at(272), [(second, DueReason::Ends)]);
    // Suspended codes are left alone.
    register
        .change(second, StatusChange::Suspend, context().now)
        .unwrap();
    let due = due_at(&register, Bearers::Holders, 272);
    assert_eq!(due, []);
    // Nobody is enrolled, and somebody may ask all the same.
    issue(&mut register, "R-9", OWN, 300, 7, &none);
    let found = due_at(&register, Bearers::Holders, 272);
    assert_eq!(found[0].subject, id("R-9"));
    register.audit().unwrap();
}

/// The end of a relation takes the codes that were shown because of it, and no other.
pub(crate) fn a_relation_ends_with_its_codes<P: Place>(place: &P) {
    let mut register = place.create();
    enrol(&mut register, "R-1", "19800101", 1);
    enrol(&mut register, "R-2", "20081123", 2);
    enrol(&mut register, "R-3", "19900101", 3);
    let none = Settlement::default();
    let mut own = Vec::new();
    for (byte, guardian) in [(1, "R-1"), (2, "R-3")] {
        let kinship = Kinship::Parent;
        let _ = register
            .add_member(&id(guardian), &id("R-2"), kinship)
            .unwrap();
        own.push(issue(&mut register, guardian, OWN, 300, byte, &none));
    }
    let shown: Vec<Serial> = (3..)
        .zip(&own)
        .map(|(byte, own)| issue(&mut register, "R-2", shown_beside(*own), 300, byte, &none))
        .collect();
    let outcome = register.end_relation(&id("R-1"), &id("R-2")).unwrap();
    assert_eq!(outcome.stale[0].serial, shown[0]);
    let status = |register: &Register, serial| register.status_of(serial).unwrap();
    assert_eq!(status(&register, shown[0]), Status::Invalid);
    assert_eq!(status(&register, shown[1]), Status::Valid);
    register.set_now(UnixTime::from_seconds(context().now.seconds() + DAY));
    let of_age = register.come_of_age().unwrap();
    assert_eq!(of_age[0].revoked[0].serial, shown[1]);
    assert_eq!(status(&register, shown[1]), Status::Invalid);
    for own in own {
        assert_eq!(status(&register, own), Status::Valid);
    }
    assert_eq!(due(&register, Bearers::Guardians), []);
    register.audit().unwrap();
}

use std::collections::BTreeSet;

use juma_format::{claims::Tier, person::HouseholdAddress, region::Region};
use juma_register::{Carrier, Kinship, Predecessor, Register, Renewal, RunError, RunRefusal};
use juma_registry::{
    SubjectId,
    ledger::{
        IssuanceState, IssuePlan, KeyHash, Ledger, LedgerError, PairingKey, PlannedBearer,
        PublicationPlan, Revision, Serial, Settlement, Status,
    },
};

use crate::{
    places::{Place, context, random},
    residents::{citizen, record_of},
    suite::{code, dice, noon, plan_for, quarter},
};

const KEY: KeyHash = KeyHash::from_bytes([9; 32]);

fn id(subject: &str) -> SubjectId {
    SubjectId::new(subject).unwrap()
}

fn shown_beside(subject: &str, code: Serial) -> IssuePlan {
    IssuePlan {
        bearer: PlannedBearer::Guardian { code },
        ..plan_for(subject, Tier::Gate)
    }
}

/// The address of R-1's household is another: what shows the person is stale and good.
fn move_household(register: &mut Register) {
    let household = HouseholdAddress {
        region: Region::from_code(110_105).unwrap(),
        tail: juma_format::person::AddressTail::new("一号".to_owned()).unwrap(),
    };
    let _ = register
        .refresh_household(&id("R-1"), Some(&household))
        .unwrap();
}

fn issued(register: &mut Register, plan: &IssuePlan, byte: u8) -> Serial {
    let serial = register
        .plan(plan, &mut dice(u64::from(byte)))
        .unwrap()
        .serial;
    let none = Settlement::default();
    register.settle(serial, code(byte), &none, noon()).unwrap();
    serial
}

/// A batch of new codes: planned when key and list were published, settled in one act with what it
/// replaces and what it closes, or given up.
pub(crate) fn a_batch_takes_the_place_of_older_codes_in_one_act<P: Place>(place: &P) {
    let mut register = place.create_with_entries(4096);
    let people = [
        ("R-1", "19800101"),
        ("R-2", "20160101"),
        ("R-3", "19900101"),
    ];
    for (order, (subject, born)) in (1..).zip(people) {
        let record = record_of(subject, &citizen(born, order), None);
        let _ = register.enrol(&record, &mut random).unwrap();
    }
    let _ = register
        .add_member(&id("R-1"), &id("R-2"), Kinship::Parent)
        .unwrap();
    let list = register.open_list(Tier::Gate, quarter()).unwrap();
    let own = |subject| plan_for(subject, Tier::Gate);
    let older = issued(&mut register, &own("R-1"), 1);
    let old = issued(&mut register, &own("R-1"), 2);
    let members = issued(&mut register, &shown_beside("R-2", old), 3);
    let childs = issued(&mut register, &own("R-2"), 4);
    let other = issued(&mut register, &own("R-3"), 5);
    move_household(&mut register);
    let ids = [id("R-1"), id("R-2"), id("R-9")];
    let facts = register.facts_of(&ids).unwrap();
    assert_eq!(facts.len(), 2);
    assert_eq!(
        register.facts(&ids[0]).unwrap().as_ref(),
        facts.get(&ids[0])
    );

    // Nothing is planned that no bundle has carried, and no number is spent.
    let plans = [own("R-1"), shown_beside("R-2", old), own("R-3")];
    let before = register.mark().unwrap();
    let early = register.plan_published(&plans, (KEY, noon()), &mut dice(6));
    assert_eq!(early, Err(RunError::Refused(RunRefusal::NotPublished)));
    assert_eq!(register.mark().unwrap(), before);
    let plan = PublicationPlan {
        epoch: 1,
        at: noon(),
        lists: vec![list],
        keys: vec![KEY],
    };
    let sequence = register.next_sequence().unwrap();
    register.begin_publication(sequence, &plan).unwrap();
    register.finish_publication(sequence).unwrap();
    let planned = register.plan_published(&plans, (KEY, noon()), &mut dice(6));
    let planned: Vec<Serial> = planned.unwrap().iter().map(|one| one.serial).collect();
    let [first, second, third] = *planned.as_slice() else {
        panic!("{planned:?}");
    };

    // All or nothing: one of them is no plan.
    let pairing = |of, byte| Some((of, PairingKey::from_bytes([byte; 32])));
    let renewal = |serial, byte, pairing, (replaces, predecessor)| Renewal {
        serial,
        code: code(byte),
        revision: Revision::new(1).unwrap(),
        pairing,
        replaces,
        predecessor,
    };
    let wrong = [
        renewal(first, 6, None, (old, Predecessor::Revoke)),
        renewal(old, 7, None, (older, Predecessor::Keep)),
    ];
    let refused = register.settle_renewals(&wrong, &[childs]);
    assert_eq!(refused, Err(LedgerError::AlreadySettled(old)));
    assert_eq!(register.status_of(old), Ok(Status::Valid));
    assert_eq!(register.status_of(childs), Ok(Status::Valid));

    let revision = facts[&ids[0]].revision;
    let renewals = [
        Renewal {
            revision,
            ..renewal(first, 6, pairing(first, 8), (old, Predecessor::Revoke))
        },
        renewal(second, 7, pairing(first, 8), (members, Predecessor::Revoke)),
        renewal(third, 8, pairing(third, 9), (other, Predecessor::Keep)),
    ];
    let overtaken = register.settle_renewals(&renewals, &[childs]);
    assert_eq!(overtaken, Ok(BTreeSet::new()));
    for revoked in [older, old, members, childs] {
        assert_eq!(register.status_of(revoked), Ok(Status::Invalid));
    }
    for good in [first, second, third, other] {
        assert_eq!(register.status_of(good), Ok(Status::Valid));
    }
    let key = |register: &Register, subject| {
        let carriers = (Carrier::Screen, Carrier::Screen);
        let found = register.pairing_code(&id(subject), carriers, context().now);
        found.unwrap().unwrap().key
    };
    assert_eq!(key(&register, "R-1"), Some(PairingKey::from_bytes([8; 32])));
    assert_eq!(key(&register, "R-3"), None, "nobody's guardian");

    // Another place has been faster: what is in their place stays alone.
    let late = register.plan_published(&plans, (KEY, noon()), &mut dice(8));
    let late: Vec<Serial> = late.unwrap().iter().map(|one| one.serial).collect();
    let renewals = [
        renewal(late[0], 9, None, (old, Predecessor::Revoke)),
        renewal(late[1], 10, None, (members, Predecessor::Revoke)),
        renewal(late[2], 11, None, (third, Predecessor::Revoke)),
    ];
    let overtaken = register.settle_renewals(&renewals, &[]).unwrap();
    assert_eq!(overtaken, BTreeSet::from([late[0], late[1]]));
    for given_up in overtaken {
        let state = register.issuance(given_up).unwrap().state;
        assert_eq!(state, IssuanceState::Abandoned);
    }
    for (serial, status) in [
        (first, Status::Valid),
        (second, Status::Valid),
        (third, Status::Invalid),
        (late[2], Status::Valid),
    ] {
        assert_eq!(register.status_of(serial), Ok(status));
    }

    // What is given up is spent, and what is settled is not given up.
    let more = register.plan_published(&plans, (KEY, noon()), &mut dice(7));
    let more: Vec<Serial> = more.unwrap().iter().map(|one| one.serial).collect();
    let serials = [&more[..], &[first]].concat();
    assert_eq!(register.abandon_many(&serials), Ok(more.clone()));
    for serial in more {
        let state = register.issuance(serial).unwrap().state;
        assert_eq!(state, IssuanceState::Abandoned);
    }
    assert_eq!(register.unsettled().unwrap(), []);
    register.audit().unwrap();
}

use std::collections::BTreeSet;

use juma_format::{claims::Tier, time::DAY};
use juma_register::{
    Evidence, Freshness, ListFate, NotDue, PurgeError, PurgeGround, RETENTION_DAYS, Register,
};
use juma_registry::{
    SubjectId,
    ledger::{IssuePlan, Ledger, LedgerError, Serial, StatusChange},
    record::Record,
};

use crate::{
    places::{Place, context, random},
    residents::{citizen, record_of},
    suite::{code, midnight, plan_for, quarter},
};

pub(crate) const PERSON: &str = "R-88001";

fn id(subject: &str) -> SubjectId {
    SubjectId::new(subject).unwrap()
}

fn record(subject: &str, order: u32) -> Record {
    record_of(subject, &citizen("19800101", order), Some("科苑路15号"))
}

pub(crate) fn plan(subject: &str) -> IssuePlan {
    IssuePlan {
        issued_at: context().now,
        ..plan_for(subject, Tier::Gate)
    }
}

/// A register with two people, each with a code.
pub(crate) fn lived_in(place: &impl Place) -> (Register, Serial) {
    let mut register = place.create();
    register.open_list(Tier::Gate, quarter()).unwrap();
    let mut serials = Vec::new();
    for (order, person) in (1..).zip([PERSON, "R-88002"]) {
        let _ = register.enrol(&record(person, order), &mut random).unwrap();
        let serial = register.plan(&plan(person), &mut random).unwrap().serial;
        let hash = code(u8::try_from(order).unwrap());
        register.commit(serial, hash).unwrap();
        serials.push(serial);
    }
    (register, serials[0])
}

pub(crate) fn what_is_held_on_a_person_is_handed_out<P: Place>(place: &P) {
    let (mut register, _) = lived_in(place);
    assert!(register.export(&id("R-99")).unwrap().is_none());
    let before = register.audit().unwrap().entries;
    let export = register.export(&id(PERSON)).unwrap().unwrap();
    assert!(!format!("{export:?}").contains("张三"));
    let text = export.to_json();
    let number = citizen("19800101", 1);
    for held in [
        PERSON,
        "张三",
        &number,
        "科苑路15号",
        "V-1",
        "in-person",
        "\"serial\": 1",
    ] {
        assert!(text.contains(held), "{held} in {text}");
    }
    for act in ["enrol", "plan", "commit", "export"] {
        assert!(
            text.contains(&format!("\"act\": \"{act}\"")),
            "{act} in {text}"
        );
    }
    for other in ["R-88002", &citizen("19800101", 2), "\"serial\": 2"] {
        assert!(!text.contains(other), "{other} in {text}");
    }
    assert_eq!(register.audit().unwrap().entries, before + 1);
}

pub(crate) fn a_purged_person_leaves_numbers_and_a_whole_journal<P: Place>(place: &P) {
    let (mut register, serial) = lived_in(place);
    let first = register.issuance(serial).unwrap();
    let now = context().now;
    let refused = register.purge(&id(PERSON), PurgeGround::Request);
    assert_eq!(refused, Err(PurgeError::NotDue(NotDue::CodeGood(serial))));
    register.change(serial, StatusChange::Revoke, now).unwrap();
    let marks = register.entries_of(first.status.list()).unwrap();
    let purged = register.purge(&id(PERSON), PurgeGround::Request).unwrap();
    assert_eq!((purged.people, purged.codes), (1, 1));
    let _ = register.wipe().unwrap();
    assert!(!register.owes_wiping().unwrap());
    let again = register.purge(&id(PERSON), PurgeGround::Request);
    assert_eq!(again, Err(PurgeError::NotDue(NotDue::Unknown)));
    drop(register);

    let mut register = place.open();
    assert!(register.record(&id(PERSON)).unwrap().is_none());
    assert!(register.record(&id("R-88002")).unwrap().is_some());
    register.audit().unwrap();
    let mut journal = String::new();
    register
        .journal(|entry| journal.push_str(&entry.detail))
        .unwrap();
    assert!(!journal.contains(PERSON));
    // The ledger has the number, the index and the revocation, and nobody's name.
    let left = register.issuance(serial).unwrap();
    assert_eq!((left.status, left.state), (first.status, first.state));
    assert!(left.plan.subject.as_str().starts_with("purged-"));
    assert_eq!(register.entries_of(first.status.list()).unwrap(), marks);
    let found = register.find_code(&code(1)).unwrap().unwrap();
    assert_eq!((found.serial, found.subject), (serial, None));
    assert_eq!(found.freshness, Freshness::Unenrolled);
    // Enrolled again, the same id has another key: nothing of before can be linked.
    let _ = register.enrol(&record(PERSON, 1), &mut random).unwrap();
    let people = |act: &str| {
        let mut people = Vec::new();
        register
            .journal(|entry| {
                if entry.act == act {
                    let person = entry.detail.split("person\":\"").nth(1).unwrap();
                    people.push(person[..32].to_owned());
                }
            })
            .unwrap();
        people
    };
    let enrolled = people("enrol");
    assert_eq!(enrolled.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(people("purge"), [enrolled[0].clone()]);
    // No index is given again.
    let second = register.plan(&plan(PERSON), &mut random).unwrap();
    assert_ne!(second.status, first.status);
}

pub(crate) fn people_are_due_when_nothing_is_to_be_done_any_more<P: Place>(place: &P) {
    let (mut register, serial) = lived_in(place);
    let due = PurgeGround::Due {
        retention_days: RETENTION_DAYS,
    };
    let hindrance = |register: &Register| match register.may_purge(&id(PERSON), due) {
        Err(PurgeError::NotDue(hindrance)) => Some(hindrance),
        done => {
            done.unwrap();
            None
        }
    };
    let planned = register.plan(&plan(PERSON), &mut random).unwrap().serial;
    assert_eq!(hindrance(&register), Some(NotDue::CodePlanned(planned)));
    register.abandon(planned).unwrap();
    assert_eq!(hindrance(&register), Some(NotDue::CodeGood(serial)));
    let ends = midnight("2027-03-15");
    register.set_now(ends.minus(1));
    assert_eq!(hindrance(&register), Some(NotDue::CodeGood(serial)));
    register.set_now(ends);
    assert_eq!(hindrance(&register), Some(NotDue::Residence));
    let _ = register.move_out(&id(PERSON), None).unwrap();
    let until = ends.plus(u64::from(RETENTION_DAYS) * DAY);
    assert_eq!(hindrance(&register), Some(NotDue::Retained { until }));
    assert_eq!(register.due(RETENTION_DAYS).unwrap(), []);
    register.set_now(until.minus(1));
    assert_eq!(hindrance(&register), Some(NotDue::Retained { until }));
    register.set_now(until);
    assert_eq!(hindrance(&register), None);
    // The other still lives here.
    let people = register.due(RETENTION_DAYS).unwrap();
    let names: Vec<&str> = people.iter().map(|due| due.subject.as_str()).collect();
    assert_eq!(names, [PERSON]);
    let purged = register.purge_due(&people, RETENTION_DAYS).unwrap();
    assert_eq!((purged.people, purged.codes), (1, 2));
    let again = register.purge_due(&people, RETENTION_DAYS).unwrap();
    assert_eq!(again.people, 0, "who was erased meanwhile is left out");
    register.audit().unwrap();
}

pub(crate) fn the_counts_say_how_it_stands<P: Place>(place: &P) {
    let (mut register, serial) = lived_in(place);
    let change = register.change(serial, StatusChange::Suspend, context().now);
    change.unwrap();
    let _ = register.move_out(&id("R-88002"), None).unwrap();
    register.plan(&plan(PERSON), &mut random).unwrap();
    let counts = register.counts().unwrap();
    assert_eq!((counts.residents, counts.planned, counts.stale), (2, 1, 1));
    assert_eq!(counts.unpublished, 1);
    assert_eq!(counts.acts, register.audit().unwrap().entries);
    let [ending] = counts.ending.as_slice() else {
        panic!("{counts:?}");
    };
    assert_eq!(ending.expires, midnight("2027-03-15"));
    assert_eq!((ending.valid, ending.suspended, ending.revoked), (1, 1, 0));
    assert_eq!(register.last_backup(), Ok(None));
    let snapshot = register.snapshot(&mut random).unwrap();
    drop(snapshot);
    assert_eq!(place.open().last_backup(), Ok(Some(context().now)));
}

/// A file of yesterday is put back: what was given since is known by the mark.
#[test]
fn a_file_of_yesterday_goes_on_behind_what_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.db");
    let address = juma_register::StoreAddress::Sqlite(path.clone());
    let open = || Register::open(&address, context(), Box::new(())).unwrap();
    let mut register =
        Register::create_with_entries(&address, context(), Box::new(()), &mut random, 1024)
            .unwrap();
    register.open_list(Tier::Gate, quarter()).unwrap();
    register.open_list(Tier::Full, quarter()).unwrap();
    let mut given: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut give = |register: &mut Register, tier: Tier, count: u32| {
        for _ in 0..count {
            let plan = IssuePlan {
                tier,
                ..plan(PERSON)
            };
            let planned = register.plan(&plan, &mut random).unwrap();
            register.abandon(planned.serial).unwrap();
            assert!(given.insert((planned.status.list(), planned.status.index())));
        }
    };
    give(&mut register, Tier::Gate, 5);
    drop(register);
    let yesterday = std::fs::read(&path).unwrap();
    let mut register = open();
    give(&mut register, Tier::Gate, 40);
    give(&mut register, Tier::Full, 3);
    let seen = register.mark().unwrap();
    drop(register);
    std::fs::write(&path, &yesterday).unwrap();

    let mut register = open();
    let evidence = Evidence {
        mark: Some(seen),
        publication: None,
    };
    let resumed = register.resume(&evidence).unwrap();
    assert_eq!(
        (resumed.lists, resumed.seen),
        (ListFate::Continue, Some(seen.act))
    );
    // The list of the full tier had given nothing by the time of the copy: its order was another.
    let plan = IssuePlan {
        tier: Tier::Full,
        ..plan(PERSON)
    };
    let closed = register.plan(&plan, &mut random);
    assert!(matches!(closed, Err(LedgerError::NoOpenList { .. })));
    give(&mut register, Tier::Gate, 100);
    register.open_list(Tier::Full, quarter()).unwrap();
    give(&mut register, Tier::Full, 5);
    // Every serial is new, too.
    let next = register.plan(&plan, &mut random).unwrap();
    assert!(next.serial.number() > seen.serial + 105);
    register.audit().unwrap();
}

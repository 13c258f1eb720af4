use std::collections::BTreeSet;

use juma_format::{claims::Tier, time::DAY};
use juma_register::{
    Evidence, Freshness, LaterList, LaterPublication, ListFate, NotDue, PurgeError, PurgeGround,
    RETENTION_DAYS, Register, RegisterError,
};
use juma_registry::{
    SubjectId,
    ledger::{
        IssuePlan, Ledger, LedgerError, PublicationPlan, Room, Serial, Status, StatusChange,
        StatusEntry,
    },
    record::Record,
};

use crate::{
    places::{Place, context, random},
    residents::{citizen, record_of},
    suite::{FEW, code, midnight, plan_for, quarter},
};

const PERSON: &str = "R-88001";

fn id(subject: &str) -> SubjectId {
    SubjectId::new(subject).unwrap()
}

fn record(subject: &str, order: u32) -> Record {
    record_of(subject, &citizen("19800101", order), Some("科苑路15号"))
}

fn plan(subject: &str) -> IssuePlan {
    IssuePlan {
        issued_at: context().now,
        ..plan_for(subject, Tier::Gate)
    }
}

/// A register with two people, each with a code.
fn lived_in(place: &impl Place) -> (Register, Serial) {
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

fn bundle(lists: Vec<LaterList>) -> LaterPublication {
    LaterPublication {
        sequence: 40,
        epoch: 3,
        at: context().now,
        codes_end: midnight("2027-09-01"),
        lists,
    }
}

fn mark(index: u32, status: Status) -> StatusEntry {
    StatusEntry {
        index,
        status,
        since: context().now,
    }
}

pub(crate) fn an_older_copy_goes_on_above_all_that_is_known<P: Place>(place: &P) {
    let (mut register, serial) = lived_in(place);
    let known = register.issuance(serial).unwrap().status;
    let second = register.issuance(Serial::new(2).unwrap()).unwrap().status;
    let change = |register: &mut Register, serial, change| {
        register.change(serial, change, context().now).unwrap();
    };
    // Suspended in the copy, and restored after it.
    change(
        &mut register,
        Serial::new(2).unwrap(),
        StatusChange::Suspend,
    );
    let unknown = (0..FEW)
        .find(|index| ![known.index(), second.index()].contains(index))
        .unwrap();
    let evidence = Evidence {
        mark: None,
        publication: Some(bundle(vec![
            LaterList {
                number: known.list(),
                marks: vec![
                    mark(known.index(), Status::Invalid),
                    mark(unknown, Status::Suspended),
                ],
            },
            LaterList {
                number: 9,
                marks: vec![mark(3, Status::Invalid)],
            },
        ])),
    };
    let resumed = register.resume(&evidence).unwrap();
    assert_eq!((resumed.marked, resumed.unknown), (2, 2));
    assert_eq!((resumed.lists, resumed.seen), (ListFate::Close, None));
    assert_eq!(register.status_of(serial), Ok(Status::Invalid));
    assert_eq!(
        register.status_of(Serial::new(2).unwrap()),
        Ok(Status::Valid)
    );
    let marks = register.entries_of(known.list()).unwrap();
    let mut marked: Vec<u32> = marks.iter().map(|mark| mark.index).collect();
    marked.sort_unstable();
    let mut expected = vec![known.index(), unknown];
    expected.sort_unstable();
    assert_eq!(marked, expected);
    assert!(marks.iter().all(|mark| mark.status == Status::Invalid));
    assert_eq!(register.entries_of(9).unwrap().len(), 1);
    let lists = register.lists().unwrap();
    assert!(lists.iter().all(|list| list.room == Room::Closed));
    // It is published until the last code of it is over.
    let ninth = lists.iter().find(|list| list.number == 9).unwrap();
    assert!(ninth.period.ends().unwrap() >= midnight("2027-09-01"));

    let none = register.plan(&plan(PERSON), &mut random);
    assert!(
        matches!(none, Err(LedgerError::NoOpenList { .. })),
        "{none:?}"
    );
    let opened = register.open_list(Tier::Gate, quarter()).unwrap();
    assert!(opened > 9 + 1, "{opened}");
    let planned = register.plan(&plan(PERSON), &mut random).unwrap();
    assert!(planned.serial.number() > 1_000_000);
    assert!(register.next_sequence().unwrap() > 40);
    register.audit().unwrap();
    drop(register);
    place.open().audit().unwrap();
}

/// What the copy knows better than a bundle that was made before it.
pub(crate) fn what_was_suspended_last_stands<P: Place>(place: &P) {
    let (mut register, serial) = lived_in(place);
    let second = Serial::new(2).unwrap();
    let index = |register: &Register, serial| register.issuance(serial).unwrap().status;
    let (first_index, second_index) = (index(&register, serial), index(&register, second));
    let sequence = register.next_sequence().unwrap();
    let list = first_index.list();
    assert_eq!(second_index.list(), list);
    let change = |register: &mut Register, serial, change| {
        register.change(serial, change, context().now).unwrap();
    };
    // The bundle has the first one suspended. Then it is restored, and the second suspended.
    change(&mut register, serial, StatusChange::Suspend);
    let plan = PublicationPlan {
        at: context().now,
        epoch: 1,
        lists: vec![list],
        keys: Vec::new(),
    };
    register.begin_publication(sequence, &plan).unwrap();
    register.finish_publication(sequence).unwrap();
    change(&mut register, serial, StatusChange::Restore);
    change(&mut register, second, StatusChange::Suspend);
    let marks = vec![mark(first_index.index(), Status::Suspended)];
    let mut publication = bundle(vec![LaterList {
        number: list,
        marks,
    }]);
    publication.sequence = sequence;
    let evidence = |publication: &LaterPublication| Evidence {
        mark: None,
        publication: Some(publication.clone()),
    };
    let resumed = register.resume(&evidence(&publication)).unwrap();
    assert_eq!((resumed.marked, resumed.unknown), (0, 0));
    assert_eq!(register.status_of(serial), Ok(Status::Valid));
    assert_eq!(register.status_of(second), Ok(Status::Suspended));
    // One that was made later says what came later.
    publication.sequence = register.next_sequence().unwrap();
    let resumed = register.resume(&evidence(&publication)).unwrap();
    assert_eq!((resumed.marked, resumed.unknown), (2, 0));
    assert_eq!(register.status_of(serial), Ok(Status::Suspended));
    assert_eq!(register.status_of(second), Ok(Status::Valid));
}

pub(crate) fn what_is_another_register_s_or_past_is_no_evidence<P: Place>(place: &P) {
    let (mut register, _) = lived_in(place);
    let mut seen = register.mark().unwrap();
    seen.register = [7; 16];
    let evidence = |mark| Evidence {
        mark: Some(mark),
        publication: None,
    };
    let refused = register.resume(&evidence(seen)).map(|_| ());
    assert_eq!(refused, Err(RegisterError::OtherRegister));
    seen = register.mark().unwrap();
    seen.chain = [7; 32];
    let refused = register.resume(&evidence(seen)).map(|_| ());
    assert_eq!(refused, Err(RegisterError::Diverged { act: seen.act }));
    // Another place has gone on from a copy since: what this one saw was lost with it, and counts.
    let resumed = register.resume(&Evidence::default()).unwrap();
    assert_eq!(resumed.seen, None);
    let refused = register.resume(&evidence(seen)).map(|_| ());
    assert_eq!(refused, Err(RegisterError::Diverged { act: seen.act }));
    seen.act = register.mark().unwrap().act;
    (seen.list, seen.serial) = (70_000, 90_000_000);
    let resumed = register.resume(&evidence(seen)).unwrap();
    assert_eq!((resumed.seen, resumed.lists), (None, ListFate::Close));
    assert!(resumed.floors.list > 70_000 && resumed.floors.serial > 90_000_000);
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

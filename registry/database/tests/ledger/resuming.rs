//! Going on from an older copy.

use juma_format::claims::Tier;
use juma_register::{Evidence, LaterList, LaterPublication, ListFate, Register, RegisterError};
use juma_registry::ledger::{
    Ledger, LedgerError, PublicationPlan, Room, Serial, Status, StatusChange, StatusEntry,
};

use crate::{
    keeping::{PERSON, lived_in, plan},
    places::{Place, context, random},
    suite::{FEW, midnight, quarter},
};

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

use std::collections::HashSet;

use juma_format::{StatusRef, claims::Tier, time::UnixTime};

use super::*;
use crate::ledger::{IssuanceState, LedgerError, OpenError, Room, Serial, Status, StatusChange};

#[test]
fn an_issuance_from_plan_to_revocation() {
    let place = Place::new();
    let mut file = place.create();
    let ledger: &mut dyn Ledger = &mut file;
    let list = ledger.open_list(Tier::Gate, quarter()).unwrap();
    assert_eq!(list, 1);
    let plan = plan_for("R-1", Tier::Gate);
    let planned = ledger.plan(&plan, &mut dice(1)).unwrap();
    let serial = planned.serial;
    assert_eq!((serial.number(), planned.status.list()), (1, list));
    assert_eq!(ledger.unsettled().unwrap(), [serial]);
    let refused = ledger.change(serial, StatusChange::Revoke, noon());
    assert_eq!(refused, Err(LedgerError::NotCommitted(serial)));

    ledger.commit(serial, code(9)).unwrap();
    assert_eq!(
        ledger.commit(serial, code(9)),
        Err(LedgerError::AlreadySettled(serial))
    );
    assert_eq!(
        ledger.abandon(serial),
        Err(LedgerError::AlreadySettled(serial))
    );
    assert_eq!(ledger.find(&code(9)), Ok(Some(serial)));
    assert_eq!(ledger.find(&code(8)), Ok(None));
    assert_eq!(ledger.entries_of(list).unwrap(), []);

    for (change, before, after) in [
        (StatusChange::Restore, Status::Valid, Status::Valid),
        (StatusChange::Suspend, Status::Valid, Status::Suspended),
        (StatusChange::Suspend, Status::Suspended, Status::Suspended),
        (StatusChange::Restore, Status::Suspended, Status::Valid),
        (StatusChange::Suspend, Status::Valid, Status::Suspended),
        (StatusChange::Revoke, Status::Suspended, Status::Invalid),
    ] {
        assert_eq!(ledger.change(serial, change, noon()), Ok(before));
        assert_eq!(ledger.status_of(serial), Ok(after));
    }
    for change in [
        StatusChange::Restore,
        StatusChange::Suspend,
        StatusChange::Revoke,
    ] {
        let refused = ledger.change(serial, change, noon());
        assert_eq!(refused, Err(LedgerError::AlreadyInvalid(serial)));
    }
    drop(file);

    let ledger = place.open();
    let entries = ledger.entries_of(list).unwrap();
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(
        (entry.index, entry.status),
        (planned.status.index(), Status::Invalid)
    );
    assert_eq!(entry.since, noon());
    let issuance = ledger.issuance(serial).unwrap();
    assert_eq!(issuance.plan, plan);
    assert_eq!(issuance.status, planned.status);
    assert_eq!(issuance.state, IssuanceState::Committed(code(9)));
    assert_eq!(ledger.unsettled().unwrap(), []);
}

#[test]
fn what_does_not_exist() {
    let place = Place::new();
    let mut ledger = place.create();
    let nobody = Serial::new(1).unwrap();
    let unknown = LedgerError::UnknownSerial(nobody);
    assert_eq!(ledger.commit(nobody, code(1)), Err(unknown));
    assert_eq!(ledger.abandon(nobody), Err(unknown));
    assert_eq!(
        ledger.change(nobody, StatusChange::Revoke, noon()),
        Err(unknown)
    );
    assert_eq!(ledger.status_of(nobody), Err(unknown));
    assert_eq!(ledger.issuance(nobody), Err(unknown));
    assert_eq!(ledger.entries_of(1), Err(LedgerError::UnknownList(1)));
    assert_eq!(
        ledger.finish_publication(1),
        Err(LedgerError::UnknownPublication(1))
    );
    assert_eq!(ledger.last_publication(), Ok(None));
    let (tier, period) = (Tier::Gate, quarter());
    let no_list = LedgerError::NoOpenList { tier, period };
    assert_eq!(ledger.list_for(tier, period), Err(no_list));
    let refused = ledger.plan(&plan_for("R-1", tier), &mut dice(1));
    assert_eq!(refused, Err(no_list));
    assert_eq!(ledger.lines(), 1, "nothing of it was recorded");
}

#[test]
fn no_index_is_given_twice() {
    let place = Place::new();
    let mut random = dice(3);
    let mut given = HashSet::new();
    const ENTRIES: u32 = 4096;
    let path = place.path();
    let mut ledger = FileLedger::create_with_entries(&path, ENTRIES).unwrap();
    for number in 0..10_000_u32 {
        if number % 1000 == 0 {
            drop(ledger);
            ledger = FileLedger::open_with_entries(&path, ENTRIES)
                .unwrap()
                .ledger;
        }
        ledger.open_list(Tier::Gate, quarter()).unwrap();
        let subject = format!("R-{}", number % 77);
        let planned = ledger
            .plan(&plan_for(&subject, Tier::Gate), &mut random)
            .unwrap();
        assert!(given.insert(planned.status), "{}", planned.status);
        assert!(planned.status.index() < ENTRIES);
        assert_eq!(planned.serial.number(), u64::from(number) + 1);
    }
    let lists = ledger.lists().unwrap();
    let used: Vec<_> = lists.iter().map(|list| list.used).collect();
    assert_eq!(used, [3840, 3840, 2320, 0]);
    assert_eq!(lists[0].room, Room::Closed);
    assert_eq!(ledger.issuances().count(), 10_000);
    let subject = SubjectId::new("R-5").unwrap();
    let serials = ledger.serials_of(&subject).unwrap();
    assert_eq!(serials.len(), 130);
    assert!(serials.is_sorted());
    assert_eq!(ledger.unsettled().unwrap().len(), 10_000);
}

#[test]
fn a_further_list_is_opened_at_half_and_used_when_the_first_is_full() {
    let place = Place::new();
    let mut ledger = place.create();
    let random = &mut dice(5);
    let plan = plan_for("R-1", Tier::Sealed);
    let mut opened = vec![ledger.open_list(Tier::Sealed, quarter()).unwrap()];
    for _ in 0..FEW {
        ledger.plan(&plan, random).unwrap();
        opened.push(ledger.open_list(Tier::Sealed, quarter()).unwrap());
    }
    opened.dedup();
    assert_eq!(opened, [1, 2]);
    let rooms: Vec<_> = ledger
        .lists()
        .unwrap()
        .iter()
        .map(|list| (list.used, list.room))
        .collect();
    assert_eq!(rooms, [(60, Room::Closed), (4, Room::Free)]);
    assert_eq!(ledger.list_for(Tier::Sealed, quarter()), Ok(2));
}

#[test]
fn tiers_and_quarters_have_lists_of_their_own() {
    let place = Place::new();
    let mut ledger = place.create();
    let next = quarter().next().unwrap();
    assert_eq!(ledger.open_list(Tier::Gate, quarter()), Ok(1));
    assert_eq!(ledger.open_list(Tier::Full, quarter()), Ok(2));
    assert_eq!(ledger.open_list(Tier::Gate, next), Ok(3));
    assert_eq!(ledger.open_list(Tier::Gate, quarter()), Ok(1));
    let mut plan = plan_for("R-1", Tier::Gate);
    plan.expires = midnight("2027-04-01");
    assert_eq!(ledger.plan(&plan, &mut dice(1)).unwrap().status.list(), 1);
    plan.expires = midnight("2027-04-02");
    assert_eq!(ledger.plan(&plan, &mut dice(1)).unwrap().status.list(), 3);
    plan.tier = Tier::Full;
    assert!(matches!(
        ledger.plan(&plan, &mut dice(1)),
        Err(LedgerError::NoOpenList { .. })
    ));
}

#[test]
fn bad_randomness_and_bad_times_plan_nothing() {
    let place = Place::new();
    let mut ledger = place.create();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    let mut plan = plan_for("R-1", Tier::Gate);
    let mut none = |_: &mut [u8]| Err(RandomError);
    assert_eq!(
        ledger.plan(&plan, &mut none),
        Err(LedgerError::Random(RandomError))
    );
    let mut stuck = |bytes: &mut [u8]| -> Result<(), RandomError> {
        bytes.fill(3);
        Ok(())
    };
    assert!(ledger.plan(&plan, &mut stuck).is_ok());
    assert_eq!(
        ledger.plan(&plan, &mut stuck),
        Err(LedgerError::Random(RandomError))
    );
    for seconds in [0, 1, 1_577_836_799, 4_102_444_802, u64::MAX] {
        plan.expires = UnixTime::from_seconds(seconds);
        let refused = ledger.plan(&plan, &mut dice(1));
        assert_eq!(refused, Err(LedgerError::TimeOutOfRange), "{seconds}");
    }
    let mut plan = plan_for("R-1", Tier::Gate);
    plan.issued_at = UnixTime::from_seconds(0);
    assert_eq!(
        ledger.plan(&plan, &mut dice(1)),
        Err(LedgerError::TimeOutOfRange)
    );
    assert_eq!(ledger.issuances().count(), 1);
}

#[test]
fn a_list_has_as_many_entries_as_a_status_list() {
    let place = Place::new();
    let mut ledger = FileLedger::create(&place.path()).unwrap();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    assert_eq!(ledger.lists().unwrap()[0].entries, StatusRef::ENTRIES);
    let planned = ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut dice(2))
        .unwrap();
    drop(ledger);
    let ledger = FileLedger::open(&place.path()).unwrap().ledger;
    assert_eq!(
        ledger.issuance(planned.serial).unwrap().status,
        planned.status
    );
    drop(ledger);
    let other = FileLedger::open_with_entries(&place.path(), FEW).map(|_| ());
    assert_eq!(other, Err(OpenError::NotALedger));
}

#[test]
fn an_abandoned_code_is_published_as_invalid() {
    let place = Place::new();
    let mut ledger = place.create();
    let list = ledger.open_list(Tier::Gate, quarter()).unwrap();
    let planned = ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut dice(1))
        .unwrap();
    ledger.abandon(planned.serial).unwrap();
    drop(ledger);
    let mut ledger = place.open();
    assert_eq!(ledger.status_of(planned.serial), Ok(Status::Invalid));
    assert_eq!(
        ledger.entries_of(list).unwrap()[0].index,
        planned.status.index()
    );
    let serial = planned.serial;
    let refused = ledger.change(serial, StatusChange::Restore, noon());
    assert_eq!(refused, Err(LedgerError::AlreadyInvalid(serial)));
    assert_eq!(
        ledger.commit(serial, code(1)),
        Err(LedgerError::AlreadySettled(serial))
    );
}

#[test]
fn the_file_holds_nothing_of_a_person_but_the_id() {
    let json = r#"{"subject": "R-1", "name": "王小明", "population": "household",
        "document": {"kind": "citizen", "number": "11010519491231002X"},
        "identity": {"level": "in-person", "verified_at": "2026-05-01", "reference": "V-77"},
        "region": "440305", "address": {"state": "registered", "text": "粤海街道"}}"#;
    let record = crate::record::Record::from_json(json.as_bytes()).unwrap();
    let place = Place::new();
    let mut ledger = place.create();
    ledger.open_list(Tier::Full, quarter()).unwrap();
    let mut plan = plan_for("R-0", Tier::Full);
    plan.subject = record.subject().clone();
    let planned = ledger.plan(&plan, &mut dice(1)).unwrap();
    ledger.commit(planned.serial, code(1)).unwrap();
    let debug = format!("{plan:?} {:?}", ledger.issuance(planned.serial));
    assert!(!debug.contains("R-1"), "{debug}");
    let file = std::fs::read_to_string(place.path()).unwrap();
    assert!(file.contains("R-1"));
    for word in [
        "王",
        "110105",
        "1949",
        "in-person",
        "V-77",
        "440305",
        "粤",
        "household",
    ] {
        assert!(!file.contains(word), "{word}");
    }
}

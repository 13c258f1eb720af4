use std::collections::HashSet;

use juma_format::{StatusRef, claims::Tier, time::UnixTime};

use juma_registry::ledger::{IssuanceState, LedgerError, Room, Serial, Status, StatusChange};

use super::*;

pub(crate) fn an_issuance_from_plan_to_revocation<F: Form>(place: &F) {
    let mut form = place.create();
    let ledger: &mut dyn Ledger = &mut form;
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
    drop(form);

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

pub(crate) fn what_does_not_exist<F: Form>(place: &F) {
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
    assert_eq!(ledger.issuances().count(), 0, "nothing of it was recorded");
}

pub(crate) fn no_index_is_given_twice<F: Form>(place: &F) {
    let mut random = dice(3);
    let mut given = HashSet::new();
    const ENTRIES: u32 = 4096;
    let mut ledger = place.create_with_entries(ENTRIES);
    for number in 0..10_000_u32 {
        if number % 1000 == 0 {
            drop(ledger);
            ledger = place.open_with_entries(ENTRIES);
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

pub(crate) fn a_further_list_is_opened_at_half_and_used_when_the_first_is_full<F: Form>(place: &F) {
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

pub(crate) fn tiers_and_quarters_have_lists_of_their_own<F: Form>(place: &F) {
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

pub(crate) fn bad_randomness_and_bad_times_plan_nothing<F: Form>(place: &F) {
    let mut ledger = place.create();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    let mut plan = plan_for("R-1", Tier::Gate);
    let mut none = |_: &mut [u8]| Err(RandomError);
    assert_eq!(
        ledger.plan(&plan, &mut none),
        Err(LedgerError::Random(RandomError))
    );
    assert!(ledger.plan(&plan, &mut dice(1)).is_ok());
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

pub(crate) fn a_list_has_as_many_entries_as_a_status_list<F: Form>(place: &F) {
    let mut ledger = place.create_with_entries(StatusRef::ENTRIES);
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    assert_eq!(ledger.lists().unwrap()[0].entries, StatusRef::ENTRIES);
    let planned = ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut dice(2))
        .unwrap();
    drop(ledger);
    let ledger = place.open_with_entries(StatusRef::ENTRIES);
    assert_eq!(
        ledger.issuance(planned.serial).unwrap().status,
        planned.status
    );
}

pub(crate) fn an_abandoned_code_is_published_as_invalid<F: Form>(place: &F) {
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

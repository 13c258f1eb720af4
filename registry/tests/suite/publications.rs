use juma_format::claims::Tier;
use juma_registry::ledger::{Floors, LedgerError, PublicationPlan, PublicationState, Room};

use super::*;

pub(crate) fn a_sequence_number_is_given_once_whatever_happens_after<F: Form>(place: &F) {
    let mut ledger = place.create();
    let list = ledger.open_list(Tier::Gate, quarter()).unwrap();
    let mut plan = PublicationPlan {
        epoch: 3,
        at: noon(),
        lists: vec![list],
        keys: vec![key(1)],
    };
    assert_eq!(ledger.begin_publication(1, &plan), Ok(()));
    // Whoever has read before another began reads again.
    let overtaken = Err(LedgerError::Overtaken);
    assert_eq!(ledger.begin_publication(1, &plan), overtaken);
    drop(ledger);
    let mut ledger = place.open();
    assert_eq!(ledger.next_sequence(), Ok(2));
    assert_eq!(ledger.last_publication(), Ok(None));
    assert_eq!(ledger.is_published(list, &key(1), noon()), Ok(false));
    plan.at = noon().plus(60);
    assert_eq!(ledger.begin_publication(2, &plan), Ok(()));
    ledger.finish_publication(2).unwrap();
    plan.at = noon().plus(59);
    assert_eq!(ledger.begin_publication(3, &plan), overtaken);
    plan.at = noon().plus(60);
    assert_eq!(
        ledger.finish_publication(2),
        Err(LedgerError::UnknownPublication(2))
    );
    for (list, key, made_by, expected) in [
        (list, key(1), noon().plus(60), true),
        (list, key(1), noon().plus(59), false),
        (list, key(2), noon().plus(60), false),
        (list + 1, key(1), noon().plus(60), false),
    ] {
        assert_eq!(ledger.is_published(list, &key, made_by), Ok(expected));
    }
    // The first bundle was there after all.
    ledger.finish_publication(1).unwrap();
    assert_eq!(ledger.is_published(list, &key(1), noon()), Ok(true));
    drop(ledger);
    let mut ledger = place.open();
    let last = ledger.last_publication().unwrap().unwrap();
    assert_eq!((last.sequence, last.state), (2, PublicationState::Finished));
    assert_eq!(last.plan, plan);

    plan.epoch = 2;
    let behind = LedgerError::EpochBehind {
        held: 3,
        offered: 2,
    };
    assert_eq!(ledger.begin_publication(3, &plan), Err(behind));
    plan.epoch = 4;
    plan.lists = vec![list, 99];
    assert_eq!(
        ledger.begin_publication(3, &plan),
        Err(LedgerError::UnknownList(99))
    );
    plan.lists = vec![list; PublicationPlan::MAX_PARTS + 1];
    assert!(matches!(
        ledger.begin_publication(3, &plan),
        Err(LedgerError::TooManyParts { .. })
    ));
    plan.lists.pop();
    plan.keys = vec![key(1); PublicationPlan::MAX_PARTS];
    assert_eq!(ledger.begin_publication(3, &plan), Ok(()));
    drop(ledger);
    assert_eq!(place.open().next_sequence(), Ok(4));
}

pub(crate) fn floors_close_old_lists_and_skip_numbers<F: Form>(place: &F) {
    let mut ledger = place.create();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut dice(1))
        .unwrap();
    ledger
        .raise_floors(Floors {
            list: 7,
            sequence: 40,
            serial: 1000,
        })
        .unwrap();
    ledger
        .raise_floors(Floors {
            list: 3,
            sequence: 4,
            serial: 10,
        })
        .unwrap();
    drop(ledger);
    let mut ledger = place.open();
    assert_eq!(ledger.lists().unwrap()[0].room, Room::Closed);
    assert_eq!(ledger.open_list(Tier::Gate, quarter()), Ok(8));
    let planned = ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut dice(1))
        .unwrap();
    assert_eq!((planned.serial.number(), planned.status.list()), (1001, 8));
    assert_eq!(ledger.next_sequence(), Ok(41));
    let subject = SubjectId::new("R-1").unwrap();
    assert_eq!(ledger.serials_of(&subject).unwrap().len(), 2);
    assert_eq!(
        ledger.issuance(planned.serial).unwrap().serial,
        planned.serial
    );
    ledger
        .raise_floors(Floors {
            list: u32::MAX,
            sequence: u32::MAX,
            serial: u64::MAX,
        })
        .unwrap();
    let exhausted = Err(LedgerError::NumbersExhausted);
    assert_eq!(ledger.open_list(Tier::Full, quarter()), exhausted);
    assert_eq!(ledger.next_sequence(), exhausted);
}

use juma_format::claims::Tier;
use juma_registry::ledger::{
    FileLedger, Floors, IssuanceState, Ledger, LedgerError, PublicationPlan, Serial, Status,
    StatusChange,
};

use crate::{
    places::{Place, random},
    suite::{FEW, code, dice, key, noon, plan_for, quarter},
};

pub(crate) fn a_file_is_taken_over_whole<P: Place>(place: &P) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let mut file = FileLedger::create_with_entries(&path, FEW).unwrap();
    let list = file.open_list(Tier::Gate, quarter()).unwrap();
    let publication = PublicationPlan {
        epoch: 2,
        at: noon(),
        lists: vec![list],
        keys: vec![key(1)],
    };
    let sequence = file.next_sequence().unwrap();
    file.begin_publication(sequence, &publication).unwrap();
    file.finish_publication(sequence).unwrap();
    let random_bytes = &mut dice(4);
    let mut serials = Vec::new();
    for (number, person) in (1..).zip(["R-1", "R-2", "R-1", "R-3"]) {
        let planned = file
            .plan(&plan_for(person, Tier::Gate), random_bytes)
            .unwrap();
        serials.push(planned.serial);
        if number < 4 {
            file.commit(planned.serial, code(number)).unwrap();
        }
    }
    file.change(serials[0], StatusChange::Suspend, noon())
        .unwrap();
    file.change(serials[1], StatusChange::Revoke, noon())
        .unwrap();
    let floors = Floors {
        list: 0,
        sequence: 9,
        serial: 100,
    };
    file.raise_floors(floors).unwrap();
    file.begin_publication(10, &publication).unwrap();

    let mut register = place.create();
    let adopted = register.adopt(&file, &mut random).unwrap();
    assert_eq!((adopted.codes, adopted.lists), (4, 1));
    drop(register);
    let mut register = place.open();
    for (old, new) in file.issuances().zip(register.issuances()).take(3) {
        assert_eq!(old, new);
    }
    let last = register.issuance(serials[3]).unwrap();
    assert_eq!(
        last.state,
        IssuanceState::Abandoned,
        "nobody will settle it"
    );
    let status = |serial: Serial| register.status_of(serial).unwrap();
    let statuses: Vec<_> = serials.iter().map(|serial| status(*serial)).collect();
    let expected = [
        Status::Suspended,
        Status::Invalid,
        Status::Valid,
        Status::Invalid,
    ];
    assert_eq!(statuses, expected);
    assert_eq!(register.last_publication(), file.last_publication());
    assert_eq!(register.next_sequence(), Ok(11));
    assert_eq!(register.is_published(list, &key(1), noon()), Ok(true));
    register.audit().unwrap();
    // Nothing is taken from the old lists any more.
    let (tier, period) = (Tier::Gate, quarter());
    let plan = plan_for("R-1", tier);
    let refused = register.plan(&plan, random_bytes);
    assert_eq!(refused, Err(LedgerError::NoOpenList { tier, period }));
    assert_eq!(register.open_list(tier, period), Ok(2));
    let planned = register.plan(&plan, random_bytes).unwrap();
    assert_eq!((planned.serial.number(), planned.status.list()), (101, 2));
    assert!(
        register.adopt(&file, &mut random).is_err(),
        "it is not new any more"
    );
}

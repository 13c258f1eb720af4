use std::{collections::BTreeSet, thread};

use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::ledger::{
    CodeHash, IssuanceState, IssuePlan, Ledger, LedgerError, Planned, StatusChange,
};

use crate::{
    places::{Place, Server, random},
    suite::{Form, code, dice, noon, plan_for, quarter},
};

const ENTRIES: u32 = 4096;

pub(crate) fn many_codes_are_planned_in_one_act_or_none<P: Place>(place: &P) {
    let mut register = place.create_with_entries(ENTRIES);
    register.open_list(Tier::Gate, quarter()).unwrap();
    let plans: Vec<IssuePlan> = (0..1234)
        .map(|person| plan_for(&format!("R-{person}"), Tier::Gate))
        .collect();
    let planned = register.plan_many(&plans, &mut dice(5)).unwrap();
    let serials: Vec<u64> = planned.iter().map(|one| one.serial.number()).collect();
    assert_eq!(serials, (1..=1234).collect::<Vec<_>>());
    let places: BTreeSet<_> = planned.iter().map(|one| one.status).collect();
    assert_eq!(places.len(), plans.len());

    // One of the last cannot be planned: none is.
    let mut bad = plans.clone();
    bad[1200].expires = UnixTime::from_seconds(0);
    let refused = register.plan_many(&bad, &mut dice(5));
    assert_eq!(refused, Err(LedgerError::TimeOutOfRange));
    assert_eq!(register.issuances().count(), plans.len());
    assert_eq!(register.lists().unwrap()[0].used, 1234);

    let mut codes: Vec<_> = planned.iter().map(|one| (one.serial, code(1))).collect();
    let (last, _) = codes[1233];
    codes.push((last, code(2)));
    let refused = register.commit_many(&codes);
    assert_eq!(refused, Err(LedgerError::AlreadySettled(last)));
    assert_eq!(register.unsettled().unwrap().len(), plans.len());
    codes.pop();
    register.commit_many(&codes).unwrap();
    assert_eq!(register.unsettled().unwrap(), []);
    let mut acts = Vec::new();
    register.journal(|entry| acts.push(entry.act)).unwrap();
    assert_eq!(acts, ["open-list", "plan", "commit"]);
    register.audit().unwrap();
}

/// Several processes work one register at once; one of them dies in the middle.
#[test]
fn several_issuers_use_no_index_twice() {
    let Some(place) = Server::place() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let mut first = place.create_with_entries(ENTRIES);
    first.open_list(Tier::Gate, quarter()).unwrap();
    let work = |issuer: u8| {
        let mut register = place.open();
        let mut planned: Vec<Planned> = Vec::new();
        for round in 0..20_u8 {
            let person = format!("R-{issuer}-{round}");
            let plans = vec![plan_for(&person, Tier::Gate); 7];
            let batch = register.plan_many(&plans, &mut random).unwrap();
            if issuer == 3 && round == 10 {
                // It is killed here: what it planned last is never settled.
                return planned;
            }
            let codes: Vec<_> = batch
                .iter()
                .map(|one| (one.serial, CodeHash::from_bytes([issuer; 32])))
                .collect();
            register.commit_many(&codes).unwrap();
            planned.extend(batch);
        }
        planned
    };
    let planned: Vec<Planned> = thread::scope(|scope| {
        let issuers: Vec<_> = (0..4)
            .map(|issuer| scope.spawn(move || work(issuer)))
            .collect();
        issuers
            .into_iter()
            .flat_map(|issuer| issuer.join().unwrap())
            .collect()
    });
    assert_eq!(planned.len(), (3 * 20 + 10) * 7);
    let all: Vec<_> = first.issuances().map(Result::unwrap).collect();
    assert_eq!(all.len(), planned.len() + 7);
    let indexes: BTreeSet<_> = all.iter().map(|one| one.status).collect();
    assert_eq!(indexes.len(), all.len(), "no index twice");
    let serials: Vec<u64> = all.iter().map(|one| one.serial.number()).collect();
    let count = u64::try_from(all.len()).unwrap();
    assert_eq!(serials, (1..=count).collect::<Vec<_>>(), "none lost");
    first.audit().unwrap();

    // While its lease lasts, nobody takes it for dead.
    let lost = first.unsettled().unwrap();
    assert_eq!(lost.len(), 7);
    assert_eq!(first.abandon_lost().unwrap(), []);
    let own = first
        .plan(&plan_for("R-own", Tier::Gate), &mut random)
        .unwrap();
    place.run("UPDATE sessions SET lease_until = 0").unwrap();
    assert_eq!(
        first.abandon_lost().unwrap(),
        lost,
        "and nothing of one's own"
    );
    first.commit(own.serial, code(1)).unwrap();
    for serial in lost {
        assert_eq!(
            first.issuance(serial).unwrap().state,
            IssuanceState::Abandoned
        );
        let refused = first.change(serial, StatusChange::Restore, noon());
        assert_eq!(refused, Err(LedgerError::AlreadyInvalid(serial)));
    }
}

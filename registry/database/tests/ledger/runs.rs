use juma_format::claims::Tier;
use juma_register::{
    Context, Enrolled, Fate, NewBatch, NewCode, Operator, Register, RunError, RunId, RunRefusal,
    RunState, RunTerms,
};
use juma_registry::{
    ledger::{CodeHash, IssuanceState, KeyHash, Ledger, PublicationPlan},
    record::Coarsen,
};

use crate::{
    places::{Place, context, random},
    residents::{citizen, record_of},
    suite::{code, dice, noon, plan_for, quarter},
};

const KEY: KeyHash = KeyHash::from_bytes([9; 32]);
const RUN: RunId = RunId::from_bytes([1, 2, 3, 4, 5, 6, 7, 8]);

fn issued(code: CodeHash) -> Fate {
    Fate::Issued {
        code,
        pairing: None,
    }
}

fn refused<T: std::fmt::Debug>(done: Result<T, RunError>) -> RunRefusal {
    match done {
        Err(RunError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn terms(expected: u64, most_a_day: u64) -> RunTerms {
    RunTerms {
        id: RUN,
        terms: [3; 32],
        expected,
        most_a_day,
    }
}

/// The next batch for these people, of whom the last is skipped.
fn batch(number: u32, people: &[Enrolled]) -> NewBatch<'_> {
    let (last, others) = people.split_last().unwrap();
    let codes = others.iter().map(|resident| NewCode {
        resident,
        plan: plan_for(
            resident.record.as_ref().unwrap().subject().as_str(),
            Tier::Gate,
        ),
        input: [7; 8],
        coarsen: Coarsen::Name,
    });
    NewBatch {
        number,
        codes: codes.collect(),
        skipped: vec![(last, "too-short")],
        key: KEY,
        made_by: noon(),
    }
}

pub(crate) fn a_run_is_planned_approved_and_settled_in_order<P: Place>(place: &P) {
    let mut register = place.create_with_entries(4096);
    let records: Vec<_> = (1..=6)
        .map(|person| record_of(&format!("R-{person}"), &citizen("19900101", person), None))
        .collect();
    register.take_in(&records, &mut random).unwrap();
    let list = register.open_list(Tier::Gate, quarter()).unwrap();
    assert_eq!(refused(register.run(RUN)), RunRefusal::UnknownRun);
    assert_eq!(register.count_enrolled(), Ok(6));
    let people = register.enrolled(0, 100).unwrap();
    let named = [records[4].subject().clone(), records[1].subject().clone()];
    let two = register.enrolled_of(&named).unwrap();
    assert!(two[0].record == Ok(records[1].clone()) && two[1].place() == people[4].place());

    assert_eq!(
        refused(register.begin_run(&terms(6, 5))),
        RunRefusal::DayQuota { left: 5 }
    );
    register.begin_run(&terms(6, 6)).unwrap();
    assert_eq!(
        register.begin_run(&terms(6, 6)).unwrap().state,
        RunState::Planning
    );
    let other = RunTerms {
        terms: [4; 32],
        ..terms(6, 6)
    };
    assert_eq!(refused(register.begin_run(&other)), RunRefusal::OtherTerms);

    // Nothing is planned that no bundle has carried.
    let first = batch(1, &people[..3]);
    let early = register.plan_batch(RUN, &first, &mut dice(1));
    assert_eq!(refused(early), RunRefusal::NotPublished);
    assert_eq!(register.unsettled().unwrap(), []);
    let plan = PublicationPlan {
        epoch: 1,
        at: noon(),
        lists: vec![list],
        keys: vec![KEY],
    };
    let sequence = register.next_sequence().unwrap();
    register.begin_publication(sequence, &plan).unwrap();
    register.finish_publication(sequence).unwrap();
    assert_eq!(
        register
            .plan_batch(RUN, &first, &mut dice(1))
            .unwrap()
            .len(),
        2
    );
    let again = register.plan_batch(RUN, &first, &mut dice(1));
    assert_eq!(refused(again), RunRefusal::OtherBatch);
    drop(register);

    // What is planned waits for its run, whoever opens the register.
    let mut register = place.open();
    assert_eq!(register.abandon_lost().unwrap(), []);
    let run = register.run(RUN).unwrap();
    assert_eq!(
        (run.planned, run.skipped, run.last),
        (2, 1, people[2].place())
    );
    register
        .plan_batch(RUN, &batch(2, &people[3..]), &mut dice(1))
        .unwrap();
    let run = register.end_planning(RUN).unwrap();
    assert_eq!(
        (run.state, run.planned, run.skipped),
        (RunState::Planned, 4, 2)
    );

    assert_eq!(refused(register.approve_run(RUN)), RunRefusal::SameOperator);
    drop(register);
    let second = Context {
        operator: Operator::new("second").unwrap(),
        ..context()
    };
    let mut register = Register::open(&place.address(), second, Box::new(())).unwrap();
    assert_eq!(register.approve_run(RUN).unwrap().approver, "second");
    assert_eq!(refused(register.approve_run(RUN)), RunRefusal::Approved);

    let codes = register.batch(RUN, 1).unwrap().codes;
    assert!(codes[0].record == Ok(records[0].clone()));
    assert_eq!((codes[0].input, codes[0].coarsen), ([7; 8], Coarsen::Name));
    let serials: Vec<_> = codes.iter().map(|one| one.planned.serial).collect();
    let fates = [
        (serials[0], issued(code(1))),
        (serials[1], Fate::GivenUp("changed-since-planned")),
    ];
    let half = register.settle_batch(RUN, 1, &fates[..1]);
    assert_eq!(refused(half), RunRefusal::OtherBatch);
    register.settle_batch(RUN, 1, &fates).unwrap();
    register.settle_batch(RUN, 1, &fates).unwrap();
    assert_eq!(refused(register.end_run(RUN)), RunRefusal::WrongState);
    let rest = register.batch(RUN, 2).unwrap().codes;
    let fates: Vec<_> = rest
        .iter()
        .map(|one| (one.planned.serial, issued(code(2))))
        .collect();
    register.settle_batch(RUN, 2, &fates).unwrap();
    let run = register.end_run(RUN).unwrap();
    assert_eq!((run.issued, run.given_up, run.skipped), (3, 1, 3));
    let issued = register.issued_batch(RUN, 1).unwrap().codes;
    assert_eq!(issued[1].state, IssuanceState::Abandoned);
    let skips = register.run_skips(RUN, 0, 10).unwrap();
    let skips: Vec<_> = skips
        .iter()
        .map(|skip| (&*skip.subject, &*skip.reason))
        .collect();
    assert_eq!(
        skips,
        [
            ("R-2", "changed-since-planned"),
            ("R-3", "too-short"),
            ("R-6", "too-short")
        ]
    );
    assert_eq!(refused(register.give_up_run(RUN)), RunRefusal::WrongState);
    assert_eq!(
        register.mark_verified(RUN).unwrap().state,
        RunState::Verified
    );
    assert_eq!(
        register.mark_verified(RUN).unwrap().state,
        RunState::Verified
    );
    register.audit().unwrap();
}

pub(crate) fn a_run_that_is_given_up_leaves_no_good_code<P: Place>(place: &P) {
    let mut register = place.create_with_entries(4096);
    let records: Vec<_> = (1..=3)
        .map(|person| record_of(&format!("R-{person}"), &citizen("19900101", person), None))
        .collect();
    register.take_in(&records, &mut random).unwrap();
    let list = register.open_list(Tier::Gate, quarter()).unwrap();
    let plan = PublicationPlan {
        epoch: 1,
        at: noon(),
        lists: vec![list],
        keys: vec![KEY],
    };
    let sequence = register.next_sequence().unwrap();
    register.begin_publication(sequence, &plan).unwrap();
    register.finish_publication(sequence).unwrap();
    register.begin_run(&terms(3, u64::MAX)).unwrap();
    let people = register.enrolled(0, 100).unwrap();
    register
        .plan_batch(RUN, &batch(1, &people), &mut dice(1))
        .unwrap();
    assert_eq!(register.give_up_run(RUN), Ok(2));
    assert_eq!(register.unsettled().unwrap(), []);
    assert_eq!(register.entries_of(list).unwrap().len(), 2);
    assert_eq!(refused(register.end_planning(RUN)), RunRefusal::WrongState);
    // It counts in no quota.
    let next = RunTerms {
        id: RunId::from_bytes([9; 8]),
        ..terms(3, 3)
    };
    register.begin_run(&next).unwrap();
    // What was handed over before counts all the same.
    let planned = register.plan_batch(next.id, &batch(1, &people), &mut dice(2));
    let fates: Vec<_> = planned
        .unwrap()
        .iter()
        .zip(1..)
        .map(|(planned, number)| (planned.serial, issued(code(number))))
        .collect();
    register.end_planning(next.id).unwrap();
    register.settle_batch(next.id, 1, &fates).unwrap();
    assert_eq!(register.give_up_run(next.id), Ok(0));
    let third = RunTerms {
        id: RunId::from_bytes([8; 8]),
        ..terms(2, 3)
    };
    let over = register.begin_run(&third);
    assert_eq!(refused(over), RunRefusal::DayQuota { left: 1 });
    register.audit().unwrap();
}

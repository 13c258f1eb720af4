use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use juma_registry::ledger::{IssuanceState, LedgerError, Serial, Status, StatusChange};
use proptest::test_runner::TestRunner;

use super::*;

/// What may be done; numbers choose among the serials given so far, and one more.
#[derive(Clone, Debug)]
enum Step {
    Abandon(u8),
    Change(u8, StatusChange),
    Commit(u8, u8),
    Plan { subject: u8, tier: Tier },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let changes = [
        StatusChange::Restore,
        StatusChange::Revoke,
        StatusChange::Suspend,
    ];
    prop_oneof![
        1 => any::<u8>().prop_map(Step::Abandon),
        4 => (any::<u8>(), prop::sample::select(changes.to_vec()))
            .prop_map(|(which, change)| Step::Change(which, change)),
        3 => any::<(u8, u8)>().prop_map(|(which, code)| Step::Commit(which, code)),
        4 => (0..4_u8, prop::sample::select(Tier::ALL.to_vec()))
            .prop_map(|(subject, tier)| Step::Plan { subject, tier }),
        1 => Just(Step::Reopen),
    ]
}

/// The same rules, said as briefly as they can be.
#[derive(Default)]
struct Model {
    rows: Vec<Row>,
}

struct Row {
    subject: u8,
    state: IssuanceState,
    status: Status,
    list: u32,
    index: u32,
}

impl Model {
    fn settle(&mut self, serial: Serial, state: IssuanceState) -> Result<(), LedgerError> {
        let row = self.row(serial)?;
        if row.state != IssuanceState::Planned {
            return Err(LedgerError::AlreadySettled(serial));
        }
        row.state = state;
        if state == IssuanceState::Abandoned {
            row.status = Status::Invalid;
        }
        Ok(())
    }

    fn change(&mut self, serial: Serial, change: StatusChange) -> Result<Status, LedgerError> {
        let row = self.row(serial)?;
        match (row.state, row.status) {
            (IssuanceState::Planned, _) => Err(LedgerError::NotCommitted(serial)),
            (_, Status::Invalid) => Err(LedgerError::AlreadyInvalid(serial)),
            (_, before) => {
                row.status = change.status();
                Ok(before)
            }
        }
    }

    fn row(&mut self, serial: Serial) -> Result<&mut Row, LedgerError> {
        let row = self.rows.get_mut(serial.number() as usize - 1);
        row.ok_or(LedgerError::UnknownSerial(serial))
    }

    fn compare(&self, ledger: &impl Ledger) {
        let mut entries: BTreeMap<u32, BTreeMap<u32, Status>> = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for (row, issuance) in self.rows.iter().zip(ledger.issuances()) {
            let issuance = issuance.unwrap();
            assert_eq!(issuance.state, row.state);
            assert_eq!(ledger.status_of(issuance.serial), Ok(row.status));
            if row.status != Status::Valid {
                entries
                    .entry(row.list)
                    .or_default()
                    .insert(row.index, row.status);
            }
            if let IssuanceState::Committed(code) = row.state {
                codes.entry(code).or_insert(issuance.serial);
            }
        }
        assert_eq!(ledger.issuances().count(), self.rows.len());
        for list in ledger.lists().unwrap() {
            let found = ledger.entries_of(list.number).unwrap();
            let found = found
                .iter()
                .map(|entry| (entry.index, entry.status))
                .collect();
            assert_eq!(entries.remove(&list.number).unwrap_or_default(), found);
        }
        for (code, serial) in codes {
            assert_eq!(ledger.find(&code), Ok(Some(serial)));
        }
        for subject in 0..4 {
            let id = SubjectId::new(&format!("R-{subject}")).unwrap();
            let numbers = (1..)
                .zip(&self.rows)
                .filter(|(_, row)| row.subject == subject);
            let serials: Vec<_> = numbers.map(|(n, _)| Serial::new(n).unwrap()).collect();
            assert_eq!(ledger.serials_of(&id).unwrap(), serials);
        }
    }
}

/// Many ledgers, each with a life of its own.
pub(crate) fn a_ledger_does_what_the_model_does<F: Form>() {
    let steps = (prop::collection::vec(step(), 0..60), 1..u64::MAX);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(48));
    let run = runner.run(&steps, |(steps, seed)| {
        let Some(place) = F::place() else {
            eprintln!("skipped: no PostgreSQL, see tests/postgres");
            return Ok(());
        };
        let mut ledger = place.create();
        let mut random = dice(seed);
        let mut model = Model::default();
        let mut given = BTreeSet::new();
        for tier in Tier::ALL {
            ledger.open_list(tier, quarter()).unwrap();
        }
        for step in steps {
            let serial = |which: u8| {
                Serial::new(u64::from(which) % (model.rows.len() as u64 + 1) + 1).unwrap()
            };
            match step {
                Step::Abandon(which) => {
                    let serial = serial(which);
                    let expected = model.settle(serial, IssuanceState::Abandoned);
                    prop_assert_eq!(ledger.abandon(serial), expected);
                }
                Step::Change(which, change) => {
                    let serial = serial(which);
                    let expected = model.change(serial, change);
                    prop_assert_eq!(ledger.change(serial, change, noon()), expected);
                }
                Step::Commit(which, byte) => {
                    let serial = serial(which);
                    let expected = model.settle(serial, IssuanceState::Committed(code(byte)));
                    prop_assert_eq!(ledger.commit(serial, code(byte)), expected);
                }
                Step::Plan { subject, tier } => {
                    let plan = plan_for(&format!("R-{subject}"), tier);
                    let planned = ledger.plan(&plan, &mut random).unwrap();
                    prop_assert!(given.insert(planned.status));
                    model.rows.push(Row {
                        subject,
                        state: IssuanceState::Planned,
                        status: Status::Valid,
                        list: planned.status.list(),
                        index: planned.status.index(),
                    });
                }
                Step::Reopen => {
                    drop(ledger);
                    ledger = place.open();
                }
            }
        }
        model.compare(&ledger);
        drop(ledger);
        model.compare(&place.open());
        Ok(())
    });
    run.unwrap();
}

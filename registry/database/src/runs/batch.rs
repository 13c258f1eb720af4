use juma_format::{StatusRef, time::UnixTime};
use juma_registry::{
    ledger::{Issuance, IssuePlan, KeyHash, LedgerError, Planned, Random, Serial},
    record::{Coarsen, Record},
};
use serde_json::json;

use super::{
    Enrolled, Fate, RunError, RunId, RunRefusal, RunState, Unfit, people, settling,
    standing::{expect, session_of},
};
use crate::{
    Register, StoreError,
    act::Act,
    journal::signed,
    ledger::{self, Wanted},
    residents::row::{COLUMN_COUNT, COLUMNS, TABLES},
    store::{Row, Store, Value},
};

/// A batch that is to be planned.
#[derive(Debug)]
pub struct NewBatch<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// Who gets a code.
    pub codes: Vec<NewCode<'a>>,
    /// Who gets none, and why, in a word.
    pub skipped: Vec<(&'a Enrolled, &'static str)>,
    /// The key that will sign.
    pub key: KeyHash,
    /// When key and lists must have been published at the latest.
    pub made_by: UnixTime,
}

/// A code that is to be planned.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// Whom it is for.
    pub resident: &'a Enrolled,
    /// What the ledger is to know of it.
    pub plan: IssuePlan,
    /// A keyed digest of what it is made from.
    pub input: [u8; 8],
    /// What it leaves out.
    pub coarsen: Coarsen,
}

/// A batch that was planned.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its codes, by serial.
    pub codes: Vec<PlannedCode>,
}

/// A batch as the ledger has it.
#[derive(Clone, Debug)]
pub struct IssuedBatch {
    /// Its codes, by serial.
    pub codes: Vec<Issuance>,
    /// The digest of what became of them; zeros before they are settled.
    pub settled: [u8; 32],
}

/// A code that was planned, with what it is to be made from.
#[derive(Clone, Debug)]
pub struct PlannedCode {
    /// Its numbers.
    pub planned: Planned,
    /// When it ends.
    pub expires: UnixTime,
    /// The record as the register has it now.
    pub record: Result<Record, Unfit>,
    /// Whether it is the one that was planned from, as far as the register counts changes.
    pub revision: Revision,
    /// The digest of what was planned from.
    pub input: [u8; 8],
    /// What it leaves out.
    pub coarsen: Coarsen,
}

/// Whether a resident's facts are those that a code was planned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// They have changed since.
    Changed,
    /// They have not.
    Same,
}

/// Somebody who gets no code of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSkip {
    /// Where the person stands in the order of runs.
    pub place: i64,
    /// The register's id; empty when the person was purged since.
    pub subject: String,
    /// Why, in a word.
    pub reason: String,
}

impl Register {
    /// Plans the next batch of a run, and nothing when it is planned already.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`], [`RunRefusal::OtherBatch`], [`RunRefusal::NotPublished`], as
    /// [`Ledger::plan`](juma_registry::ledger::Ledger::plan), and when the register fails.
    pub fn plan_batch(
        &mut self,
        run: RunId,
        batch: &NewBatch<'_>,
        random: &mut dyn Random,
    ) -> Result<Vec<Planned>, RunError> {
        let planned = self.write(|act| plan(act, run, batch, random))?;
        self.grew(planned.len());
        Ok(planned)
    }

    /// A batch of a run with what its codes are to be made from.
    ///
    /// # Errors
    /// [`RunRefusal::OtherBatch`] when there is none of this number, and when the register fails.
    pub fn batch(&self, run: RunId, number: u32) -> Result<Batch, RunError> {
        self.read(|store| read(store, run, number))
    }

    /// The issuances of a batch of a run, by serial.
    ///
    /// # Errors
    /// As [`Self::batch`].
    pub fn issued_batch(&self, run: RunId, number: u32) -> Result<IssuedBatch, RunError> {
        self.read(|store| {
            let stored = Stored::find(store, run, number)?;
            Ok(IssuedBatch {
                codes: ledger::issuances_between(store, stored.first, stored.count())?,
                settled: stored.settled,
            })
        })
    }

    /// Writes down, in one act, what became of every code of a batch; nothing when that is known.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`], [`RunRefusal::OtherBatch`], and when the register fails.
    pub fn settle_batch(
        &mut self,
        run: RunId,
        number: u32,
        fates: &[(Serial, Fate)],
    ) -> Result<(), RunError> {
        self.write(|act| settling::settle(act, run, number, fates))
    }

    /// Those who get no code of a run, after a place of the order of runs, at most so many.
    ///
    /// # Errors
    /// When the register fails.
    pub fn run_skips(&self, run: RunId, after: i64, most: u32) -> Result<Vec<RunSkip>, RunError> {
        let sql = "SELECT k.subject, s.subject, k.reason FROM run_skips k
                   JOIN subjects s ON s.id = k.subject
                   WHERE k.run = $1 AND k.subject > $2 ORDER BY k.subject LIMIT $3";
        let name = run.to_string();
        let values = [(&*name).into(), after.into(), most.into()];
        let skips = self.read(|store| {
            store.all(sql, &values, |row| {
                Ok(RunSkip {
                    place: row.integer(0)?,
                    subject: row.optional_text(1)?.unwrap_or_default(),
                    reason: row.text(2)?,
                })
            })
        })?;
        Ok(skips)
    }
}

/// Bytes of a code's details: the digest, and what it leaves out.
const DETAIL: usize = 9;

fn plan(
    act: &mut Act<'_>,
    run: RunId,
    batch: &NewBatch<'_>,
    random: &mut dyn Random,
) -> Result<Vec<Planned>, RunError> {
    let standing = expect(act.store, run, RunState::Planning)?;
    let codes = u64::try_from(batch.codes.len()).unwrap_or(u64::MAX);
    if batch.number != standing.batches.saturating_add(1)
        || standing.planned.saturating_add(codes) > standing.expected
    {
        return Err(RunRefusal::OtherBatch.into());
    }
    let wanted: Vec<Wanted<'_>> = batch.codes.iter().map(wanted).collect();
    let session = session_of(act.store, run)?;
    let (planned, mut detail) = ledger::plan_wanted(act, &wanted, session, random)?;
    let mut lists: Vec<u32> = planned.iter().map(|one| one.status.list()).collect();
    lists.sort_unstable();
    lists.dedup();
    for list in lists {
        if !ledger::is_published(act.store, list, &batch.key, batch.made_by)? {
            return Err(RunRefusal::NotPublished.into());
        }
    }
    let mut details = Vec::with_capacity(batch.codes.len().saturating_mul(DETAIL));
    for code in &batch.codes {
        details.extend(code.input);
        details.push(u8::from(code.coarsen == Coarsen::Name));
    }
    let places = batch.codes.iter().map(|code| code.resident.place());
    let skipped = batch.skipped.iter().map(|(resident, _)| resident.place());
    let last = places.chain(skipped).max().unwrap_or(standing.last);
    let first = match planned.first() {
        Some(one) => signed(one.serial.number())?.into(),
        None => Value::Null,
    };
    let name = run.to_string();
    let sql = "INSERT INTO run_batches (run, number, last_subject, first_serial, codes, details)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        (&*name).into(),
        batch.number.into(),
        last.into(),
        first,
        signed(codes)?.into(),
        (&*details).into(),
    ];
    act.store.execute(sql, &values)?;
    for (resident, reason) in &batch.skipped {
        skip(act, &name, resident.place(), reason)?;
    }
    if let Some(object) = detail.as_object_mut() {
        object.insert("run".to_owned(), json!(name));
        object.insert("batch".to_owned(), json!(batch.number));
        object.insert("skipped".to_owned(), json!(batch.skipped.len()));
    }
    act.record("plan", &detail)?;
    Ok(planned)
}

fn wanted<'a>(code: &'a NewCode<'_>) -> Wanted<'a> {
    Wanted {
        subject: code.resident.subject,
        plan: &code.plan,
    }
}

pub(super) fn skip(
    act: &mut Act<'_>,
    run: &str,
    subject: i64,
    reason: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO run_skips (run, subject, reason) VALUES ($1, $2, $3)";
    let values = [run.into(), subject.into(), reason.into()];
    act.store.execute(sql, &values).map(|_| ())
}

/// The row of a batch.
pub(super) struct Stored {
    pub(super) first: i64,
    details: Vec<u8>,
    pub(super) settled: [u8; 32],
}

impl Stored {
    pub(super) fn find(store: &mut Store, run: RunId, number: u32) -> Result<Self, RunError> {
        let sql = "SELECT first_serial, details, settled FROM run_batches
                   WHERE run = $1 AND number = $2";
        let name = run.to_string();
        let found = store.first(sql, &[(&*name).into(), number.into()], |row| {
            Ok(Self {
                first: row.optional_integer(0)?.unwrap_or(0),
                details: row.bytes(1)?,
                settled: match row.optional_bytes(2)? {
                    None => [0; 32],
                    Some(_) => row.array(2)?,
                },
            })
        })?;
        found.ok_or(RunRefusal::OtherBatch.into())
    }

    pub(super) const fn count(&self) -> usize {
        self.details.len() / DETAIL
    }
}

fn read(store: &mut Store, run: RunId, number: u32) -> Result<Batch, RunError> {
    store.plan_afresh()?;
    let stored = Stored::find(store, run, number)?;
    let count = stored.count();
    let (first, end) = (
        stored.first,
        stored
            .first
            .saturating_add(i64::try_from(count).unwrap_or(i64::MAX)),
    );
    let sql = format!(
        "SELECT {COLUMNS}, i.serial, i.list, i.place, i.expires, i.revision, r.revision
         FROM issuances i JOIN residents r ON r.subject = i.subject {TABLES}
         WHERE i.serial >= $1 AND i.serial < $2 ORDER BY i.serial"
    );
    let values = [first.into(), end.into()];
    let codes = store.all(&sql, &values, code)?;
    let mut codes = codes.into_iter().peekable();
    let mut planned = Vec::with_capacity(count);
    for (place, detail) in stored.details.as_chunks::<DETAIL>().0.iter().enumerate() {
        let serial = first.saturating_add(i64::try_from(place).unwrap_or(i64::MAX));
        let is_it = |code: &PlannedCode| signed(code.planned.serial.number()) == Ok(serial);
        let mut code = match codes.next_if(is_it) {
            Some(code) => code,
            // Who was purged has no rows to join.
            None => gone(store, serial)?,
        };
        let [input @ .., coarsen] = detail;
        code.input = *input;
        if *coarsen == 1 {
            code.coarsen = Coarsen::Name;
        }
        planned.push(code);
    }
    Ok(Batch { codes: planned })
}

fn code(row: &Row<'_>) -> Result<PlannedCode, StoreError> {
    let at = |column: usize| COLUMN_COUNT.saturating_add(column);
    let (planned, now) = (row.optional_integer(at(4))?, row.integer(at(5))?);
    Ok(PlannedCode {
        planned: Planned {
            serial: Serial::new(row.number(at(0))?).ok_or(StoreError::Corrupt)?,
            status: StatusRef::new(row.number(at(1))?, row.number(at(2))?)
                .ok_or(StoreError::Corrupt)?,
        },
        expires: UnixTime::from_seconds(row.number(at(3))?),
        record: people::record(row)?,
        revision: if planned == Some(now) {
            Revision::Same
        } else {
            Revision::Changed
        },
        input: [0; 8],
        coarsen: Coarsen::Nothing,
    })
}

/// A planned code of somebody who is enrolled no more.
fn gone(store: &mut Store, serial: i64) -> Result<PlannedCode, RunError> {
    let found = ledger::issuances_between(store, serial, 1)?.pop();
    let issuance = found.ok_or(LedgerError::Contradiction)?;
    Ok(PlannedCode {
        planned: Planned {
            serial: issuance.serial,
            status: issuance.status,
        },
        expires: issuance.plan.expires,
        record: Err(Unfit::Gone),
        revision: Revision::Changed,
        input: [0; 8],
        coarsen: Coarsen::Nothing,
    })
}

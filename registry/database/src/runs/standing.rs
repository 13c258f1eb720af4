use juma_registry::ledger::Serial;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{RunError, RunId, RunRefusal};
use crate::{
    Register, StoreError,
    act::Act,
    journal::signed,
    ledger,
    store::{Row, Store},
};

/// What a run is begun with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTerms {
    /// Its name.
    pub id: RunId,
    /// The SHA-256 of everything that was asked for.
    pub terms: [u8; 32],
    /// How many codes at most.
    pub expected: u64,
    /// How many codes the runs of one day may have, its own among them.
    pub most_a_day: u64,
}

/// A run as the register knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub id: RunId,
    /// Who planned it.
    pub operator: String,
    /// Who approved it; nobody yet when empty.
    pub approver: String,
    /// How far it is.
    pub state: RunState,
    /// The SHA-256 of everything that was asked for.
    pub terms: [u8; 32],
    /// The SHA-256 of what it was planned from; zeros while it is being planned.
    pub input: [u8; 32],
    /// The SHA-256 of what was issued; zeros before its end.
    pub root: [u8; 32],
    /// How many codes at most.
    pub expected: u64,
    /// How many codes are planned, whatever became of them.
    pub planned: u64,
    /// How many people get none.
    pub skipped: u64,
    /// How many codes were issued.
    pub issued: u64,
    /// How many were planned and given up.
    pub given_up: u64,
    /// How many batches are planned.
    pub batches: u32,
    /// How many of them are settled, which are the first.
    pub settled: u32,
    /// Where the last person stands that was planned or skipped.
    pub last: i64,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Somebody ended it before its end.
    GivenUp,
    /// Every code is issued or given up.
    Issued,
    /// Every code has its numbers.
    Planned,
    /// Codes get their numbers.
    Planning,
    /// It was read again, whole.
    Verified,
}

impl RunState {
    const ALL: [Self; 5] = [
        Self::GivenUp,
        Self::Issued,
        Self::Planned,
        Self::Planning,
        Self::Verified,
    ];

    /// The word of outputs and of the schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenUp => "given-up",
            Self::Issued => "issued",
            Self::Planned => "planned",
            Self::Planning => "planning",
            Self::Verified => "verified",
        }
    }
}

impl Register {
    /// Begins a run, or finds it as it was begun.
    ///
    /// # Errors
    /// [`RunRefusal::DayQuota`], [`RunRefusal::OtherTerms`], and when the register fails.
    pub fn begin_run(&mut self, terms: &RunTerms) -> Result<Run, RunError> {
        let run = self.write(|act| begin(act, terms))?;
        self.count_for(terms.expected);
        Ok(run)
    }

    /// A run.
    ///
    /// # Errors
    /// [`RunRefusal::UnknownRun`], and when the register fails.
    pub fn run(&self, id: RunId) -> Result<Run, RunError> {
        self.read(|store| find(store, id))
    }

    /// Says that every code of a run has its numbers.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`], and when the register fails.
    pub fn end_planning(&mut self, id: RunId) -> Result<Run, RunError> {
        self.write(|act| {
            let run = expect(act.store, id, RunState::Planning)?;
            let input = digest_of(act.store, "details", id)?;
            let sql = "UPDATE runs SET state = 'planned', input = $1 WHERE run = $2";
            let name = id.to_string();
            act.store
                .execute(sql, &[(&input).into(), (&*name).into()])?;
            let detail = json!({
                "run": name, "planned": run.planned, "skipped": run.skipped, "input": hex(&input),
            });
            act.record("plan-run", &detail)?;
            find(act.store, id)
        })
    }

    /// Approves a run that somebody else has planned.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`], [`RunRefusal::SameOperator`], [`RunRefusal::Approved`], and when
    /// the register fails.
    pub fn approve_run(&mut self, id: RunId) -> Result<Run, RunError> {
        self.write(|act| {
            let run = expect(act.store, id, RunState::Planned)?;
            if !run.approver.is_empty() {
                return Err(RunRefusal::Approved.into());
            }
            let operator = act.context.operator.as_str();
            // Most systems take both spellings of an account for one.
            if run.operator.to_lowercase() == operator.to_lowercase() {
                return Err(RunRefusal::SameOperator.into());
            }
            let sql = "UPDATE runs SET approver = $1 WHERE run = $2";
            let name = id.to_string();
            act.store
                .execute(sql, &[operator.into(), (&*name).into()])?;
            act.record(
                "approve-run",
                &json!({"run": name, "input": hex(&run.input)}),
            )?;
            find(act.store, id)
        })
    }

    /// Says that every code of a run is settled.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`] while one is not, and when the register fails.
    pub fn end_run(&mut self, id: RunId) -> Result<Run, RunError> {
        self.write(|act| {
            let run = expect(act.store, id, RunState::Planned)?;
            if run.settled != run.batches {
                return Err(RunRefusal::WrongState.into());
            }
            let root = digest_of(act.store, "settled", id)?;
            let sql = "UPDATE runs SET state = 'issued', root = $1 WHERE run = $2";
            let name = id.to_string();
            act.store.execute(sql, &[(&root).into(), (&*name).into()])?;
            let detail = json!({
                "run": name, "issued": run.issued, "given_up": run.given_up, "root": hex(&root),
            });
            act.record("end-run", &detail)?;
            find(act.store, id)
        })
    }

    /// Notes that a run was read again and is whole; nothing when that is known.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`], and when the register fails.
    pub fn mark_verified(&mut self, id: RunId) -> Result<Run, RunError> {
        self.write(|act| {
            let run = find(act.store, id)?;
            if run.state == RunState::Verified {
                return Ok(run);
            }
            expect(act.store, id, RunState::Issued)?;
            set_state(act, id, RunState::Verified)?;
            act.record("verify-run", &json!({"run": id.to_string()}))?;
            find(act.store, id)
        })
    }

    /// Ends a run before its end: what is planned and not settled is given up, and published as
    /// invalid. Says how many codes that were.
    ///
    /// # Errors
    /// [`RunRefusal::WrongState`] when it is at its end, and when the register fails.
    pub fn give_up_run(&mut self, id: RunId) -> Result<usize, RunError> {
        self.write(|act| {
            let run = find(act.store, id)?;
            if !matches!(run.state, RunState::Planning | RunState::Planned) {
                return Err(RunRefusal::WrongState.into());
            }
            let name = id.to_string();
            let sql = "SELECT i.serial FROM issuances i JOIN runs r ON r.session = i.session
                       WHERE r.run = $1 AND i.state = 'planned' ORDER BY i.serial";
            let left = act
                .store
                .all(sql, &[(&*name).into()], |row| row.number(0))?;
            let left: Vec<Serial> = left.into_iter().filter_map(Serial::new).collect();
            for serial in &left {
                ledger::give_up(act.store, *serial)?;
            }
            set_state(act, id, RunState::GivenUp)?;
            act.record("give-up-run", &json!({"run": name, "codes": left.len()}))?;
            Ok(left.len())
        })
    }
}

fn begin(act: &mut Act<'_>, terms: &RunTerms) -> Result<Run, RunError> {
    match find(act.store, terms.id) {
        Ok(run) if run.terms == terms.terms => return Ok(run),
        Ok(_) => return Err(RunRefusal::OtherTerms.into()),
        Err(RunError::Refused(RunRefusal::UnknownRun)) => {}
        Err(error) => return Err(error),
    }
    let day = act.context.now.date().days();
    // Of a run that was given up counts what was handed over before.
    let sql = "SELECT CAST(sum(CASE WHEN r.state <> 'given-up' THEN r.expected ELSE
                   coalesce((SELECT sum(b.codes - b.given_up) FROM run_batches b
                             WHERE b.run = r.run AND b.settled IS NOT NULL), 0) END) AS BIGINT)
               FROM runs r WHERE r.day = $1";
    let sql = act.store.schema(sql);
    let today = act
        .store
        .first(&sql, &[day.into()], |row| row.optional_integer(0))?;
    let today = u64::try_from(today.flatten().unwrap_or(0)).unwrap_or(u64::MAX);
    let left = terms.most_a_day.saturating_sub(today);
    if terms.expected > left {
        return Err(RunRefusal::DayQuota { left }.into());
    }
    act.head.session = act.head.session.saturating_add(1);
    let session = act.head.session;
    // Its lease never ends: what a run has planned waits for the run.
    let sql = "INSERT INTO sessions (id, lease_until) VALUES ($1, $2)";
    act.store
        .execute(sql, &[session.into(), RUN_LEASE.into()])?;
    let sql = "INSERT INTO runs (run, session, operator, day, expected, state, terms)
               VALUES ($1, $2, $3, $4, $5, 'planning', $6)";
    let (name, operator) = (terms.id.to_string(), act.context.operator.as_str());
    let values = [
        (&*name).into(),
        session.into(),
        operator.into(),
        day.into(),
        signed(terms.expected)?.into(),
        (&terms.terms).into(),
    ];
    act.store.execute(sql, &values)?;
    let detail = json!({"run": name, "expected": terms.expected, "terms": hex(&terms.terms)});
    act.record("begin-run", &detail)?;
    find(act.store, terms.id)
}

/// The end of the lease of a run's session, which no clock reaches.
pub(crate) const RUN_LEASE: i64 = i64::MAX;

fn set_state(act: &mut Act<'_>, id: RunId, state: RunState) -> Result<(), StoreError> {
    let sql = "UPDATE runs SET state = $1 WHERE run = $2";
    let name = id.to_string();
    let values = [state.name().into(), (&*name).into()];
    act.store.execute(sql, &values).map(|_| ())
}

/// A run that is in this state.
pub(super) fn expect(store: &mut Store, id: RunId, state: RunState) -> Result<Run, RunError> {
    let run = find(store, id)?;
    if run.state == state {
        Ok(run)
    } else {
        Err(RunRefusal::WrongState.into())
    }
}

/// The session that a run's planned codes belong to.
pub(super) fn session_of(store: &mut Store, id: RunId) -> Result<i64, RunError> {
    let sql = "SELECT session FROM runs WHERE run = $1";
    let name = id.to_string();
    let found = store.first(sql, &[(&*name).into()], |row| row.integer(0))?;
    found.ok_or(RunRefusal::UnknownRun.into())
}

fn find(store: &mut Store, id: RunId) -> Result<Run, RunError> {
    let sql = "SELECT r.operator, r.approver, r.state, r.terms, r.input, r.root, r.expected,
            CAST(coalesce(sum(b.codes), 0) AS BIGINT), count(b.number), count(b.settled),
            CAST(coalesce(sum(b.given_up), 0) AS BIGINT),
            CAST(coalesce(sum(CASE WHEN b.settled IS NULL THEN 0 ELSE b.codes END), 0) AS BIGINT),
            CAST(coalesce(max(b.last_subject), 0) AS BIGINT),
            (SELECT count(*) FROM run_skips k WHERE k.run = r.run)
        FROM runs r LEFT JOIN run_batches b ON b.run = r.run WHERE r.run = $1
        GROUP BY r.run, r.operator, r.approver, r.state, r.terms, r.input, r.root, r.expected";
    let sql = store.schema(sql);
    let name = id.to_string();
    let found = store.first(&sql, &[(&*name).into()], |row| of_row(row, id))?;
    found.ok_or(RunRefusal::UnknownRun.into())
}

fn of_row(row: &Row<'_>, id: RunId) -> Result<Run, StoreError> {
    let state = row.text(2)?;
    let state = RunState::ALL.into_iter().find(|it| it.name() == state);
    let (given_up, settled): (u64, u64) = (row.number(10)?, row.number(11)?);
    Ok(Run {
        id,
        operator: row.text(0)?,
        approver: row.optional_text(1)?.unwrap_or_default(),
        state: state.ok_or(StoreError::Corrupt)?,
        terms: row.array(3)?,
        input: optional(row, 4)?,
        root: optional(row, 5)?,
        expected: row.number(6)?,
        planned: row.number(7)?,
        skipped: row.number(13)?,
        issued: settled.saturating_sub(given_up),
        given_up,
        batches: row.number(8)?,
        settled: row.number(9)?,
        last: row.integer(12)?,
    })
}

fn optional(row: &Row<'_>, column: usize) -> Result<[u8; 32], StoreError> {
    match row.optional_bytes(column)? {
        None => Ok([0; 32]),
        Some(_) => row.array(column),
    }
}

/// The SHA-256 of a column of a run's batches, one after the other.
fn digest_of(store: &mut Store, column: &'static str, id: RunId) -> Result<[u8; 32], StoreError> {
    /// Batches in memory at once.
    const PAGE: u32 = 64;
    let mut digest = Sha256::new();
    let (name, mut last) = (id.to_string(), 0_i64);
    let sql = format!(
        "SELECT {column}, number FROM run_batches WHERE run = $1 AND number > $2
         ORDER BY number LIMIT $3"
    );
    loop {
        let before = last;
        let values = [(&*name).into(), last.into(), PAGE.into()];
        store.query(&sql, &values, &mut |row| {
            digest.update(row.bytes(0)?);
            last = row.integer(1)?;
            Ok(())
        })?;
        if last == before {
            return Ok(digest.finalize().into());
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

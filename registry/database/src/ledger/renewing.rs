//! Codes in the place of others, many in one act: numbers for all of them, then what became of all
//! of them.

use std::collections::{BTreeMap, BTreeSet};

use juma_format::time::UnixTime;
use juma_registry::ledger::{
    CodeHash, IssuePlan, KeyHash, LedgerError, PairingKey, Planned, Random, Revision, Serial,
    Status,
};

use super::{
    is_published,
    issuances::{self, status, status_word},
    planning, settling,
};
use crate::{
    Register, RunError, RunRefusal, StoreError,
    act::Act,
    journal::signed,
    store::{Row, Store, Value, numbered},
};

/// A code that was signed and is handed over, and what follows from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The new one.
    pub serial: Serial,
    /// Its hash.
    pub code: CodeHash,
    /// The revision of the person's facts that it was made of.
    pub revision: Revision,
    /// What the tags of members' codes beside a code are made with.
    pub pairing: Option<(Serial, PairingKey)>,
    /// In whose place it comes.
    pub replaces: Serial,
    /// What becomes of the old one.
    pub predecessor: Predecessor,
}

/// What becomes of a code when another was issued in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predecessor {
    /// It is good until it ends.
    Keep,
    /// It is revoked, and so are those of its kind that are older.
    Revoke,
}

impl Register {
    /// Reserves serials and indexes for many codes in one act, if a bundle that was made early
    /// enough has carried the key and every list that they come from: all of them or none.
    ///
    /// # Errors
    /// [`RunRefusal::NotPublished`], and as
    /// [`Ledger::plan`](juma_registry::ledger::Ledger::plan).
    pub fn plan_published(
        &mut self,
        plans: &[IssuePlan],
        (key, made_by): (KeyHash, UnixTime),
        random: &mut dyn Random,
    ) -> Result<Vec<Planned>, RunError> {
        self.write(|act| {
            let planned = planning::plan(act, plans, random)?;
            let lists: BTreeSet<u32> = planned.iter().map(|one| one.status.list()).collect();
            for list in lists {
                if !is_published(act.store, list, &key, made_by)? {
                    return Err(RunRefusal::NotPublished.into());
                }
            }
            Ok(planned)
        })
    }

    /// Calls many codes issued, and revokes those whose place they take and those that are to be
    /// closed, in one act: nobody is left without a code, or with two. Where another place has put a
    /// good code in a predecessor's place meanwhile, the renewal is given up; these are returned.
    ///
    /// # Errors
    /// As [`Ledger::settle`](juma_registry::ledger::Ledger::settle); then nothing has changed.
    pub fn settle_renewals(
        &mut self,
        renewals: &[Renewal],
        closed: &[Serial],
    ) -> Result<BTreeSet<Serial>, LedgerError> {
        self.write(|act| settle(act, renewals, closed))
    }

    /// Whether a later code of its kind is good, so that none is issued in its place.
    ///
    /// # Errors
    /// When the register fails.
    pub fn is_followed(&self, serial: Serial) -> Result<bool, LedgerError> {
        let now = self.now();
        self.read(|store| Ok(!followed(store, now, &[serial])?.is_empty()))
    }

    /// Gives many planned codes up, in one act. What is settled already stays as it is.
    ///
    /// # Errors
    /// As [`Ledger::abandon`](juma_registry::ledger::Ledger::abandon).
    pub fn abandon_many(&mut self, serials: &[Serial]) -> Result<Vec<Serial>, LedgerError> {
        self.write(|act| abandon(act, serials))
    }
}

/// Serials of one statement: enough that the way to a server does not count.
const ROWS: usize = 500;

pub(crate) fn abandon(act: &mut Act<'_>, serials: &[Serial]) -> Result<Vec<Serial>, LedgerError> {
    let mut abandoned = Vec::with_capacity(serials.len());
    for serial in serials {
        match issuances::abandon(act, *serial) {
            // Another place was faster.
            Err(LedgerError::AlreadySettled(_)) => {}
            done => {
                done?;
                abandoned.push(*serial);
            }
        }
    }
    Ok(abandoned)
}

fn settle(
    act: &mut Act<'_>,
    renewals: &[Renewal],
    closed: &[Serial],
) -> Result<BTreeSet<Serial>, LedgerError> {
    let replaced: Vec<Serial> = renewals.iter().map(|new| new.replaces).collect();
    let followed = followed(act.store, act.context.now, &replaced)?;
    let (late, renewals): (Vec<_>, Vec<_>) = renewals
        .iter()
        .copied()
        .partition(|new| followed.contains(&new.replaces));
    let overtaken: BTreeSet<Serial> = late.iter().map(|new| new.serial).collect();
    for serial in &overtaken {
        issuances::abandon(act, *serial)?;
    }
    issue(act, &renewals, closed)?;
    Ok(overtaken)
}

/// Those in whose place a good code of their kind is already.
fn followed(
    store: &mut Store,
    now: UnixTime,
    replaced: &[Serial],
) -> Result<BTreeSet<Serial>, LedgerError> {
    let now = signed(now.seconds())?;
    let sql = format!(
        "SELECT DISTINCT d.serial FROM issuances d
         JOIN issuances i ON i.subject = d.subject AND i.serial > d.serial
             AND i.state = 'committed' AND i.status = 'valid' AND i.expires > {now} AND {ALIKE}
         {GUARDIANS} AND d.serial IN"
    );
    let mut found = BTreeSet::new();
    let mut take = |row: &Row<'_>| {
        found.insert(serial(row)?);
        Ok(())
    };
    store.query_in(&sql, &numbers(replaced)?, &mut take)?;
    Ok(found)
}

fn issue(act: &mut Act<'_>, renewals: &[Renewal], closed: &[Serial]) -> Result<(), LedgerError> {
    let codes: Vec<_> = renewals.iter().map(|new| (new.serial, new.code)).collect();
    if !codes.is_empty() {
        issuances::commit(act, &codes)?;
    }
    for renewals in renewals.chunks(ROWS) {
        revise(act, renewals)?;
    }
    let mut revoked = standing(act, closed)?;
    let replaced = renewals.iter().filter_map(|new| match new.predecessor {
        Predecessor::Keep => None,
        Predecessor::Revoke => Some(new.replaces),
    });
    revoked.append(&mut of_their_kinds(act, &replaced.collect::<Vec<_>>())?);
    revoke(act, &revoked)?;
    keep_pairings(act, renewals)
}

/// Writes down what the codes were made of, where the facts have changed since.
fn revise(act: &mut Act<'_>, renewals: &[Renewal]) -> Result<(), LedgerError> {
    let mut sql = String::from("WITH made_of (serial, revision) AS (VALUES ");
    let mut values: Vec<Value<'_>> = Vec::with_capacity(renewals.len().saturating_mul(2));
    for (row, new) in renewals.iter().enumerate() {
        let first = row.saturating_mul(2).saturating_add(1);
        let (comma, second) = (if row == 0 { "" } else { ", " }, first.saturating_add(1));
        sql.push_str(&format!(
            "{comma}(CAST(${first} AS BIGINT), CAST(${second} AS BIGINT))"
        ));
        values.push(signed(new.serial.number())?.into());
        values.push(signed(new.revision.number())?.into());
    }
    sql.push_str(
        ") UPDATE issuances SET revision = made_of.revision FROM made_of
         WHERE issuances.serial = made_of.serial
           AND issuances.revision IS DISTINCT FROM made_of.revision",
    );
    act.store.execute(&sql, &values)?;
    Ok(())
}

/// Codes that are to be revoked, with the status that they have.
type Standing = BTreeMap<Serial, Status>;

fn standing(act: &mut Act<'_>, serials: &[Serial]) -> Result<Standing, StoreError> {
    let sql = "SELECT serial, status FROM issuances WHERE state = 'committed' AND serial IN";
    ask(act, sql, serials)
}

/// The static codes of the kinds of these that are no newer, themselves among them, and that are
/// good or wait for another.
fn of_their_kinds(act: &mut Act<'_>, serials: &[Serial]) -> Result<Standing, StoreError> {
    let sql = format!(
        "SELECT i.serial, i.status FROM issuances d
         JOIN issuances i ON i.subject = d.subject AND i.serial <= d.serial
             AND i.state = 'committed' AND (i.status = 'valid' OR i.due IS NOT NULL) AND {ALIKE}
         {GUARDIANS} AND d.serial IN"
    );
    ask(act, &sql, serials)
}

/// That two codes of a person are static ones of one kind.
const ALIKE: &str = "i.tier = d.tier AND i.medium = d.medium AND i.profile IS NULL";

/// And that one person shows both.
const GUARDIANS: &str = "LEFT JOIN issuances gi ON gi.serial = i.guardian
    LEFT JOIN issuances gd ON gd.serial = d.guardian
    WHERE coalesce(gi.subject, 0) = coalesce(gd.subject, 0)";

fn ask(act: &mut Act<'_>, sql: &str, serials: &[Serial]) -> Result<Standing, StoreError> {
    let mut found = Standing::new();
    let mut take = |row: &Row<'_>| {
        found.insert(serial(row)?, status(&row.text(1)?)?);
        Ok(())
    };
    act.store.query_in(sql, &numbers(serials)?, &mut take)?;
    Ok(found)
}

/// Revokes what is not revoked yet, and lets nothing come after any of it once more.
fn revoke(act: &mut Act<'_>, codes: &Standing) -> Result<(), LedgerError> {
    let now = act.context.now;
    if !now.may_be_signed() {
        return Err(LedgerError::TimeOutOfRange);
    }
    let serials: Vec<Serial> = codes.keys().copied().collect();
    for serials in serials.chunks(ROWS) {
        let places = numbered(3, serials.len());
        let sql = format!(
            "UPDATE issuances SET due = NULL, status = $1,
                 since = CASE WHEN status = 'invalid' THEN since ELSE $2 END
             WHERE serial IN ({places})"
        );
        let mut values = vec![
            status_word(Status::Invalid).into(),
            signed(now.seconds())?.into(),
        ];
        values.append(&mut numbers(serials)?);
        act.store.execute(&sql, &values)?;
    }
    for (serial, before) in codes {
        if *before != Status::Invalid {
            issuances::note_revoked(act, *serial, now)?;
        }
    }
    Ok(())
}

/// Keeps what members' codes are named with: of a code that a new one names, and of a new one whose
/// person may show somebody else's.
fn keep_pairings(act: &mut Act<'_>, renewals: &[Renewal]) -> Result<(), LedgerError> {
    let (mut own, mut named) = (Vec::new(), Vec::new());
    for new in renewals {
        match new.pairing {
            Some((of, key)) if of == new.serial => own.push((of, key)),
            Some(pairing) => named.push(pairing),
            None => {}
        }
    }
    // Two members' codes may name one.
    named.dedup_by_key(|(of, _)| *of);
    settling::keep(act.store, &named)?;
    Ok(settling::keep_of_guardians(act.store, &own)?)
}

fn serial(row: &Row<'_>) -> Result<Serial, StoreError> {
    Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)
}

fn numbers(serials: &[Serial]) -> Result<Vec<Value<'static>>, StoreError> {
    let number = |serial: &Serial| Ok(signed(serial.number())?.into());
    serials.iter().map(number).collect()
}

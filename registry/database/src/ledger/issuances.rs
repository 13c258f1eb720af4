use std::collections::{HashSet, VecDeque};

use juma_format::{
    KeyId, StatusRef,
    claims::{LiveProfile, Tier},
    time::UnixTime,
};
use juma_registry::{
    SubjectId,
    ledger::{
        CodeHash, Issuance, IssuanceState, IssuePlan, LedgerError, PlannedBearer, PlannedProof,
        ProofMark, Serial, Status, StatusChange,
    },
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Register, StoreError,
    act::Act,
    journal::signed,
    store::{Row, Store, Value, numbered},
};

/// What an act asks of a row before it changes it.
struct Standing {
    state: String,
    status: Status,
}

fn standing(store: &mut Store, serial: Serial) -> Result<Standing, LedgerError> {
    let sql = "SELECT state, status FROM issuances WHERE serial = $1";
    let found = store.first(sql, &[number(serial)?], |row| {
        Ok(Standing {
            state: row.text(0)?,
            status: status(&row.text(1)?)?,
        })
    })?;
    found.ok_or(LedgerError::UnknownSerial(serial))
}

pub(super) fn commit(act: &mut Act<'_>, codes: &[(Serial, CodeHash)]) -> Result<(), LedgerError> {
    settle(act, codes)?;
    let mut digest = Sha256::new();
    for (serial, code) in codes {
        digest.update(serial.number().to_be_bytes());
        digest.update(code.as_bytes());
    }
    let detail = match codes {
        [(serial, code)] => json!({"serial": serial.number(), "code": code.to_string()}),
        codes => {
            let digest: [u8; 32] = digest.finalize().into();
            json!({"count": codes.len(), "digest": CodeHash::from_bytes(digest).to_string()})
        }
    };
    act.record("commit", &detail)?;
    Ok(())
}

/// Rows of one statement that settles codes: enough that the way to a server does not count.
const ROWS: usize = 500;

/// Writes down that planned codes are handed over; the journal is the caller's.
pub(crate) fn settle(act: &mut Act<'_>, codes: &[(Serial, CodeHash)]) -> Result<(), LedgerError> {
    let mut seen = HashSet::with_capacity(codes.len());
    for codes in codes.chunks(ROWS) {
        let mut serials = Vec::with_capacity(codes.len());
        for (serial, _) in codes {
            serials.push(number(*serial)?);
        }
        let places = numbered(1, codes.len());
        let sql = format!(
            "SELECT serial FROM issuances WHERE state = 'planned' AND serial IN ({places})"
        );
        let planned = act.store.all(&sql, &serials, serial)?;
        let planned: HashSet<Serial> = planned.into_iter().collect();
        for (serial, _) in codes {
            if !planned.contains(serial) || !seen.insert(*serial) {
                standing(act.store, *serial)?;
                return Err(LedgerError::AlreadySettled(*serial));
            }
        }
        let mut sql = String::from("WITH handed_over (serial, code) AS (VALUES ");
        let mut values: Vec<Value<'_>> = Vec::with_capacity(codes.len().saturating_mul(2));
        for (row, ((_, code), serial)) in codes.iter().zip(serials).enumerate() {
            let first = row.saturating_mul(2).saturating_add(1);
            let (comma, second) = (if row == 0 { "" } else { ", " }, first.saturating_add(1));
            sql.push_str(&format!(
                "{comma}(CAST(${first} AS BIGINT), CAST(${second} AS BYTEA))"
            ));
            values.extend([serial, code.as_bytes().into()]);
        }
        sql.push_str(
            ") UPDATE issuances SET state = 'committed', code = handed_over.code, session = NULL
             FROM handed_over WHERE issuances.serial = handed_over.serial",
        );
        let sql = act.store.schema(&sql);
        let changed = act.store.execute(&sql, &values)?;
        if usize::try_from(changed) != Ok(codes.len()) {
            return Err(LedgerError::Contradiction);
        }
    }
    Ok(())
}

pub(crate) fn abandon(act: &mut Act<'_>, serial: Serial) -> Result<(), LedgerError> {
    give_up(act.store, serial)?;
    act.record("abandon", &json!({"serial": serial.number()}))?;
    Ok(())
}

/// Gives a planned code up; the journal is the caller's.
pub(crate) fn give_up(store: &mut Store, serial: Serial) -> Result<(), LedgerError> {
    let sql = "UPDATE issuances SET state = 'abandoned', status = 'invalid', since = issued,
                   session = NULL WHERE serial = $1 AND state = 'planned'";
    if store.execute(sql, &[number(serial)?])? != 1 {
        standing(store, serial)?;
        return Err(LedgerError::AlreadySettled(serial));
    }
    Ok(())
}

pub(crate) fn change(
    act: &mut Act<'_>,
    serial: Serial,
    change: StatusChange,
    at: UnixTime,
) -> Result<Status, LedgerError> {
    let standing = standing(act.store, serial)?;
    if !at.may_be_signed() {
        return Err(LedgerError::TimeOutOfRange);
    }
    if standing.state == "planned" {
        return Err(LedgerError::NotCommitted(serial));
    }
    let (before, after) = (standing.status, change.status());
    if before == Status::Invalid {
        return Err(LedgerError::AlreadyInvalid(serial));
    }
    if before == after {
        return Ok(before);
    }
    let since = match after {
        Status::Valid => Value::Null,
        _ => signed(at.seconds())?.into(),
    };
    let sql = "UPDATE issuances SET status = $1, since = $2 WHERE serial = $3";
    let values = [status_word(after).into(), since, number(serial)?];
    act.store.execute(sql, &values)?;
    note_change(act, serial, change, at)?;
    Ok(before)
}

/// The journal's entry of a code that was revoked; the row is the caller's.
pub(super) fn note_revoked(
    act: &mut Act<'_>,
    serial: Serial,
    at: UnixTime,
) -> Result<(), StoreError> {
    note_change(act, serial, StatusChange::Revoke, at)
}

fn note_change(
    act: &mut Act<'_>,
    serial: Serial,
    change: StatusChange,
    at: UnixTime,
) -> Result<(), StoreError> {
    let detail = json!({"serial": serial.number(), "to": change.name(), "at": at.seconds()});
    act.record("change", &detail)
}

const COLUMNS: &str = "SELECT i.serial, s.subject, i.tier, i.kid, i.list, i.place, i.issued,
    i.expires, i.state, i.code, i.subject, i.profile, i.proof, i.guardian, i.medium FROM issuances i JOIN subjects s ON s.id = i.subject";

pub(super) fn issuance(store: &mut Store, serial: Serial) -> Result<Issuance, LedgerError> {
    let sql = format!("{COLUMNS} WHERE i.serial = $1");
    let found = store.first(&sql, &[number(serial)?], of_row)?;
    found.ok_or(LedgerError::UnknownSerial(serial))
}

/// Issuances whose serials follow one another.
pub(crate) fn issuances_between(
    store: &mut Store,
    first: i64,
    count: usize,
) -> Result<Vec<Issuance>, StoreError> {
    let end = first.saturating_add(i64::try_from(count).unwrap_or(i64::MAX));
    let sql = format!("{COLUMNS} WHERE i.serial >= $1 AND i.serial < $2 ORDER BY i.serial");
    store.all(&sql, &[first.into(), end.into()], of_row)
}

fn of_row(row: &Row<'_>) -> Result<Issuance, StoreError> {
    let subject = match row.optional_text(1)? {
        Some(subject) => subject,
        // Whose person was purged keeps a number.
        None => format!("purged-{}", row.integer(10)?),
    };
    let state = match (&*row.text(8)?, row.optional_bytes(9)?) {
        ("abandoned", None) => IssuanceState::Abandoned,
        ("committed", Some(code)) => {
            let code = <[u8; 32]>::try_from(code).map_err(|_| StoreError::Corrupt)?;
            IssuanceState::Committed(CodeHash::from_bytes(code))
        }
        ("planned", None) => IssuanceState::Planned,
        _ => return Err(StoreError::Corrupt),
    };
    Ok(Issuance {
        serial: Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)?,
        plan: IssuePlan {
            subject: SubjectId::new(&subject).map_err(|_| StoreError::Corrupt)?,
            tier: Tier::from_name(&row.text(2)?).ok_or(StoreError::Corrupt)?,
            key_id: KeyId::from_bytes(row.array(3)?),
            issued_at: UnixTime::from_seconds(row.number(6)?),
            expires: UnixTime::from_seconds(row.number(7)?),
            proof: proof(row)?,
            bearer: bearer(row)?,
        },
        status: StatusRef::new(row.number(4)?, row.number(5)?).ok_or(StoreError::Corrupt)?,
        state,
    })
}

fn proof(row: &Row<'_>) -> Result<PlannedProof, StoreError> {
    let Some(profile) = row.optional_integer(11)? else {
        return match &*row.text(14)? {
            "paper" => Ok(PlannedProof::Paper),
            "screen" => Ok(PlannedProof::Static),
            _ => Err(StoreError::Corrupt),
        };
    };
    let profile = u8::try_from(profile)
        .ok()
        .and_then(LiveProfile::from_number);
    Ok(PlannedProof::Live {
        profile: profile.ok_or(StoreError::Corrupt)?,
        mark: ProofMark::from_bytes(row.array(12)?),
    })
}

fn bearer(row: &Row<'_>) -> Result<PlannedBearer, StoreError> {
    if row.optional_integer(13)?.is_none() {
        return Ok(PlannedBearer::Holder);
    }
    let code = Serial::new(row.number(13)?).ok_or(StoreError::Corrupt)?;
    Ok(PlannedBearer::Guardian { code })
}

/// All issuances, a page at a time.
pub(super) struct All<'a> {
    register: &'a Register,
    page: VecDeque<Issuance>,
    last: i64,
    reading: Reading,
}

/// Whether there may be more.
#[derive(PartialEq, Eq)]
enum Reading {
    Ended,
    GoesOn,
}

/// Issuances in memory at once.
const PAGE: i64 = 1000;

impl<'a> All<'a> {
    pub(super) const fn of(register: &'a Register) -> Self {
        Self {
            register,
            page: VecDeque::new(),
            last: 0,
            reading: Reading::GoesOn,
        }
    }

    fn read(&mut self) -> Result<(), LedgerError> {
        let rows = format!("{COLUMNS} WHERE i.serial > $1 AND i.serial <= $2 ORDER BY i.serial");
        let (table, of) = (["issuances", "serial"], (self.last, PAGE));
        let page = self
            .register
            .read(|store| store.page(table, &rows, of, of_row))?;
        let Some((page, last)) = page else {
            self.reading = Reading::Ended;
            return Ok(());
        };
        self.page = page.into();
        self.last = last;
        Ok(())
    }
}

impl Iterator for All<'_> {
    type Item = Result<Issuance, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && self.reading == Reading::GoesOn
            && let Err(error) = self.read()
        {
            self.reading = Reading::Ended;
            return Some(Err(error));
        }
        self.page.pop_front().map(Ok)
    }
}

pub(super) fn serials_of(
    store: &mut Store,
    subject: &SubjectId,
) -> Result<Vec<Serial>, LedgerError> {
    let sql = "SELECT i.serial FROM issuances i JOIN subjects s ON s.id = i.subject
               WHERE s.subject = $1 ORDER BY i.serial";
    Ok(store.all(sql, &[subject.as_str().into()], serial)?)
}

pub(super) fn unsettled(store: &mut Store) -> Result<Vec<Serial>, LedgerError> {
    let sql = "SELECT serial FROM issuances WHERE state = 'planned' ORDER BY serial";
    Ok(store.all(sql, &[], serial)?)
}

pub(super) fn status_of(store: &mut Store, serial: Serial) -> Result<Status, LedgerError> {
    Ok(standing(store, serial)?.status)
}

pub(super) fn find(store: &mut Store, code: &CodeHash) -> Result<Option<Serial>, LedgerError> {
    let sql = "SELECT min(serial) FROM issuances WHERE code = $1";
    let found = store.first(sql, &[code.as_bytes().into()], |row| {
        row.optional_integer(0)
    })?;
    let found = found.flatten().map(u64::try_from);
    Ok(found.and_then(Result::ok).and_then(Serial::new))
}

fn serial(row: &Row<'_>) -> Result<Serial, StoreError> {
    Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)
}

fn number(serial: Serial) -> Result<Value<'static>, StoreError> {
    Ok(signed(serial.number())?.into())
}

/// The status of a word of the schema.
pub(crate) fn status(word: &str) -> Result<Status, StoreError> {
    let all = [Status::Valid, Status::Invalid, Status::Suspended];
    let found = all.into_iter().find(|status| status_word(*status) == word);
    found.ok_or(StoreError::Corrupt)
}

pub(crate) const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Invalid => "invalid",
        Status::Suspended => "suspended",
        _ => "valid",
    }
}

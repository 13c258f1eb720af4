use juma_format::time::UnixTime;
use juma_registry::ledger::{
    Floors, KeyHash, LedgerError, Publication, PublicationPlan, PublicationState, Serial,
};
use serde_json::json;

use super::lists;
use crate::{
    StoreError,
    act::{Act, Head},
    journal::signed,
    store::{Row, Store},
};

pub(crate) fn begin(
    act: &mut Act<'_>,
    sequence: u32,
    plan: &PublicationPlan,
) -> Result<(), LedgerError> {
    let is_later = last(act.store)?.is_some_and(|last| last.plan.at > plan.at);
    if sequence != next(&act.head)? || is_later {
        return Err(LedgerError::Overtaken);
    }
    write(act, sequence, plan)
}

/// Writes a publication down that has its number.
pub(crate) fn write(
    act: &mut Act<'_>,
    sequence: u32,
    plan: &PublicationPlan,
) -> Result<(), LedgerError> {
    if !plan.at.may_be_signed() {
        return Err(LedgerError::TimeOutOfRange);
    }
    let (held, offered) = (act.head.epoch, plan.epoch);
    if offered < held {
        return Err(LedgerError::EpochBehind { held, offered });
    }
    let (count, max) = (
        plan.keys.len().max(plan.lists.len()),
        PublicationPlan::MAX_PARTS,
    );
    if count > max {
        return Err(LedgerError::TooManyParts { count, max });
    }
    for list in &plan.lists {
        lists::require(act.store, *list)?;
    }
    let lists: Vec<u8> = plan
        .lists
        .iter()
        .flat_map(|list| list.to_be_bytes())
        .collect();
    let keys: Vec<u8> = plan.keys.iter().flat_map(|key| *key.as_bytes()).collect();
    let sql = "INSERT INTO publications (sequence, epoch, at, lists, keys, state)
               VALUES ($1, $2, $3, $4, $5, 'begun')";
    let values = [
        sequence.into(),
        plan.epoch.into(),
        signed(plan.at.seconds())?.into(),
        (&*lists).into(),
        (&*keys).into(),
    ];
    act.store.execute(sql, &values)?;
    (act.head.sequence, act.head.epoch) = (sequence, plan.epoch);
    let keys: Vec<String> = plan.keys.iter().map(KeyHash::to_string).collect();
    let detail = json!({
        "sequence": sequence, "epoch": plan.epoch, "at": plan.at.seconds(),
        "lists": plan.lists, "keys": keys,
    });
    act.record("publish", &detail)?;
    Ok(())
}

pub(crate) fn finish(act: &mut Act<'_>, sequence: u32) -> Result<(), LedgerError> {
    let unknown = LedgerError::UnknownPublication(sequence);
    let sql = "SELECT sequence, epoch, at, lists, keys, state FROM publications
               WHERE sequence = $1 AND state = 'begun'";
    let found = act.store.first(sql, &[sequence.into()], of_row)?;
    let plan = found.ok_or(unknown)?.plan;
    let sql = "UPDATE publications SET state = 'finished' WHERE sequence = $1";
    act.store.execute(sql, &[sequence.into()])?;
    // Numbers come in order and publications may end out of it: the earliest time stands.
    let at = signed(plan.at.seconds())?;
    for list in &plan.lists {
        let sql = "INSERT INTO published_lists (list, at) VALUES ($1, $2)
                   ON CONFLICT (list) DO UPDATE SET at = excluded.at
                   WHERE excluded.at < published_lists.at";
        act.store.execute(sql, &[(*list).into(), at.into()])?;
    }
    for key in &plan.keys {
        let sql = "INSERT INTO published_keys (key, at) VALUES ($1, $2)
                   ON CONFLICT (key) DO UPDATE SET at = excluded.at
                   WHERE excluded.at < published_keys.at";
        act.store
            .execute(sql, &[key.as_bytes().into(), at.into()])?;
    }
    act.record("published", &json!({"sequence": sequence}))?;
    Ok(())
}

pub(super) fn next_sequence(store: &mut Store) -> Result<u32, LedgerError> {
    next(&Head::read(store)?)
}

fn next(head: &Head) -> Result<u32, LedgerError> {
    let next = head.sequence.checked_add(1);
    next.ok_or(LedgerError::NumbersExhausted)
}

pub(super) fn last(store: &mut Store) -> Result<Option<Publication>, LedgerError> {
    let sql = "SELECT sequence, epoch, at, lists, keys, state FROM publications
               WHERE state = 'finished' ORDER BY sequence DESC LIMIT 1";
    Ok(store.first(sql, &[], of_row)?)
}

fn of_row(row: &Row<'_>) -> Result<Publication, StoreError> {
    let (lists, keys) = (row.bytes(3)?, row.bytes(4)?);
    let lists = lists.as_chunks().0.iter();
    let keys = keys.as_chunks().0.iter();
    Ok(Publication {
        sequence: row.number(0)?,
        plan: PublicationPlan {
            epoch: row.number(1)?,
            at: UnixTime::from_seconds(row.number(2)?),
            lists: lists.map(|list| u32::from_be_bytes(*list)).collect(),
            keys: keys.map(|key| KeyHash::from_bytes(*key)).collect(),
        },
        state: match &*row.text(5)? {
            "begun" => PublicationState::Begun,
            "finished" => PublicationState::Finished,
            _ => return Err(StoreError::Corrupt),
        },
    })
}

pub(crate) fn is_published(
    store: &mut Store,
    list: u32,
    key: &KeyHash,
    made_by: UnixTime,
) -> Result<bool, LedgerError> {
    let made_by = i64::try_from(made_by.seconds()).unwrap_or(i64::MAX);
    let sql = "SELECT 1 FROM published_lists l JOIN published_keys k ON k.key = $1
               WHERE l.list = $2 AND l.at <= $3 AND k.at <= $4";
    let values = [
        key.as_bytes().into(),
        list.into(),
        made_by.into(),
        made_by.into(),
    ];
    Ok(store.first(sql, &values, |_| Ok(()))?.is_some())
}

pub(crate) fn raise_floors(act: &mut Act<'_>, floors: Floors) -> Result<(), LedgerError> {
    let head = &mut act.head;
    head.list = head.list.max(floors.list);
    head.closed_list = head.closed_list.max(floors.list);
    head.sequence = head.sequence.max(floors.sequence);
    head.serial = head.serial.max(floors.serial.min(Serial::MAX));
    let detail = json!({
        "list": floors.list, "sequence": floors.sequence, "serial": floors.serial,
    });
    act.record("raise-floors", &detail)?;
    Ok(())
}

use juma_format::{StatusRef, claims::Tier, time::UnixTime};
use juma_registry::ledger::{LedgerError, ListSummary, Period, Room, StatusEntry};
use serde_json::json;

use super::issuances::status;
use crate::{
    StoreError,
    act::{Act, Head},
    store::{Row, Store},
};

pub(super) fn open(act: &mut Act<'_>, tier: Tier, period: Period) -> Result<u32, LedgerError> {
    let newest = of_use(act.store, &act.head, tier, period)?.pop();
    if let Some(list) = newest.filter(|list| list.room == Room::Free) {
        return Ok(list.number);
    }
    let number = act.head.list.saturating_add(1);
    if number > StatusRef::MAX_LIST {
        return Err(LedgerError::NumbersExhausted);
    }
    let (tier, period) = (tier.to_string(), period.to_string());
    let sql = "INSERT INTO status_lists (number, tier, period, used) VALUES ($1, $2, $3, 0)";
    let values = [number.into(), (&*tier).into(), (&*period).into()];
    act.store.execute(sql, &values)?;
    act.head.list = number;
    let detail = json!({"number": number, "tier": tier, "period": period});
    act.record("open-list", &detail)?;
    Ok(number)
}

pub(super) fn list_for(store: &mut Store, tier: Tier, period: Period) -> Result<u32, LedgerError> {
    let head = Head::read(store)?;
    let lists = of_use(store, &head, tier, period)?;
    let open = lists.iter().find(|list| list.room != Room::Closed);
    open.map(|list| list.number)
        .ok_or(LedgerError::NoOpenList { tier, period })
}

pub(super) fn all(store: &mut Store) -> Result<Vec<ListSummary>, LedgerError> {
    let head = Head::read(store)?;
    let sql = "SELECT number, tier, period, used FROM status_lists ORDER BY number";
    Ok(store.all(sql, &[], |row| summary(row, &head))?)
}

/// The lists of a tier and a period, by number.
pub(super) fn of_use(
    store: &mut Store,
    head: &Head,
    tier: Tier,
    period: Period,
) -> Result<Vec<ListSummary>, StoreError> {
    let sql = "SELECT number, tier, period, used FROM status_lists
               WHERE tier = $1 AND period = $2 ORDER BY number";
    let (tier, period) = (tier.to_string(), period.to_string());
    let values = [(&*tier).into(), (&*period).into()];
    store.all(sql, &values, |row| summary(row, head))
}

fn summary(row: &Row<'_>, head: &Head) -> Result<ListSummary, StoreError> {
    let (number, used) = (row.number(0)?, row.number(3)?);
    let room = if number <= head.closed_list {
        Room::Closed
    } else {
        Room::of(used, head.entries)
    };
    Ok(ListSummary {
        number,
        tier: Tier::from_name(&row.text(1)?).ok_or(StoreError::Corrupt)?,
        period: Period::parse(&row.text(2)?).ok_or(StoreError::Corrupt)?,
        used,
        entries: head.entries,
        room,
    })
}

pub(super) fn entries_of(store: &mut Store, list: u32) -> Result<Vec<StatusEntry>, LedgerError> {
    require(store, list)?;
    let sql = "SELECT place, status, since FROM issuances
               WHERE list = $1 AND status <> 'valid' ORDER BY place";
    let entries = store.all(sql, &[list.into()], |row| {
        Ok(StatusEntry {
            index: row.number(0)?,
            status: status(&row.text(1)?)?,
            since: UnixTime::from_seconds(row.number(2)?),
        })
    })?;
    Ok(entries)
}

pub(super) fn require(store: &mut Store, list: u32) -> Result<(), LedgerError> {
    let sql = "SELECT number FROM status_lists WHERE number = $1";
    let found = store.first(sql, &[list.into()], |_| Ok(()))?;
    found.ok_or(LedgerError::UnknownList(list))
}

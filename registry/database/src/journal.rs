//! The journal: who did what and when, in a hash chain.
//!
//! The chain's value after an entry is the SHA-256 of the value before it and of the entry: its
//! number and time as eight bytes, then operator, act and detail, each after its length as four
//! bytes, all big-endian. Before the first entry it is the SHA-256 of `juma-journal/1` and the
//! register's sixteen bytes. It has no key, so whoever rewrites every entry after an edit is found
//! only by comparing the last value with one that was noted elsewhere, as a [`Mark`](crate::Mark)
//! does.

use hmac::{Hmac, KeyInit, Mac};
use juma_format::time::UnixTime;
use sha2::{Digest, Sha256};

use crate::{StoreError, act::Head, store::Store};

/// One act as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number, from 1, without gaps.
    pub number: u64,
    /// When.
    pub at: UnixTime,
    /// Who.
    pub operator: String,
    /// What, in a word.
    pub act: String,
    /// The rest, as JSON. People stand in it as digests.
    pub detail: String,
}

/// What a reading of the whole journal found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Its entries, all of which fit.
    pub entries: u64,
    /// The chain's value after the last.
    pub chain: [u8; 32],
}

pub(crate) fn start(register: &[u8; 16]) -> [u8; 32] {
    let digest = Sha256::new().chain_update("juma-journal/1");
    digest.chain_update(register).finalize().into()
}

impl JournalEntry {
    pub(crate) fn chain(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut digest = Sha256::new()
            .chain_update(before)
            .chain_update(self.number.to_be_bytes())
            .chain_update(self.at.seconds().to_be_bytes());
        for text in [&self.operator, &self.act, &self.detail] {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            digest.update(length.to_be_bytes());
            digest.update(text);
        }
        digest.finalize().into()
    }

    pub(crate) fn store(&self, chain: &[u8; 32], store: &mut Store) -> Result<(), StoreError> {
        let (number, at) = (signed(self.number)?, signed(self.at.seconds())?);
        let sql = "INSERT INTO journal (number, at, operator, act, detail, chain)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let (operator, act, detail) = (&*self.operator, &*self.act, &*self.detail);
        let values = [
            number.into(),
            at.into(),
            operator.into(),
            act.into(),
            detail.into(),
            chain.into(),
        ];
        store.execute(sql, &values).map(|_| ())
    }
}

/// Entries read at once, so that a long journal takes no memory.
const PAGE: i64 = 1000;

/// Hands every entry over with the chain's value that stands beside it, in their order.
pub(crate) fn walk<E: From<StoreError>>(
    store: &mut Store,
    mut take: impl FnMut(JournalEntry, [u8; 32]) -> Result<(), E>,
) -> Result<(), E> {
    let mut last = 0;
    loop {
        let sql = "SELECT number, at, operator, act, detail, chain FROM journal
                   WHERE number > $1 ORDER BY number LIMIT $2";
        let page = store.all(sql, &[last.into(), PAGE.into()], |row| {
            let entry = JournalEntry {
                number: row.number(0)?,
                at: UnixTime::from_seconds(row.number(1)?),
                operator: row.text(2)?,
                act: row.text(3)?,
                detail: row.text(4)?,
            };
            Ok((entry, row.array(5)?))
        })?;
        if page.is_empty() {
            return Ok(());
        }
        for (entry, chain) in page {
            last = signed(entry.number)?;
            take(entry, chain)?;
        }
    }
}

/// The chain's value after an act; none when there was no such act yet.
pub(crate) fn chain_at(
    store: &mut Store,
    head: &Head,
    act: u64,
) -> Result<Option<[u8; 32]>, StoreError> {
    if act == 0 {
        return Ok(Some(start(&head.register)));
    }
    let sql = "SELECT chain FROM journal WHERE number = $1";
    store.first(sql, &[signed(act)?.into()], |row| row.array(0))
}

/// A digest that says something of a person only to whoever has the person's key.
pub(crate) fn personal(key: &[u8; 32], what: &str, value: &[u8]) -> String {
    let mut keyed = keyed(key);
    for part in [what.as_bytes(), value] {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        keyed.update(&length.to_be_bytes());
        keyed.update(part);
    }
    let digest = keyed.finalize().into_bytes();
    digest
        .iter()
        .take(SHOWN)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// HMAC-SHA-256 under a key, which RFC 2104 fills up with zeros to a block.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new(&block.into())
}

/// Bytes of a personal digest that the journal shows: nobody finds a second value for it.
const SHOWN: usize = 16;

pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Corrupt)
}

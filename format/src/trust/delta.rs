//! What has changed in a status list since a full publication (SPEC §6.3).

use alloc::{format, vec::Vec};

use super::{
    fields::{DocumentError, Field, check_period, need, read_time},
    status::{StatusError, StatusList, StatusListName, StatusTimes},
    statuses::Status,
};
use crate::{
    StatusRef,
    cbor::{Reader, Writer},
};

/// The changes that lead from the entries of one status list to those of a later one of its name.
///
/// ```cddl
/// status-delta = {1 => tstr, 2 => issued, 3 => expires, 4 => base, 5 => result, 6 => bstr}
/// ```
///
/// Key 6 holds each change as one number, gap · 4 + status, in unsigned LEB128 of the shortest form;
/// the gap counts the entries between the change before and this one. So changes ascend, no entry
/// changes twice, and there are never more than a list has entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusDelta {
    name: StatusListName,
    times: StatusTimes,
    base: [u8; 32],
    result: [u8; 32],
    changes: Changes,
}

/// Changes in their one form, which was checked.
#[derive(Clone, PartialEq, Eq)]
struct Changes(Vec<u8>);

/// Not the changes, which may be a million.
impl core::fmt::Debug for Changes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Changes({} bytes)", self.0.len())
    }
}

const SUBJECT: i64 = 1;
const ISSUED: i64 = 2;
const EXPIRES: i64 = 3;
const BASE: i64 = 4;
const RESULT: i64 = 5;
const CHANGES: i64 = 6;

/// The bits of a change that say its status: lists are written with two.
const STATUS_BITS: u32 = 2;

/// The most bytes of one change: an index and a status are 22 bits, seven a byte.
const MAX_CHANGE_BYTES: u32 = (StatusRef::INDEX_BITS + STATUS_BITS).div_ceil(7);

impl StatusDelta {
    /// The delta between two lists of one name; `hash` is SHA-256. `None` when the names or the
    /// widths differ, or a status needs more than two bits.
    #[must_use]
    pub fn between(
        base: &StatusList,
        result: &StatusList,
        hash: impl Fn(&[u8]) -> [u8; 32],
    ) -> Option<Self> {
        if base.name() != result.name() {
            return None;
        }
        let mut changes = Vec::new();
        let mut next = 0_u32;
        for index in base.differences(result)? {
            let status = result.status(index)?.number();
            if status >= 1 << STATUS_BITS {
                return None;
            }
            let gap = index.checked_sub(next)?;
            write_number(gap << STATUS_BITS | u32::from(status), &mut changes);
            next = index.saturating_add(1);
        }
        Some(Self {
            name: result.name().clone(),
            times: result.times(),
            base: hash(&base.entry_bytes()),
            result: hash(&result.entry_bytes()),
            changes: Changes(changes),
        })
    }

    /// The list that it is of.
    #[must_use]
    pub const fn name(&self) -> &StatusListName {
        &self.name
    }

    /// When the result was made, and when it ends.
    #[must_use]
    pub const fn times(&self) -> StatusTimes {
        self.times
    }

    /// SHA-256 of the entries that it changes, inflated.
    #[must_use]
    pub const fn base_hash(&self) -> [u8; 32] {
        self.base
    }

    /// SHA-256 of the entries that it leads to.
    #[must_use]
    pub const fn result_hash(&self) -> [u8; 32] {
        self.result
    }

    /// The indexes that change, ascending, and their new statuses.
    pub fn changes(&self) -> impl Iterator<Item = (u32, Status)> {
        // They were checked when they were read, or written here.
        ChangeReader::new(&self.changes.0).map_while(Result::ok)
    }

    /// The list after the changes, in one pass and in the memory of the list before. Whether its
    /// entries are the ones that were signed is for a hash to say.
    ///
    /// # Errors
    /// [`StatusError::Changes`] when the list has another name, or a change changes nothing or does
    /// not fit an entry.
    pub fn apply(&self, base: StatusList) -> Result<StatusList, StatusError> {
        if base.name() != &self.name {
            return Err(StatusError::Changes);
        }
        let mut list = base.renewed(self.times);
        for (index, status) in self.changes() {
            if list.status(index) == Some(status) || !list.set(index, status) {
                return Err(StatusError::Changes);
            }
        }
        Ok(list)
    }

    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6);
        writer.integer(SUBJECT).text(&format!("{}", self.name));
        writer.integer(ISSUED).unsigned(self.times.issued.seconds());
        writer
            .integer(EXPIRES)
            .unsigned(self.times.expires.seconds());
        writer.integer(BASE).bytes(&self.base);
        writer.integer(RESULT).bytes(&self.result);
        writer.integer(CHANGES).bytes(&self.changes.0);
        writer.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When the bytes are no delta in its one form.
    pub fn decode(bytes: &[u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut name, mut issued, mut expires) = (None, None, None);
        let (mut base, mut result, mut changes) = (None, None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                SUBJECT => {
                    let subject = StatusListName::parse(reader.text()?);
                    name = Some(subject.ok_or(DocumentError::OutOfRange(Field::Subject))?);
                }
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                BASE => base = Some(reader.array_of_bytes()?),
                RESULT => result = Some(reader.array_of_bytes()?),
                CHANGES => changes = Some(reader.bytes()?),
                _ => return Err(DocumentError::Unknown { key }.into()),
            }
        }
        reader.end()?;
        let times = StatusTimes {
            issued: need(issued, Field::Issued)?,
            expires: need(expires, Field::Expires)?,
        };
        check_period(times.issued, times.expires)?;
        let changes = need(changes, Field::Changes)?;
        for change in ChangeReader::new(changes) {
            change?;
        }
        Ok(Self {
            name: need(name, Field::Subject)?,
            times,
            base: need(base, Field::Base)?,
            result: need(result, Field::Result)?,
            changes: Changes(changes.into()),
        })
    }
}

/// Reads changes one by one, and ends at the first that is wrong.
struct ChangeReader<'a> {
    rest: &'a [u8],
    /// The lowest index that may change next.
    next: u32,
}

impl<'a> ChangeReader<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            next: 0,
        }
    }

    fn read(&mut self) -> Option<(u32, Status)> {
        let mut number = 0_u32;
        for place in 0..MAX_CHANGE_BYTES {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if *byte < 0x80 {
                // A last byte of nothing would be a longer form of the same number.
                let is_shortest = *byte != 0 || place == 0;
                let index = self.next.checked_add(number >> STATUS_BITS)?;
                if !is_shortest || index >= StatusRef::ENTRIES {
                    return None;
                }
                self.next = index.saturating_add(1);
                let status = u8::try_from(number & ((1 << STATUS_BITS) - 1)).ok()?;
                return Some((index, Status::from_number(status)));
            }
        }
        None
    }
}

impl Iterator for ChangeReader<'_> {
    type Item = Result<(u32, Status), StatusError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let read = self.read().ok_or(StatusError::Changes);
        if read.is_err() {
            self.rest = &[];
        }
        Some(read)
    }
}

fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

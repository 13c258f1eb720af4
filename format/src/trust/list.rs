use alloc::vec::Vec;

use super::{
    entry::TrustEntry,
    fields::{
        DocumentError, Field, check_period, need, read_environment, read_length, read_number,
        read_time,
    },
};
use crate::{
    Environment,
    cbor::{Reader, Writer},
    time::UnixTime,
};

/// The most entries of a list: 21 cities with four keys a month for three years, tombstones
/// included, four times over.
pub const MAX_ENTRIES: usize = 16_384;

/// The keys that the root trusts, each with its bounds.
///
/// ```cddl
/// trust-list = {1 => version, 2 => environment, 3 => issued, 4 => expires, 5 => epoch, 6 => [* entry]}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    version: u32,
    environment: Environment,
    issued: UnixTime,
    expires: UnixTime,
    epoch: u32,
    entries: Vec<TrustEntry>,
}

const VERSION: i64 = 1;
const ENVIRONMENT: i64 = 2;
const ISSUED: i64 = 3;
const EXPIRES: i64 = 4;
const EPOCH: i64 = 5;
const ENTRIES: i64 = 6;

impl TrustList {
    /// A list of these entries, in any order. `epoch` is the one that bundles count their
    /// sequences in.
    ///
    /// # Errors
    /// When a number is 0, a time is out of range, a key stands twice, or an entry is refused.
    pub fn new(
        version: u32,
        environment: Environment,
        issued: UnixTime,
        expires: UnixTime,
        epoch: u32,
        mut entries: Vec<TrustEntry>,
    ) -> Result<Self, DocumentError> {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        for (number, field) in [(version, Field::Version), (epoch, Field::Epoch)] {
            if number == 0 {
                return Err(DocumentError::OutOfRange(field));
            }
        }
        check_period(issued, expires)?;
        if entries.len() > MAX_ENTRIES {
            return Err(DocumentError::OutOfRange(Field::Entries));
        }
        if !entries.is_sorted_by(|a, b| a.key < b.key) {
            return Err(DocumentError::Order(Field::Entries));
        }
        entries.iter().try_for_each(TrustEntry::check)?;
        Ok(Self {
            version,
            environment,
            issued,
            expires,
            epoch,
            entries,
        })
    }

    /// Its version; a greater one replaces it.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Its environment.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// When it was made.
    #[must_use]
    pub const fn issued(&self) -> UnixTime {
        self.issued
    }

    /// The first second at which it is stale.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.expires
    }

    /// The epoch of the bundles of now.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The entries, ascending by key.
    #[must_use]
    pub fn entries(&self) -> &[TrustEntry] {
        &self.entries
    }

    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6);
        writer.integer(VERSION).unsigned(self.version.into());
        writer
            .integer(ENVIRONMENT)
            .unsigned(self.environment.number());
        writer.integer(ISSUED).unsigned(self.issued.seconds());
        writer.integer(EXPIRES).unsigned(self.expires.seconds());
        writer.integer(EPOCH).unsigned(self.epoch.into());
        writer
            .integer(ENTRIES)
            .array(u64::try_from(self.entries.len()).unwrap_or(u64::MAX));
        for entry in &self.entries {
            entry.write(&mut writer);
        }
        writer.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When the bytes are no trust list.
    pub fn decode(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut version, mut environment, mut issued, mut expires) = (None, None, None, None);
        let (mut epoch, mut entries) = (None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                VERSION => version = Some(read_number(&mut reader, Field::Version)?),
                ENVIRONMENT => environment = Some(read_environment(&mut reader)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                EPOCH => epoch = Some(read_number(&mut reader, Field::Epoch)?),
                ENTRIES => entries = Some(read_entries(&mut reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        reader.end()?;
        Self::new(
            need(version, Field::Version)?,
            need(environment, Field::Environment)?,
            need(issued, Field::Issued)?,
            need(expires, Field::Expires)?,
            need(epoch, Field::Epoch)?,
            need(entries, Field::Entries)?,
        )
    }
}

fn read_entries(reader: &mut Reader<'_>) -> Result<Vec<TrustEntry>, DocumentError> {
    let length = read_length(reader, Field::Entries, MAX_ENTRIES)?;
    let mut entries: Vec<TrustEntry> = Vec::new();
    for _ in 0..length {
        let entry = TrustEntry::read(reader)?;
        if entries.last().is_some_and(|last| last.key >= entry.key) {
            return Err(DocumentError::Order(Field::Entries));
        }
        entries.push(entry);
    }
    Ok(entries)
}

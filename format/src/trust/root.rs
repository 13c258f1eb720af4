use alloc::vec::Vec;

use super::fields::{
    DocumentError, Field, check_period, need, read_environment, read_length, read_number, read_time,
};
use crate::{
    Environment,
    cbor::{Reader, Writer},
    time::UnixTime,
};

/// The most keys of a root document: more holders than this never meet.
pub const MAX_ROOT_KEYS: usize = 16;

/// A root document: whose signatures, and how many, make a trust list and the next root document.
///
/// ```cddl
/// root = {1 => number, 2 => environment, 3 => issued, 4 => expires, 5 => threshold, 6 => [+ bstr .size 32]}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    number: u32,
    environment: Environment,
    issued: UnixTime,
    expires: UnixTime,
    threshold: usize,
    keys: Vec<[u8; 32]>,
}

const NUMBER: i64 = 1;
const ENVIRONMENT: i64 = 2;
const ISSUED: i64 = 3;
const EXPIRES: i64 = 4;
const THRESHOLD: i64 = 5;
const KEYS: i64 = 6;

impl Root {
    /// A root document. `keys` are Ed25519 public keys in any order; `threshold` of them must sign.
    ///
    /// # Errors
    /// When the number is 0, a key stands twice, there are too many or fewer than the threshold,
    /// or a time is out of range.
    pub fn new(
        number: u32,
        environment: Environment,
        issued: UnixTime,
        expires: UnixTime,
        threshold: usize,
        mut keys: Vec<[u8; 32]>,
    ) -> Result<Self, DocumentError> {
        keys.sort_unstable();
        if number == 0 {
            return Err(DocumentError::OutOfRange(Field::Number));
        }
        check_period(issued, expires)?;
        if keys.is_empty() || keys.len() > MAX_ROOT_KEYS {
            return Err(DocumentError::OutOfRange(Field::Keys));
        }
        if !keys.is_sorted_by(|a, b| a < b) {
            return Err(DocumentError::Order(Field::Keys));
        }
        if threshold == 0 || threshold > keys.len() {
            return Err(DocumentError::OutOfRange(Field::Threshold));
        }
        Ok(Self {
            number,
            environment,
            issued,
            expires,
            threshold,
            keys,
        })
    }

    /// Its number, 1 for the first.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
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

    /// From when on a newer one is needed.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.expires
    }

    /// How many of the keys must sign.
    #[must_use]
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// The public keys, ascending.
    #[must_use]
    pub fn keys(&self) -> &[[u8; 32]] {
        &self.keys
    }

    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6);
        writer.integer(NUMBER).unsigned(self.number.into());
        writer
            .integer(ENVIRONMENT)
            .unsigned(self.environment.number());
        writer.integer(ISSUED).unsigned(self.issued.seconds());
        writer.integer(EXPIRES).unsigned(self.expires.seconds());
        writer
            .integer(THRESHOLD)
            .unsigned(u64::try_from(self.threshold).unwrap_or(u64::MAX));
        writer
            .integer(KEYS)
            .array(u64::try_from(self.keys.len()).unwrap_or(u64::MAX));
        for key in &self.keys {
            writer.bytes(key);
        }
        writer.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When the bytes are no root document.
    pub fn decode(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut number, mut environment, mut issued, mut expires) = (None, None, None, None);
        let (mut threshold, mut keys) = (None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                NUMBER => number = Some(read_number(&mut reader, Field::Number)?),
                ENVIRONMENT => environment = Some(read_environment(&mut reader)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                THRESHOLD => threshold = Some(read_number(&mut reader, Field::Threshold)?),
                KEYS => keys = Some(read_keys(&mut reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        reader.end()?;
        let threshold = usize::try_from(need(threshold, Field::Threshold)?)
            .map_err(|_| DocumentError::OutOfRange(Field::Threshold))?;
        Self::new(
            need(number, Field::Number)?,
            need(environment, Field::Environment)?,
            need(issued, Field::Issued)?,
            need(expires, Field::Expires)?,
            threshold,
            need(keys, Field::Keys)?,
        )
    }
}

fn read_keys(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, DocumentError> {
    let length = read_length(reader, Field::Keys, MAX_ROOT_KEYS)?;
    let mut keys: Vec<[u8; 32]> = Vec::with_capacity(length);
    for _ in 0..length {
        let key = reader.array_of_bytes()?;
        if keys.last().is_some_and(|last| *last >= key) {
            return Err(DocumentError::Order(Field::Keys));
        }
        keys.push(key);
    }
    Ok(keys)
}

//! Status lists as the IETF Token Status List draft has them, in their CWT form (SPEC §6.3).

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt;

use super::{
    entry::is_namespace,
    fields::{DocumentError, Field, need, read_time},
    statuses::{Status, StatusWidth, Statuses},
};
use crate::{
    StatusRef,
    cbor::{Reader, Writer},
    time::UnixTime,
};

/// What a list is called: `<namespace>/<number>` in its `sub` claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusListName {
    namespace: String,
    number: u32,
}

impl StatusListName {
    /// The name of a list; `None` for a namespace or number that no list has.
    #[must_use]
    pub fn new(namespace: &str, number: u32) -> Option<Self> {
        (is_namespace(namespace) && number <= StatusRef::MAX_LIST).then(|| Self {
            namespace: namespace.into(),
            number,
        })
    }

    /// The name of a `sub` claim.
    #[must_use]
    pub fn parse(subject: &str) -> Option<Self> {
        let (namespace, digits) = subject.rsplit_once('/')?;
        let name = Self::new(namespace, digits.parse().ok()?)?;
        (format!("{name}") == subject).then_some(name)
    }

    /// The namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Display for StatusListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.number)
    }
}

/// When a list was made, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusTimes {
    /// When it was made.
    pub issued: UnixTime,
    /// The first second at which it is stale.
    pub expires: UnixTime,
}

/// The status of [`StatusRef::ENTRIES`] codes.
///
/// ```cddl
/// status-list = {2 => tstr, 4 => exp, 6 => iat, 65533 => {"bits" => 1/2/4/8, "lst" => bstr}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    name: StatusListName,
    times: StatusTimes,
    statuses: Statuses,
}

/// Why a list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusError {
    /// The changes of a delta are torn, not in their one form, beyond the list, or change nothing.
    Changes,
    /// A claim is missing, unknown or out of range.
    Document(DocumentError),
    /// The compressed statuses are torn, are not zlib, or are followed by something.
    Inflate,
    /// The statuses are not those of [`StatusRef::ENTRIES`] codes.
    Length,
}

impl StatusError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Changes => "delta-changes",
            Self::Document(error) => error.slug(),
            Self::Inflate => "status-inflate",
            Self::Length => "status-length",
        }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changes => write!(f, "the changes of a delta are not in their one form"),
            Self::Document(error) => error.fmt(f),
            Self::Inflate => write!(f, "the statuses are not one zlib stream"),
            Self::Length => write!(f, "not the statuses of {} codes", StatusRef::ENTRIES),
        }
    }
}

impl core::error::Error for StatusError {}

impl<T: Into<DocumentError>> From<T> for StatusError {
    fn from(error: T) -> Self {
        Self::Document(error.into())
    }
}

const SUBJECT: i64 = 2;
const EXPIRES: i64 = 4;
const ISSUED: i64 = 6;
const STATUS_LIST: i64 = 65_533;

impl StatusList {
    /// A list in which every code is good, two bits each.
    #[must_use]
    pub fn all_valid(name: StatusListName, times: StatusTimes) -> Self {
        Self {
            name,
            times,
            statuses: Statuses::all_valid(StatusWidth::Two, StatusRef::ENTRIES),
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &StatusListName {
        &self.name
    }

    /// When it was made and when it ends.
    #[must_use]
    pub const fn times(&self) -> StatusTimes {
        self.times
    }

    /// The bytes of memory that its entries take: none while every code is good.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.statuses.memory()
    }

    /// The status of an index; `None` beyond the list.
    #[must_use]
    pub fn status(&self, index: u32) -> Option<Status> {
        self.statuses.get(index)
    }

    /// Sets the status of an index, and says whether it could: an index beyond the list and a
    /// status wider than an entry cannot be set.
    #[must_use]
    pub fn set(&mut self, index: u32, status: Status) -> bool {
        self.statuses.set(index, status)
    }

    /// The entries as they are packed, the first in the lowest bits of the first byte: what a delta's
    /// hashes are of.
    #[must_use]
    pub fn entry_bytes(&self) -> Cow<'_, [u8]> {
        self.statuses.packed()
    }

    /// The indexes whose statuses differ, ascending; `None` for lists of different widths.
    pub(super) fn differences<'a>(
        &'a self,
        other: &'a Self,
    ) -> Option<impl Iterator<Item = u32> + 'a> {
        self.statuses.differences(&other.statuses)
    }

    /// The same entries at another time.
    pub(super) fn renewed(self, times: StatusTimes) -> Self {
        Self { times, ..self }
    }

    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(4);
        writer.integer(SUBJECT).text(&format!("{}", self.name));
        writer
            .integer(EXPIRES)
            .unsigned(self.times.expires.seconds());
        writer.integer(ISSUED).unsigned(self.times.issued.seconds());
        writer.integer(STATUS_LIST);
        self.statuses.write(&mut writer);
        writer.finish()
    }

    /// Reads a payload. The statuses are inflated into exactly the memory that their width asks
    /// for, so a bomb costs no more than a list.
    ///
    /// # Errors
    /// When the bytes are no status list.
    pub fn decode(bytes: &[u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut name, mut expires, mut issued, mut statuses) = (None, None, None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                SUBJECT => {
                    let subject = StatusListName::parse(reader.text()?);
                    name = Some(subject.ok_or(DocumentError::OutOfRange(Field::Subject))?);
                }
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                STATUS_LIST => statuses = Some(Statuses::read(&mut reader, StatusRef::ENTRIES)?),
                _ => return Err(DocumentError::Unknown { key }.into()),
            }
        }
        reader.end()?;
        let times = StatusTimes {
            issued: need(issued, Field::Issued)?,
            expires: need(expires, Field::Expires)?,
        };
        if times.expires <= times.issued {
            return Err(DocumentError::OutOfRange(Field::Expires).into());
        }
        Ok(Self {
            name: need(name, Field::Subject)?,
            times,
            statuses: need(statuses, Field::Statuses)?,
        })
    }
}

//! Status lists as the IETF Token Status List draft has them, in their CWT form (SPEC §6.3).

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use super::{
    entry::is_namespace,
    fields::{DocumentError, Field, need, read_time},
};
use crate::{
    StatusRef,
    cbor::{Reader, Writer},
    time::UnixTime,
};

/// What a list says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Good.
    Valid,
    /// Revoked for good.
    Invalid,
    /// Not good for now.
    Suspended,
    /// A number that the draft leaves to applications; none is used here.
    Other(u8),
}

impl Status {
    const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Valid,
            1 => Self::Invalid,
            2 => Self::Suspended,
            other => Self::Other(other),
        }
    }

    /// The number that a list holds.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
            Self::Other(number) => number,
        }
    }
}

/// The bits of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusWidth {
    /// 1 bit.
    One,
    /// 2 bits, the width that is written here.
    Two,
    /// 4 bits.
    Four,
    /// 8 bits.
    Eight,
}

impl StatusWidth {
    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    fn from_bits(bits: u64) -> Option<Self> {
        [Self::One, Self::Two, Self::Four, Self::Eight]
            .into_iter()
            .find(|width| u64::from(width.bits()) == bits)
    }

    const fn per_byte(self) -> u32 {
        match self {
            Self::One => 8,
            Self::Two => 4,
            Self::Four => 2,
            Self::Eight => 1,
        }
    }

    /// The bytes of a list of [`StatusRef::ENTRIES`].
    fn list_bytes(self) -> usize {
        usize::try_from(StatusRef::ENTRIES / self.per_byte()).unwrap_or(usize::MAX)
    }
}

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

/// When a list was made, when it ends, and how soon to look for a newer one.
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
    width: StatusWidth,
    statuses: Vec<u8>,
}

/// Why a list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusError {
    /// A claim is missing, unknown or out of range.
    Document(DocumentError),
    /// The compressed statuses are torn, or are not zlib.
    Inflate,
    /// The statuses are not those of [`StatusRef::ENTRIES`] codes.
    Length,
}

impl StatusError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Document(error) => error.slug(),
            Self::Inflate => "status-inflate",
            Self::Length => "status-length",
        }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(error) => error.fmt(f),
            Self::Inflate => write!(f, "the statuses are not zlib, or are torn"),
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
const BITS: &str = "bits";
const LST: &str = "lst";

/// zlib's level 6: level 9 gains a seventh and takes seven times as long (BENCHMARKS.md).
const LEVEL: u8 = 6;

impl StatusList {
    /// A list in which every code is good, two bits each.
    #[must_use]
    pub fn all_valid(name: StatusListName, times: StatusTimes) -> Self {
        let width = StatusWidth::Two;
        Self {
            name,
            times,
            width,
            statuses: alloc::vec![0; width.list_bytes()],
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

    /// The status of an index; `None` beyond the list.
    #[must_use]
    pub fn status(&self, index: u32) -> Option<Status> {
        let (byte, shift) = self.place(index)?;
        let mask = u8::MAX >> (8 - self.width.bits());
        Some(Status::from_number(
            self.statuses.get(byte)? >> shift & mask,
        ))
    }

    /// Sets the status of an index, and says whether it could: an index beyond the list and a
    /// status wider than an entry cannot be set.
    #[must_use]
    pub fn set(&mut self, index: u32, status: Status) -> bool {
        let mask = u8::MAX >> (8 - self.width.bits());
        let Some((byte, shift)) = self.place(index) else {
            return false;
        };
        let Some(slot) = self.statuses.get_mut(byte) else {
            return false;
        };
        if status.number() > mask {
            return false;
        }
        *slot = *slot & !(mask << shift) | status.number() << shift;
        true
    }

    fn place(&self, index: u32) -> Option<(usize, u32)> {
        let per_byte = self.width.per_byte();
        let byte = usize::try_from(index / per_byte).ok()?;
        let shift = index % per_byte * u32::from(self.width.bits());
        (byte < self.statuses.len()).then_some((byte, shift))
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
        // "lst" before "bits": the order of the encoded keys.
        writer.integer(STATUS_LIST).map(2);
        writer
            .text(LST)
            .bytes(&miniz_oxide::deflate::compress_to_vec_zlib(
                &self.statuses,
                LEVEL,
            ));
        writer.text(BITS).unsigned(self.width.bits().into());
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
        let (mut name, mut expires, mut issued, mut packed) = (None, None, None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                SUBJECT => {
                    let subject = StatusListName::parse(reader.text()?);
                    name = Some(subject.ok_or(DocumentError::OutOfRange(Field::Subject))?);
                }
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                STATUS_LIST => packed = Some(read_packed(&mut reader)?),
                _ => return Err(DocumentError::Unknown { key }.into()),
            }
        }
        reader.end()?;
        let times = StatusTimes {
            issued: need(issued, Field::Issued)?,
            expires: need(expires, Field::Expires)?,
        };
        let (width, compressed) = need(packed, Field::Statuses)?;
        let name = need(name, Field::Subject)?;
        Ok(Self {
            name,
            times,
            width,
            statuses: inflate(compressed, width.list_bytes())?,
        })
    }
}

/// The two members of the draft's StatusList map.
fn read_packed<'a>(reader: &mut Reader<'a>) -> Result<(StatusWidth, &'a [u8]), DocumentError> {
    let out_of_range = DocumentError::OutOfRange(Field::Statuses);
    let mut map = reader.map()?;
    let (mut width, mut list) = (None, None);
    while let Some(member) = map.next_text_key(reader)? {
        match member {
            BITS if width.is_none() => {
                width = Some(StatusWidth::from_bits(reader.unsigned()?).ok_or(out_of_range)?);
            }
            LST if list.is_none() => list = Some(reader.bytes()?),
            _ => return Err(out_of_range),
        }
    }
    Ok((need(width, Field::Statuses)?, need(list, Field::Statuses)?))
}

fn inflate(compressed: &[u8], length: usize) -> Result<Vec<u8>, StatusError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
    let statuses = decompress_to_vec_zlib_with_limit(compressed, length).map_err(|error| {
        if error.status == TINFLStatus::HasMoreOutput {
            StatusError::Length
        } else {
            StatusError::Inflate
        }
    })?;
    if statuses.len() == length {
        Ok(statuses)
    } else {
        Err(StatusError::Length)
    }
}

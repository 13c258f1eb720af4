use core::fmt;

use juma_format::{
    cbor::{CborError, Reader, Writer},
    time::UnixTime,
    trust::MAX_ENTRIES,
};
use juma_keys::{OpenedBundle, TrustedEntry};

use crate::clock::{LOCAL_RISE, USE_STEP};

/// What a device has seen and never goes below, whatever it is offered and whatever has ended
/// since (SPEC §6.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floors {
    /// The greatest number of a root document.
    pub root: u32,
    /// The greatest version of a trust list.
    pub list: u32,
    /// The greatest epoch of a bundle.
    pub epoch: u32,
    /// The greatest sequence in that epoch.
    pub sequence: u32,
    /// The greatest signed time.
    pub signed: UnixTime,
    /// The floor of the clock: no clock that shows less is right. Between the greatest signed time
    /// and [`LOCAL_RISE`] above it.
    pub clock: UnixTime,
    /// SHA-256 of the keys of the newest trust list that are compromised, by that list or by a
    /// manifest since, ascending. They stay so until a trust list drops them.
    pub compromised: Vec<[u8; 32]>,
}

/// Why kept floors cannot be read. They are not replaced by none: that would be a rollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FloorsError {
    /// The bytes are torn or changed.
    Cbor(CborError),
    /// A number is missing or out of range.
    Shape,
    /// They are written in another way: by another version of this software.
    Version {
        /// The number of that way.
        found: u64,
    },
}

impl fmt::Display for FloorsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Shape => f.write_str("not the numbers in their ranges"),
            Self::Version { found } => write!(f, "version {found}, this is version {VERSION}"),
        }
    }
}

impl core::error::Error for FloorsError {}

impl From<CborError> for FloorsError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl Floors {
    /// Nothing seen yet.
    pub const NONE: Self = Self {
        root: 0,
        list: 0,
        epoch: 0,
        sequence: 0,
        signed: UnixTime::from_seconds(0),
        clock: UnixTime::from_seconds(0),
        compromised: Vec::new(),
    };

    /// The floors that a bundle sets. Its times are signed, so they have certainly passed.
    pub(crate) fn of(opened: &OpenedBundle) -> Self {
        let (list, root) = (opened.list.list(), opened.root.document());
        let status = opened
            .status_lists
            .iter()
            .map(|status| status.times().issued);
        let times = [list.issued(), root.issued()].into_iter().chain(status);
        let signed = times.fold(opened.manifest.issued, UnixTime::max);
        let compromised = opened.list.entries().iter();
        let compromised = compromised.filter(|entry| TrustedEntry::is_compromised(entry));
        Self {
            compromised: compromised.map(|it| *it.hash().as_bytes()).collect(),
            root: root.number(),
            list: list.version(),
            epoch: opened.manifest.epoch,
            sequence: opened.manifest.sequence,
            signed,
            clock: signed,
        }
    }

    /// The higher of the two, floor by floor; a sequence counts within its epoch.
    pub(crate) fn raised_by(&self, other: &Self) -> Self {
        let (epoch, sequence) = (self.epoch, self.sequence).max((other.epoch, other.sequence));
        let mut compromised = [&*self.compromised, &*other.compromised].concat();
        compromised.sort_unstable();
        compromised.dedup();
        Self {
            root: self.root.max(other.root),
            list: self.list.max(other.list),
            epoch,
            sequence,
            signed: self.signed.max(other.signed),
            clock: self.clock.max(other.clock),
            compromised,
        }
    }

    /// The floors after the device's own clock has shown a moment while it was used, when that is
    /// worth keeping: at least [`USE_STEP`] higher, and never more than [`LOCAL_RISE`] above the
    /// greatest signed time. Not for a time that a person gave, nor for one out of a code.
    #[must_use]
    pub fn raised_by_use(&self, now: UnixTime) -> Option<Self> {
        let clock = now.min(self.signed.plus(LOCAL_RISE));
        (clock.since(self.clock) >= USE_STEP).then(|| Self {
            clock,
            ..self.clone()
        })
    }

    /// The bytes to keep.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8).unsigned(VERSION);
        for number in [self.root, self.list, self.epoch, self.sequence] {
            writer.unsigned(number.into());
        }
        writer
            .unsigned(self.signed.seconds())
            .unsigned(self.clock.seconds())
            .array(u64::try_from(self.compromised.len()).unwrap_or(u64::MAX));
        for hash in &self.compromised {
            writer.bytes(hash);
        }
        writer.finish()
    }

    /// Reads kept bytes, those of the first version too, which knew no compromised keys.
    ///
    /// # Errors
    /// When they are not what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, FloorsError> {
        let mut reader = Reader::new(bytes);
        let items = reader.array()?;
        let version = reader.unsigned()?;
        match (version, items) {
            (FIRST_VERSION, 7) | (VERSION, 8) => {}
            (FIRST_VERSION | VERSION, _) => return Err(FloorsError::Shape),
            _ => return Err(FloorsError::Version { found: version }),
        }
        let number = |reader: &mut Reader<'_>| {
            u32::try_from(reader.unsigned()?).map_err(|_| FloorsError::Shape)
        };
        let (root, list) = (number(&mut reader)?, number(&mut reader)?);
        let (epoch, sequence) = (number(&mut reader)?, number(&mut reader)?);
        let signed = UnixTime::from_seconds(reader.unsigned()?);
        let clock = UnixTime::from_seconds(reader.unsigned()?);
        let compromised = if version == VERSION {
            read_compromised(&mut reader)?
        } else {
            Vec::new()
        };
        reader.end()?;
        if clock < signed || clock > signed.plus(LOCAL_RISE) {
            return Err(FloorsError::Shape);
        }
        Ok(Self {
            root,
            list,
            epoch,
            sequence,
            signed,
            clock,
            compromised,
        })
    }
}

fn read_compromised(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, FloorsError> {
    let length = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if length > MAX_COMPROMISED {
        return Err(FloorsError::Shape);
    }
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    for _ in 0..length {
        let hash = reader.array_of_bytes()?;
        if hashes.last().is_some_and(|last| *last >= hash) {
            return Err(FloorsError::Shape);
        }
        hashes.push(hash);
    }
    Ok(hashes)
}

/// The way in which floors are written, and the one before, which is still read.
const VERSION: u64 = 2;
const FIRST_VERSION: u64 = 1;

/// The most compromised keys that are remembered: every key of a trust list, so none is forgotten.
const MAX_COMPROMISED: usize = MAX_ENTRIES;

/// The most bytes of kept floors: seven numbers, and so many hashes with their heads.
pub const MAX_FLOORS_BYTES: usize = 64 + 34 * MAX_COMPROMISED;

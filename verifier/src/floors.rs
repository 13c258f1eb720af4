use core::fmt;

use juma_format::{
    cbor::{CborError, Reader, Writer},
    time::UnixTime,
};
use juma_keys::OpenedBundle;

/// What a device has seen and never goes below, whatever it is offered and whatever has ended
/// since (SPEC §6.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floors {
    /// The greatest number of a root document.
    pub root: u32,
    /// The greatest version of a trust list.
    pub list: u32,
    /// The greatest epoch of a bundle.
    pub epoch: u32,
    /// The greatest sequence in that epoch.
    pub sequence: u32,
    /// The latest signed time: no clock that shows less is right.
    pub clock: UnixTime,
}

/// Why kept floors cannot be read. They are not replaced by none: that would be a rollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FloorsError {
    /// The bytes are torn or changed.
    Cbor(CborError),
    /// A number is missing or out of range.
    Shape,
}

impl fmt::Display for FloorsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Shape => f.write_str("not five numbers in their ranges"),
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
        clock: UnixTime::from_seconds(0),
    };

    /// The floors that a bundle sets. Its times are signed, so they have certainly passed.
    pub(crate) fn of(opened: &OpenedBundle) -> Self {
        let (list, root) = (opened.list.list(), opened.root.document());
        let status = opened
            .status_lists
            .iter()
            .map(|status| status.times().issued);
        let signed = [list.issued(), root.issued()].into_iter().chain(status);
        Self {
            root: root.number(),
            list: list.version(),
            epoch: opened.manifest.epoch,
            sequence: opened.manifest.sequence,
            clock: signed.fold(opened.manifest.issued, UnixTime::max),
        }
    }

    /// The higher of the two, floor by floor; a sequence counts within its epoch.
    pub(crate) fn raised_by(self, other: Self) -> Self {
        let (epoch, sequence) = (self.epoch, self.sequence).max((other.epoch, other.sequence));
        Self {
            root: self.root.max(other.root),
            list: self.list.max(other.list),
            epoch,
            sequence,
            clock: self.clock.max(other.clock),
        }
    }

    /// The bytes to keep.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .array(5)
            .unsigned(self.root.into())
            .unsigned(self.list.into());
        writer
            .unsigned(self.epoch.into())
            .unsigned(self.sequence.into());
        writer.unsigned(self.clock.seconds());
        writer.finish()
    }

    /// Reads kept bytes.
    ///
    /// # Errors
    /// When they are not what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, FloorsError> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 5 {
            return Err(FloorsError::Shape);
        }
        let number = |reader: &mut Reader<'_>| {
            u32::try_from(reader.unsigned()?).map_err(|_| FloorsError::Shape)
        };
        let (root, list) = (number(&mut reader)?, number(&mut reader)?);
        let (epoch, sequence) = (number(&mut reader)?, number(&mut reader)?);
        let clock = UnixTime::from_seconds(reader.unsigned()?);
        reader.end()?;
        Ok(Self {
            root,
            list,
            epoch,
            sequence,
            clock,
        })
    }
}

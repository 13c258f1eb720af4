use alloc::{borrow::Cow, vec, vec::Vec};
use core::fmt;

use miniz_oxide::{
    deflate::compress_to_vec_zlib,
    inflate::{
        TINFLStatus,
        core::{DecompressorOxide, decompress, inflate_flags},
    },
};

use super::{
    fields::{DocumentError, Field, need},
    packed::Packed,
    status::StatusError,
};
use crate::cbor::{Reader, Writer};

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
    pub(super) const fn from_number(number: u8) -> Self {
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

    fn bytes_of(self, entries: u32) -> usize {
        usize::try_from(entries.div_ceil(self.per_byte())).unwrap_or(usize::MAX)
    }
}

/// Statuses of so many codes, the first in the lowest bits of the first byte.
///
/// ```cddl
/// statuses = {"bits" => 1/2/4/8, "lst" => bstr}  ; lst is zlib
/// ```
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Statuses {
    width: StatusWidth,
    packed: Packed,
}

/// Not the statuses, which are a million.
impl fmt::Debug for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.width.bits();
        write!(f, "Statuses({bits} bits, {} bytes)", self.packed.length())
    }
}

const BITS: &str = "bits";
const LST: &str = "lst";

/// zlib's level 6: level 9 gains a seventh and takes seven times as long (BENCHMARKS.md).
const LEVEL: u8 = 6;

impl Statuses {
    /// Every one of so many codes is good. A last byte that is not full is full all the same.
    pub(super) fn all_valid(width: StatusWidth, entries: u32) -> Self {
        Self {
            width,
            packed: Packed::zeros(width.bytes_of(entries)),
        }
    }

    /// The bytes of memory that the entries take: none when every code is good.
    pub(super) const fn memory(&self) -> usize {
        self.packed.memory()
    }

    /// The bytes of all entries.
    pub(super) fn packed(&self) -> Cow<'_, [u8]> {
        self.packed.full()
    }

    /// The indexes whose statuses differ, ascending; `None` for other widths or lengths.
    pub(super) fn differences<'a>(
        &'a self,
        other: &'a Self,
    ) -> Option<impl Iterator<Item = u32> + 'a> {
        if self.width != other.width || self.packed.length() != other.packed.length() {
            return None;
        }
        let per_byte = self.width.per_byte();
        let differing = self.packed.differing(&other.packed);
        Some(differing.flat_map(move |at| {
            let first = u32::try_from(at).unwrap_or(u32::MAX);
            let first = first.saturating_mul(per_byte);
            (first..first.saturating_add(per_byte))
                .filter(|index| self.get(*index) != other.get(*index))
        }))
    }

    pub(super) fn get(&self, index: u32) -> Option<Status> {
        let (byte, shift) = self.place(index);
        let number = self.packed.get(byte)? >> shift & self.mask();
        Some(Status::from_number(number))
    }

    /// Says whether it could: an index beyond the end and a status wider than an entry cannot be
    /// set.
    pub(super) fn set(&mut self, index: u32, status: Status) -> bool {
        let (byte, shift) = self.place(index);
        let mask = self.mask();
        match self.packed.get(byte) {
            Some(old) if status.number() <= mask => {
                let new = old & !(mask << shift) | status.number() << shift;
                self.packed.set(byte, new)
            }
            _ => false,
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        // "lst" before "bits": the order of the encoded keys.
        writer.map(2);
        writer
            .text(LST)
            .bytes(&compress_to_vec_zlib(&self.packed.full(), LEVEL));
        writer.text(BITS).unsigned(self.width.bits().into());
    }

    /// Reads the statuses of exactly so many codes. They are inflated into exactly the memory that
    /// they need, so a bomb costs no more than a list.
    pub(super) fn read(reader: &mut Reader<'_>, entries: u32) -> Result<Self, StatusError> {
        let out_of_range = DocumentError::OutOfRange(Field::Statuses);
        let mut map = reader.map()?;
        let (mut width, mut list) = (None, None);
        while let Some(member) = map.next_text_key(reader)? {
            match member {
                BITS if width.is_none() => {
                    width = Some(StatusWidth::from_bits(reader.unsigned()?).ok_or(out_of_range)?);
                }
                LST if list.is_none() => list = Some(reader.bytes()?),
                _ => return Err(out_of_range.into()),
            }
        }
        let width = need(width, Field::Statuses)?;
        let packed = inflate(need(list, Field::Statuses)?, width.bytes_of(entries))?;
        let packed = Packed::of(packed);
        Ok(Self { width, packed })
    }

    fn place(&self, index: u32) -> (usize, u32) {
        let per_byte = self.width.per_byte();
        let byte = usize::try_from(index / per_byte).unwrap_or(usize::MAX);
        (byte, index % per_byte * u32::from(self.width.bits()))
    }

    const fn mask(&self) -> u8 {
        u8::MAX >> (8 - self.width.bits())
    }
}

/// Inflates one zlib stream that fills the bytes and gives exactly this length.
fn inflate(compressed: &[u8], length: usize) -> Result<Vec<u8>, StatusError> {
    const FLAGS: u32 = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
        | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut inflated = vec![0; length];
    let mut state = DecompressorOxide::new();
    let (status, read, written) = decompress(&mut state, compressed, &mut inflated, 0, FLAGS);
    match status {
        TINFLStatus::Done if read != compressed.len() => Err(StatusError::Inflate),
        TINFLStatus::Done if written == length => Ok(inflated),
        TINFLStatus::Done | TINFLStatus::HasMoreOutput => Err(StatusError::Length),
        _ => Err(StatusError::Inflate),
    }
}

use alloc::vec::Vec;
use core::fmt;

use super::major;

/// Writes deterministic CBOR. The caller writes map keys in ascending order; every encoder of this
/// crate is tested by reading its bytes back with [`super::Reader`], which insists on it.
#[derive(Clone, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// An empty writer with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
        }
    }

    /// Writes an unsigned integer.
    pub fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(major::UNSIGNED, value)
    }

    /// Writes an integer of either sign.
    pub fn integer(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.head(major::NEGATIVE, (-1 - value).unsigned_abs())
        } else {
            self.head(major::UNSIGNED, value.unsigned_abs())
        }
    }

    /// Writes a byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(major::BYTES, length(value));
        self.raw(value)
    }

    /// Writes a text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.head(major::TEXT, length(value.as_bytes()));
        self.raw(value.as_bytes())
    }

    /// Writes the head of an array of so many items.
    pub fn array(&mut self, items: u64) -> &mut Self {
        self.head(major::ARRAY, items)
    }

    /// Writes the head of a map of so many entries.
    pub fn map(&mut self, entries: u64) -> &mut Self {
        self.head(major::MAP, entries)
    }

    /// Writes a tag.
    pub fn tag(&mut self, number: u64) -> &mut Self {
        self.head(major::TAG, number)
    }

    /// Writes the null of a detached payload.
    pub fn null(&mut self) -> &mut Self {
        self.raw(&[0xf6])
    }

    /// Writes bytes that are already encoded.
    pub fn raw(&mut self, encoded: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(encoded);
        self
    }

    /// The bytes written so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let initial = major << 5;
        let bytes = value.to_be_bytes();
        let [.., b4, b3, b2, b1] = bytes;
        match value {
            0..=23 => self.raw(&[initial | b1]),
            24..=0xff => self.raw(&[initial | 24, b1]),
            0x100..=0xffff => self.raw(&[initial | 25, b2, b1]),
            0x1_0000..=0xffff_ffff => self.raw(&[initial | 26, b4, b3, b2, b1]),
            _ => self.raw(&[initial | 27]).raw(&bytes),
        }
    }
}

/// Not the bytes, which may be a person's.
impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.bytes.len())
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

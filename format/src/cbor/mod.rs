//! Deterministic CBOR (RFC 8949 §4.2.1), checked while it is read: SPEC §3.
//!
//! Generic CBOR crates accept what a signed profile must refuse (repeated keys, heads that are not
//! shortest, trailing bytes), and decoding and encoding again does not find all of it. So this
//! reader is strict by construction: there is no lenient mode.

mod error;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use error::{CborError, CborFault};
pub use reader::{Map, Reader, check_item};
pub use writer::Writer;

/// Major types of RFC 8949 §3.1, as the three high bits of an initial byte.
pub(crate) mod major {
    pub(crate) const UNSIGNED: u8 = 0;
    pub(crate) const NEGATIVE: u8 = 1;
    pub(crate) const BYTES: u8 = 2;
    pub(crate) const TEXT: u8 = 3;
    pub(crate) const ARRAY: u8 = 4;
    pub(crate) const MAP: u8 = 5;
    pub(crate) const TAG: u8 = 6;
    pub(crate) const SIMPLE: u8 = 7;
}

/// How deep arrays and maps may nest in an item that is read as a whole: the value of an ignorable
/// key. Whatever else is read has its shape in code; the deepest signed body, a trust list, nests
/// four too: list, entries, entry, prefixes.
pub const MAX_DEPTH: u8 = 4;

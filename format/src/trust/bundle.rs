//! The file of a bundle (SPEC §6.5): four bytes that say what it is, then the manifest's envelope
//! and the parts in the manifest's order, each as one byte string.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{CborError, Reader, Writer};

/// What a bundle begins with.
const MAGIC: &[u8; 4] = b"JMB1";

/// The most bytes of a bundle: twelve times the status of 127 million codes.
pub const MAX_BUNDLE_BYTES: usize = 64 << 20;

/// The pieces of a bundle, none of them checked.
#[derive(Clone)]
pub struct BundleParts<'a> {
    /// The manifest's envelope.
    pub manifest: &'a [u8],
    /// The parts, in the order of the file.
    pub parts: Vec<&'a [u8]>,
}

/// Not the bytes, which are many.
impl fmt::Debug for BundleParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BundleParts({} parts)", self.parts.len())
    }
}

/// Why bytes are no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleError {
    /// The file is torn, or something else follows a part.
    Cbor(CborError),
    /// The file begins with something else.
    Magic,
    /// There are more bytes than any bundle has.
    TooLarge {
        /// The length in bytes.
        bytes: usize,
    },
    /// There are more parts than any bundle has.
    TooManyParts,
}

impl BundleError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cbor(error) => error.slug(),
            Self::Magic => "bundle-magic",
            Self::TooLarge { .. } => "bundle-too-large",
            Self::TooManyParts => "bundle-parts",
        }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Magic => write!(f, "the file does not begin with JMB1"),
            Self::TooLarge { bytes } => {
                write!(f, "{bytes} bytes, the limit is {MAX_BUNDLE_BYTES}")
            }
            Self::TooManyParts => write!(f, "more than {} parts", super::MAX_PARTS),
        }
    }
}

impl core::error::Error for BundleError {}

impl From<CborError> for BundleError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl<'a> BundleParts<'a> {
    /// Takes a bundle apart.
    ///
    /// # Errors
    /// When the bytes are no bundle.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, BundleError> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(BundleError::TooLarge { bytes: bytes.len() });
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(BundleError::Magic)?;
        let mut reader = Reader::new(rest);
        let manifest = reader.bytes()?;
        let mut parts = Vec::new();
        while reader.position() < rest.len() {
            if parts.len() == super::MAX_PARTS {
                return Err(BundleError::TooManyParts);
            }
            parts.push(reader.bytes()?);
        }
        Ok(Self { manifest, parts })
    }
}

/// The file of a manifest's envelope and its parts.
#[must_use]
pub fn write_bundle(manifest: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.raw(MAGIC).bytes(manifest);
    for part in parts {
        writer.bytes(part);
    }
    writer.finish()
}

//! The files of bundles (SPEC §6.5) and of contributions (SPEC §6.9): four bytes that say what it is,
//! then the envelope that names the parts, and the parts in its order, each as one byte string.

use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{CborError, Reader, Writer};

/// What a bundle begins with.
const MAGIC: &[u8; 4] = b"JMB1";

/// What a contribution begins with: no verifier goes any further.
const CONTRIBUTION_MAGIC: &[u8; 4] = b"JMC1";

/// The most bytes of a bundle: twelve times the status of 127 million codes.
pub const MAX_BUNDLE_BYTES: usize = 64 << 20;

/// The most bytes of a contribution: three times the status of 127 million codes, and a quarter of a
/// bundle, so that no city can fill it.
pub const MAX_CONTRIBUTION_BYTES: usize = 16 << 20;

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

/// The pieces of a contribution, none of them checked.
#[derive(Clone)]
pub struct ContributionParts<'a> {
    /// The envelope of what it says of itself.
    pub statement: &'a [u8],
    /// The parts, in the order of the file.
    pub parts: Vec<&'a [u8]>,
}

/// Not the bytes, which are many.
impl fmt::Debug for ContributionParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContributionParts({} parts)", self.parts.len())
    }
}

/// Why bytes are no bundle, or no contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleError {
    /// The file is torn, or something else follows a part.
    Cbor(CborError),
    /// Where a bundle is due, the file is a city's contribution to one.
    Contribution,
    /// Where a contribution is due, the file begins with something else.
    ContributionMagic,
    /// The file begins with something else.
    Magic,
    /// There are more bytes than its form may have.
    TooLarge {
        /// The length in bytes.
        bytes: usize,
        /// The most that there may be.
        limit: usize,
    },
    /// There are more parts than its form may have.
    TooManyParts {
        /// The most that there may be.
        limit: usize,
    },
}

impl BundleError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cbor(error) => error.slug(),
            Self::Contribution => "bundle-contribution",
            Self::ContributionMagic => "contribution-magic",
            Self::Magic => "bundle-magic",
            Self::TooLarge { .. } => "bundle-too-large",
            Self::TooManyParts { .. } => "bundle-parts",
        }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => {
                write!(f, "the file is torn: copy it to the stick again ({error})")
            }
            Self::Contribution => write!(
                f,
                "it is what a city hands to the centre, and no bundle: ask the centre for the bundle"
            ),
            Self::ContributionMagic => write!(
                f,
                "the file does not begin with JMC1: a city's contribution is what juma-issuer publish --out CITY.jmc writes"
            ),
            Self::Magic => write!(f, "the file does not begin with JMB1"),
            Self::TooLarge { bytes, limit } => write!(f, "{bytes} bytes, the limit is {limit}"),
            Self::TooManyParts { limit } => write!(f, "more than {limit} parts"),
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
        refuse_longer(bytes, MAX_BUNDLE_BYTES)?;
        if bytes.starts_with(CONTRIBUTION_MAGIC) {
            return Err(BundleError::Contribution);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(BundleError::Magic)?;
        let (manifest, parts) = take_apart(rest, super::MAX_PARTS)?;
        Ok(Self { manifest, parts })
    }
}

impl<'a> ContributionParts<'a> {
    /// Takes a contribution apart.
    ///
    /// # Errors
    /// When the bytes are no contribution.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, BundleError> {
        refuse_longer(bytes, MAX_CONTRIBUTION_BYTES)?;
        let rest = bytes.strip_prefix(CONTRIBUTION_MAGIC);
        let rest = rest.ok_or(BundleError::ContributionMagic)?;
        let (statement, parts) = take_apart(rest, super::MAX_CONTRIBUTION_PARTS)?;
        Ok(Self { statement, parts })
    }
}

const fn refuse_longer(bytes: &[u8], limit: usize) -> Result<(), BundleError> {
    if bytes.len() > limit {
        let bytes = bytes.len();
        return Err(BundleError::TooLarge { bytes, limit });
    }
    Ok(())
}

/// The envelope, and the parts after it.
fn take_apart(rest: &[u8], limit: usize) -> Result<(&[u8], Vec<&[u8]>), BundleError> {
    let mut reader = Reader::new(rest);
    let envelope = reader.bytes()?;
    let mut parts = Vec::new();
    while reader.position() < rest.len() {
        if parts.len() == limit {
            return Err(BundleError::TooManyParts { limit });
        }
        parts.push(reader.bytes()?);
    }
    Ok((envelope, parts))
}

/// The file of a manifest's envelope and its parts.
#[must_use]
pub fn write_bundle(manifest: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    put_together(MAGIC, manifest, parts)
}

/// The file of a contribution's envelope and its parts.
#[must_use]
pub fn write_contribution(statement: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    put_together(CONTRIBUTION_MAGIC, statement, parts)
}

fn put_together(magic: &[u8], envelope: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.raw(magic).bytes(envelope);
    for part in parts {
        writer.bytes(part);
    }
    writer.finish()
}

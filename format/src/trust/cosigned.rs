use alloc::vec::Vec;
use core::{fmt, marker::PhantomData};

use crate::{
    body::Body,
    cbor::{CborError, Reader, Writer},
    envelope::{Envelope, EnvelopeError},
};

/// The most signatures of one document: those of the root before and of its own, all of them.
pub const MAX_SIGNATURES: usize = 2 * super::MAX_ROOT_KEYS;

/// A document that several keys sign: one payload, and one envelope without payload a signature.
/// Each signature is made on its own, on its holder's machine, and the envelopes are put together.
///
/// ```cddl
/// cosigned = [payload: bstr, signatures: [+ envelope]]  ; payload nil in each, ascending by bytes
/// ```
pub struct Cosigned<'a, B: Body> {
    payload: &'a [u8],
    signatures: Vec<Envelope<'a, B>>,
    body: PhantomData<fn() -> B>,
}

impl<B: Body> fmt::Debug for Cosigned<'_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cosigned")
            .field("signatures", &self.signatures)
            .finish_non_exhaustive()
    }
}

/// Why bytes are no cosigned document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CosignedError {
    /// A signature is no envelope.
    Envelope(EnvelopeError),
    /// Signatures do not ascend, or one stands twice.
    Order,
    /// The array has another length than two, or too few or too many signatures.
    Shape,
}

impl CosignedError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Envelope(error) => error.slug(),
            Self::Order => "cosigned-order",
            Self::Shape => "cosigned-shape",
        }
    }
}

impl fmt::Display for CosignedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Envelope(error) => error.fmt(f),
            Self::Order => write!(f, "the signatures do not ascend"),
            Self::Shape => write!(f, "not a payload and 1 to {MAX_SIGNATURES} signatures"),
        }
    }
}

impl core::error::Error for CosignedError {}

impl From<EnvelopeError> for CosignedError {
    fn from(error: EnvelopeError) -> Self {
        Self::Envelope(error)
    }
}

impl From<CborError> for CosignedError {
    fn from(error: CborError) -> Self {
        Self::Envelope(EnvelopeError::Cbor(error))
    }
}

impl<'a, B: Body> Cosigned<'a, B> {
    /// Reads a document that fills the bytes.
    ///
    /// # Errors
    /// When the bytes are anything else than one cosigned document in its one form.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CosignedError> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 2 {
            return Err(CosignedError::Shape);
        }
        let payload = reader.bytes()?;
        let length = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
        if !(1..=MAX_SIGNATURES).contains(&length) {
            return Err(CosignedError::Shape);
        }
        let mut signatures = Vec::with_capacity(length);
        let mut last: &[u8] = &[];
        for _ in 0..length {
            let start = reader.position();
            signatures.push(Envelope::read(&mut reader)?);
            let bytes = reader.since(start);
            if bytes <= last {
                return Err(CosignedError::Order);
            }
            last = bytes;
        }
        reader.end()?;
        Ok(Self {
            payload,
            signatures,
            body: PhantomData,
        })
    }

    /// The payload before any check.
    #[must_use]
    pub const fn payload_unverified(&self) -> &'a [u8] {
        self.payload
    }

    /// The signatures, unchecked.
    #[must_use]
    pub fn signatures(&self) -> &[Envelope<'a, B>] {
        &self.signatures
    }

    /// The bytes of a payload and its envelopes, which may come in any order and more than once.
    #[must_use]
    pub fn assemble(payload: &[u8], mut envelopes: Vec<Vec<u8>>) -> Vec<u8> {
        envelopes.sort_unstable();
        envelopes.dedup();
        let mut writer = Writer::new();
        writer.array(2).bytes(payload);
        writer.array(u64::try_from(envelopes.len()).unwrap_or(u64::MAX));
        for envelope in &envelopes {
            writer.raw(envelope);
        }
        writer.finish()
    }
}

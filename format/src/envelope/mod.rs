//! The one envelope of everything signed: an untagged COSE_Sign1 (RFC 9052 §4.2) with exactly the
//! protected header of its body and nothing unprotected (SPEC §4).
//!
//! ```cddl
//! envelope = [protected: bstr .cbor header, unprotected: {}, payload: bstr / nil, signature: bstr .size 64]
//! header = {1 => -19, 4 => bstr .size 4, ? 16 => "application/statuslist+cwt"}
//! ```

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::{fmt, marker::PhantomData};

use crate::{
    Environment, KeyId,
    algorithm::Algorithm,
    body::{Body, PayloadPlace},
    cbor::{CborError, Reader, Writer},
};

/// Header parameters of RFC 9052 §3.1 and RFC 9596.
const ALG: i64 = 1;
const KID: i64 = 4;
const TYP: i64 = 16;

/// The COSE_Sign1 tag (RFC 9052 §2), which a Token Status List carries and nothing else here does.
const SIGN1_TAG: u64 = 18;

/// The bytes of a signature, in this suite and in the one that may follow it (SM2).
pub const SIGNATURE_LENGTH: usize = 64;

/// A signature that nobody has checked yet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignatureBytes([u8; SIGNATURE_LENGTH]);

impl SignatureBytes {
    /// A signature of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; SIGNATURE_LENGTH]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; SIGNATURE_LENGTH] {
        &self.0
    }
}

impl fmt::Debug for SignatureBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureBytes(..)")
    }
}

/// An envelope that was parsed and not checked. What it says of itself (key id, algorithm) can be
/// read; its payload only by a name that says what it is.
pub struct Envelope<'a, B: Body> {
    protected: &'a [u8],
    algorithm: Algorithm,
    key_id: KeyId,
    payload: Option<&'a [u8]>,
    signature: SignatureBytes,
    body: PhantomData<fn() -> B>,
}

/// Why bytes are not an envelope of their body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The bytes are not deterministic CBOR, or an item has the wrong type.
    Cbor(CborError),
    /// The protected header lacks a parameter.
    HeaderMissing {
        /// The parameter.
        parameter: i64,
    },
    /// The protected header holds a parameter that the body does not use, `crit` among them.
    HeaderUnknown {
        /// The parameter.
        parameter: i64,
    },
    /// The content type is another body's.
    HeaderType,
    /// The payload stands where it should not, or is missing.
    Payload,
    /// The array has another length than four.
    Shape,
    /// There are more bytes than any envelope of the body has.
    TooLarge {
        /// The length in bytes.
        bytes: usize,
        /// The greatest length in bytes.
        max: usize,
    },
    /// The unprotected header is not empty. Nothing protects what it says.
    Unprotected,
}

impl EnvelopeError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cbor(error) => error.slug(),
            Self::HeaderMissing { .. } => "header-missing",
            Self::HeaderUnknown { .. } => "header-unknown",
            Self::HeaderType => "header-type",
            Self::Payload => "envelope-payload",
            Self::Shape => "envelope-shape",
            Self::TooLarge { .. } => "envelope-too-large",
            Self::Unprotected => "envelope-unprotected",
        }
    }
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::HeaderMissing { parameter } => {
                write!(f, "header parameter {parameter} is missing")
            }
            Self::HeaderUnknown { parameter } => {
                write!(f, "header parameter {parameter} is not used")
            }
            Self::HeaderType => write!(f, "the content type is that of another body"),
            Self::Payload => write!(f, "the payload is not in its place"),
            Self::Shape => write!(f, "the envelope is not an array of four"),
            Self::TooLarge { bytes, max } => write!(f, "{bytes} bytes, the limit is {max}"),
            Self::Unprotected => write!(f, "the unprotected header is not empty"),
        }
    }
}

impl core::error::Error for EnvelopeError {}

impl From<CborError> for EnvelopeError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl<'a, B: Body> Envelope<'a, B> {
    /// Reads an envelope that fills the bytes.
    ///
    /// # Errors
    /// When the bytes are anything else than one envelope of the body in its one form.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > B::MAX_BYTES {
            return Err(EnvelopeError::TooLarge {
                bytes: bytes.len(),
                max: B::MAX_BYTES,
            });
        }
        let mut reader = Reader::new(bytes);
        if B::CONTENT_TYPE.is_some() {
            reader.tag(SIGN1_TAG)?;
        }
        let envelope = Self::read(&mut reader)?;
        reader.end()?;
        Ok(envelope)
    }

    /// Reads an envelope that is the next item, without a tag.
    ///
    /// # Errors
    /// When the next item is anything else than one envelope of the body in its one form.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        if reader.array()? != 4 {
            return Err(EnvelopeError::Shape);
        }
        let protected = reader.bytes()?;
        let start = reader.position().saturating_sub(protected.len());
        let (algorithm, key_id) = read_header::<B>(protected).map_err(|error| match error {
            EnvelopeError::Cbor(error) => error.inside(start).into(),
            error => error,
        })?;
        if reader.map()?.entries_left() != 0 {
            return Err(EnvelopeError::Unprotected);
        }
        let payload = if reader.take_null() {
            None
        } else {
            Some(reader.bytes()?)
        };
        if payload.is_some() != (B::PAYLOAD == PayloadPlace::Attached) {
            return Err(EnvelopeError::Payload);
        }
        let signature = SignatureBytes(reader.array_of_bytes()?);
        Ok(Self {
            protected,
            algorithm,
            key_id,
            payload,
            signature,
            body: PhantomData,
        })
    }

    /// The key id, which finds a key and proves nothing.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The algorithm that it names; the key's own must equal it.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes of the protected header.
    #[must_use]
    pub const fn protected(&self) -> &'a [u8] {
        self.protected
    }

    /// The signature, unchecked.
    #[must_use]
    pub const fn signature(&self) -> SignatureBytes {
        self.signature
    }

    /// The payload before any check: for the check itself, and for showing a person a code under
    /// the heading UNVERIFIED. Empty when the payload is detached.
    #[must_use]
    pub fn payload_unverified(&self) -> &'a [u8] {
        self.payload.unwrap_or_default()
    }

    /// What the signature must cover. `detached` is the payload of a body that has it beside the
    /// envelope, and is not looked at otherwise.
    #[must_use]
    pub fn to_be_signed(&self, environment: Environment, detached: &[u8]) -> Vec<u8> {
        let payload = self.payload.unwrap_or(detached);
        sig_structure(self.protected, &B::context(environment), payload)
    }
}

impl<B: Body> fmt::Debug for Envelope<'_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("body", &B::NAME)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// The Sig_structure of RFC 9052 §4.4 for one signer.
#[must_use]
pub fn sig_structure(protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer =
        Writer::with_capacity(32 + protected.len() + external_aad.len() + payload.len());
    writer
        .array(4)
        .text("Signature1")
        .bytes(protected)
        .bytes(external_aad)
        .bytes(payload);
    writer.finish()
}

/// The protected header of a body for one key.
#[must_use]
pub fn protected_header<B: Body>(algorithm: Algorithm, key_id: KeyId) -> Vec<u8> {
    let mut writer = Writer::with_capacity(48);
    writer.map(if B::CONTENT_TYPE.is_some() { 3 } else { 2 });
    writer.integer(ALG).integer(algorithm.number());
    writer.integer(KID).bytes(key_id.as_bytes());
    if let Some(content_type) = B::CONTENT_TYPE {
        writer.integer(TYP).text(content_type);
    }
    writer.finish()
}

/// The protected header of a presentation, whose key stands in the claims and needs no kid.
#[must_use]
pub fn key_less_header(algorithm: Algorithm) -> Vec<u8> {
    let mut writer = Writer::with_capacity(4);
    writer.map(1).integer(ALG).integer(algorithm.number());
    writer.finish()
}

/// The bytes of an envelope. The payload is left out where the body has it beside the envelope.
#[must_use]
pub fn assemble<B: Body>(protected: &[u8], payload: &[u8], signature: SignatureBytes) -> Vec<u8> {
    let mut writer = Writer::with_capacity(protected.len() + payload.len() + 80);
    if B::CONTENT_TYPE.is_some() {
        writer.tag(SIGN1_TAG);
    }
    writer.array(4).bytes(protected).map(0);
    match B::PAYLOAD {
        PayloadPlace::Attached => writer.bytes(payload),
        PayloadPlace::Detached => writer.null(),
    };
    writer.bytes(signature.as_bytes());
    writer.finish()
}

fn read_header<B: Body>(protected: &[u8]) -> Result<(Algorithm, KeyId), EnvelopeError> {
    let mut reader = Reader::new(protected);
    let mut header = reader.map()?;
    let (mut algorithm, mut key_id, mut content_type) = (None, None, None);
    while let Some(parameter) = header.next_key(&mut reader)? {
        match parameter {
            ALG => algorithm = Some(Algorithm::from_number(reader.integer()?)),
            KID => key_id = Some(KeyId::from_bytes(reader.array_of_bytes()?)),
            TYP if B::CONTENT_TYPE.is_some() => content_type = Some(reader.text()?),
            _ => return Err(EnvelopeError::HeaderUnknown { parameter }),
        }
    }
    reader.end()?;
    let missing = |parameter| EnvelopeError::HeaderMissing { parameter };
    let algorithm = algorithm.ok_or(missing(ALG))?;
    let key_id = key_id.ok_or(missing(KID))?;
    if content_type.is_none() && B::CONTENT_TYPE.is_some() {
        return Err(missing(TYP));
    }
    if content_type != B::CONTENT_TYPE {
        return Err(EnvelopeError::HeaderType);
    }
    Ok((algorithm, key_id))
}

//! The text of a code, as a QR symbol holds it (SPEC §2): a prefix and base45.

#[cfg(test)]
mod tests;

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    base45::{self, Base45Error},
    body::Code,
    cbor::{CborError, Reader, Writer},
    envelope::{Envelope, EnvelopeError, SignatureBytes},
};

/// The characters that a version 25 symbol holds at ECC M in alphanumeric mode (ISO/IEC 18004
/// table 7). A larger symbol does not scan from a phone held up to a gate, so no code is longer.
pub const MAX_TEXT_CHARS: usize = 1451;

/// The bytes of [`MAX_TEXT_CHARS`] without the prefix.
pub const MAX_CODE_BYTES: usize = (MAX_TEXT_CHARS - PREFIX_CHARS) / 3 * 2;

const PREFIX_CHARS: usize = 4;
const STATIC: &str = "JM1:";
const LIVE: &str = "JL1:";
const HOLDER_KEY: &str = "JH1:";

/// A holder's challenge: what an officer says aloud is at most nine digits.
pub const MAX_CHALLENGE: u64 = 999_999_999;

/// The bytes under a text, by its prefix. They are of the right length and alphabet; nothing else
/// is known yet.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeBytes {
    form: Form,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Static,
    Live,
    HolderKey,
}

/// A code as it was shown: the envelope, and the proof around it when there is one.
pub struct Shown<'a> {
    /// The code itself.
    pub code: Envelope<'a, Code>,
    /// The bytes of the code itself, which a guardian's tag and a presentation are over.
    pub code_bytes: &'a [u8],
    /// What was shown around it.
    pub proof: Proof,
}

/// What a holder shows around a code, unchecked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: the code alone.
    None,
    /// A preimage of the anchor, for one slot (SPEC §7.1).
    Live {
        /// The slot, 1 or more.
        slot: u32,
        /// 16 bytes that hash to the anchor in `slot` steps.
        preimage: [u8; 16],
    },
    /// A signature by the holder's key (SPEC §7.2).
    HolderKey {
        /// The slot, 1 or more.
        slot: u32,
        /// What the verifier asked for, if anything.
        challenge: Option<u32>,
        /// The signature.
        signature: SignatureBytes,
    },
}

/// Not the bytes, which are a person's.
impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown")
            .field("code", &self.code)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Live { .. } => "Live(..)",
            Self::HolderKey { .. } => "HolderKey(..)",
        })
    }
}

impl fmt::Debug for CodeBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeBytes({} bytes)", self.bytes.len())
    }
}

/// Why a text is not a code's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeTextError {
    /// The text after the prefix is not base45.
    Base45(Base45Error),
    /// The bytes are no envelope.
    Envelope(EnvelopeError),
    /// The text has none of the prefixes.
    Prefix,
    /// What stands around the code is no proof.
    Proof,
    /// The text is longer than any code's.
    TooLong {
        /// The length in bytes.
        chars: usize,
        /// The greatest length.
        max: usize,
    },
}

impl CodeTextError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Base45(error) => error.slug(),
            Self::Envelope(error) => error.slug(),
            Self::Prefix => "text-prefix",
            Self::Proof => "proof-shape",
            Self::TooLong { .. } => "text-too-long",
        }
    }
}

impl fmt::Display for CodeTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base45(error) => error.fmt(f),
            Self::Envelope(error) => error.fmt(f),
            Self::Prefix => write!(f, "the text does not begin with JM1:, JL1: or JH1:"),
            Self::Proof => write!(f, "what stands around the code is no proof"),
            Self::TooLong { chars, max } => write!(f, "{chars} characters, the limit is {max}"),
        }
    }
}

impl core::error::Error for CodeTextError {}

impl From<Base45Error> for CodeTextError {
    fn from(error: Base45Error) -> Self {
        Self::Base45(error)
    }
}

impl From<EnvelopeError> for CodeTextError {
    fn from(error: EnvelopeError) -> Self {
        Self::Envelope(error)
    }
}

impl From<CborError> for CodeTextError {
    fn from(error: CborError) -> Self {
        Self::Envelope(EnvelopeError::Cbor(error))
    }
}

/// Whether a text says of itself that it is a code of ours, by its prefix alone.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    [STATIC, LIVE, HOLDER_KEY]
        .iter()
        .any(|prefix| text.starts_with(prefix))
}

/// The text of a code that is shown alone.
#[must_use]
pub fn static_text(code: &[u8]) -> String {
    write_text(STATIC, code)
}

/// The text of a code with the proof of a slot.
#[must_use]
pub fn live_text(code: &[u8], slot: u32, preimage: &[u8; 16]) -> String {
    let mut writer = Writer::new();
    writer
        .array(3)
        .raw(code)
        .unsigned(slot.into())
        .bytes(preimage);
    write_text(LIVE, writer.as_bytes())
}

/// The text of a code with a signature by the holder's key.
#[must_use]
pub fn holder_key_text(
    code: &[u8],
    slot: u32,
    challenge: Option<u32>,
    signature: SignatureBytes,
) -> String {
    let mut writer = Writer::new();
    writer.array(4).raw(code).unsigned(slot.into());
    match challenge {
        Some(challenge) => writer.unsigned(challenge.into()),
        None => writer.null(),
    };
    writer.bytes(signature.as_bytes());
    write_text(HOLDER_KEY, writer.as_bytes())
}

fn write_text(prefix: &str, bytes: &[u8]) -> String {
    let mut text = String::from(prefix);
    base45::encode_into(bytes, &mut text);
    text
}

impl CodeBytes {
    /// Reads the text: prefix, length, alphabet.
    ///
    /// # Errors
    /// When the text is no code's.
    pub fn from_text(text: &str) -> Result<Self, CodeTextError> {
        if text.len() > MAX_TEXT_CHARS {
            return Err(CodeTextError::TooLong {
                chars: text.len(),
                max: MAX_TEXT_CHARS,
            });
        }
        let (form, rest) = [
            (Form::Static, STATIC),
            (Form::Live, LIVE),
            (Form::HolderKey, HOLDER_KEY),
        ]
        .into_iter()
        .find_map(|(form, prefix)| Some((form, text.strip_prefix(prefix)?)))
        .ok_or(CodeTextError::Prefix)?;
        Ok(Self {
            form,
            bytes: base45::decode(rest)?,
        })
    }

    /// Reads the envelope, and the proof around it.
    ///
    /// # Errors
    /// When the bytes are not in the one form that the prefix promises.
    pub fn shown(&self) -> Result<Shown<'_>, CodeTextError> {
        let mut reader = Reader::new(&self.bytes);
        let items = match self.form {
            Form::Static => {
                let code = Envelope::parse(&self.bytes)?;
                return Ok(Shown {
                    code,
                    code_bytes: &self.bytes,
                    proof: Proof::None,
                });
            }
            Form::Live => 3,
            Form::HolderKey => 4,
        };
        if reader.array()? != items {
            return Err(CodeTextError::Proof);
        }
        let start = reader.position();
        let code = Envelope::read(&mut reader)?;
        let code_bytes = reader.since(start);
        // Slot 0 would show the anchor, which the code itself holds.
        let slot = u32::try_from(reader.unsigned()?).unwrap_or(0);
        if slot == 0 {
            return Err(CodeTextError::Proof);
        }
        let proof = if self.form == Form::Live {
            Proof::Live {
                slot,
                preimage: reader.array_of_bytes()?,
            }
        } else {
            let challenge = if reader.take_null() {
                None
            } else {
                let challenge = reader.unsigned()?;
                let challenge = (challenge <= MAX_CHALLENGE).then_some(challenge);
                Some(
                    challenge
                        .and_then(|c| u32::try_from(c).ok())
                        .ok_or(CodeTextError::Proof)?,
                )
            };
            let signature = SignatureBytes::new(reader.array_of_bytes()?);
            Proof::HolderKey {
                slot,
                challenge,
                signature,
            }
        };
        reader.end()?;
        Ok(Shown {
            code,
            code_bytes,
            proof,
        })
    }
}

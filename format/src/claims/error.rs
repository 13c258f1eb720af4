use core::fmt;

use super::ClaimKey;
use crate::{
    cbor::CborError,
    person::{DocumentError, PersonTextError},
    text::TextError,
};

/// Why claims are refused. No variant holds a value of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimsError {
    /// The bytes are not deterministic CBOR, or a value has the wrong type.
    Cbor(CborError),
    /// A text holds a character that may not stand there, or too many of them.
    Characters(ClaimKey, PersonTextError),
    /// Two claims contradict one another.
    Conflict(Conflict),
    /// The document's number is none of its kind.
    Document(DocumentError),
    /// A text is not in its one form.
    Encoding(ClaimKey),
    /// A claim that the tier needs is not there.
    Missing(ClaimKey),
    /// A value is outside the range of SPEC §5.
    OutOfRange(ClaimKey),
    /// A bit of the flags is set that means nothing, or a number in them has no meaning.
    ReservedFlags,
    /// A claim stands where the tier or another claim rules it out: a birth date in a gate code.
    Unexpected(ClaimKey),
    /// A key that no claim has.
    Unknown {
        /// The key.
        key: i64,
    },
}

/// Claims that cannot both be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// An anchor and a holder key in one code.
    AnchorAndHolderKey,
    /// The code ends before it was issued, or at that moment.
    ExpiresBeforeIssued,
    /// The code does not end at 00:00 UTC+8.
    ExpiresNotMidnight,
    /// A guardian's tag without a relation, or the reverse.
    GuardianHalf,
    /// An anchor or a holder key without a profile, or the reverse.
    LiveHalf,
    /// A live code on paper.
    LivePaper,
}

impl Conflict {
    const fn text(self) -> &'static str {
        match self {
            Self::AnchorAndHolderKey => "an anchor and a holder key in one code",
            Self::ExpiresBeforeIssued => "it ends before it was issued",
            Self::ExpiresNotMidnight => "it does not end at 00:00 UTC+8",
            Self::GuardianHalf => "a guardian's tag without a relation, or the reverse",
            Self::LiveHalf => "an anchor or a holder key without a profile, or the reverse",
            Self::LivePaper => "a live code on paper",
        }
    }
}

impl ClaimsError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cbor(error) => error.slug(),
            Self::Characters(..) => "claim-characters",
            Self::Conflict(_) => "claim-conflict",
            Self::Document(_) => "claim-document",
            Self::Encoding(_) => "claim-encoding",
            Self::Missing(_) => "claim-missing",
            Self::OutOfRange(_) => "claim-range",
            Self::ReservedFlags => "claim-flags",
            Self::Unexpected(_) => "claim-unexpected",
            Self::Unknown { .. } => "claim-unknown",
        }
    }

    pub(super) const fn text(key: ClaimKey, error: TextError) -> Self {
        match error {
            TextError::Cbor(error) => Self::Cbor(error),
            TextError::Encoding => Self::Encoding(key),
        }
    }
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Characters(key, error) => write!(f, "{key}: {error}"),
            Self::Conflict(conflict) => f.write_str(conflict.text()),
            Self::Document(error) => write!(f, "document: {error}"),
            Self::Encoding(key) => write!(f, "{key}: the text is not in its one form"),
            Self::Missing(key) => write!(f, "{key} is missing"),
            Self::OutOfRange(key) => write!(f, "{key} is out of range"),
            Self::ReservedFlags => write!(f, "flags: a reserved bit or number"),
            Self::Unexpected(key) => write!(f, "{key} has no place in such a code"),
            Self::Unknown { key } => write!(f, "claim {key} is not known"),
        }
    }
}

impl core::error::Error for ClaimsError {}

impl From<CborError> for ClaimsError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl From<Conflict> for ClaimsError {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

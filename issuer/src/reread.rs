use core::fmt;

use juma_format::{body::Code, claims::Claims, code_text::CodeBytes, envelope::Envelope};
use juma_keys::{CodeKeyLookup, TrustedList, hash_of};
use juma_registry::ledger::CodeHash;

/// What a code in hand says, its signature checked.
#[derive(Debug)]
pub struct Reread {
    /// The name under which a ledger knows it.
    pub hash: CodeHash,
    /// What it says.
    pub claims: Claims,
}

/// Why a text is no code of this issuer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RereadError {
    /// What was signed are no claims.
    Claims,
    /// It is not the form of a code.
    Form,
    /// The signature is not good.
    Signature,
    /// The trust list does not have the key.
    UnknownKey,
}

impl RereadError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Claims => "no-claims",
            Self::Form => "not-a-code",
            Self::Signature => "bad-signature",
            Self::UnknownKey => "unknown-key",
        }
    }
}

impl fmt::Display for RereadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claims => "what was signed are no claims of a code",
            Self::Form => "it is not the form of a code",
            Self::Signature => "the signature is not good",
            Self::UnknownKey => "the trust list does not have its key",
        })
    }
}

impl core::error::Error for RereadError {}

/// Reads a text that was issued again: its form, its signature by a key of the list, its claims.
///
/// # Errors
/// When it is no code that a key of the list has signed.
pub fn reread(text: &str, list: &TrustedList) -> Result<Reread, RereadError> {
    let shown = CodeBytes::from_text(text).map_err(|_| RereadError::Form)?;
    let shown = shown.shown().map_err(|_| RereadError::Form)?;
    let envelope = Envelope::<Code>::parse(shown.code_bytes).map_err(|_| RereadError::Form)?;
    let CodeKeyLookup::Known(_, public) = list.code_key(envelope.key_id()) else {
        return Err(RereadError::UnknownKey);
    };
    let environment = list.list().environment();
    let verified = public.check(&envelope, environment);
    let verified = verified.map_err(|_| RereadError::Signature)?;
    let claims = Claims::decode(verified.payload()).map_err(|_| RereadError::Claims)?;
    Ok(Reread {
        hash: CodeHash::from_bytes(hash_of(shown.code_bytes)),
        claims,
    })
}

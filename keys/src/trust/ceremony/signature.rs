use core::fmt;

use juma_format::{
    Environment,
    body::{Body, RootDocument, TrustList as TrustListBody},
    envelope::Envelope,
};

use super::{
    CeremonyFileError, CeremonyRefusal, Draft, DraftBody,
    lines::{Lines, write_bytes, write_head},
};
use crate::{
    check::CheckError,
    kind::{MaySign, RootKey},
    public_key::PublicKey,
    trust::hash_of,
};

/// One holder's signature of a draft, on its way back.
///
/// ```text
/// juma signature
/// body: trust-list
/// environment: demo
/// draft: <base64 of the SHA-256 of the payload>
/// key: <base64 of the public key>
/// envelope: <base64>
/// ```
#[derive(Clone, Debug)]
pub struct DraftSignature {
    pub(super) body: DraftBody,
    pub(super) environment: Environment,
    pub(super) payload_hash: [u8; 32],
    pub(super) key: PublicKey<RootKey>,
    pub(super) envelope: Vec<u8>,
}

const DRAFT: &str = "draft";
const KEY: &str = "key";
const ENVELOPE: &str = "envelope";

impl DraftSignature {
    /// The first line of its file.
    pub const FIRST_LINE: &'static str = "juma signature";

    /// Reads the file. Nothing is checked before [`combine`](super::combine) does it.
    ///
    /// # Errors
    /// When the text is no such file.
    pub fn parse(text: &str) -> Result<Self, CeremonyFileError> {
        let mut lines = Lines::read(text, Self::FIRST_LINE)?;
        let signature = Self {
            body: lines.body()?,
            environment: lines.environment()?,
            payload_hash: lines.key_bytes(DRAFT)?,
            key: PublicKey::from_bytes(&lines.key_bytes(KEY)?).map_err(CeremonyFileError::Key)?,
            envelope: lines.bytes(ENVELOPE)?,
        };
        lines.end()?;
        Ok(signature)
    }

    /// What it says that was signed.
    #[must_use]
    pub const fn body(&self) -> DraftBody {
        self.body
    }

    /// The environment that it says.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// SHA-256 of the payload that it says was signed.
    #[must_use]
    pub const fn payload_hash(&self) -> &[u8; 32] {
        &self.payload_hash
    }

    /// The key that it says has signed.
    #[must_use]
    pub const fn key(&self) -> &PublicKey<RootKey> {
        &self.key
    }

    /// Checks that it is this key's signature of this draft. Whether the key counts is another
    /// question.
    ///
    /// # Errors
    /// When it is one of another draft, or no good.
    pub fn check(&self, draft: &Draft) -> Result<(), CeremonyRefusal> {
        let payload = draft.payload();
        let same = self.body == draft.body()
            && self.environment == draft.environment()
            && self.payload_hash == hash_of(&payload);
        if !same {
            return Err(CeremonyRefusal::OtherDraft {
                key: self.key.hash(),
            });
        }
        match draft {
            Draft::Root(_) => self.check_body::<RootDocument>(&payload),
            Draft::TrustList(_) => self.check_body::<TrustListBody>(&payload),
        }
    }

    fn check_body<B: Body>(&self, payload: &[u8]) -> Result<(), CeremonyRefusal>
    where
        RootKey: MaySign<B>,
    {
        let envelope =
            Envelope::<B>::parse(&self.envelope).map_err(|error| CeremonyRefusal::Envelope {
                key: self.key.hash(),
                error,
            })?;
        let checked = if envelope.key_id() == self.key.key_id() {
            self.key
                .check_detached(&envelope, self.environment, payload)
                .map(drop)
        } else {
            Err(CheckError::BadSignature)
        };
        checked.map_err(|error| CeremonyRefusal::Check {
            key: self.key.hash(),
            error,
        })
    }
}

impl fmt::Display for DraftSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_head(f, Self::FIRST_LINE, self.body, self.environment)?;
        write_bytes(f, DRAFT, &self.payload_hash)?;
        write_bytes(f, KEY, self.key.as_bytes())?;
        write_bytes(f, ENVELOPE, &self.envelope)
    }
}

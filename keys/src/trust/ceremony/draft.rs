use core::fmt;

use juma_format::{
    Environment,
    body::{RootDocument, TrustList as TrustListBody},
    trust::{Root, TrustList},
};

use super::{
    CeremonyFileError, CeremonyRefusal, DraftSignature, ListDraft, RootDraft,
    lines::{Lines, write_bytes, write_head},
};
use crate::{kind::RootKey, signing_key::SigningKey, trust::hash_of};

/// A document that waits for the signatures of root keys.
///
/// ```text
/// juma draft
/// body: trust-list
/// environment: demo
/// payload: pgEBAgAD…
/// ```
#[derive(Clone, Debug)]
pub enum Draft {
    /// A root document.
    Root(RootDraft),
    /// A trust list.
    TrustList(ListDraft),
}

/// What a draft becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftBody {
    /// A root document.
    Root,
    /// A trust list.
    TrustList,
}

const PAYLOAD: &str = "payload";

impl DraftBody {
    /// The word of files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::TrustList => "trust-list",
        }
    }

    /// The body of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Root, Self::TrustList]
            .into_iter()
            .find(|body| body.name() == name)
    }
}

impl Draft {
    /// The first line of its file.
    pub const FIRST_LINE: &'static str = "juma draft";

    /// Reads the file.
    ///
    /// # Errors
    /// When the text is no draft, or one that could not have been made.
    pub fn parse(text: &str) -> Result<Self, CeremonyFileError> {
        let mut lines = Lines::read(text, Self::FIRST_LINE)?;
        let body = lines.body()?;
        let environment = lines.environment()?;
        let payload = lines.bytes(PAYLOAD)?;
        lines.end()?;
        let draft = match body {
            DraftBody::Root => Self::Root(RootDraft::of(Root::decode(&payload)?)?),
            DraftBody::TrustList => Self::TrustList(ListDraft::of(TrustList::decode(&payload)?)?),
        };
        if draft.environment() != environment {
            return Err(CeremonyFileError::Line {
                name: "environment",
            });
        }
        Ok(draft)
    }

    /// What it becomes.
    #[must_use]
    pub const fn body(&self) -> DraftBody {
        match self {
            Self::Root(_) => DraftBody::Root,
            Self::TrustList(_) => DraftBody::TrustList,
        }
    }

    /// The environment that it is for.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        match self {
            Self::Root(draft) => draft.document().environment(),
            Self::TrustList(draft) => draft.list().environment(),
        }
    }

    /// The payload that is signed.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        match self {
            Self::Root(draft) => draft.document().encode(),
            Self::TrustList(draft) => draft.list().encode(),
        }
    }

    /// SHA-256 of the payload, which holders read to one another before they sign.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.payload())
    }

    /// Signs it with one root key.
    ///
    /// # Errors
    /// When the key is of another environment.
    pub fn sign(&self, key: &SigningKey<RootKey>) -> Result<DraftSignature, CeremonyRefusal> {
        if key.environment() != self.environment() {
            return Err(CeremonyRefusal::Environment);
        }
        let payload = self.payload();
        let hash = hash_of(&payload);
        let envelope = match self {
            Self::Root(_) => key.sign::<RootDocument>(payload),
            Self::TrustList(_) => key.sign::<TrustListBody>(payload),
        };
        Ok(DraftSignature {
            body: self.body(),
            environment: self.environment(),
            payload_hash: hash,
            key: key.public().clone(),
            envelope,
        })
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_head(f, Self::FIRST_LINE, self.body(), self.environment())?;
        write_bytes(f, PAYLOAD, &self.payload())
    }
}

impl From<RootDraft> for Draft {
    fn from(draft: RootDraft) -> Self {
        Self::Root(draft)
    }
}

impl From<ListDraft> for Draft {
    fn from(draft: ListDraft) -> Self {
        Self::TrustList(draft)
    }
}

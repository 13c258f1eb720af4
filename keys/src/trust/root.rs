use core::fmt;
use std::collections::BTreeSet;

use juma_format::{
    Environment,
    body::{Body, RootDocument, TrustList as TrustListBody},
    trust::{Cosigned, CosignedError, DocumentError, Root, TrustList},
};

use super::list::{ListRefusal, TrustedList};
use crate::{
    kind::{MaySign, RootKey},
    public_key::{KeyError, PublicKey},
};

/// What a device is given by hand: the keys and the threshold of one root document. Everything
/// else is trusted because of it.
#[derive(Clone, Debug)]
pub struct RootAnchor {
    environment: Environment,
    number: u32,
    threshold: usize,
    keys: Vec<PublicKey<RootKey>>,
}

/// A root document that the anchor leads to.
#[derive(Clone, Debug)]
pub struct TrustedRoot {
    document: Root,
    anchor: RootAnchor,
}

/// Why a root document or what it signs is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootRefusal {
    /// The bytes are no cosigned document.
    Cosigned(CosignedError),
    /// The payload is refused.
    Document(DocumentError),
    /// It belongs to another environment.
    Environment,
    /// One of its keys is no key, or a weak one.
    Key(KeyError),
    /// There is no document with the anchor's number, keys and threshold.
    NotAnchored,
    /// The numbers of the documents do not follow one another.
    Succession {
        /// The number that was due.
        expected: u32,
        /// The number that was found.
        found: u32,
    },
    /// Too few of the keys have signed.
    Threshold {
        /// The signatures that count.
        good: usize,
        /// The signatures that are needed.
        needed: usize,
    },
    /// The trust list is refused.
    List(ListRefusal),
}

impl RootRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cosigned(error) => error.slug(),
            Self::Document(error) => error.slug(),
            Self::Environment => "wrong-environment",
            Self::Key(error) => error.slug(),
            Self::NotAnchored => "root-not-anchored",
            Self::Succession { .. } => "root-succession",
            Self::Threshold { .. } => "root-threshold",
            Self::List(error) => error.slug(),
        }
    }
}

impl fmt::Display for RootRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosigned(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
            Self::Environment => write!(f, "it belongs to another environment"),
            Self::Key(error) => error.fmt(f),
            Self::NotAnchored => write!(f, "no root document has the keys of the root file"),
            Self::Succession { expected, found } => {
                write!(f, "root document {found} where {expected} was due")
            }
            Self::Threshold { good, needed } => {
                write!(
                    f,
                    "{good} good signatures of root keys, {needed} are needed"
                )
            }
            Self::List(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for RootRefusal {}

impl From<CosignedError> for RootRefusal {
    fn from(error: CosignedError) -> Self {
        Self::Cosigned(error)
    }
}

impl From<DocumentError> for RootRefusal {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl RootAnchor {
    /// The anchor of a root document.
    ///
    /// # Errors
    /// When a key of it is no key, or a weak one.
    pub fn of(document: &Root) -> Result<Self, KeyError> {
        Ok(Self {
            environment: document.environment(),
            number: document.number(),
            threshold: document.threshold(),
            keys: public_keys(document)?,
        })
    }

    /// An anchor that was read; `None` when the threshold and the keys do not fit.
    pub(crate) fn new(
        environment: Environment,
        number: u32,
        threshold: usize,
        mut keys: Vec<PublicKey<RootKey>>,
    ) -> Option<Self> {
        keys.sort_by_key(|key| *key.as_bytes());
        let distinct = keys.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes());
        let fits = distinct && number > 0 && (1..=keys.len()).contains(&threshold);
        fits.then_some(Self {
            environment,
            number,
            threshold,
            keys,
        })
    }

    /// The environment of everything below.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The number of its root document.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// How many of the keys must sign.
    #[must_use]
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// The keys, ascending by their bytes.
    #[must_use]
    pub fn keys(&self) -> &[PublicKey<RootKey>] {
        &self.keys
    }

    /// Walks the root documents, oldest first, from the anchor's to the last (SPEC §6.1).
    /// Documents before the anchor's are passed over.
    ///
    /// # Errors
    /// When the anchor's document is not among them, or one after it is not signed by enough keys
    /// of the one before and of its own.
    pub fn walk(&self, documents: &[&[u8]]) -> Result<TrustedRoot, RootRefusal> {
        let mut trusted: Option<TrustedRoot> = None;
        for bytes in documents {
            let cosigned = Cosigned::<RootDocument>::parse(bytes)?;
            let document = Root::decode(cosigned.payload_unverified())?;
            if document.environment() != self.environment {
                return Err(RootRefusal::Environment);
            }
            let anchor = Self::of(&document).map_err(RootRefusal::Key)?;
            match &trusted {
                None if document.number() < self.number => continue,
                None => {
                    if !anchor.is_same(self) {
                        return Err(RootRefusal::NotAnchored);
                    }
                }
                Some(before) => {
                    // Behind the greatest number there is none.
                    let expected = before.document.number().checked_add(1);
                    let found = document.number();
                    if expected != Some(found) {
                        let expected = expected.unwrap_or(u32::MAX);
                        return Err(RootRefusal::Succession { expected, found });
                    }
                    before.anchor.check_threshold(&cosigned)?;
                }
            }
            anchor.check_threshold(&cosigned)?;
            trusted = Some(TrustedRoot { document, anchor });
        }
        trusted.ok_or(RootRefusal::NotAnchored)
    }

    fn is_same(&self, other: &Self) -> bool {
        let bytes = |anchor: &Self| -> Vec<[u8; 32]> {
            anchor.keys.iter().map(|key| *key.as_bytes()).collect()
        };
        self.number == other.number
            && self.threshold == other.threshold
            && bytes(self) == bytes(other)
    }

    /// Opens a trust list that enough of the keys have signed. A verifier walks first: the anchor's
    /// document may not be the last.
    pub(super) fn open_list(
        &self,
        cosigned: &Cosigned<'_, TrustListBody>,
    ) -> Result<TrustedList, RootRefusal> {
        self.check_threshold(cosigned)?;
        let list = TrustList::decode(cosigned.payload_unverified())?;
        if list.environment() != self.environment {
            return Err(RootRefusal::Environment);
        }
        TrustedList::new(list).map_err(RootRefusal::List)
    }

    /// Counts good signatures by distinct keys of 32 bytes, never by kid: one key counts once.
    pub(super) fn check_threshold<B: Body>(
        &self,
        cosigned: &Cosigned<'_, B>,
    ) -> Result<(), RootRefusal>
    where
        RootKey: MaySign<B>,
    {
        let environment = self.environment;
        let payload = cosigned.payload_unverified();
        let mut signers = BTreeSet::new();
        for envelope in cosigned.signatures() {
            for key in self
                .keys
                .iter()
                .filter(|key| key.key_id() == envelope.key_id())
            {
                if key.check_detached(envelope, environment, payload).is_ok() {
                    signers.insert(key.as_bytes());
                }
            }
        }
        let (good, needed) = (signers.len(), self.threshold);
        if good < needed {
            return Err(RootRefusal::Threshold { good, needed });
        }
        Ok(())
    }
}

impl TrustedRoot {
    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Root {
        &self.document
    }

    /// Opens a trust list that enough of the root's keys have signed.
    ///
    /// # Errors
    /// When too few have, or the list is refused.
    pub fn open_list(&self, bytes: &[u8]) -> Result<TrustedList, RootRefusal> {
        let cosigned = Cosigned::<TrustListBody>::parse(bytes)?;
        self.anchor.open_list(&cosigned)
    }
}

fn public_keys(document: &Root) -> Result<Vec<PublicKey<RootKey>>, KeyError> {
    document.keys().iter().map(PublicKey::from_bytes).collect()
}

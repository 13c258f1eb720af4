use core::fmt;

use juma_format::{
    KeyId,
    envelope::EnvelopeError,
    trust::{DocumentError, KeyState},
};

use crate::{
    check::CheckError,
    key_file::KeyRole,
    public_key::{KeyError, KeyHash},
    trust::ListRefusal,
};

/// Why a ceremony goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CeremonyRefusal {
    /// The key would end before what it signs.
    AcceptUntil,
    /// A signature is no good.
    Check {
        /// The key that should have made it.
        key: KeyHash,
        /// Why.
        error: CheckError,
    },
    /// A new key has the kid of another one.
    Collision {
        /// The kid.
        key_id: KeyId,
    },
    /// A field is out of range.
    Document(DocumentError),
    /// An entry is gone, although codes of its key could still be accepted.
    Dropped {
        /// The key.
        key: KeyHash,
    },
    /// An entry says something else than before. Only its state may go forward.
    EntryChanged {
        /// The key.
        key: KeyHash,
    },
    /// A signature is no envelope.
    Envelope {
        /// The key that should have made it.
        key: KeyHash,
        /// Why.
        error: EnvelopeError,
    },
    /// A key or a document belongs to another environment.
    Environment,
    /// The epoch went back, or further than one.
    Epoch,
    /// It was made before the one that it follows.
    Issued,
    /// A key is no key, or a weak one.
    Key(KeyError),
    /// A list has, or had, the same key.
    KeyKnown {
        /// The key.
        key: KeyHash,
    },
    /// The list has no such key.
    KeyUnknown,
    /// No number follows the last.
    LastNumber,
    /// A signature is that of another draft.
    OtherDraft {
        /// The key that has signed.
        key: KeyHash,
    },
    /// A key of this purpose has no place in the document.
    Purpose {
        /// The purpose.
        role: KeyRole,
    },
    /// A key for codes or a seal key without a region, or another key with one.
    Regions,
    /// A root key is in its own trust list.
    RootKey {
        /// The key.
        key: KeyHash,
    },
    /// The root document before, or the one whose keys sign, was not given.
    RootMissing,
    /// One key signs twice.
    SignedTwice {
        /// The key.
        key: KeyHash,
    },
    /// The state of a key would go back, or is that already.
    State {
        /// The key.
        key: KeyHash,
        /// Its state.
        from: KeyState,
        /// The one that was asked for.
        to: KeyState,
    },
    /// A key has signed that is not one of the root's.
    Stranger {
        /// The key.
        key: KeyHash,
    },
    /// The number does not follow the one before.
    Succession {
        /// The number that was due.
        expected: u32,
        /// The number that was found.
        found: u32,
    },
    /// Too few of the new keys, or of the ones before, have signed.
    Threshold {
        /// The number of the root document whose keys they are.
        root: u32,
        /// The signatures that count.
        good: usize,
        /// The signatures that are needed.
        needed: usize,
    },
}

impl CeremonyRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AcceptUntil => "ceremony-accept-until",
            Self::Check { error, .. } => error.slug(),
            Self::Collision { .. } => "key-collision",
            Self::Document(error) => error.slug(),
            Self::Dropped { .. } => "ceremony-dropped",
            Self::EntryChanged { .. } => "ceremony-changed",
            Self::Envelope { error, .. } => error.slug(),
            Self::Environment => "wrong-environment",
            Self::Epoch => "ceremony-epoch",
            Self::Issued => "ceremony-issued",
            Self::Key(error) => error.slug(),
            Self::KeyKnown { .. } => "ceremony-key-known",
            Self::KeyUnknown => "ceremony-key-unknown",
            Self::LastNumber => "ceremony-last-number",
            Self::OtherDraft { .. } => "ceremony-other-draft",
            Self::Purpose { .. } => "key-file-purpose",
            Self::Regions => "ceremony-regions",
            Self::RootKey { .. } => "ceremony-root-key",
            Self::RootMissing => "ceremony-root-missing",
            Self::SignedTwice { .. } => "ceremony-signed-twice",
            Self::State { .. } => "ceremony-state",
            Self::Stranger { .. } => "ceremony-stranger",
            Self::Succession { .. } => "ceremony-succession",
            Self::Threshold { .. } => "root-threshold",
        }
    }
}

impl fmt::Display for CeremonyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AcceptUntil => write!(
                f,
                "accept-until is before the end of what the key may sign last: \
                 sign-until and the greatest validity"
            ),
            Self::Check { key, error } => write!(f, "signature of {}: {error}", key.key_id()),
            Self::Collision { key_id } => write!(f, "another key has the kid {key_id}"),
            Self::Document(error) => error.fmt(f),
            Self::Dropped { key } => write!(
                f,
                "the entry of {} is gone before its accept-until",
                key.key_id()
            ),
            Self::EntryChanged { key } => write!(
                f,
                "the entry of {} says something else than before; only its state may go forward",
                key.key_id()
            ),
            Self::Envelope { key, error } => write!(f, "signature of {}: {error}", key.key_id()),
            Self::Environment => write!(f, "it belongs to another environment"),
            Self::Epoch => write!(f, "the epoch does not stay or go up by one"),
            Self::Issued => write!(f, "it was made before the list that it follows"),
            Self::Key(error) => error.fmt(f),
            Self::KeyKnown { key } => write!(f, "the key {} is or was in a list", key.key_id()),
            Self::KeyUnknown => write!(f, "the list has no such key"),
            Self::LastNumber => write!(f, "no number follows the last"),
            Self::OtherDraft { key } => {
                write!(f, "the signature of {} is of another draft", key.key_id())
            }
            Self::Purpose { role } => write!(f, "a {} key has no place in it", role.name()),
            Self::Regions => write!(
                f,
                "a key for codes or a seal key needs at least one region, and others have none"
            ),
            Self::RootKey { key } => write!(f, "the list holds the root key {}", key.key_id()),
            Self::RootMissing => write!(f, "it needs the root document"),
            Self::SignedTwice { key } => write!(f, "the key {} signs twice", key.key_id()),
            Self::State { key, from, to } => write!(
                f,
                "the key {} is {} and cannot become {}",
                key.key_id(),
                from.name(),
                to.name()
            ),
            Self::Stranger { key } => write!(f, "{} is no key of the root", key.key_id()),
            Self::Succession { expected, found } => {
                write!(f, "number {found} where {expected} was due")
            }
            Self::Threshold { root, good, needed } => write!(
                f,
                "{good} good signatures of the keys of root {root}, {needed} are needed"
            ),
        }
    }
}

impl core::error::Error for CeremonyRefusal {}

impl From<DocumentError> for CeremonyRefusal {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl From<KeyError> for CeremonyRefusal {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<ListRefusal> for CeremonyRefusal {
    fn from(refusal: ListRefusal) -> Self {
        match refusal {
            ListRefusal::Collision { key_id } => Self::Collision { key_id },
            ListRefusal::Key(error) => Self::Key(error),
        }
    }
}

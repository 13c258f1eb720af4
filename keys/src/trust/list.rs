use core::fmt;

use juma_format::{
    KeyId,
    algorithm::Suite,
    time::UnixTime,
    trust::{KeyState, Purpose, TrustEntry, TrustList},
};

use crate::{
    kind::{BundleKey, CodeKey, KeyKind, StatusKey},
    public_key::{KeyError, KeyHash, PublicKey},
    seal::{RecipientKey, SealKey},
};

/// A trust list that the root has signed, with its keys ready for use.
#[derive(Clone, Debug)]
pub struct TrustedList {
    list: TrustList,
    /// In the order of their kids, for finding.
    entries: Vec<TrustedEntry>,
}

/// An entry, its name and its key.
#[derive(Clone, Debug)]
pub struct TrustedEntry {
    entry: TrustEntry,
    hash: KeyHash,
    key: EntryKey,
}

/// The key of an entry, by its purpose.
#[derive(Clone, Debug)]
pub enum EntryKey {
    /// Signs bundles.
    Bundle(PublicKey<BundleKey>),
    /// Signs codes.
    Code(PublicKey<CodeKey>),
    /// Officers' records are sealed to it.
    Seal(RecipientKey<SealKey>),
    /// Signs status lists.
    Status(PublicKey<StatusKey>),
    /// Belongs to a suite that this version does not know.
    UnsupportedSuite,
}

/// What the list says of a code's kid.
#[derive(Clone, Copy, Debug)]
pub enum CodeKeyLookup<'a> {
    /// A key for codes.
    Known(&'a TrustedEntry, &'a PublicKey<CodeKey>),
    /// No key has it.
    Unknown,
    /// A key of a suite that this version does not know.
    UnsupportedSuite,
    /// A key for something else.
    WrongPurpose,
}

/// Why a trust list is refused although the root has signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListRefusal {
    /// Two keys have the same kid, so a code could be anybody's.
    Collision {
        /// The kid.
        key_id: KeyId,
    },
    /// An entry's key is no key, or a weak one.
    Key(KeyError),
}

impl ListRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Collision { .. } => "key-collision",
            Self::Key(error) => error.slug(),
        }
    }
}

impl fmt::Display for ListRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Collision { key_id } => write!(f, "two keys of the list have the kid {key_id}"),
            Self::Key(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ListRefusal {}

impl TrustedEntry {
    /// The bounds of the key.
    #[must_use]
    pub const fn entry(&self) -> &TrustEntry {
        &self.entry
    }

    /// The name of the key.
    #[must_use]
    pub const fn hash(&self) -> KeyHash {
        self.hash
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &EntryKey {
        &self.key
    }

    /// Whether the key may sign at a moment, by its own period.
    #[must_use]
    pub fn signs_at(&self, time: UnixTime) -> bool {
        let times = self.entry.times;
        times.sign_from <= time && time < times.sign_until
    }

    /// Whether nothing that the key ever signed is good.
    #[must_use]
    pub fn is_compromised(&self) -> bool {
        self.entry.state == KeyState::Compromised
    }
}

impl TrustedList {
    pub(super) fn new(list: TrustList) -> Result<Self, ListRefusal> {
        let entries = list.entries().iter().map(|entry| {
            let key = entry_key(entry).map_err(ListRefusal::Key)?;
            Ok(TrustedEntry {
                entry: entry.clone(),
                hash: KeyHash::of(&entry.key),
                key,
            })
        });
        let mut entries = entries.collect::<Result<Vec<_>, ListRefusal>>()?;
        entries.sort_by_key(|entry| entry.hash);
        for (a, b) in entries.iter().zip(entries.iter().skip(1)) {
            if a.hash.key_id() == b.hash.key_id() {
                return Err(ListRefusal::Collision {
                    key_id: a.hash.key_id(),
                });
            }
        }
        Ok(Self { list, entries })
    }

    /// The list as the root signed it. A key that a manifest distrusts is compromised in
    /// [`Self::entries`] and [`Self::entry`], not here.
    #[must_use]
    pub const fn list(&self) -> &TrustList {
        &self.list
    }

    /// The entries, in the order of their names.
    #[must_use]
    pub fn entries(&self) -> &[TrustedEntry] {
        &self.entries
    }

    /// The entry of a kid.
    #[must_use]
    pub fn entry(&self, key_id: KeyId) -> Option<&TrustedEntry> {
        let found = self
            .entries
            .binary_search_by_key(&key_id, |entry| entry.hash.key_id());
        self.entries.get(found.ok()?)
    }

    /// The key of a code.
    #[must_use]
    pub fn code_key(&self, key_id: KeyId) -> CodeKeyLookup<'_> {
        let Some(entry) = self.entry(key_id) else {
            return CodeKeyLookup::Unknown;
        };
        match entry.key() {
            EntryKey::Code(key) => CodeKeyLookup::Known(entry, key),
            EntryKey::UnsupportedSuite => CodeKeyLookup::UnsupportedSuite,
            _ => CodeKeyLookup::WrongPurpose,
        }
    }

    /// Of these keys, by their names, those that a manifest has to name: the list has them, and the
    /// root has not called them compromised. In the order of a manifest.
    #[must_use]
    pub fn to_distrust(&self, hashes: &[[u8; 32]]) -> Vec<[u8; 32]> {
        let entries = self.entries.iter().filter(|entry| !entry.is_compromised());
        let names = entries.map(|entry| *entry.hash.as_bytes());
        names.filter(|hash| hashes.contains(hash)).collect()
    }

    /// Distrusts the keys of these names, as a manifest asks for in an emergency. Names that the
    /// list does not have change nothing.
    pub(super) fn distrust(&mut self, hashes: &[[u8; 32]]) {
        for entry in &mut self.entries {
            if hashes.contains(entry.hash.as_bytes()) {
                entry.entry.state = KeyState::Compromised;
            }
        }
    }
}

fn entry_key(entry: &TrustEntry) -> Result<EntryKey, KeyError> {
    fn public<K: KeyKind>(entry: &TrustEntry) -> Result<PublicKey<K>, KeyError> {
        let bytes = entry.key.first_chunk().ok_or(KeyError::Encoding)?;
        PublicKey::from_bytes(bytes)
    }
    if entry.suite != Suite::ED25519 {
        return Ok(EntryKey::UnsupportedSuite);
    }
    Ok(match entry.purpose {
        Purpose::Code => EntryKey::Code(public(entry)?),
        Purpose::Status => EntryKey::Status(public(entry)?),
        Purpose::Bundle => EntryKey::Bundle(public(entry)?),
        Purpose::Seal => {
            let bytes = <&[u8; 32]>::try_from(entry.key.as_slice());
            EntryKey::Seal(RecipientKey::from_bytes(
                bytes.map_err(|_| KeyError::Encoding)?,
            )?)
        }
    })
}

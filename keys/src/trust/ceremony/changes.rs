use juma_format::trust::{KeyState, Root, TrustEntry, TrustList};

use crate::{public_key::KeyHash, trust::RootAnchor};

/// What a root document changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootChange {
    /// A key is new.
    Added(KeyHash),
    /// A key is gone.
    Removed(KeyHash),
    /// More or fewer keys must sign.
    Threshold {
        /// Before.
        from: usize,
        /// Now.
        to: usize,
    },
}

/// What a trust list changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListChange {
    /// A key is new.
    Added(TrustEntry),
    /// The entry of a key whose codes have all ended is gone.
    Ended(KeyHash),
    /// Bundles count their sequences anew.
    Epoch {
        /// Before.
        from: u32,
        /// Now.
        to: u32,
    },
    /// The state of a key went forward.
    State {
        /// The key.
        key: KeyHash,
        /// Before.
        from: KeyState,
        /// Now.
        to: KeyState,
    },
}

impl RootChange {
    pub(super) fn between(before: &RootAnchor, now: &Root) -> Vec<Self> {
        let had = |bytes: &[u8; 32]| before.keys().iter().any(|key| key.as_bytes() == bytes);
        let mut changes: Vec<Self> = Vec::new();
        for bytes in now.keys().iter().filter(|bytes| !had(bytes)) {
            changes.push(Self::Added(KeyHash::of(bytes)));
        }
        for key in before.keys() {
            if !now.keys().contains(key.as_bytes()) {
                changes.push(Self::Removed(key.hash()));
            }
        }
        let (from, to) = (before.threshold(), now.threshold());
        if from != to {
            changes.push(Self::Threshold { from, to });
        }
        changes
    }
}

impl ListChange {
    /// The changes between two lists of which one may follow the other.
    pub(super) fn between(before: &TrustList, now: &TrustList) -> Vec<Self> {
        let mut changes = Vec::new();
        let (from, to) = (before.epoch(), now.epoch());
        if from != to {
            changes.push(Self::Epoch { from, to });
        }
        for entry in now.entries() {
            match find(before, &entry.key) {
                None => changes.push(Self::Added(entry.clone())),
                Some(old) if old.state != entry.state => changes.push(Self::State {
                    key: KeyHash::of(&entry.key),
                    from: old.state,
                    to: entry.state,
                }),
                Some(_) => {}
            }
        }
        for old in before.entries() {
            if find(now, &old.key).is_none() {
                changes.push(Self::Ended(KeyHash::of(&old.key)));
            }
        }
        changes
    }
}

/// The entry of a key. Entries ascend by key.
pub(super) fn find<'a>(list: &'a TrustList, key: &[u8]) -> Option<&'a TrustEntry> {
    let found = list
        .entries()
        .binary_search_by(|entry| entry.key.as_slice().cmp(key));
    list.entries().get(found.ok()?)
}

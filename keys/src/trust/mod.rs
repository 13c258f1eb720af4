//! Trust from a root down: who may sign what, where and when.

mod bundle;
mod ceremony;
mod collection;
mod contribution;
mod delta;
mod list;
mod root;
mod statuses;
#[cfg(test)]
mod tests;

pub use bundle::{BundleRefusal, OpenedBundle, Opening, manifest_unverified, open_bundle};
pub use ceremony::{
    CeremonyFileError, CeremonyRefusal, DocumentTimes, Draft, DraftBody, DraftSignature, EpochStep,
    KeyTerms, ListChange, ListDraft, MAX_CEREMONY_FILE_BYTES, RootChange, RootDraft, RootInForce,
    RootTerms, SignedDocument, UncheckedDocument, combine,
};
pub use collection::{Added, BundleTerms, Collection, CollectionRefusal};
pub use contribution::{
    Collected, ContributedList, OpenedContribution, contribution_unverified, open_contribution,
};
pub use delta::{DeltaRefusal, apply_delta, base_of, delta_between};
pub use list::{CodeKeyLookup, EntryKey, ListRefusal, TrustedEntry, TrustedList};
pub use root::{RootAnchor, RootRefusal, TrustedRoot};

use sha2::{Digest, Sha256};

/// SHA-256, as manifests name parts.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

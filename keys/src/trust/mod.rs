//! Trust from a root down: who may sign what, where and when.

mod bundle;
mod list;
mod root;
#[cfg(test)]
mod tests;

pub use bundle::{BundleRefusal, OpenedBundle, open_bundle};
pub use list::{CodeKeyLookup, EntryKey, ListRefusal, TrustedEntry, TrustedList};
pub use root::{RootAnchor, RootRefusal, TrustedRoot};

use sha2::{Digest, Sha256};

/// SHA-256, as manifests name parts.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

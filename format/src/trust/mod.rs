//! What travels in a bundle, beside codes: root documents, trust lists, status lists, the manifest
//! (SPEC §6).

mod bundle;
mod contribution;
mod cosigned;
mod delta;
mod entry;
pub(crate) mod fields;
mod list;
mod manifest;
mod packed;
mod root;
mod status;
mod statuses;
#[cfg(test)]
mod tests;

pub use bundle::{
    BundleError, BundleParts, ContributionParts, MAX_BUNDLE_BYTES, MAX_CONTRIBUTION_BYTES,
    write_bundle, write_contribution,
};
pub use contribution::{Contribution, MAX_CONTRIBUTION_PARTS};
pub use cosigned::{Cosigned, CosignedError, MAX_SIGNATURES};
pub use delta::StatusDelta;
pub use entry::{EntryTimes, KeyState, Purpose, TrustEntry};
pub use fields::{DocumentError, Field};
pub use list::{MAX_ENTRIES, TrustList};
pub use manifest::{BaseBundle, MAX_PARTS, Manifest, Part, PartKind};
pub use root::{MAX_ROOT_KEYS, Root};
pub use status::{StatusError, StatusList, StatusListName, StatusTimes};
pub use statuses::{Status, StatusWidth};

//! Deltas: signed changes of the status lists of a full bundle (SPEC §6.3).

use core::fmt;

use juma_format::{
    body::StatusDelta as StatusDeltaBody,
    envelope::Envelope,
    trust::{BaseBundle, Manifest, StatusDelta, StatusList},
};

use super::{
    bundle::{BundleRefusal, OpenedBundle, Opening},
    hash_of,
    list::TrustedList,
    statuses::check_status_signer,
};

/// Why the deltas of a bundle cannot be applied here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeltaRefusal {
    /// The full bundle that it builds on is not here.
    BaseMissing {
        /// The sequence of that bundle.
        needed: u32,
        /// The sequence of the full bundle that is here.
        held: Option<u32>,
    },
    /// The full bundle of that sequence that is here is another one.
    BaseOther {
        /// Its sequence.
        sequence: u32,
    },
    /// It changes a list that the full bundle does not have.
    ListUnknown,
    /// It changes other entries than those of the full bundle.
    BaseHash,
    /// Its changes lead elsewhere than it says.
    ResultHash,
}

impl DeltaRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::BaseMissing { .. } => "delta-base-missing",
            Self::BaseOther { .. } => "delta-base-other",
            Self::ListUnknown => "delta-list-unknown",
            Self::BaseHash => "delta-base-hash",
            Self::ResultHash => "delta-result-hash",
        }
    }
}

impl fmt::Display for DeltaRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseMissing { needed, held } => {
                write!(f, "it changes the full bundle {needed}, and ")?;
                match held {
                    Some(held) => write!(f, "full bundle {held} is here")?,
                    None => write!(f, "no full bundle is here")?,
                }
                write!(f, ": take the newest full bundle first")
            }
            Self::BaseOther { sequence } => write!(
                f,
                "it changes another full bundle {sequence} than the one here: take the newest full bundle"
            ),
            Self::ListUnknown => write!(f, "it changes a status list that its base does not have"),
            Self::BaseHash => write!(f, "it changes other entries than those of its base"),
            Self::ResultHash => write!(f, "its changes lead to other entries than it says"),
        }
    }
}

impl core::error::Error for DeltaRefusal {}

impl From<DeltaRefusal> for BundleRefusal {
    fn from(refusal: DeltaRefusal) -> Self {
        Self::Delta(refusal)
    }
}

/// The name of a full bundle for the deltas that build on it.
#[must_use]
pub fn base_of(manifest: &Manifest) -> BaseBundle {
    BaseBundle {
        sequence: manifest.sequence,
        hash: hash_of(&manifest.encode()),
    }
}

/// The delta that leads from one list to a later one of its name; `None` when there is none: they
/// have other names or widths, or a status that no delta can say.
#[must_use]
pub fn delta_between(base: &StatusList, result: &StatusList) -> Option<StatusDelta> {
    StatusDelta::between(base, result, hash_of)
}

/// The list that a delta leads to, by both of its hashes.
///
/// # Errors
/// When the list is not the one that the delta changes, or the changes do not lead to its result.
pub fn apply_delta(delta: &StatusDelta, base: StatusList) -> Result<StatusList, BundleRefusal> {
    if hash_of(&base.entry_bytes()) != delta.base_hash() {
        return Err(DeltaRefusal::BaseHash.into());
    }
    let list = delta.apply(base).map_err(BundleRefusal::Status)?;
    if hash_of(&list.entry_bytes()) != delta.result_hash() {
        return Err(DeltaRefusal::ResultHash.into());
    }
    Ok(list)
}

/// The full bundle that a manifest builds on, opened. It is what the device had checked before: its
/// own list vouches for it, and what comes of it is vouched for by the deltas' hashes.
pub(super) fn open_base(
    opening: Opening<'_>,
    manifest: &Manifest,
    needed: BaseBundle,
) -> Result<OpenedBundle, BundleRefusal> {
    let missing = |held| DeltaRefusal::BaseMissing {
        needed: needed.sequence,
        held,
    };
    let full = opening.full.ok_or(missing(None))?;
    let base = Opening::of(opening.anchor).open(full)?;
    let held = base_of(&base.manifest);
    if (base.manifest.epoch, held.sequence) != (manifest.epoch, needed.sequence) {
        return Err(missing(Some(held.sequence)).into());
    }
    if held.hash != needed.hash {
        let sequence = needed.sequence;
        return Err(DeltaRefusal::BaseOther { sequence }.into());
    }
    Ok(base)
}

/// The status list of one delta, taken out of the base and changed; `None` for a delta by a
/// compromised key.
pub(super) fn open_delta(
    list: &TrustedList,
    base: &mut Vec<StatusList>,
    bytes: &[u8],
) -> Result<Option<StatusList>, BundleRefusal> {
    let envelope = Envelope::<StatusDeltaBody>::parse(bytes)?;
    let Some((signer, key)) = check_status_signer(list, envelope.key_id())? else {
        return Ok(None);
    };
    let verified = key.check(&envelope, list.list().environment())?;
    let delta = StatusDelta::decode(verified.payload()).map_err(BundleRefusal::Status)?;
    signer.check_status(delta.name().namespace(), delta.times())?;
    let found = base.binary_search_by(|held| held.name().cmp(delta.name()));
    let at = found.map_err(|_| DeltaRefusal::ListUnknown)?;
    apply_delta(&delta, base.remove(at)).map(Some)
}

use juma_format::claims::{LiveProfile, Liveness, Medium};
use juma_keys::{Wanted, hash_of};
use juma_registry::ledger::{PlannedProof, ProofMark};

use crate::{Guardianship, ImageFormat, OrderTier};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The tier.
    pub tier: OrderTier<'a>,
    /// What the code is shown on.
    pub medium: OrderMedium,
    /// Who may show it.
    pub bearer: OrderBearer,
    /// What it is drawn as.
    pub format: ImageFormat,
}

/// What a code is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderMedium {
    /// A phone that proves each moment.
    Live {
        /// Slot length and count.
        profile: LiveProfile,
        /// The anchor or key of the holder; one that was never signed before.
        proof: Wanted,
    },
    /// A sheet or a card; the code says so.
    Paper,
    /// A phone.
    Screen,
}

/// Who may show a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBearer {
    /// A guardian, beside the own code.
    Guardian(Guardianship),
    /// The person.
    Holder,
}

impl OrderMedium {
    /// What stands in the claims.
    pub(crate) const fn medium(self) -> Medium {
        match self {
            Self::Paper => Medium::Paper,
            Self::Screen => Medium::Screen(Liveness::Static),
            Self::Live { profile, proof } => Medium::Screen(match proof {
                Wanted::Anchor(anchor) => Liveness::Anchor { profile, anchor },
                Wanted::Key(key) => Liveness::HolderKey { profile, key },
            }),
        }
    }

    /// What stands in the ledger.
    pub(crate) fn planned(self) -> PlannedProof {
        match self {
            Self::Live { profile, proof } => PlannedProof::Live {
                profile,
                mark: mark_of(&proof),
            },
            Self::Paper => PlannedProof::Paper,
            Self::Screen => PlannedProof::Static,
        }
    }
}

/// What the ledger knows an anchor or a key by.
#[must_use]
pub fn mark_of(wanted: &Wanted) -> ProofMark {
    ProofMark::from_bytes(match wanted {
        Wanted::Anchor(anchor) => *anchor,
        Wanted::Key(key) => hash_of(key).first_chunk().copied().unwrap_or_default(),
    })
}

//! The claims of a residence code (SPEC §5): what every code says, and what its tier adds.
//!
//! Values are valid by construction: what cannot be signed cannot be built, and what cannot be
//! built is refused when it is read.

mod common;
mod decode;
mod encode;
mod error;
mod explain;
mod flags;
mod key;
mod person;
mod sealed;
#[cfg(test)]
mod tests;
mod tier;

pub use common::{Bearer, Common, LiveProfile, Liveness, Medium, Population, Relation};
pub use error::{ClaimsError, Conflict};
pub use explain::{FieldCost, explain};
pub use key::ClaimKey;
pub use person::Person;
pub use sealed::{PaddingError, SealedPart, SealedRecord, pad, unpad};
pub use tier::{Full, Gate, Sealed, Tier, TierClaims};

use core::fmt;

use crate::person::AddressState;

/// The claims of one code.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    common: Common,
    tier: TierClaims,
}

impl Claims {
    /// Claims of these parts.
    ///
    /// # Errors
    /// When the parts contradict one another or the rules of SPEC §5.
    pub fn new(common: Common, tier: TierClaims) -> Result<Self, ClaimsError> {
        if !common.expires.may_be_signed() {
            return Err(ClaimsError::OutOfRange(ClaimKey::Expires));
        }
        if !common.expires.is_midnight() {
            return Err(Conflict::ExpiresNotMidnight.into());
        }
        if common.region.level() == crate::region::Level::Province {
            return Err(ClaimsError::OutOfRange(ClaimKey::Region));
        }
        if let TierClaims::Full(full) = &tier {
            if !full.issued.may_be_signed() {
                return Err(ClaimsError::OutOfRange(ClaimKey::Issued));
            }
            if full.issued >= common.expires {
                return Err(Conflict::ExpiresBeforeIssued.into());
            }
        }
        Ok(Self { common, tier })
    }

    /// What codes of every tier say: nothing of it names a person.
    #[must_use]
    pub const fn common(&self) -> &Common {
        &self.common
    }

    /// The tier.
    #[must_use]
    pub const fn tier(&self) -> Tier {
        match self.tier {
            TierClaims::Gate(_) => Tier::Gate,
            TierClaims::Full(_) => Tier::Full,
            TierClaims::Sealed(_) => Tier::Sealed,
        }
    }

    /// The state of the address, which every tier says.
    #[must_use]
    pub const fn address_state(&self) -> AddressState {
        match &self.tier {
            TierClaims::Gate(gate) => gate.address,
            TierClaims::Sealed(sealed) => sealed.gate.address,
            TierClaims::Full(full) => full.person.address.state(),
        }
    }

    /// What the tier adds, the person among it. For whoever has accepted the code; the name says
    /// that nothing here has (SPEC §9).
    #[must_use]
    pub const fn personal_before_verdict(&self) -> &TierClaims {
        &self.tier
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("tier", &self.tier())
            .field("expires", &self.common.expires)
            .finish_non_exhaustive()
    }
}

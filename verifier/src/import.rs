use core::fmt;

use juma_format::time::UnixTime;
use juma_keys::{BundleRefusal, open_bundle};

use crate::{Floors, State};

/// What an import changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The data is newer now.
    Updated,
    /// It is the bundle that was there already: nothing is any fresher for it.
    Unchanged,
}

/// Why a bundle is not imported. The state stays what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportRefusal {
    /// Something in it is no good.
    Bundle(BundleRefusal),
    /// It has ended.
    Expired {
        /// When.
        expires: UnixTime,
    },
    /// It is older than what the device has seen: an old stick.
    Rollback {
        /// The sequence that the device has seen.
        held: u32,
        /// The sequence of the bundle.
        offered: u32,
    },
    /// Its trust list or root documents are older than what the device has seen.
    TrustRollback,
}

impl ImportRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Bundle(refusal) => refusal.slug(),
            Self::Expired { .. } => "bundle-expired",
            Self::Rollback { .. } => "bundle-rollback",
            Self::TrustRollback => "trust-rollback",
        }
    }
}

impl fmt::Display for ImportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(refusal) => refusal.fmt(f),
            Self::Expired { expires } => write!(f, "the bundle ended at {expires}"),
            Self::Rollback { held, offered } => {
                write!(
                    f,
                    "bundle {offered} is older than bundle {held}, which is known here"
                )
            }
            Self::TrustRollback => write!(f, "its trust list is older than the one known here"),
        }
    }
}

impl core::error::Error for ImportRefusal {}

impl State {
    /// The state after importing a bundle at a moment (SPEC §6.6). Everything is checked first;
    /// when anything is wrong, the old state is still the state.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn import(&self, bundle: &[u8], now: UnixTime) -> Result<(Self, Imported), ImportRefusal> {
        // Steps 1 to 7: signatures and hashes.
        let opened = open_bundle(&self.anchor, bundle).map_err(ImportRefusal::Bundle)?;
        let offered = Floors::of(&opened);

        // 8. Nothing goes back. Floors outlive the documents that they come from.
        let held = self.floors;
        if (offered.epoch, offered.sequence) < (held.epoch, held.sequence) {
            let (held, offered) = (held.sequence, offered.sequence);
            return Err(ImportRefusal::Rollback { held, offered });
        }
        if offered.list < held.list || offered.root < held.root {
            return Err(ImportRefusal::TrustRollback);
        }

        // 9. A stick that has ended says nothing about today: the freeze attack.
        let expires = opened.manifest.expires;
        if expires <= now {
            return Err(ImportRefusal::Expired { expires });
        }

        let same = self
            .bundle
            .as_ref()
            .is_some_and(|held| held.manifest == opened.manifest);
        let floors = held.raised_by(offered);
        let state = Self {
            anchor: self.anchor.clone(),
            floors,
            bundle: Some(opened),
        };
        Ok((
            state,
            if same {
                Imported::Unchanged
            } else {
                Imported::Updated
            },
        ))
    }
}

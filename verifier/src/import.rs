use core::fmt;

use juma_format::time::UnixTime;
use juma_keys::{BundleRefusal, KeyHash, OpenedBundle, Opening};

use crate::{Floors, State, generation::Generation};

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
    /// It is older than what the stick's label says that it holds.
    BelowLabel {
        /// The sequence on the label.
        label: u32,
        /// The sequence of the bundle.
        offered: u32,
    },
    /// Something in it is no good.
    Bundle(BundleRefusal),
    /// It was made later than this device's clock says that it is.
    InFuture {
        /// When it says that it was made.
        issued: UnixTime,
    },
    /// A key that is compromised here is called good again.
    Revival,
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
    /// A status list is older than the one of its name that is known here.
    StatusRollback,
    /// Another bundle of the same sequence is known here: somebody has made two.
    SequenceTwice {
        /// The sequence.
        sequence: u32,
    },
    /// Its trust list or root documents are older than what the device has seen.
    TrustRollback,
}

impl ImportRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::BelowLabel { .. } => "bundle-below-label",
            Self::Bundle(refusal) => refusal.slug(),
            Self::Expired { .. } => "bundle-expired",
            Self::InFuture { .. } => "bundle-in-future",
            Self::Revival => "trust-revival",
            Self::StatusRollback => "status-rollback",
            Self::Rollback { .. } => "bundle-rollback",
            Self::SequenceTwice { .. } => "bundle-sequence-twice",
            Self::TrustRollback => "trust-rollback",
        }
    }
}

impl fmt::Display for ImportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BelowLabel { label, offered } => {
                write!(
                    f,
                    "bundle {offered}, and the label promises {label} or later"
                )
            }
            Self::Bundle(refusal) => refusal.fmt(f),
            Self::Expired { expires } => write!(f, "the bundle ended at {expires}"),
            Self::InFuture { issued } => {
                write!(
                    f,
                    "it is of {issued}, which is still to come: set this device's clock"
                )
            }
            Self::Revival => write!(f, "it calls a compromised key good again"),
            Self::StatusRollback => {
                write!(f, "a status list in it is older than the one known here")
            }
            Self::Rollback { held, offered } => {
                write!(
                    f,
                    "bundle {offered} is older than bundle {held}, which is known here"
                )
            }
            Self::SequenceTwice { sequence } => {
                write!(
                    f,
                    "another bundle {sequence} is known here; ask for the next one"
                )
            }
            Self::TrustRollback => write!(f, "its trust list is older than the one known here"),
        }
    }
}

impl core::error::Error for ImportRefusal {}

/// How far ahead of this device's clock a bundle may be made, in seconds: what local use may raise
/// the floor by. A clock that is further behind must be set before anything is imported.
const FUTURE_SKEW: u64 = crate::clock::LOCAL_RISE;

impl State {
    /// The state after importing a bundle at a moment (SPEC §6.6). Everything is checked first;
    /// when anything is wrong, the old state is still the state.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn import(&self, bundle: &[u8], now: UnixTime) -> Result<(Self, Imported), ImportRefusal> {
        self.import_at_least(0, bundle, now)
    }

    /// The same of a bundle whose sequence a person has read on the stick's label. A device that
    /// knows nothing yet cannot tell an old bundle from the newest in any other way.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn import_at_least(
        &self,
        label: u32,
        bundle: &[u8],
        now: UnixTime,
    ) -> Result<(Self, Imported), ImportRefusal> {
        // Steps 1 to 7: signatures and hashes.
        let opening = Opening {
            full: self.generation.as_ref().map(Generation::base),
            ..Opening::of(&self.anchor)
        };
        let opened = opening.open(bundle).map_err(ImportRefusal::Bundle)?;
        let offered = Floors::of(&opened);

        // 8. Nothing goes back. Floors outlive the documents that they come from.
        let held = &self.floors;
        if (offered.epoch, offered.sequence) < (held.epoch, held.sequence) {
            let (held, offered) = (held.sequence, offered.sequence);
            return Err(ImportRefusal::Rollback { held, offered });
        }
        if offered.list < held.list || offered.root < held.root {
            return Err(ImportRefusal::TrustRollback);
        }

        // 9. A stick that has ended says nothing about today: the freeze attack.
        //    Nor does a clock that was set back bring it to life again. What local use raised does
        //    not count here: a clock that ran ahead must not keep the next bundle out.
        let expires = opened.manifest.expires;
        if expires <= now.max(held.signed) {
            return Err(ImportRefusal::Expired { expires });
        }

        // 10. The issuer makes no two bundles of one sequence, so one of them is somebody else's.
        let twin = self.bundle.as_ref().filter(|known| {
            let manifest = &known.manifest;
            (manifest.epoch, manifest.sequence) == (offered.epoch, offered.sequence)
        });
        if twin.is_some_and(|known| known.manifest != opened.manifest) {
            let sequence = offered.sequence;
            return Err(ImportRefusal::SequenceTwice { sequence });
        }

        // 11. What a stick brings cannot be from tomorrow: its times would become this device's
        //     floor, and shut it until then.
        let issued = offered.signed;
        if issued > now.plus(FUTURE_SKEW) {
            return Err(ImportRefusal::InFuture { issued });
        }
        // 12. Newer data may not take back what the data here says.
        refuse_revival(held, &opened)?;
        if let Some(known) = &self.bundle {
            refuse_taking_back(known, &opened)?;
        }

        // 13. The label, which a person has read.
        let offered = opened.manifest.sequence;
        if offered < label {
            return Err(ImportRefusal::BelowLabel { label, offered });
        }

        let same = self
            .bundle
            .as_ref()
            .is_some_and(|held| held.manifest == opened.manifest);
        // Keys that the list has dropped need not be remembered any more.
        let floors = Floors {
            compromised: Floors::of(&opened).compromised,
            ..held.raised_by(&Floors::of(&opened))
        };
        let generation = match (&self.generation, opened.manifest.base) {
            (Some(held), Some(_)) => held.with_delta(bundle),
            _ => Generation::full(bundle),
        };
        let state = Self {
            anchor: self.anchor.clone(),
            floors,
            bundle: Some(opened),
            generation: Some(generation),
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

/// A compromised key stays so while the list has it, and signs no manifest.
fn refuse_revival(held: &Floors, offered: &OpenedBundle) -> Result<(), ImportRefusal> {
    let is_compromised = |hash: KeyHash| held.compromised.binary_search(hash.as_bytes()).is_ok();
    if is_compromised(offered.signer) {
        return Err(ImportRefusal::Bundle(BundleRefusal::SignerCompromised));
    }
    let mut entries = offered.list.entries().iter();
    if entries.any(|entry| !entry.is_compromised() && is_compromised(entry.hash())) {
        return Err(ImportRefusal::Revival);
    }
    Ok(())
}

/// A trust list has one content for each version, and a status list does not go back.
fn refuse_taking_back(known: &OpenedBundle, offered: &OpenedBundle) -> Result<(), ImportRefusal> {
    let (old, new) = (known.list.list(), offered.list.list());
    if old.version() == new.version() && old != new {
        return Err(ImportRefusal::TrustRollback);
    }
    for list in &offered.status_lists {
        let same = known
            .status_lists
            .iter()
            .find(|held| held.name() == list.name());
        if same.is_some_and(|held| list.times().issued < held.times().issued) {
            return Err(ImportRefusal::StatusRollback);
        }
    }
    Ok(())
}

use core::fmt;

use juma_format::KeyId;

use crate::ClockOffset;

/// Why a code is neither accepted nor refused: something is missing that is not the resident's
/// fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// Several different codes are in view.
    Ambiguous {
        /// How many.
        codes: usize,
    },
    /// The last live codes say that this device's clock is wrong.
    ClockSuspect {
        /// By how much.
        offset: ClockOffset,
    },
    /// A guardian's code must be shown beside it.
    GuardianMissing,
    /// A live code needs a clock, and this device's is behind a moment that has certainly passed.
    LiveClockUntrusted,
    /// No code of ours is in view.
    NoCode,
    /// One of the reasons for which a policy may open a gate all the same.
    Openable(Openable),
    /// It was accepted with this slot before, and has left the view since.
    ShownAgain,
    /// The status list says something that has no meaning, or has no such entry.
    StatusUnknown,
    /// No trusted key has the kid.
    UnknownKey {
        /// The kid.
        key_id: KeyId,
    },
    /// The key works with algorithms that this version does not know.
    UnsupportedSuite,
}

/// Doubts about this device's own data: the closed list of SPEC §9.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openable {
    /// The clock is behind a moment that has certainly passed.
    ClockUntrusted,
    /// The trust list or the bundle has ended.
    TrustStale,
    /// No status list for the code is there.
    StatusMissing,
    /// The status list has ended, or is older than the policy allows.
    StatusStale,
}

impl Doubt {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ambiguous { .. } => "ambiguous",
            Self::ClockSuspect { .. } => "clock-suspect",
            Self::GuardianMissing => "guardian-missing",
            Self::LiveClockUntrusted => Openable::ClockUntrusted.slug(),
            Self::NoCode => "no-code",
            Self::Openable(openable) => openable.slug(),
            Self::ShownAgain => "shown-again",
            Self::StatusUnknown => "status-unknown",
            Self::UnknownKey { .. } => "unknown-key",
            Self::UnsupportedSuite => "unsupported-suite",
        }
    }
}

impl Openable {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ClockUntrusted,
        Self::TrustStale,
        Self::StatusMissing,
        Self::StatusStale,
    ];

    /// The doubt of a slug, if it is one that a policy may open on.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|openable| openable.slug() == slug)
    }

    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ClockUntrusted => "clock-untrusted",
            Self::TrustStale => "trust-stale",
            Self::StatusMissing => "status-missing",
            Self::StatusStale => "status-stale",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous { codes } => write!(f, "{codes} different codes in view"),
            Self::ClockSuspect { offset } => {
                write!(f, "this device's clock seems to be {offset}")
            }
            Self::GuardianMissing => write!(f, "the guardian's own code is not in view"),
            Self::NoCode => write!(f, "no code in view"),
            Self::LiveClockUntrusted => Openable::ClockUntrusted.fmt(f),
            Self::Openable(openable) => openable.fmt(f),
            Self::ShownAgain => write!(f, "it was accepted a moment ago with this slot"),
            Self::StatusUnknown => write!(f, "the status list does not say whether it is good"),
            Self::UnknownKey { key_id } => write!(f, "no trusted key has the kid {key_id}"),
            Self::UnsupportedSuite => write!(f, "the key's suite is newer than this verifier"),
        }
    }
}

impl fmt::Display for Openable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClockUntrusted => write!(f, "this device's clock is behind its trust data"),
            Self::TrustStale => write!(f, "the trust data has ended"),
            Self::StatusMissing => write!(f, "there is no status list for the code"),
            Self::StatusStale => {
                write!(f, "the status list has ended, or is too old for this venue")
            }
        }
    }
}

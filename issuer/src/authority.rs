use core::fmt;

use juma_format::{
    Environment,
    claims::{Claims, TierClaims},
    time::UnixTime,
    trust::{EntryTimes, KeyState, TrustEntry},
};
use juma_keys::{CodeKey, CodeKeyLookup, KeyHash, SigningKey, TrustedList};

/// A key for codes together with the bounds that the trust list gives it. Whoever holds one cannot
/// sign what a verifier would refuse for the key's sake.
#[derive(Debug)]
pub struct Authority {
    key: SigningKey<CodeKey>,
    entry: TrustEntry,
}

/// Why a key has no authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The key belongs to another environment than the trust list.
    Environment,
    /// The trust list says that it is retired or compromised.
    NotActive {
        /// What it says.
        state: KeyState,
    },
    /// The trust list does not have it, or has it for something else.
    NotTrusted,
}

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => write!(f, "the key belongs to another environment"),
            Self::NotActive { state } => write!(f, "the key is {}", state.name()),
            Self::NotTrusted => write!(f, "the trust list does not have the key for codes"),
        }
    }
}

impl core::error::Error for AuthorityError {}

/// Why the key may not sign these claims now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignRefusal {
    /// The key signs from one moment until another, and now is neither.
    KeyPeriod {
        /// What it may sign.
        times: EntryTimes,
    },
    /// The region is none of the key's.
    Region,
    /// The code would end later than the key allows.
    TooLong {
        /// The latest end.
        latest: UnixTime,
    },
    /// The code would be over at once.
    TooShort,
}

impl SignRefusal {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::KeyPeriod { .. } => "outside-key-period",
            Self::Region => "outside-key-scope",
            Self::TooLong { .. } => "too-long",
            Self::TooShort => "too-short",
        }
    }
}

impl fmt::Display for SignRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyPeriod { times } => {
                write!(
                    f,
                    "the key signs from {} until {}",
                    times.sign_from, times.sign_until
                )
            }
            Self::Region => write!(f, "the region is outside what the key may sign for"),
            Self::TooLong { latest } => write!(f, "the key signs nothing that ends after {latest}"),
            Self::TooShort => write!(f, "the code would be over at once"),
        }
    }
}

impl core::error::Error for SignRefusal {}

impl Authority {
    /// The authority that a trust list gives a key.
    ///
    /// # Errors
    /// When it gives it none.
    pub fn new(key: SigningKey<CodeKey>, list: &TrustedList) -> Result<Self, AuthorityError> {
        if key.environment() != list.list().environment() {
            return Err(AuthorityError::Environment);
        }
        let CodeKeyLookup::Known(trusted, public) = list.code_key(key.public().key_id()) else {
            return Err(AuthorityError::NotTrusted);
        };
        if public.as_bytes() != key.public().as_bytes() {
            return Err(AuthorityError::NotTrusted);
        }
        let entry = trusted.entry().clone();
        if entry.state != KeyState::Active {
            return Err(AuthorityError::NotActive { state: entry.state });
        }
        Ok(Self { key, entry })
    }

    /// The name of the key.
    #[must_use]
    pub const fn key_hash(&self) -> KeyHash {
        self.key.public().hash()
    }

    /// The one environment that it signs for.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.key.environment()
    }

    /// The key's bounds.
    #[must_use]
    pub const fn entry(&self) -> &TrustEntry {
        &self.entry
    }

    /// The latest end of a code that is signed now.
    #[must_use]
    pub fn latest_end(&self, now: UnixTime) -> UnixTime {
        let times = self.entry.times;
        times.accept_until.min(now.plus(times.max_validity))
    }

    /// Says whether the key may sign the claims now.
    ///
    /// # Errors
    /// When a verifier would refuse the code for the key's sake.
    pub fn check(&self, claims: &Claims, now: UnixTime) -> Result<(), SignRefusal> {
        let times = self.entry.times;
        let issued = match claims.personal_before_verdict() {
            TierClaims::Full(full) => full.issued,
            TierClaims::Gate(_) | TierClaims::Sealed(_) => now,
        };
        if now < times.sign_from || issued < times.sign_from {
            return Err(SignRefusal::KeyPeriod { times });
        }
        if now >= times.sign_until || issued >= times.sign_until {
            return Err(SignRefusal::KeyPeriod { times });
        }
        let expires = claims.common().expires;
        let latest = self.latest_end(issued.min(now));
        if expires > latest {
            return Err(SignRefusal::TooLong { latest });
        }
        if expires <= now {
            return Err(SignRefusal::TooShort);
        }
        if !self.entry.covers(claims.common().region) {
            return Err(SignRefusal::Region);
        }
        Ok(())
    }

    pub(crate) const fn key(&self) -> &SigningKey<CodeKey> {
        &self.key
    }
}

use core::fmt;

use juma_format::{claims::ClaimsError, code_text::CodeTextError, time::UnixTime};

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The code names another algorithm than its key's.
    AlgorithmMismatch,
    /// The signature is not the key's over this code.
    BadSignature,
    /// The venue has put a challenge that it does not answer, or answers one that was not put.
    ChallengeMismatch,
    /// The claims are not those of any code, although the right key has signed them.
    Claims(ClaimsError),
    /// It is over.
    Expired {
        /// The moment it was judged at.
        at: UnixTime,
        /// The first moment it is no longer good.
        expires: UnixTime,
    },
    /// The code beside it is not the one of the guardian that it names.
    GuardianMismatch,
    /// Its key is compromised: nothing that it signed is good.
    KeyCompromised,
    /// Nothing of its key is accepted any more.
    KeyEnded,
    /// The text is no code's.
    Malformed(CodeTextError),
    /// It asks for a live proof, and none that is good was shown.
    NotLive,
    /// It bears a time of issue that is still to come.
    NotYetValid {
        /// The moment it was judged at.
        at: UnixTime,
        /// When it says that it was issued.
        issued: UnixTime,
    },
    /// Its times are outside what its key may sign.
    OutsideKeyPeriod,
    /// Its region is outside what its key may sign for.
    OutsideKeyScope,
    /// The venue does not admit it.
    Policy(PolicyRefusal),
    /// A proof was shown around a code that asks for none.
    ProofUnexpected,
    /// It was revoked.
    Revoked,
    /// Its slot is still to come.
    SlotInFuture {
        /// By how many seconds its clock is ahead of this one.
        seconds: u64,
    },
    /// Its slot is over: a copy, or a clock that is behind.
    SlotTooOld {
        /// How many seconds ago it was shown first.
        seconds: u64,
    },
    /// It is suspended.
    Suspended,
    /// Its key signs something else.
    WrongPurpose,
}

/// What a venue's policy does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyRefusal {
    /// A code without a registered address.
    AddressNeeded,
    /// A code on paper.
    Paper,
    /// Another population.
    Population,
    /// Another region.
    Region,
    /// A code without a live proof.
    Static,
    /// A code that says too little.
    Tier,
}

impl Refusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AlgorithmMismatch => "alg-mismatch",
            Self::BadSignature => "bad-signature",
            Self::ChallengeMismatch => "challenge-mismatch",
            Self::Claims(error) => error.slug(),
            Self::Expired { .. } => "expired",
            Self::GuardianMismatch => "guardian-mismatch",
            Self::KeyCompromised => "key-compromised",
            Self::KeyEnded => "key-ended",
            Self::Malformed(error) => error.slug(),
            Self::NotLive => "not-live",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::OutsideKeyPeriod => "outside-key-period",
            Self::OutsideKeyScope => "outside-key-scope",
            Self::Policy(refusal) => refusal.slug(),
            Self::ProofUnexpected => "proof-unexpected",
            Self::Revoked => "revoked",
            Self::SlotInFuture { .. } => "slot-in-future",
            Self::SlotTooOld { .. } => "slot-too-old",
            Self::Suspended => "suspended",
            Self::WrongPurpose => "key-wrong-purpose",
        }
    }
}

impl PolicyRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AddressNeeded => "policy-address",
            Self::Paper => "policy-paper",
            Self::Population => "policy-population",
            Self::Region => "policy-region",
            Self::Static => "policy-static",
            Self::Tier => "policy-tier",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => write!(f, "another algorithm than the key's"),
            Self::BadSignature => write!(f, "the signature is not good"),
            Self::ChallengeMismatch => write!(f, "it does not answer the challenge"),
            Self::Claims(error) => error.fmt(f),
            Self::Expired { expires, .. } => write!(f, "it ended at {expires}"),
            Self::GuardianMismatch => write!(f, "it names another guardian's code"),
            Self::KeyCompromised => write!(f, "its key is compromised"),
            Self::KeyEnded => write!(f, "nothing of its key is accepted any more"),
            Self::Malformed(error) => error.fmt(f),
            Self::NotLive => write!(f, "a live code without its proof of now"),
            Self::NotYetValid { issued, .. } => write!(f, "it says that it is issued at {issued}"),
            Self::OutsideKeyPeriod => write!(f, "its times are outside what its key may sign"),
            Self::OutsideKeyScope => write!(f, "its region is outside what its key may sign for"),
            Self::Policy(refusal) => refusal.fmt(f),
            Self::ProofUnexpected => write!(f, "a proof around a code that has none"),
            Self::Revoked => write!(f, "it was revoked"),
            Self::SlotInFuture { seconds } => {
                write!(f, "its slot is {seconds} s ahead of this clock")
            }
            Self::SlotTooOld { seconds } => write!(f, "its slot is {seconds} s old"),
            Self::Suspended => write!(f, "it is suspended"),
            Self::WrongPurpose => write!(f, "its key does not sign codes"),
        }
    }
}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AddressNeeded => "this venue asks for a registered address",
            Self::Paper => "this venue does not admit paper",
            Self::Population => "this venue does not admit this population",
            Self::Region => "this venue does not admit this region",
            Self::Static => "this venue asks for a live code",
            Self::Tier => "this venue asks for a fuller code",
        })
    }
}

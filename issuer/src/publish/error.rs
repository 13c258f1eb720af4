use core::fmt;

use juma_format::time::UnixTime;
use juma_keys::{BundleRefusal, CollectionRefusal};
use juma_registry::ledger::LedgerError;

/// Why nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublishError {
    /// The full bundle that was to be built on is no good.
    Base(BundleRefusal),
    /// The full bundle that was to be built on is of an earlier epoch.
    BaseEpoch,
    /// The bundle would not be accepted by a verifier.
    Bundle(BundleRefusal),
    /// The clock is behind the last publication: what verifiers have seen would be newer.
    ClockBehind {
        /// The time of the last publication.
        last: UnixTime,
    },
    /// The key that signs the contribution, or that signed the one to build on, is compromised.
    Compromised,
    /// The contribution would not be taken by the centre.
    Contribution(CollectionRefusal),
    /// The whole contribution that was to be built on is no good.
    ContributionBase(CollectionRefusal),
    /// A delta would be no smaller than the full bundle.
    DeltaNotSmaller,
    /// A key that signs the publication is to be distrusted by it.
    DistrustsItself,
    /// The ledger refused or failed.
    Ledger(LedgerError),
    /// The namespace names no lists.
    Namespace,
    /// A status cannot stand in its list.
    Status,
    /// A time is beyond what a signed body may hold.
    Time,
    /// The bundle is larger than a part may be.
    TooLarge,
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base(refusal) => write!(f, "the full bundle to build on is no good: {refusal}"),
            Self::BaseEpoch => write!(f, "the full bundle to build on is of an earlier epoch"),
            Self::Bundle(refusal) => write!(f, "a verifier would refuse the bundle: {refusal}"),
            Self::ClockBehind { last } => {
                write!(
                    f,
                    "the clock is behind the last publication, which is of {last}"
                )
            }
            Self::Compromised => write!(f, "a compromised key has signed it, or what it builds on"),
            Self::Contribution(refusal) => {
                write!(f, "the centre would refuse the contribution: {refusal}")
            }
            Self::ContributionBase(refusal) => write!(
                f,
                "the whole contribution to build on is no good: {refusal}"
            ),
            Self::DeltaNotSmaller => write!(f, "a delta would be no smaller than the full bundle"),
            Self::DistrustsItself => {
                write!(
                    f,
                    "a key that is to be distrusted would sign it; take another key"
                )
            }
            Self::Ledger(error) => error.fmt(f),
            Self::Namespace => write!(f, "the namespace names no status lists"),
            Self::Status => write!(f, "a status cannot stand in its list"),
            Self::Time => write!(f, "a time before 2020 or beyond 2100; set the clock"),
            Self::TooLarge => write!(f, "a part of 4 GiB or more"),
        }
    }
}

impl core::error::Error for PublishError {}

impl From<LedgerError> for PublishError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

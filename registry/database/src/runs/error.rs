use std::{fmt, io};

use juma_registry::ledger::LedgerError;

use crate::{StoreError, error::Failure};

/// Why a step of a run did not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError {
    /// The ledger refused or failed.
    Ledger(LedgerError),
    /// The run may not do it.
    Refused(RunRefusal),
}

/// Why a run may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunRefusal {
    /// Somebody has approved it already.
    Approved,
    /// The codes of the runs of this day would be more than the quota.
    DayQuota {
        /// How many more the quota lets be planned today.
        left: u64,
    },
    /// A batch is not the next one, or has other codes than were planned.
    OtherBatch,
    /// It was begun with other terms.
    OtherTerms,
    /// No bundle that was made early enough has carried the key and a list.
    NotPublished,
    /// Whoever planned it approves it too.
    SameOperator,
    /// There is no such run.
    UnknownRun,
    /// It is not that far, or further.
    WrongState,
}

impl RunRefusal {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Approved => "run-approved",
            Self::DayQuota { .. } => "quota-day",
            Self::OtherBatch => "run-other-batch",
            Self::OtherTerms => "run-other-terms",
            Self::NotPublished => "not-published",
            Self::SameOperator => "same-operator",
            Self::UnknownRun => "run-unknown",
            Self::WrongState => "run-state",
        }
    }
}

impl fmt::Display for RunRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approved => f.write_str("somebody has approved the run already"),
            Self::DayQuota { left } => {
                write!(f, "the quota of this day has {left} codes left")
            }
            Self::OtherBatch => f.write_str("the batch is not the one that was planned"),
            Self::OtherTerms => f.write_str("the run was begun with other terms"),
            Self::NotPublished => {
                f.write_str("no bundle has carried the key and the status list early enough")
            }
            Self::SameOperator => f.write_str("whoever planned a run does not approve it"),
            Self::UnknownRun => f.write_str("the register has no such run"),
            Self::WrongState => f.write_str("the run is not in a state for it"),
        }
    }
}

impl std::error::Error for RunRefusal {}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ledger(error) => error.fmt(f),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

impl From<LedgerError> for RunError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<RunRefusal> for RunError {
    fn from(refusal: RunRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Failure for RunError {
    fn of_witness(kind: io::ErrorKind) -> Self {
        Self::Ledger(LedgerError::of_witness(kind))
    }
}

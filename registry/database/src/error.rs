use std::{fmt, io};

use juma_registry::ledger::LedgerError;

use crate::StoreError;

/// Why a register was not opened or created, or an act did not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegisterError {
    /// It has gone on from an older copy: this place has seen other acts.
    Diverged {
        /// An act that is another one than this place has seen.
        act: u64,
    },
    /// The journal is not what was written.
    Journal {
        /// The first entry that does not fit the chain.
        entry: u64,
    },
    /// The ledger refused.
    Ledger(LedgerError),
    /// The register is an old copy: this place has seen more of it.
    OldCopy {
        /// Its last act.
        found: u64,
        /// The last act that this place has seen.
        seen: u64,
    },
    /// It is not the register that this place has worked with.
    OtherRegister,
    /// The database refused or failed.
    Store(StoreError),
    /// What this place remembers of the register cannot be read or written.
    Witness(io::ErrorKind),
}

impl RegisterError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Diverged { .. } => "register-diverged",
            Self::Journal { .. } => "journal-damaged",
            Self::Ledger(error) => error.slug(),
            Self::OldCopy { .. } => "register-old-copy",
            Self::OtherRegister => "other-register",
            Self::Store(error) => error.slug(),
            Self::Witness(_) => "register-witness",
        }
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Diverged { act } => {
                write!(
                    f,
                    "act {act} of the register is another than this place has seen"
                )
            }
            Self::Journal { entry } => {
                write!(
                    f,
                    "entry {entry} of the journal does not fit its hash chain"
                )
            }
            Self::Ledger(error) => error.fmt(f),
            Self::OldCopy { found, seen } => {
                write!(
                    f,
                    "the register ends at act {found}, and this place has seen act {seen}"
                )
            }
            Self::OtherRegister => f.write_str("it is another register than this place's"),
            Self::Store(error) => error.fmt(f),
            Self::Witness(kind) => write!(f, "the mark of how far the register has come: {kind}"),
        }
    }
}

impl std::error::Error for RegisterError {}

impl From<LedgerError> for RegisterError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<StoreError> for RegisterError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Constraint | StoreError::Corrupt => Self::Contradiction,
            error => Self::Storage(error.kind()),
        }
    }
}

/// What may end a transaction: the database, or the witness.
pub(crate) trait Failure: From<StoreError> {
    fn of_witness(kind: io::ErrorKind) -> Self;
}

impl Failure for LedgerError {
    fn of_witness(kind: io::ErrorKind) -> Self {
        Self::Storage(kind)
    }
}

impl Failure for RegisterError {
    fn of_witness(kind: io::ErrorKind) -> Self {
        Self::Witness(kind)
    }
}

use core::fmt;

use juma_keys::KeyFileError;
use juma_verifier::{PiecesError, UnlockError};

/// Why a gate does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GateError {
    /// A key file is none, or cannot be made.
    KeyFile(KeyFileError),
    /// What is kept makes no device.
    Pieces(PiecesError),
    /// A key needs more random bytes.
    Random {
        /// Bytes that are needed.
        needed: usize,
        /// Bytes given.
        got: usize,
    },
    /// The officer's keys stay locked.
    Unlock(UnlockError),
}

impl GateError {
    /// The stable word for it.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::KeyFile(error) => error.slug(),
            Self::Pieces(error) => error.slug(),
            Self::Random { .. } => "random",
            Self::Unlock(error) => error.slug(),
        }
    }
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyFile(error) => error.fmt(f),
            Self::Pieces(error) => error.fmt(f),
            Self::Random { needed, got } => {
                write!(f, "{got} random bytes, a key needs {needed}")
            }
            Self::Unlock(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for GateError {}

impl From<KeyFileError> for GateError {
    fn from(error: KeyFileError) -> Self {
        Self::KeyFile(error)
    }
}

impl From<PiecesError> for GateError {
    fn from(error: PiecesError) -> Self {
        Self::Pieces(error)
    }
}

impl From<UnlockError> for GateError {
    fn from(error: UnlockError) -> Self {
        Self::Unlock(error)
    }
}

use std::{fmt, io};

use juma_format::claims::Tier;

use super::{Period, RandomError, Serial};

/// Why a ledger did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerError {
    /// The code is revoked, which is for good, or was given up.
    AlreadyInvalid(Serial),
    /// The issuance was committed or abandoned before.
    AlreadySettled(Serial),
    /// The entry contradicts those before it: damage in what was stored, or a mistake here.
    Contradiction,
    /// An epoch below that of an earlier publication.
    EpochBehind {
        /// The epoch of the latest publication.
        held: u32,
        /// The epoch that was asked for.
        offered: u32,
    },
    /// No list of this tier and period has room: open one, and publish it.
    NoOpenList {
        /// The tier.
        tier: Tier,
        /// The period.
        period: Period,
    },
    /// The code of this serial was never finished, so it has no status to change.
    NotCommitted(Serial),
    /// No number of the kind is left.
    NumbersExhausted,
    /// Another publication was begun or is later: read again what this one says.
    Overtaken,
    /// A code with this anchor or holder's key was planned before: a second one would be shown by
    /// whoever has the first.
    ProofSignedBefore,
    /// There is no randomness, or it repeats itself.
    Random(RandomError),
    /// The storage failed.
    Storage(io::ErrorKind),
    /// A time that no signed body may hold.
    TimeOutOfRange,
    /// More lists or keys than a publication may have.
    TooManyParts {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// There is no list of this number.
    UnknownList(u32),
    /// No publication of this sequence number was begun, or it is finished.
    UnknownPublication(u32),
    /// There is no issuance of this serial.
    UnknownSerial(Serial),
    /// A write failed before, so that what is stored is not known: open the ledger again.
    Unusable,
}

impl LedgerError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AlreadyInvalid(_) => "already-invalid",
            Self::AlreadySettled(_) => "already-settled",
            Self::Contradiction => "ledger-contradiction",
            Self::EpochBehind { .. } => "epoch-behind",
            Self::NoOpenList { .. } => "no-open-list",
            Self::NotCommitted(_) => "not-committed",
            Self::NumbersExhausted => "numbers-exhausted",
            Self::Overtaken => "publication-overtaken",
            Self::ProofSignedBefore => "anchor-signed-before",
            Self::Random(_) => "no-randomness",
            Self::Storage(_) => "ledger-storage",
            Self::TimeOutOfRange => "time-out-of-range",
            Self::TooManyParts { .. } => "too-many-parts",
            Self::UnknownList(_) => "unknown-list",
            Self::UnknownPublication(_) => "unknown-publication",
            Self::UnknownSerial(_) => "unknown-serial",
            Self::Unusable => "ledger-unusable",
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyInvalid(serial) => write!(f, "{serial} is invalid for good"),
            Self::AlreadySettled(serial) => {
                write!(f, "{serial} was committed or abandoned before")
            }
            Self::Contradiction => f.write_str("the entry contradicts the ledger"),
            Self::EpochBehind { held, offered } => {
                write!(
                    f,
                    "epoch {offered} is below {held}, that of the last publication"
                )
            }
            Self::NoOpenList { tier, period } => {
                write!(
                    f,
                    "no status list for {tier} codes that end in {period} has room"
                )
            }
            Self::NotCommitted(serial) => write!(f, "the code of {serial} was never finished"),
            Self::NumbersExhausted => f.write_str("no number of this kind is left"),
            Self::Overtaken => f.write_str("another place has published meanwhile: publish again"),
            Self::ProofSignedBefore => {
                f.write_str("the anchor or key was signed before: ask the holder for a new request")
            }
            Self::Random(error) => error.fmt(f),
            Self::Storage(io::ErrorKind::ConnectionAborted) => {
                f.write_str("the ledger's storage cannot be reached or has gone away")
            }
            Self::Storage(kind) => write!(f, "the ledger's storage failed: {kind}"),
            Self::TimeOutOfRange => f.write_str("the time lies outside 2020 to 2100"),
            Self::TooManyParts { count, max } => {
                write!(
                    f,
                    "{count} lists or keys in a publication, the limit is {max}"
                )
            }
            Self::UnknownList(number) => write!(f, "there is no status list {number}"),
            Self::UnknownPublication(sequence) => {
                write!(f, "publication {sequence} is not under way")
            }
            Self::UnknownSerial(serial) => write!(f, "there is no issuance {serial}"),
            Self::Unusable => f.write_str("a write failed before: open the ledger again"),
        }
    }
}

impl std::error::Error for LedgerError {}

impl From<RandomError> for LedgerError {
    fn from(error: RandomError) -> Self {
        Self::Random(error)
    }
}

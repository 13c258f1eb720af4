use std::{fmt, io};

/// Why a ledger's file was not opened or created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// A line is not what was written.
    Damaged {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        damage: Damage,
    },
    /// There is a ledger already where one was to be created.
    Exists,
    /// The system refused.
    Io(io::ErrorKind),
    /// Another process has it open.
    Locked,
    /// The file is no ledger of this form and version.
    NotALedger,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// It, or a line before it, was changed: the hash chain does not fit.
    Chain,
    /// It says what cannot have happened after the lines before it.
    Contradiction,
    /// It says nothing that this version knows.
    Form,
    /// It is longer than any line.
    TooLong,
}

impl OpenError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Damaged { .. } => "ledger-damaged",
            Self::Exists => "ledger-exists",
            Self::Io(_) => "ledger-storage",
            Self::Locked => "ledger-locked",
            Self::NotALedger => "not-a-ledger",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { line, damage } => write!(f, "line {line} of the ledger {damage}"),
            Self::Exists => f.write_str("there is a ledger already"),
            Self::Io(kind) => write!(f, "the ledger's file: {kind}"),
            Self::Locked => f.write_str("another process has the ledger open"),
            Self::NotALedger => f.write_str("the file is no ledger of version 1"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chain => "does not fit the hash chain",
            Self::Contradiction => "contradicts the lines before it",
            Self::Form => "is no entry of this version",
            Self::TooLong => "is longer than any entry",
        })
    }
}

/// What a crash in the middle of a write had left, and what was done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// The last line was whole but for its newline. It was kept.
    EndedLine {
        /// Its number.
        line: u64,
    },
    /// The last line was torn, so nobody was told that it was written. It was cut off.
    CutTail {
        /// The number that it would have had.
        line: u64,
        /// Its bytes.
        bytes: u64,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndedLine { line } => write!(f, "line {line} had no newline and got one"),
            Self::CutTail { line, bytes } => {
                write!(f, "line {line} was torn, {bytes} bytes were cut off")
            }
        }
    }
}

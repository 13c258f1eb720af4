use std::fmt;

use crate::{
    record::{Problem, Record, RecordError, RecordField},
    redacted_debug,
};

/// A row of a file.
#[derive(Clone)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its bytes without the line's end; none when it is too long to be kept.
    pub raw: Option<Vec<u8>>,
    /// The record in it.
    pub record: Result<Record, RowError>,
}

redacted_debug!(Row => "Row");

/// Why a row is none. Says where and what, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowError {
    /// In a table the number of the column, in a line the character, from 1; none for the row as a
    /// whole.
    pub column: Option<usize>,
    /// The field, where one is concerned.
    pub field: Option<RecordField>,
    /// What is wrong.
    pub problem: RowProblem,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowProblem {
    /// Another number of columns than the header has.
    Cells {
        /// How many there are.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A quotation mark is opened and not closed.
    Quote,
    /// The record in it is none.
    Record(Problem),
    /// More bytes than a row may have.
    TooLong {
        /// How many it may have.
        max: usize,
    },
    /// Bytes that are no character of the file's encoding.
    Undecodable {
        /// How many characters come before them in the column, or in the line.
        after: usize,
    },
}

impl RowError {
    pub(super) const fn whole(problem: RowProblem) -> Self {
        Self {
            column: None,
            field: None,
            problem,
        }
    }

    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self.problem {
            RowProblem::Cells { .. } => "row-columns",
            RowProblem::Quote => "row-quote",
            RowProblem::Record(problem) => {
                let (field, at) = (RecordField::Record, START);
                RecordError { field, at, problem }.slug()
            }
            RowProblem::TooLong { .. } => "row-too-long",
            RowProblem::Undecodable { .. } => "row-undecodable",
        }
    }
}

const START: crate::record::Position = crate::record::Position { line: 1, column: 1 };

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            RowProblem::Cells { found, expected } => {
                write!(f, "{found} columns, the header has {expected}")
            }
            RowProblem::Quote => f.write_str("a quotation mark is not closed"),
            RowProblem::Record(problem) => problem.fmt(f),
            RowProblem::TooLong { max } => write!(f, "longer than {max} bytes"),
            RowProblem::Undecodable { after } => {
                write!(f, "bytes after {after} characters are none of the encoding")
            }
        }
    }
}

impl std::error::Error for RowError {}

use std::fmt;

use super::{
    Form,
    advice::{self, AS_TEXT},
};
use crate::{
    record::{Problem, Record, RecordError, RecordField},
    redacted_debug,
};

/// A row of a file.
#[derive(Clone)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its bytes without the line's end, and without columns of an earlier import that come first;
    /// none when it is too long to be kept, or holds other rows.
    pub raw: Option<Vec<u8>>,
    /// The record in it.
    pub record: Result<Record, RowError>,
}

redacted_debug!(Row => "Row");

/// Why a row is none. Says where and what, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowError {
    /// What the file is.
    pub form: Form,
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
    /// A text in quotation marks has lines that are rows by themselves.
    HoldsRows {
        /// The line in which it begins.
        line: u64,
        /// The last line of the row.
        to: u64,
    },
    /// A quotation mark opens a text that does not end as one.
    Quote {
        /// The line that it stands in.
        line: u64,
    },
    /// The record in it is none.
    Record(Problem),
    /// A spreadsheet has rounded the number.
    Rounded,
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
    /// Something stands in a column that has no header.
    Unnamed,
}

impl RowError {
    /// About a row of a table as a whole.
    pub(super) const fn whole(problem: RowProblem) -> Self {
        Self {
            form: Form::Csv,
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
            RowProblem::HoldsRows { .. } => "row-holds-rows",
            RowProblem::Quote { .. } => "row-quote",
            RowProblem::Record(problem) => {
                let (field, at) = (RecordField::Record, START);
                RecordError { field, at, problem }.slug()
            }
            RowProblem::Rounded => "row-rounded",
            RowProblem::TooLong { .. } => "row-too-long",
            RowProblem::Undecodable { .. } => "row-undecodable",
            RowProblem::Unnamed => "row-unnamed-column",
        }
    }
}

const START: crate::record::Position = crate::record::Position { line: 1, column: 1 };

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            RowProblem::Cells { found, expected } if found > expected => write!(
                f,
                "{found} columns, the header has {expected}; put a text that has a comma in \
                 quotation marks"
            ),
            RowProblem::Cells { found, expected } => write!(
                f,
                "{found} columns, the header has {expected}; a comma is missing, or a text has a \
                 line's end and no quotation marks round it"
            ),
            RowProblem::HoldsRows { line, to } => write!(
                f,
                "the text that a quotation mark opens in line {line} holds the rows up to line {to}; \
                 close it where it ends, and import the file again"
            ),
            RowProblem::Quote { line } => write!(
                f,
                "the quotation mark that opens a text in line {line} is not closed where the text \
                 ends; close it, or write a mark that belongs to the text twice"
            ),
            RowProblem::Record(problem) => match self.field {
                Some(field) => {
                    advice::write(f, self.form, field, problem)?;
                    match (problem, self.form, self.column) {
                        (Problem::Missing, Form::Csv, None) => {
                            f.write_str(", and the table has no column of it")
                        }
                        _ => Ok(()),
                    }
                }
                None => problem.fmt(f),
            },
            RowProblem::Rounded => write!(
                f,
                "a spreadsheet has rounded the number; {AS_TEXT} and enter it again"
            ),
            RowProblem::TooLong { max } => write!(f, "longer than {max} bytes"),
            RowProblem::Undecodable { after } => {
                write!(f, "bytes after {after} characters are none of the encoding")
            }
            RowProblem::Unnamed => f.write_str(
                "something stands in a column without a header; name the column or empty it",
            ),
        }
    }
}

impl std::error::Error for RowError {}

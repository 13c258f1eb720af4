use std::fmt;

use juma_format::{
    person::{DocumentError, PersonTextError},
    region::RegionError,
};

use super::{Position, RecordField};
use crate::SubjectError;

/// Why a record was refused. Says which field and where, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// The field.
    pub field: RecordField,
    /// Where its value begins; where a field is missing, the object that should hold it.
    pub at: Position,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// No date `YYYY-MM-DD` that exists, or for times no RFC 3339 either.
    Date,
    /// No document of the kind.
    Document(DocumentError),
    /// The field stands there twice.
    Duplicate,
    /// The field must be there.
    Missing,
    /// Nobody has verified that the person is who the record says.
    NotIdentityVerified,
    /// Something else than a JSON object.
    NotObject,
    /// Something else than a JSON string.
    NotText,
    /// The bytes are no UTF-8.
    NotUtf8,
    /// No region code.
    Region(RegionError),
    /// Something else than six digits where a region stands.
    RegionDigits,
    /// The region is a province; a code names at least the prefecture.
    RegionTooWide,
    /// No subject id.
    Subject(SubjectError),
    /// No JSON.
    Syntax,
    /// No name, address or reference.
    Text(PersonTextError),
    /// More bytes than a record may have.
    TooLarge {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        max: usize,
    },
    /// The field must not be there beside the others.
    Unexpected,
    /// An object has a field that no record has.
    UnknownField,
    /// None of the words that may stand there.
    UnknownWord,
}

impl RecordError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self.problem {
            Problem::Date => "record-date",
            Problem::Document(_) => "record-document",
            Problem::Duplicate => "record-duplicate-field",
            Problem::Missing => "record-missing-field",
            Problem::NotIdentityVerified => "not-identity-verified",
            Problem::NotObject | Problem::NotText => "record-type",
            Problem::NotUtf8 => "record-utf8",
            Problem::Region(_) | Problem::RegionDigits | Problem::RegionTooWide => "record-region",
            Problem::Subject(_) => "record-subject",
            Problem::Syntax => "record-syntax",
            Problem::Text(_) => "record-text",
            Problem::TooLarge { .. } => "record-too-large",
            Problem::Unexpected => "record-unexpected-field",
            Problem::UnknownField => "record-unknown-field",
            Problem::UnknownWord => "record-unknown-word",
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.at, self.field, self.problem)
    }
}

impl std::error::Error for RecordError {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date => f.write_str("no date that exists, written YYYY-MM-DD"),
            Self::Document(error) => error.fmt(f),
            Self::Duplicate => f.write_str("stands there twice"),
            Self::Missing => f.write_str("is missing"),
            Self::NotIdentityVerified => {
                f.write_str("is missing: a code is issued only to an identity-verified person")
            }
            Self::NotObject => f.write_str("is no JSON object"),
            Self::NotText => f.write_str("is no JSON string"),
            Self::NotUtf8 => f.write_str("is not UTF-8"),
            Self::Region(error) => error.fmt(f),
            Self::RegionDigits => f.write_str(
                "no region code: write its six digits, as 440305 for a district or 440300 for a city",
            ),
            Self::RegionTooWide => f.write_str(
                "a province; name the district or the prefecture, as 440305 or 440300",
            ),
            Self::Subject(error) => error.fmt(f),
            Self::Syntax => f.write_str("is no JSON from here on"),
            Self::Text(error) => error.fmt(f),
            Self::TooLarge { bytes, max } => write!(f, "has {bytes} bytes, the limit is {max}"),
            Self::Unexpected => f.write_str("must not be there beside the other fields"),
            Self::UnknownField => f.write_str("has a field that no record has"),
            Self::UnknownWord => f.write_str("none of the words that may stand there"),
        }
    }
}

/// Why a record that reads well cannot be true today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SanityError {
    /// The person is not born yet.
    BirthInFuture,
    /// The person would be older than anybody has become.
    BirthTooLongAgo {
        /// The greatest age in years.
        max_years: u32,
    },
    /// The identity will be verified only later.
    VerifiedInFuture,
}

impl SanityError {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> RecordField {
        match self {
            Self::BirthInFuture | Self::BirthTooLongAgo { .. } => RecordField::Document,
            Self::VerifiedInFuture => RecordField::IdentityVerifiedAt,
        }
    }

    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::BirthInFuture => "birth-in-future",
            Self::BirthTooLongAgo { .. } => "birth-too-long-ago",
            Self::VerifiedInFuture => "verified-in-future",
        }
    }
}

impl fmt::Display for SanityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.field())?;
        match self {
            Self::BirthInFuture => f.write_str("the birth date is in the future"),
            Self::BirthTooLongAgo { max_years } => {
                write!(f, "the birth date is more than {max_years} years ago")
            }
            Self::VerifiedInFuture => f.write_str("the verification is in the future"),
        }
    }
}

impl std::error::Error for SanityError {}

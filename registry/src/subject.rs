use std::{fmt, sync::Arc};

use juma_format::person::IdNumber;

use crate::redacted_debug;

/// A resident by the register's own id. It is all that the ledger knows of a person, and parts of
/// file names derive from it (THREATS M17, M23).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(Arc<str>);

redacted_debug!(SubjectId => "SubjectId");

/// As many digits in a row make a citizen's number.
const MAX_DIGITS_IN_A_ROW: usize = 15;

impl SubjectId {
    /// The most characters. Ids of registers are far shorter; UUIDs have 36.
    pub const MAX_CHARS: usize = 64;

    /// An id of 1 to 64 characters of `A-Z a-z 0-9 . _ -` that begins with a letter or digit.
    ///
    /// # Errors
    /// When it has another shape, or is itself the number of an identity document.
    pub fn new(text: &str) -> Result<Self, SubjectError> {
        if text.is_empty() || text.len() > Self::MAX_CHARS {
            return Err(SubjectError::Length);
        }
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let begins_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        if !begins_well || !text.bytes().all(is_inner) {
            return Err(SubjectError::Character);
        }
        // An identity card's number, with something before or behind it or without: fifteen digits
        // in a row are enough, which the cards of the last century have.
        let digits = text
            .split(|char: char| !char.is_ascii_digit())
            .map(str::len)
            .max();
        if digits >= Some(MAX_DIGITS_IN_A_ROW)
            || IdNumber::parse(&text.to_ascii_uppercase()).is_ok()
        {
            return Err(SubjectError::DocumentNumber);
        }
        Ok(Self(text.into()))
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of a text that was such an id when it was written.
    pub(crate) const fn from_shared(text: Arc<str>) -> Self {
        Self(text)
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no subject id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectError {
    /// Another character than `A-Z a-z 0-9 . _ -`, or a sign at the beginning.
    Character,
    /// It is the number of an identity document, which the ledger must not hold.
    DocumentNumber,
    /// Empty, or longer than [`SubjectId::MAX_CHARS`].
    Length,
}

impl SubjectError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Character => "subject-character",
            Self::DocumentNumber => "subject-document-number",
            Self::Length => "subject-length",
        }
    }
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character => f.write_str(
                "a subject id has letters, digits, '.', '_' and '-', and begins with a letter or digit",
            ),
            Self::DocumentNumber => {
                f.write_str("the number of an identity document is no subject id")
            }
            Self::Length => write!(f, "a subject id has 1 to {} characters", SubjectId::MAX_CHARS),
        }
    }
}

impl std::error::Error for SubjectError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_none() {
        for text in ["a", "R-2026.0001_x", &"a".repeat(64)] {
            assert_eq!(SubjectId::new(text).unwrap().as_str(), text);
        }
        for (text, error) in [
            ("", SubjectError::Length),
            (&*"a".repeat(65), SubjectError::Length),
            ("..", SubjectError::Character),
            ("-rf", SubjectError::Character),
            ("a/b", SubjectError::Character),
            ("张三", SubjectError::Character),
            ("11010519491231002X", SubjectError::DocumentNumber),
            ("11010519491231002x", SubjectError::DocumentNumber),
        ] {
            assert_eq!(SubjectId::new(text), Err(error), "{text}");
        }
    }
}

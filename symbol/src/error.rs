//! Why a text cannot become a symbol.

use core::fmt;

/// Why a text cannot become a symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The character that starts at this byte is not one of alphanumeric mode's 45
    /// (ISO/IEC 18004 table 5).
    Alphabet {
        /// Byte offset of the character.
        at: usize,
    },
    /// There is no text: a symbol that says nothing is a mistake somewhere before us.
    Empty,
    /// The text does not fit into the largest symbol.
    TooLong {
        /// Characters in the text.
        chars: usize,
        /// Characters that the largest version holds at level M.
        max: usize,
    },
}

impl EncodeError {
    /// A stable name for the kind of error, for machines and translations.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Alphabet { .. } => "alphabet",
            Self::Empty => "empty",
            Self::TooLong { .. } => "too-long",
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alphabet { at } => {
                write!(
                    f,
                    "character at byte {at} is outside the 45 of alphanumeric mode"
                )
            }
            Self::Empty => f.write_str("text is empty, the least is 1 character"),
            Self::TooLong { chars, max } => {
                write!(f, "text is {chars} characters, the limit is {max}")
            }
        }
    }
}

impl core::error::Error for EncodeError {}

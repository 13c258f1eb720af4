//! What a code says of a person: name, identity document, address. Values here are valid by
//! construction and print nothing of themselves in `Debug`.

mod address;
mod document;
mod id_number;
mod name;

pub use address::{Address, AddressState, AddressTail, HouseholdAddress};
pub use document::{Document, DocumentError, DocumentKind, DocumentTail, Sex, TravelDocument};
pub use id_number::{IdNumber, IdNumberError};
pub use name::{MaskedName, Name};

use core::fmt;

use crate::characters::CharacterError;

/// Why a text is no name and no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PersonTextError {
    /// A character that may not stand there.
    Character(CharacterError),
    /// Nothing is there.
    Empty,
    /// A masked name of another shape than one character and a star, or a star.
    NotMasked,
    /// More characters than the field holds.
    TooLong {
        /// The length in characters.
        chars: usize,
        /// The greatest length in characters.
        max: usize,
    },
}

impl fmt::Display for PersonTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(error) => error.fmt(f),
            Self::Empty => write!(f, "nothing is there"),
            Self::NotMasked => write!(f, "not one character and a star, or a star"),
            Self::TooLong { chars, max } => write!(f, "{chars} characters, the limit is {max}"),
        }
    }
}

impl core::error::Error for PersonTextError {}

impl From<CharacterError> for PersonTextError {
    fn from(error: CharacterError) -> Self {
        Self::Character(error)
    }
}

/// A `Debug` that says the type and nothing of the person, for every crate that holds one.
#[macro_export]
macro_rules! redacted_debug {
    ($($type:ty => $name:literal),+ $(,)?) => {$(
        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!($name, "(..)"))
            }
        }
    )+};
}
pub(crate) use redacted_debug;

fn check_length(text: &str, max: usize) -> Result<(), PersonTextError> {
    match text.chars().count() {
        0 => Err(PersonTextError::Empty),
        chars if chars > max => Err(PersonTextError::TooLong { chars, max }),
        _ => Ok(()),
    }
}

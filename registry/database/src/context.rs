use std::fmt;

use juma_format::{characters, time::UnixTime};

/// Who acts, and when: it stands in the journal beside every act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Who.
    pub operator: Operator,
    /// When.
    pub now: UnixTime,
}

/// The name under which somebody works the register: an account, not a person's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator(String);

/// Why a text names no operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperatorError {
    /// It holds a character that no line of text here has.
    Character,
    /// It is empty or longer than [`Operator::MAX_CHARS`].
    Length,
}

impl Operator {
    /// The most characters: an account at a domain fits.
    pub const MAX_CHARS: usize = 80;

    /// The operator of a name.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(name: &str) -> Result<Self, OperatorError> {
        if !(1..=Self::MAX_CHARS).contains(&name.chars().count()) {
            return Err(OperatorError::Length);
        }
        characters::check_line(name).map_err(|_| OperatorError::Character)?;
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character => f.write_str("an operator's name holds a character that none has"),
            Self::Length => write!(
                f,
                "an operator's name has 1 to {} characters",
                Operator::MAX_CHARS
            ),
        }
    }
}

impl std::error::Error for OperatorError {}

use core::fmt;

use juma_format::code_text::MAX_CHALLENGE;

use super::CodeName;

/// What a gate asks a holder's key to sign: a number of at most nine digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge(u32);

impl Challenge {
    /// The challenge of a number; `None` beyond [`MAX_CHALLENGE`].
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (u64::from(number) <= MAX_CHALLENGE).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a challenge was put, and what became of it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    #[default]
    Nothing,
    Open(Challenge),
    /// The code of this name has answered it. It may stay in view; no other code gets in with it.
    Used(Challenge, CodeName),
}

impl Asked {
    /// Whether an answer is the one that is asked for.
    pub(crate) fn is_answered(self, answer: Option<u32>, by: CodeName) -> bool {
        match self {
            Self::Nothing => answer.is_none(),
            Self::Open(challenge) => answer == Some(challenge.0),
            Self::Used(challenge, name) => answer == Some(challenge.0) && name == by,
        }
    }

    /// Marks the challenge as used by a code that was let in.
    pub(crate) fn use_up(&mut self, by: CodeName) {
        if let Self::Open(challenge) = *self {
            *self = Self::Used(challenge, by);
        }
    }
}

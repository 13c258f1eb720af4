use core::fmt;

use crate::{Acceptance, Doubt, Refusal};

/// The answer to a code.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Green: the code is good here and now.
    Accept(Acceptance),
    /// Red: it is not.
    Refuse(Refusal),
    /// Amber: this device cannot tell.
    Undecided(Doubt),
}

/// The three colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Green.
    Accept,
    /// Red.
    Refuse,
    /// Amber.
    Undecided,
}

impl Finding {
    /// The word of JSON and vectors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Verdict {
    /// The colour.
    #[must_use]
    pub const fn finding(&self) -> Finding {
        match self {
            Self::Accept(_) => Finding::Accept,
            Self::Refuse(_) => Finding::Refuse,
            Self::Undecided(_) => Finding::Undecided,
        }
    }

    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accepted",
            Self::Refuse(refusal) => refusal.slug(),
            Self::Undecided(doubt) => doubt.slug(),
        }
    }
}

impl From<Refusal> for Verdict {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}

impl From<Doubt> for Verdict {
    fn from(doubt: Doubt) -> Self {
        Self::Undecided(doubt)
    }
}

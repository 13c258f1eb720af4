use core::fmt;

use juma_format::{claims::ClaimsError, code_text::CodeTextError, time::UnixTime};

/// Why a holder's wish is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HolderError {
    /// The code answers no challenge: it has no key of the holder.
    AnswersNothing,
    /// The claims of a code are none.
    Claims(ClaimsError),
    /// The code is in the wallet already.
    Known,
    /// The code carries an anchor or a key that this wallet did not ask for.
    NotAsked,
    /// The chain of the code begins later.
    NotYet {
        /// The first moment.
        from: UnixTime,
    },
    /// The wallet has no code of this number, or none that can be shown.
    NoSuchCode,
    /// The wallet was made by an issuer, and has no key that could sign a request.
    NoOwnKey,
    /// The wallet belongs to another environment.
    OtherEnvironment,
    /// The code is over.
    Over {
        /// Since when.
        expires: UnixTime,
    },
    /// There is no randomness.
    Random,
    /// The text is no code's.
    Text(CodeTextError),
    /// More codes than a wallet holds, or than a request may ask for.
    TooMany {
        /// The most.
        max: usize,
    },
}

impl HolderError {
    /// A stable name for the kind of error, for machines and translations.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AnswersNothing => "answers-nothing",
            Self::Claims(error) => error.slug(),
            Self::Known => "known",
            Self::NotAsked => "not-asked",
            Self::NotYet { .. } => "not-yet",
            Self::NoSuchCode => "no-such-code",
            Self::NoOwnKey => "no-own-key",
            Self::OtherEnvironment => "wrong-environment",
            Self::Over { .. } => "over",
            Self::Random => "no-randomness",
            Self::Text(error) => error.slug(),
            Self::TooMany { .. } => "too-many",
        }
    }
}

impl fmt::Display for HolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnswersNothing => {
                write!(
                    f,
                    "the code has no key of the holder, so it answers no challenge"
                )
            }
            Self::Claims(error) => error.fmt(f),
            Self::Known => write!(f, "the code is in the wallet already"),
            Self::NotAsked => write!(f, "the code is not one that this wallet asked for"),
            Self::NotYet { from } => write!(f, "the code can be shown from {from} on"),
            Self::NoSuchCode => write!(f, "the wallet has no such code"),
            Self::NoOwnKey => write!(f, "the wallet has no own key, because an issuer made it"),
            Self::OtherEnvironment => write!(f, "the wallet belongs to another environment"),
            Self::Over { expires } => write!(f, "the code is over since {expires}"),
            Self::Random => write!(f, "there is no randomness"),
            Self::Text(error) => error.fmt(f),
            Self::TooMany { max } => write!(f, "more than {max} codes"),
        }
    }
}

impl core::error::Error for HolderError {}

impl From<ClaimsError> for HolderError {
    fn from(error: ClaimsError) -> Self {
        Self::Claims(error)
    }
}

impl From<CodeTextError> for HolderError {
    fn from(error: CodeTextError) -> Self {
        Self::Text(error)
    }
}

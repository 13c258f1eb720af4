//! Exit statuses, the same for every command.

use std::process::ExitCode;

/// What a command's exit status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or accepted.
    Done,
    /// Refused.
    Refused,
    /// The command itself failed. Returned for one of many files that could not be read; a command
    /// that fails altogether returns a [`Failure`](crate::failure::Failure).
    Failed,
    /// Undecided, a picture without a code among it.
    Undecided,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Failed => 2,
            Self::Undecided => 3,
        }
    }

    /// The status of two results together: failed if one of them failed, else refused, else
    /// undecided, else done. A folder of codes is as good as its worst one.
    #[must_use]
    pub const fn worst(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Refused, _) | (_, Self::Refused) => Self::Refused,
            (Self::Undecided, _) | (_, Self::Undecided) => Self::Undecided,
            (Self::Done, Self::Done) => Self::Done,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_two_in_either_order() {
        let ascending = [Exit::Done, Exit::Undecided, Exit::Refused, Exit::Failed];
        for (place, worse) in ascending.into_iter().enumerate() {
            for better in ascending.into_iter().take(place + 1) {
                assert_eq!(worse.worst(better), worse);
                assert_eq!(better.worst(worse), worse);
            }
        }
    }
}

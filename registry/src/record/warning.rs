use std::fmt;

use super::RecordField;

/// Something in a record that somebody should look at. It refuses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordWarning {
    /// No edition of GB/T 2260 knows the division. It may be newer than the lists here.
    DivisionUnknown {
        /// Where it stands.
        field: RecordField,
    },
    /// A private-use character, which looks different from font to font.
    PrivateUse {
        /// Where it stands.
        field: RecordField,
        /// Its index, counted in characters.
        at: usize,
    },
    /// A dot in the name became U+00B7, or one of two dots was dropped.
    SeparatorNormalised {
        /// Its index in the name that was given, counted in characters.
        at: usize,
    },
    /// Spaces before or behind the value were left out.
    SpacesTrimmed {
        /// Where they stood.
        field: RecordField,
    },
}

impl RecordWarning {
    /// The field concerned.
    #[must_use]
    pub const fn field(self) -> RecordField {
        match self {
            Self::DivisionUnknown { field }
            | Self::PrivateUse { field, .. }
            | Self::SpacesTrimmed { field } => field,
            Self::SeparatorNormalised { .. } => RecordField::Name,
        }
    }

    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::DivisionUnknown { .. } => "division-unknown",
            Self::PrivateUse { .. } => "private-use",
            Self::SeparatorNormalised { .. } => "separator-normalised",
            Self::SpacesTrimmed { .. } => "spaces-trimmed",
        }
    }
}

impl fmt::Display for RecordWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.field())?;
        match self {
            Self::DivisionUnknown { .. } => f.write_str("a division that no list knows"),
            Self::PrivateUse { at, .. } => {
                write!(
                    f,
                    "character {at} is for private use and looks different elsewhere"
                )
            }
            Self::SeparatorNormalised { at } => {
                write!(
                    f,
                    "character {at} was made U+00B7, or dropped beside another"
                )
            }
            Self::SpacesTrimmed { .. } => {
                f.write_str("spaces before or behind the value were left out")
            }
        }
    }
}

use std::fmt;

use juma_format::trust::DocumentError;

/// What is wrong with a profile's file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// The line, from 1.
    pub line: usize,
    /// The field that stands there.
    pub field: ProfileField,
    /// What is wrong with it.
    pub fault: ProfileFault,
}

/// The key of the line, as it is written; empty between keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileField(pub(super) String);

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileFault {
    /// The value is outside the bounds of a profile.
    Document(DocumentError),
    /// The value is no region code.
    Region,
    /// The file is no TOML, a key is unknown or missing, or a word is none of those that may stand
    /// there: what the reader of TOML says.
    Toml(TomlMessage),
}

/// What the reader of TOML says, in one line. It tells of the file's form and never of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlMessage(pub(super) String);

impl fmt::Display for ProfileField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.field.0.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        match &self.fault {
            ProfileFault::Document(error) => error.fmt(f),
            ProfileFault::Region => f.write_str("a region has 2, 4 or 6 digits of GB/T 2260"),
            ProfileFault::Toml(message) => f.write_str(&message.0),
        }
    }
}

impl core::error::Error for ProfileError {}

use core::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use juma_format::{
    Environment,
    trust::{CosignedError, DocumentError},
};

use super::{CeremonyRefusal, DraftBody};
use crate::public_key::KeyError;

/// The most bytes of a draft, a signature or a signed document: a trust list with all the entries
/// that there may be, each with the longest name and 200 prefixes, in base64.
pub const MAX_CEREMONY_FILE_BYTES: usize = 32 << 20;

const BODY: &str = "body";
const ENVIRONMENT: &str = "environment";

/// Why bytes are no file of a ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CeremonyFileError {
    /// The signatures around a document are not in their form.
    Cosigned(CosignedError),
    /// The document is neither a root document nor a trust list.
    Document(DocumentError),
    /// It is another file: the first line says which it should be.
    FirstLine {
        /// What the first line should be.
        expected: &'static str,
    },
    /// The key is no key, or a weak one.
    Key(KeyError),
    /// A line is missing, out of place, or does not say what the document says.
    Line {
        /// The name before the colon.
        name: &'static str,
    },
    /// What it holds could not have been drafted.
    Refused(CeremonyRefusal),
    /// More bytes than any file of a ceremony has.
    TooLarge {
        /// The greatest length in bytes.
        max: usize,
    },
}

impl CeremonyFileError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cosigned(error) => error.slug(),
            Self::Document(error) => error.slug(),
            Self::FirstLine { .. } | Self::Line { .. } | Self::TooLarge { .. } => "ceremony-form",
            Self::Key(error) => error.slug(),
            Self::Refused(refusal) => refusal.slug(),
        }
    }
}

impl fmt::Display for CeremonyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosigned(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
            Self::FirstLine { expected } => write!(f, "the first line is not \"{expected}\""),
            Self::Key(error) => error.fmt(f),
            Self::Line { name } => {
                write!(f, "the line \"{name}\" is missing, out of place or wrong")
            }
            Self::Refused(refusal) => refusal.fmt(f),
            Self::TooLarge { max } => write!(f, "the limit is {max} bytes"),
        }
    }
}

impl core::error::Error for CeremonyFileError {}

impl From<CosignedError> for CeremonyFileError {
    fn from(error: CosignedError) -> Self {
        Self::Cosigned(error)
    }
}

impl From<DocumentError> for CeremonyFileError {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl From<CeremonyRefusal> for CeremonyFileError {
    fn from(refusal: CeremonyRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The lines `name: value` of a file, read one by one in their order.
pub(super) struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    pub(super) fn read(text: &'a str, first_line: &'static str) -> Result<Self, CeremonyFileError> {
        if text.len() > MAX_CEREMONY_FILE_BYTES {
            return Err(CeremonyFileError::TooLarge {
                max: MAX_CEREMONY_FILE_BYTES,
            });
        }
        let mut lines = Self { rest: text };
        if lines.next() != Some(first_line) {
            return Err(CeremonyFileError::FirstLine {
                expected: first_line,
            });
        }
        Ok(lines)
    }

    pub(super) fn body(&mut self) -> Result<DraftBody, CeremonyFileError> {
        DraftBody::from_name(self.value(BODY)?).ok_or(CeremonyFileError::Line { name: BODY })
    }

    pub(super) fn environment(&mut self) -> Result<Environment, CeremonyFileError> {
        Environment::from_name(self.value(ENVIRONMENT)?)
            .ok_or(CeremonyFileError::Line { name: ENVIRONMENT })
    }

    pub(super) fn bytes(&mut self, name: &'static str) -> Result<Vec<u8>, CeremonyFileError> {
        STANDARD
            .decode(self.value(name)?)
            .map_err(|_| CeremonyFileError::Line { name })
    }

    pub(super) fn key_bytes(&mut self, name: &'static str) -> Result<[u8; 32], CeremonyFileError> {
        let bytes = self.bytes(name)?;
        bytes
            .try_into()
            .map_err(|_| CeremonyFileError::Line { name })
    }

    pub(super) const fn end(self) -> Result<(), CeremonyFileError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(CeremonyFileError::Line {
                name: "end of the file",
            })
        }
    }

    fn value(&mut self, name: &'static str) -> Result<&'a str, CeremonyFileError> {
        let value = self.next().and_then(|line| line.strip_prefix(name));
        value
            .and_then(|rest| rest.strip_prefix(": "))
            .ok_or(CeremonyFileError::Line { name })
    }

    /// The next line, which ends with LF or CR LF; a line without an end is torn, and none.
    fn next(&mut self) -> Option<&'a str> {
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// The lines that drafts and signatures begin with.
pub(super) fn write_head(
    f: &mut fmt::Formatter<'_>,
    first_line: &str,
    body: DraftBody,
    environment: Environment,
) -> fmt::Result {
    writeln!(f, "{first_line}\n{BODY}: {}", body.name())?;
    writeln!(f, "{ENVIRONMENT}: {environment}")
}

pub(super) fn write_bytes(f: &mut fmt::Formatter<'_>, name: &str, bytes: &[u8]) -> fmt::Result {
    writeln!(f, "{name}: {}", STANDARD.encode(bytes))
}

use std::{fmt, io};

use super::HeaderError;

/// Why a file cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It reads as UTF-8 and as GB 18030, each time as other letters.
    Ambiguous,
    /// Its header is none.
    Header(HeaderError),
    /// The system refused.
    Io(io::Error),
    /// It is UTF-16.
    Utf16,
    /// It is a workbook of a spreadsheet program.
    Workbook,
}

impl ReadError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Ambiguous => "file-ambiguous",
            Self::Header(error) => error.slug(),
            Self::Io(_) => "file-io",
            Self::Utf16 => "file-utf-16",
            Self::Workbook => "file-workbook",
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous => f.write_str(
                "it reads as UTF-8 and as GB 18030, and the names are others; say --encoding gb18030 \
                 or utf-8",
            ),
            Self::Header(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Utf16 => f.write_str("it is UTF-16; save it as CSV UTF-8"),
            Self::Workbook => f.write_str(
                "it is a workbook of Excel or WPS; save the sheet as CSV UTF-8 there, and import that",
            ),
        }
    }
}

impl std::error::Error for ReadError {}

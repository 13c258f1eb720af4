use core::fmt;

use crate::public_key::KeyError;

/// Why a text is no key file, or not the one that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFileError {
    /// A private key stands in the clear outside the demo environment.
    ClearPrivateKey,
    /// It is another file: the first line says which it should be.
    FirstLine {
        /// What the first line should be.
        expected: &'static str,
    },
    /// The key is no key, or a weak one.
    Key(KeyError),
    /// A line is missing, stands twice, or is out of place.
    Line {
        /// The name before the colon.
        name: &'static str,
    },
    /// The private key is not the one of the public key beside it.
    Mismatch,
    /// The passphrase is needed and was not given.
    PassphraseNeeded,
    /// The private key does not come out: a wrong passphrase, or a damaged file.
    PassphraseWrong,
    /// The private key is not PKCS#8 with the curve of its purpose.
    Pkcs8,
    /// More bytes than any key file has.
    TooLarge {
        /// The greatest length in bytes.
        max: usize,
    },
    /// The key is for something else.
    WrongRole {
        /// What was asked for.
        expected: &'static str,
        /// What the file says.
        found: &'static str,
    },
}

impl KeyFileError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ClearPrivateKey => "key-file-clear",
            Self::FirstLine { .. } | Self::Line { .. } | Self::TooLarge { .. } => "key-file-form",
            Self::Key(error) => error.slug(),
            Self::Mismatch => "key-file-mismatch",
            Self::PassphraseNeeded => "key-file-passphrase-needed",
            Self::PassphraseWrong => "key-file-passphrase-wrong",
            Self::Pkcs8 => "key-file-pkcs8",
            Self::WrongRole { .. } => "key-file-purpose",
        }
    }
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClearPrivateKey => {
                write!(f, "a private key in the clear; only demo keys may be")
            }
            Self::FirstLine { expected } => write!(f, "the first line is not \"{expected}\""),
            Self::Key(error) => error.fmt(f),
            Self::Line { name } => {
                write!(f, "the line \"{name}\" is missing, out of place or wrong")
            }
            Self::Mismatch => {
                write!(
                    f,
                    "the private key is not the one of the public key in the file"
                )
            }
            Self::PassphraseNeeded => write!(f, "the key is encrypted and no passphrase was given"),
            Self::PassphraseWrong => write!(f, "the passphrase is wrong, or the file is damaged"),
            Self::Pkcs8 => write!(
                f,
                "the private key is not PKCS#8 with the curve of its purpose"
            ),
            Self::TooLarge { max } => {
                write!(f, "longer than any key file, the limit is {max} bytes")
            }
            Self::WrongRole { expected, found } => {
                write!(f, "a {found} key where a {expected} key is needed")
            }
        }
    }
}

impl core::error::Error for KeyFileError {}

impl From<KeyError> for KeyFileError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

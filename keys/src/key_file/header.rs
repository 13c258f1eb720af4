use base64::{Engine, engine::general_purpose::STANDARD};
use juma_format::Environment;

use super::KeyFileError;
use crate::{
    kind::{BundleKey, CodeKey, HolderKey, KeyKind, RootKey, StatusKey},
    public_key::{KeyError, PublicKey},
    seal::{DeviceKey, JobKey, RecipientKey, RecipientKind, SealKey},
};

/// The most bytes of a key file: a root file of sixteen keys is below 2 KiB.
pub const MAX_KEY_FILE_BYTES: usize = 8192;

/// What a key file says that its key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// Manifests of bundles.
    Bundle,
    /// Codes.
    Code,
    /// One device's own: seal keys are wrapped to it.
    Device,
    /// A holder's presentations.
    Holder,
    /// Nothing is signed: what a bulk run draws comes from it.
    Job,
    /// Root documents and trust lists.
    Root,
    /// Nothing is signed: officers' records are sealed to it.
    Seal,
    /// Status lists.
    Status,
}

impl KeyRole {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Bundle,
        Self::Code,
        Self::Device,
        Self::Holder,
        Self::Job,
        Self::Root,
        Self::Seal,
        Self::Status,
    ];

    /// The word of key files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bundle => BundleKey::NAME,
            Self::Code => CodeKey::NAME,
            Self::Device => DeviceKey::NAME,
            Self::Holder => HolderKey::NAME,
            Self::Job => JobKey::NAME,
            Self::Root => RootKey::NAME,
            Self::Seal => SealKey::NAME,
            Self::Status => StatusKey::NAME,
        }
    }

    /// The role of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub(super) fn expect_name(self, expected: &'static str) -> Result<(), KeyFileError> {
        if self.name() == expected {
            Ok(())
        } else {
            Err(KeyFileError::WrongRole {
                expected,
                found: self.name(),
            })
        }
    }

    /// Says whether the bytes are a public key that is good for the role.
    pub(super) fn check(self, key: &[u8; 32]) -> Result<(), KeyError> {
        match self {
            Self::Device | Self::Job | Self::Seal => {
                RecipientKey::<SealKey>::from_bytes(key).map(drop)
            }
            Self::Bundle | Self::Code | Self::Holder | Self::Root | Self::Status => {
                PublicKey::<RootKey>::from_bytes(key).map(drop)
            }
        }
    }
}

/// The lines `name: value` at the head of a key file, read one by one in their order.
pub(crate) struct Header<'a> {
    rest: &'a str,
}

impl<'a> Header<'a> {
    pub(crate) fn read(text: &'a str, first_line: &'static str) -> Result<Self, KeyFileError> {
        if text.len() > MAX_KEY_FILE_BYTES {
            return Err(KeyFileError::TooLarge {
                max: MAX_KEY_FILE_BYTES,
            });
        }
        let mut header = Self { rest: text };
        if header.line() != Some(first_line) {
            return Err(KeyFileError::FirstLine {
                expected: first_line,
            });
        }
        Ok(header)
    }

    pub(crate) fn value(&mut self, name: &'static str) -> Result<&'a str, KeyFileError> {
        self.optional_value(name)?
            .ok_or(KeyFileError::Line { name })
    }

    /// The value of the next line; `None` at the end of the text.
    pub(crate) fn optional_value(
        &mut self,
        name: &'static str,
    ) -> Result<Option<&'a str>, KeyFileError> {
        let Some(line) = self.line() else {
            return Ok(None);
        };
        let value = line
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(": "));
        value.map(Some).ok_or(KeyFileError::Line { name })
    }

    /// A number in its one form, without sign or leading zeros.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<u32, KeyFileError> {
        let digits = self.value(name)?;
        let number: Option<u32> = digits.parse().ok();
        let number = number.filter(|number| number.to_string() == digits);
        number.ok_or(KeyFileError::Line { name })
    }

    pub(crate) fn environment(&mut self) -> Result<Environment, KeyFileError> {
        const NAME: &str = "environment";
        Environment::from_name(self.value(NAME)?).ok_or(KeyFileError::Line { name: NAME })
    }

    pub(crate) fn role(&mut self) -> Result<KeyRole, KeyFileError> {
        const NAME: &str = "purpose";
        KeyRole::from_name(self.value(NAME)?).ok_or(KeyFileError::Line { name: NAME })
    }

    /// What follows the lines that were read.
    pub(crate) const fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) const fn end(self) -> Result<(), KeyFileError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(KeyFileError::Line {
                name: "end of the file",
            })
        }
    }

    /// The next line, which ends with LF or CR LF; a line without an end is torn, and none.
    fn line(&mut self) -> Option<&'a str> {
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

pub(crate) fn encode_key(bytes: &[u8; 32]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn decode_key(text: &str, name: &'static str) -> Result<[u8; 32], KeyFileError> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| KeyFileError::Line { name })?;
    bytes.try_into().map_err(|_| KeyFileError::Line { name })
}

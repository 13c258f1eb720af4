use core::fmt;

use juma_format::Environment;

use super::{
    KeyFileError, KeyFileKind, KeyRole,
    header::{Header, decode_key, encode_key},
};
use crate::{
    kind::KeyKind,
    public_key::{KeyHash, PublicKey},
    seal::{RecipientKey, RecipientKind},
};

const FIRST_LINE: &str = KeyFileKind::Public.first_line();
const KEY: &str = "key";

/// A public key with what it is for.
///
/// ```text
/// juma public key
/// purpose: code
/// environment: demo
/// key: 3q2+7w…
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeyFile {
    /// What the key is for.
    pub role: KeyRole,
    /// The environment that it signs for.
    pub environment: Environment,
    key: [u8; 32],
}

impl PublicKeyFile {
    /// The file of a key.
    #[must_use]
    pub const fn new(role: KeyRole, environment: Environment, key: [u8; 32]) -> Self {
        Self {
            role,
            environment,
            key,
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When the text is no such file, or the key is no good.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut header = Header::read(text, FIRST_LINE)?;
        let role = header.role()?;
        let environment = header.environment()?;
        let key = decode_key(header.value(KEY)?, KEY)?;
        header.end()?;
        role.check(&key)?;
        Ok(Self {
            role,
            environment,
            key,
        })
    }

    /// The key, for the purpose that is asked for.
    ///
    /// # Errors
    /// When the file says another purpose, or the key is no good.
    pub fn key<K: KeyKind>(self) -> Result<PublicKey<K>, KeyFileError> {
        self.role.expect_name(K::NAME)?;
        Ok(PublicKey::from_bytes(&self.key)?)
    }

    /// The recipient's key, for the purpose that is asked for.
    ///
    /// # Errors
    /// When the file says another purpose, or the key is no good.
    pub fn recipient<K: RecipientKind>(self) -> Result<RecipientKey<K>, KeyFileError> {
        self.role.expect_name(K::NAME)?;
        Ok(RecipientKey::from_bytes(&self.key)?)
    }

    /// The bytes of the key.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// The name of the key.
    #[must_use]
    pub fn hash(self) -> KeyHash {
        KeyHash::of(&self.key)
    }
}

impl fmt::Display for PublicKeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\npurpose: {}", self.role.name())?;
        writeln!(
            f,
            "environment: {}\n{KEY}: {}",
            self.environment,
            encode_key(&self.key)
        )
    }
}

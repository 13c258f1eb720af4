use core::{fmt, marker::PhantomData};

use ed25519_dalek::VerifyingKey;
use juma_format::KeyId;
use sha2::{Digest, Sha256};

use crate::kind::KeyKind;

/// SHA-256 of a public key: its name everywhere but in codes, which carry four bytes of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The name of a public key in any suite's form.
    #[must_use]
    pub fn of(public_key: &[u8]) -> Self {
        Self(Sha256::digest(public_key).into())
    }

    /// A name that was read.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The kid: its first four bytes.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        let [a, b, c, d, ..] = self.0;
        KeyId::from_bytes([a, b, c, d])
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHash({self})")
    }
}

/// Why bytes are not a public key that anything may be checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes are not the one encoding of a point (RFC 8032 §5.1.3).
    Encoding,
    /// The point has small order: signatures under it would be good for many messages.
    Weak,
}

impl KeyError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Encoding => "key-encoding",
            Self::Weak => "key-weak",
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the bytes are not an Ed25519 public key",
            Self::Weak => "the public key has small order",
        })
    }
}

impl core::error::Error for KeyError {}

/// An Ed25519 public key for one purpose.
pub struct PublicKey<K: KeyKind> {
    pub(crate) verifying: VerifyingKey,
    hash: KeyHash,
    kind: PhantomData<fn() -> K>,
}

impl<K: KeyKind> PublicKey<K> {
    /// The key of these bytes.
    ///
    /// # Errors
    /// When they are no key, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let verifying = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Encoding)?;
        if verifying.is_weak() {
            return Err(KeyError::Weak);
        }
        // dalek reads some encodings of points that RFC 8032 refuses, and keeps the bytes as they
        // were; the one that it writes is the one that we take.
        if verifying.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::Encoding);
        }
        Ok(Self {
            verifying,
            hash: KeyHash::of(bytes),
            kind: PhantomData,
        })
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.verifying.as_bytes()
    }

    /// Its name.
    #[must_use]
    pub const fn hash(&self) -> KeyHash {
        self.hash
    }

    /// Its kid.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.hash.key_id()
    }
}

impl<K: KeyKind> Clone for PublicKey<K> {
    fn clone(&self) -> Self {
        Self {
            verifying: self.verifying,
            hash: self.hash,
            kind: PhantomData,
        }
    }
}

impl<K: KeyKind> fmt::Debug for PublicKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", K::NAME, self.key_id())
    }
}

#[cfg(test)]
mod tests;

use core::{fmt, marker::PhantomData};

use curve25519_dalek::montgomery::MontgomeryPoint;
use juma_format::Environment;

use crate::{
    public_key::{KeyError, KeyHash},
    signing_key::Secret,
};

/// What an HPKE recipient's key is for. The types that implement it are markers: they have no values.
pub trait RecipientKind: closed::Closed + 'static {
    /// The word of key files and outputs.
    const NAME: &'static str;
}

/// Officers' records are sealed to it.
#[derive(Clone, Copy, Debug)]
pub enum SealKey {}

/// One device's own: seal keys are wrapped to it.
#[derive(Clone, Copy, Debug)]
pub enum DeviceKey {}

/// Nothing is sealed to it: its secret is what a bulk run draws from ([`JobSecret`](crate::JobSecret)),
/// kept in a key file as other secrets are.
#[derive(Clone, Copy, Debug)]
pub enum JobKey {}

impl RecipientKind for SealKey {
    const NAME: &'static str = "seal";
}
impl RecipientKind for DeviceKey {
    const NAME: &'static str = "device";
}
impl RecipientKind for JobKey {
    const NAME: &'static str = "job";
}

mod closed {
    pub trait Closed {}
    impl Closed for super::SealKey {}
    impl Closed for super::DeviceKey {}
    impl Closed for super::JobKey {}
}

/// A public key that something is sealed to: X25519 (RFC 7748), in its one encoding and not of
/// small order.
pub struct RecipientKey<K: RecipientKind> {
    bytes: [u8; 32],
    kind: PhantomData<fn() -> K>,
}

impl<K: RecipientKind> RecipientKey<K> {
    /// The key of these bytes.
    ///
    /// # Errors
    /// When they are not the one encoding of a coordinate, or one of small order, to which anybody
    /// could open what is sealed.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_reduced(bytes) {
            return Err(KeyError::Encoding);
        }
        // A clamped scalar is a multiple of eight: it takes every point of small order to zero.
        let product = MontgomeryPoint(*bytes).mul_clamped([1; 32]);
        if product.as_bytes() == &[0; 32] {
            return Err(KeyError::Weak);
        }
        Ok(Self::of(*bytes))
    }

    const fn of(bytes: [u8; 32]) -> Self {
        let kind = PhantomData;
        Self { bytes, kind }
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Its name.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.bytes)
    }
}

impl<K: RecipientKind> Clone for RecipientKey<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: RecipientKind> Copy for RecipientKey<K> {}

impl<K: RecipientKind> PartialEq for RecipientKey<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<K: RecipientKind> Eq for RecipientKey<K> {}

impl<K: RecipientKind> fmt::Debug for RecipientKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecipientKey({} {})", K::NAME, self.hash().key_id())
    }
}

/// Whether the coordinate is below 2^255 − 19, little-endian. X25519 itself takes any 32 bytes, and
/// so would call one key by many names.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    const PRIME: [u8; 32] = {
        let mut prime = [0xff; 32];
        prime[0] = 0xed;
        prime[31] = 0x7f;
        prime
    };
    bytes.iter().rev().lt(PRIME.iter().rev())
}

/// The private half of a recipient's key. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct RecipientSecretKey<K: RecipientKind> {
    secret: Secret,
    public: RecipientKey<K>,
    environment: Environment,
}

impl<K: RecipientKind> RecipientSecretKey<K> {
    /// The key of a secret, which must come from a good source of randomness.
    #[must_use]
    pub fn from_secret(secret: Secret, environment: Environment) -> Self {
        // The base point has prime order and a clamped scalar is not zero in it, so the public key
        // is good.
        let public = RecipientKey::of(MontgomeryPoint::mul_base_clamped(*secret.expose()).0);
        Self {
            secret,
            public,
            environment,
        }
    }

    /// Its public half.
    #[must_use]
    pub const fn public(&self) -> &RecipientKey<K> {
        &self.public
    }

    /// The one environment whose records it opens.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The secret, for opening and for writing a key file.
    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl<K: RecipientKind> fmt::Debug for RecipientSecretKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RecipientSecretKey({} {}, {})",
            K::NAME,
            self.public.hash().key_id(),
            self.environment
        )
    }
}

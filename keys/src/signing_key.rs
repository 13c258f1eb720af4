use core::{fmt, marker::PhantomData};

use ed25519_dalek::Signer;
use juma_format::{Environment, body::Body, envelope::SignatureBytes};
use zeroize::Zeroizing;

use crate::{
    kind::{KeyKind, MaySign},
    prepared::Prepared,
    public_key::{KeyError, PublicKey},
};

/// The 32 bytes that a private key is made of. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A secret of these bytes, which must come from a good source of randomness.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for writing a key file.
    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A private key for one purpose and one environment. It never takes a public key from anywhere:
/// signing with another one than its own would give the private key away (RUSTSEC-2022-0093).
pub struct SigningKey<K: KeyKind> {
    pub(crate) signing: ed25519_dalek::SigningKey,
    public: PublicKey<K>,
    environment: Environment,
    kind: PhantomData<fn() -> K>,
}

impl<K: KeyKind> SigningKey<K> {
    /// The key of a secret.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        clippy::expect_used,
        reason = "see the comment inside"
    )]
    pub fn from_secret(secret: Secret, environment: Environment) -> Self {
        let signing = ed25519_dalek::SigningKey::from_bytes(secret.expose());
        // The clamped scalar is a multiple of eight and not zero, so the point is neither of small
        // order nor anything but its own encoding.
        let public: Result<PublicKey<K>, KeyError> =
            PublicKey::from_bytes(signing.verifying_key().as_bytes());
        let public = public.expect("a secret's public key is good");
        Self {
            signing,
            public,
            environment,
            kind: PhantomData,
        }
    }

    /// Its public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey<K> {
        &self.public
    }

    /// The one environment that it signs for.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// Prepares a payload of a body that this kind of key signs.
    #[must_use]
    pub fn prepare<B: Body>(&self, payload: Vec<u8>) -> Prepared<B>
    where
        K: MaySign<B>,
    {
        Prepared::new(&self.public, self.environment, payload)
    }

    /// Signs a payload and gives its envelope.
    #[must_use]
    pub fn sign<B: Body>(&self, payload: Vec<u8>) -> Vec<u8>
    where
        K: MaySign<B>,
    {
        let prepared = self.prepare::<B>(payload);
        let signature = self.signing.sign(prepared.to_be_signed());
        prepared.assemble(SignatureBytes::new(signature.to_bytes()))
    }

    /// The secret, for writing a key file.
    pub(crate) fn secret(&self) -> Secret {
        Secret::new(self.signing.to_bytes())
    }
}

impl<K: KeyKind> fmt::Debug for SigningKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SigningKey({} {}, {})",
            K::NAME,
            self.public.key_id(),
            self.environment
        )
    }
}

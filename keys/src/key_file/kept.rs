use juma_format::Environment;

use super::{KeyFileError, KeyRole};
use crate::{
    kind::KeyKind,
    seal::{RecipientKind, RecipientSecretKey},
    signing_key::{Secret, SigningKey},
};

/// A private key that a key file can hold.
pub trait KeptKey: Inside {
    /// The key of a secret, which must come from a good source of randomness.
    #[must_use]
    fn from_secret(secret: Secret, environment: Environment) -> Self;

    /// Says whether a file is one of such keys.
    ///
    /// # Errors
    /// When its keys are for something else.
    fn expected_in(role: KeyRole) -> Result<(), KeyFileError> {
        role.expect_name(Self::ROLE)
    }
}

/// What a key file needs of a key. Nobody outside can name it: the secret stays here.
mod inside {
    use super::{Environment, Secret};

    pub trait Inside: Sized {
        const ROLE: &'static str;

        fn environment(&self) -> Environment;
        fn public(&self) -> &[u8; 32];
        fn secret(&self) -> Secret;
    }
}

pub(super) use inside::Inside;

impl<K: KeyKind> KeptKey for SigningKey<K> {
    fn from_secret(secret: Secret, environment: Environment) -> Self {
        Self::from_secret(secret, environment)
    }
}

impl<K: KeyKind> Inside for SigningKey<K> {
    const ROLE: &'static str = K::NAME;

    fn environment(&self) -> Environment {
        Self::environment(self)
    }

    fn public(&self) -> &[u8; 32] {
        Self::public(self).as_bytes()
    }

    fn secret(&self) -> Secret {
        Self::secret(self)
    }
}

impl<K: RecipientKind> KeptKey for RecipientSecretKey<K> {
    fn from_secret(secret: Secret, environment: Environment) -> Self {
        Self::from_secret(secret, environment)
    }
}

impl<K: RecipientKind> Inside for RecipientSecretKey<K> {
    const ROLE: &'static str = K::NAME;

    fn environment(&self) -> Environment {
        Self::environment(self)
    }

    fn public(&self) -> &[u8; 32] {
        Self::public(self).as_bytes()
    }

    fn secret(&self) -> Secret {
        Self::secret(self).clone()
    }
}

/// The role of a kind of private key; every kind has one.
pub(super) fn role_of<T: Inside>() -> Option<KeyRole> {
    KeyRole::from_name(T::ROLE)
}

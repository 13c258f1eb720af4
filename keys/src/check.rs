//! The one signature check (SPEC §4.2).

use core::{fmt, marker::PhantomData};

use ed25519_dalek::Signature;
use juma_format::{
    Environment,
    algorithm::Algorithm,
    body::{Body, PayloadPlace},
    envelope::{Envelope, SignatureBytes},
};

use crate::{
    kind::{KeyKind, MaySign},
    public_key::PublicKey,
};

/// A payload of body `B` whose signature was checked. Only this module makes one.
pub struct Verified<'a, B: Body> {
    payload: &'a [u8],
    body: PhantomData<fn() -> B>,
}

impl<'a, B: Body> Verified<'a, B> {
    /// The payload that was signed.
    #[must_use]
    pub const fn payload(&self) -> &'a [u8] {
        self.payload
    }
}

impl<B: Body> fmt::Debug for Verified<'_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({})", B::NAME)
    }
}

/// Why a signature is no good. Nothing says more: whoever made it may be listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckError {
    /// The envelope names another algorithm than the key's.
    AlgorithmMismatch,
    /// The signature is not the key's over this body in this environment.
    BadSignature,
}

impl CheckError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AlgorithmMismatch => "alg-mismatch",
            Self::BadSignature => "bad-signature",
        }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlgorithmMismatch => "another algorithm than the key's",
            Self::BadSignature => "the signature is not good",
        })
    }
}

impl core::error::Error for CheckError {}

impl<K: KeyKind> PublicKey<K> {
    /// Checks an envelope that holds its payload.
    ///
    /// # Errors
    /// When the algorithm is not the key's, or the signature is no good.
    pub fn check<'a, B: Body>(
        &self,
        envelope: &Envelope<'a, B>,
        environment: Environment,
    ) -> Result<Verified<'a, B>, CheckError>
    where
        K: MaySign<B>,
    {
        let payload = match B::PAYLOAD {
            PayloadPlace::Attached => envelope.payload_unverified(),
            // Nothing was given to look at, so nothing is good.
            PayloadPlace::Detached => return Err(CheckError::BadSignature),
        };
        self.check_payload(envelope, environment, payload)
    }

    /// Checks an envelope against the payload beside it.
    ///
    /// # Errors
    /// When the algorithm is not the key's, or the signature is no good.
    pub fn check_detached<'a, B: Body>(
        &self,
        envelope: &Envelope<'_, B>,
        environment: Environment,
        payload: &'a [u8],
    ) -> Result<Verified<'a, B>, CheckError>
    where
        K: MaySign<B>,
    {
        match B::PAYLOAD {
            PayloadPlace::Detached => self.check_payload(envelope, environment, payload),
            PayloadPlace::Attached => Err(CheckError::BadSignature),
        }
    }

    fn check_payload<'a, B: Body>(
        &self,
        envelope: &Envelope<'_, B>,
        environment: Environment,
        payload: &'a [u8],
    ) -> Result<Verified<'a, B>, CheckError> {
        if envelope.algorithm() != Algorithm::ED25519 {
            return Err(CheckError::AlgorithmMismatch);
        }
        let message = envelope.to_be_signed(environment, payload);
        self.check_message(&message, envelope.signature())?;
        Ok(Verified {
            payload,
            body: PhantomData,
        })
    }

    /// The check. `verify_strict` refuses what cofactored and legacy verification let pass:
    /// small-order keys and nonces, and scalars that are not reduced.
    pub(crate) fn check_message(
        &self,
        message: &[u8],
        signature: SignatureBytes,
    ) -> Result<(), CheckError> {
        #[expect(clippy::disallowed_methods, reason = "this is the one signature check")]
        self.verifying
            .verify_strict(message, &Signature::from_bytes(signature.as_bytes()))
            .map_err(|_| CheckError::BadSignature)
    }
}

#[cfg(test)]
mod tests;

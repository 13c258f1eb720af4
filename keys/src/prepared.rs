use core::{fmt, marker::PhantomData};

use juma_format::{
    Environment,
    algorithm::Algorithm,
    body::Body,
    envelope::{self, SignatureBytes},
};

use crate::{
    check::CheckError,
    kind::MaySign,
    public_key::{KeyHash, PublicKey},
};

/// A body that waits for its signature, which may be made anywhere: prepare here, sign in a
/// hardware module or on a machine that no network reaches, attach here.
pub struct Prepared<B: Body> {
    signer: KeyHash,
    protected: Vec<u8>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
    body: PhantomData<fn() -> B>,
}

/// Why a signature cannot be attached.
pub type AttachError = CheckError;

impl<B: Body> Prepared<B> {
    /// A payload for one key and one environment.
    #[must_use]
    pub fn new<K: MaySign<B>>(
        key: &PublicKey<K>,
        environment: Environment,
        payload: Vec<u8>,
    ) -> Self {
        let protected = envelope::protected_header::<B>(Algorithm::ED25519, key.key_id());
        let context = B::context(environment);
        let to_be_signed = envelope::sig_structure(&protected, &context, &payload);
        Self {
            signer: key.hash(),
            protected,
            payload,
            to_be_signed,
            body: PhantomData,
        }
    }

    /// What is to be signed: the Sig_structure of RFC 9052 §4.4.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The envelope with a signature that came from elsewhere.
    ///
    /// # Errors
    /// When the key is not the one that it was prepared for, whose kid stands in the header, or the
    /// signature is not the key's over what was to be signed.
    pub fn attach<K: MaySign<B>>(
        &self,
        key: &PublicKey<K>,
        signature: SignatureBytes,
    ) -> Result<Vec<u8>, AttachError> {
        if key.hash() != self.signer {
            return Err(CheckError::BadSignature);
        }
        key.check_message(&self.to_be_signed, signature)?;
        Ok(self.assemble(signature))
    }

    /// The envelope with a signature that was just made with the key that it was prepared for.
    pub(crate) fn assemble(&self, signature: SignatureBytes) -> Vec<u8> {
        envelope::assemble::<B>(&self.protected, &self.payload, signature)
    }
}

impl<B: Body> fmt::Debug for Prepared<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({}, {} bytes)", B::NAME, self.payload.len())
    }
}

#[cfg(test)]
mod tests;

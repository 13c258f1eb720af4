//! What a holder's own key signs (SPEC §7.2): one code for one slot, and a venue's challenge.

use ed25519_dalek::Signer;
use juma_format::{
    Environment,
    algorithm::Algorithm,
    body::{Body, Presentation as PresentationBody},
    cbor::Writer,
    envelope::{SignatureBytes, key_less_header, sig_structure},
};
use sha2::{Digest, Sha256};

use crate::{check::CheckError, kind::HolderKey, public_key::PublicKey, signing_key::SigningKey};

/// What is presented. The key that signs it is the one in the code's claims, so it has no kid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presentation {
    subject: [u8; 32],
    slot: u32,
    challenge: Option<u32>,
}

impl Presentation {
    /// A code, by the bytes of its COSE_Sign1, for a slot, with what the venue asked for.
    #[must_use]
    pub fn of_code(code: &[u8], slot: u32, challenge: Option<u32>) -> Self {
        Self {
            subject: Sha256::digest(code).into(),
            slot,
            challenge,
        }
    }

    /// A request for codes, by its bytes. Its slot is 0, which is good at no gate, so it never
    /// serves as a code's.
    #[must_use]
    pub fn of_request(request: &[u8]) -> Self {
        Self::of_code(request, 0, None)
    }

    /// The signature of the holder's key over it.
    #[must_use]
    pub fn sign(self, key: &SigningKey<HolderKey>) -> SignatureBytes {
        let message = self.to_be_signed(key.environment());
        SignatureBytes::new(key.signing.sign(&message).to_bytes())
    }

    fn to_be_signed(self, environment: Environment) -> Vec<u8> {
        let mut payload = Writer::new();
        payload.array(3).bytes(&self.subject);
        payload.unsigned(self.slot.into());
        match self.challenge {
            Some(challenge) => payload.unsigned(challenge.into()),
            None => payload.null(),
        };
        let header = key_less_header(Algorithm::ED25519);
        let context = PresentationBody::context(environment);
        sig_structure(&header, &context, payload.as_bytes())
    }
}

impl PublicKey<HolderKey> {
    /// Checks a presentation by this key.
    ///
    /// # Errors
    /// When the signature is not the key's over it.
    pub fn check_presentation(
        &self,
        presentation: Presentation,
        environment: Environment,
        signature: SignatureBytes,
    ) -> Result<(), CheckError> {
        self.check_message(&presentation.to_be_signed(environment), signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing_key::Secret;

    #[test]
    fn a_signature_serves_one_code_slot_challenge_and_environment() {
        let key = SigningKey::<HolderKey>::from_secret(Secret::new([7; 32]), Environment::Test);
        let shown = Presentation::of_code(b"code", 5, Some(4711));
        let signature = shown.sign(&key);
        let check = |presentation: Presentation, environment| {
            key.public()
                .check_presentation(presentation, environment, signature)
        };
        assert_eq!(check(shown, Environment::Test), Ok(()));
        assert!(check(shown, Environment::Demo).is_err());
        for other in [
            Presentation::of_code(b"other", 5, Some(4711)),
            Presentation::of_code(b"code", 6, Some(4711)),
            Presentation::of_code(b"code", 5, Some(4712)),
            Presentation::of_code(b"code", 5, None),
            Presentation::of_request(b"code"),
        ] {
            assert!(check(other, Environment::Test).is_err(), "{other:?}");
        }
    }

    /// Sig_structure by hand: ["Signature1", h'a10132', aad, payload].
    #[test]
    fn the_bytes_that_are_signed() {
        let bytes = Presentation::of_code(b"", 1, None).to_be_signed(Environment::Demo);
        let mut expected = vec![0x84, 0x6a];
        expected.extend_from_slice(b"Signature1");
        expected.extend_from_slice(&[0x43, 0xa1, 0x01, 0x32, 0x55]);
        expected.extend_from_slice(b"JM1/presentation/demo");
        expected.extend_from_slice(&[0x58, 0x25, 0x83, 0x58, 0x20]);
        expected.extend_from_slice(&Sha256::digest(b""));
        expected.extend_from_slice(&[0x01, 0xf6]);
        assert_eq!(bytes, expected);
    }
}

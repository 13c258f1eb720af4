use core::fmt;

use juma_format::{
    KeyId,
    algorithm::Algorithm,
    body::Code,
    claims::{Claims, FieldCost, explain},
    code_text,
    envelope::{Envelope, SIGNATURE_LENGTH, SignatureBytes, assemble, protected_header},
};
use juma_keys::hash_of;
use juma_registry::ledger::CodeHash;

use crate::authority::Authority;

/// A code that was signed. It holds a person, so `Debug` says nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedCode {
    bytes: Vec<u8>,
    payload: Vec<u8>,
}

impl SignedCode {
    /// Signs claims. The authority was asked before ([`Authority::check`]).
    pub(crate) fn sign(authority: &Authority, claims: &Claims) -> Self {
        let payload = claims.encode();
        let bytes = authority.key().sign::<Code>(payload.clone());
        Self { bytes, payload }
    }

    /// The bytes of a code with these claims.
    pub(crate) fn length(claims: &Claims) -> usize {
        let header = protected_header::<Code>(Algorithm::ED25519, KeyId::from_bytes([0; 4]));
        let signature = SignatureBytes::new([0; SIGNATURE_LENGTH]);
        assemble::<Code>(&header, &claims.encode(), signature).len()
    }

    /// The bytes of the COSE_Sign1.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text for a symbol.
    #[must_use]
    pub fn text(&self) -> String {
        code_text::static_text(&self.bytes)
    }

    /// The name under which the ledger finds the code again.
    #[must_use]
    pub fn hash(&self) -> CodeHash {
        CodeHash::from_bytes(hash_of(&self.bytes))
    }

    /// The bytes of each claim. What is missing to [`Self::bytes`] is the envelope: 15 bytes of
    /// heads and header, a byte of map, and 64 of signature.
    #[must_use]
    pub fn costs(&self) -> Vec<FieldCost> {
        explain(&self.payload).unwrap_or_default()
    }

    /// Whether a text that was read back is this code, by its signature and claims.
    pub(crate) fn is_read_from(&self, text: &str, authority: &Authority, claims: &Claims) -> bool {
        if text != self.text() {
            return false;
        }
        let Ok(envelope) = Envelope::<Code>::parse(&self.bytes) else {
            return false;
        };
        let environment = authority.key().environment();
        match authority.key().public().check(&envelope, environment) {
            Ok(verified) => Claims::decode(verified.payload()).as_ref() == Ok(claims),
            Err(_) => false,
        }
    }
}

impl fmt::Debug for SignedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedCode({} bytes)", self.bytes.len())
    }
}

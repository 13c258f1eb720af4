//! What ties a member's code to the guardian's own (SPEC §7.3): the issuer writes it, the verifier
//! that sees both codes finds it again.

use core::fmt;

use hkdf::Hkdf;
use juma_format::{Environment, KeyId, StatusRef};
use sha2::{Digest, Sha256};

/// What the tags of all members' codes that name one guardian's code are made with. It follows from
/// the bytes of that code, and says nothing of it to whoever has not seen them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct GuardianKey([u8; 32]);

impl GuardianKey {
    /// The key of a guardian's own code: the bytes of the COSE_Sign1 without any wrapper.
    #[must_use]
    pub fn of(guardian_code: &[u8]) -> Self {
        let mut key = Sha256::new();
        key.update("JM1/guardian-key");
        key.update(guardian_code);
        Self(key.finalize().into())
    }

    /// The key that was kept of a guardian's own code.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for keeping.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The tag of a member's code of this kid and status reference.
    #[must_use]
    pub fn tag(&self, environment: Environment, key_id: KeyId, status: StatusRef) -> [u8; 8] {
        let mut message = Vec::from("JM1/guardian-tag");
        message.extend_from_slice(environment.name().as_bytes());
        message.extend_from_slice(key_id.as_bytes());
        message.extend_from_slice(&status.packed().to_be_bytes());
        // HKDF-Extract is HMAC with the salt for a key (RFC 5869 §2.2).
        let (mac, _) = Hkdf::<Sha256>::extract(Some(&self.0), &message);
        mac.first_chunk().copied().unwrap_or_default()
    }
}

/// Whoever knows it finds the codes that name the guardian's, so it is not printed.
impl fmt::Debug for GuardianKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardianKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hmac and hashlib.
    #[test]
    fn a_tag() {
        let key_id = KeyId::from_bytes([1, 2, 3, 4]);
        let status = StatusRef::new(1, 2).unwrap();
        let key = GuardianKey::of(b"code");
        assert_eq!(key.tag(Environment::Demo, key_id, status), TAG_BY_PYTHON);
        for (environment, key_id, status) in [
            (Environment::Test, key_id, status),
            (Environment::Demo, KeyId::from_bytes([1, 2, 3, 5]), status),
            (Environment::Demo, key_id, StatusRef::new(1, 3).unwrap()),
        ] {
            assert_ne!(key.tag(environment, key_id, status), TAG_BY_PYTHON);
        }
    }

    const TAG_BY_PYTHON: [u8; 8] = [0x2f, 0x64, 0x18, 0x7a, 0xc8, 0x8f, 0x1b, 0xba];
}

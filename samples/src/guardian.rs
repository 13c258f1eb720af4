use hkdf::Hkdf;
use juma_format::{Environment, KeyId, StatusRef};
use sha2::{Digest, Sha256};

/// The tag of a member's code that names the guardian's own code (SPEC §7.3).
pub(crate) fn tag(
    guardian_code: &[u8],
    environment: Environment,
    key_id: KeyId,
    status: StatusRef,
) -> [u8; 8] {
    let mut key = Sha256::new();
    key.update("JM1/guardian-key");
    key.update(guardian_code);
    let mut message = Vec::from("JM1/guardian-tag");
    message.extend_from_slice(environment.name().as_bytes());
    message.extend_from_slice(key_id.as_bytes());
    message.extend_from_slice(&status.packed().to_be_bytes());
    // HKDF-Extract is HMAC with the salt for a key (RFC 5869 §2.2).
    let (mac, _) = Hkdf::<Sha256>::extract(Some(&key.finalize()), &message);
    mac.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hmac and hashlib.
    #[test]
    fn a_tag() {
        let key_id = KeyId::from_bytes([1, 2, 3, 4]);
        let status = StatusRef::new(1, 2).unwrap();
        assert_eq!(
            tag(b"code", Environment::Demo, key_id, status),
            TAG_BY_PYTHON
        );
    }

    const TAG_BY_PYTHON: [u8; 8] = [0x2f, 0x64, 0x18, 0x7a, 0xc8, 0x8f, 0x1b, 0xba];
}

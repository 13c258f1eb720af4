//! Bytes that a passphrase locks: an EncryptedPrivateKeyInfo of RFC 5958, PBES2 with scrypt and
//! AES-256-GCM, as PEM. Key files themselves have AES-256-CBC, which OpenSSL reads.

use pkcs8::{
    EncryptedPrivateKeyInfoRef, SecretDocument,
    der::{Decode, asn1::OctetStringRef, pem::LineEnding},
    pkcs5::{pbes2, scrypt},
};
use zeroize::Zeroizing;

use super::private::{Passphrase, SCRYPT_LOG_N, SCRYPT_P, SCRYPT_R, SealingInputs, check_cost};

/// Why nothing was unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnlockError {
    /// The text is torn, or of another kind, or asks for more work than these files do.
    Form,
    /// The passphrase is wrong, or the text was changed.
    Passphrase,
}

/// Locks bytes. Salt and initialisation value must be fresh each time. `None` when it cannot be
/// done, which nothing is known to do.
pub(crate) fn lock(
    label: &'static str,
    bytes: &[u8],
    passphrase: &Passphrase,
    inputs: SealingInputs,
) -> Option<String> {
    let cost = scrypt::Params::new(SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P).ok()?;
    let nonce = inputs.iv.first_chunk().copied().unwrap_or_default();
    let parameters = pbes2::Parameters::scrypt_aes256gcm(cost, &inputs.salt, nonce).ok()?;
    let sealed = parameters.encrypt(passphrase.bytes(), bytes).ok()?;
    let info = EncryptedPrivateKeyInfoRef {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetStringRef::new(&sealed).ok()?,
    };
    let document = SecretDocument::try_from(info).ok()?;
    let pem = document.to_pem(label, LineEnding::LF).ok()?;
    Some(pem.as_str().to_owned())
}

/// Unlocks what [`lock`] has locked.
pub(crate) fn unlock(
    label: &str,
    pem: &str,
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
    let (found, document) = SecretDocument::from_pem(pem).map_err(|_| UnlockError::Form)?;
    if found != label {
        return Err(UnlockError::Form);
    }
    let info =
        EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| UnlockError::Form)?;
    check_cost(&info).map_err(|_| UnlockError::Form)?;
    let parameters = info.encryption_algorithm.pbes2();
    let parameters = parameters.ok_or(UnlockError::Form)?;
    // Whatever is not authenticated may have been changed by whoever held the file.
    if !matches!(
        parameters.encryption,
        pbes2::EncryptionScheme::Aes256Gcm { .. }
    ) {
        return Err(UnlockError::Form);
    }
    let opened = parameters
        .decrypt(passphrase.bytes(), info.encrypted_data.as_bytes())
        .map_err(|_| UnlockError::Passphrase)?;
    Ok(Zeroizing::new(opened))
}

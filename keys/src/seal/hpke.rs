use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256, single_shot_open, single_shot_seal_with_rng,
};
use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{RecipientKey, RecipientKind, RecipientSecretKey};
use crate::signing_key::Secret;

type Kem = X25519HkdfSha256;

/// The encapsulated key, which an HPKE message begins with (RFC 9180 §7.1).
const ENC_LENGTH: usize = 32;

/// What an HPKE message is for and bound to, besides its plaintext (RFC 9180 §5.1, §8.1).
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) info: &'a [u8],
    pub(super) aad: &'a [u8],
}

/// Seals a plaintext: encapsulated key and ciphertext. `None` when nothing can be sealed to the key.
///
/// The ephemeral key follows from the secret and from everything else that goes in, so that it
/// never meets two plaintexts, even where the secret is that of a whole job (SPEC §7.4).
pub(super) fn seal<K: RecipientKind>(
    recipient: &RecipientKey<K>,
    binding: Binding<'_>,
    plaintext: &[u8],
    secret: &Secret,
) -> Option<Vec<u8>> {
    let ikm = ephemeral(recipient, binding, plaintext, secret);
    seal_with_ikm(recipient, binding, plaintext, ikm)
}

pub(super) fn seal_with_ikm<K: RecipientKind>(
    recipient: &RecipientKey<K>,
    binding: Binding<'_>,
    plaintext: &[u8],
    ikm: Zeroizing<[u8; 32]>,
) -> Option<Vec<u8>> {
    let key = <Kem as hpke::Kem>::PublicKey::from_bytes(recipient.as_bytes()).ok()?;
    let (enc, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &key,
        binding.info,
        plaintext,
        binding.aad,
        &mut Once(ikm),
    )
    .ok()?;
    let mut message = enc.to_bytes().to_vec();
    message.extend(ciphertext);
    Some(message)
}

/// Opens a message; `None` when it is not for the key or not bound to this. Why is nobody's business.
pub(super) fn open<K: RecipientKind>(
    recipient: &RecipientSecretKey<K>,
    binding: Binding<'_>,
    message: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (enc, ciphertext) = message.split_at_checked(ENC_LENGTH)?;
    let key = <Kem as hpke::Kem>::PrivateKey::from_bytes(recipient.secret().expose()).ok()?;
    let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(enc).ok()?;
    let plaintext = single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeR::Base,
        &key,
        &enc,
        binding.info,
        ciphertext,
        binding.aad,
    )
    .ok()?;
    Some(Zeroizing::new(plaintext))
}

/// HKDF-SHA256 (RFC 5869) of the secret over SHA-256 of recipient, info, aad and plaintext, each by
/// its own hash, so that none runs into the next.
fn ephemeral<K: RecipientKind>(
    recipient: &RecipientKey<K>,
    binding: Binding<'_>,
    plaintext: &[u8],
    secret: &Secret,
) -> Zeroizing<[u8; 32]> {
    let mut inputs = Sha256::new();
    for input in [recipient.as_bytes(), binding.info, binding.aad, plaintext] {
        inputs.update(Sha256::digest(input));
    }
    let mut ikm = Zeroizing::new([0; 32]);
    let hkdf = hkdf::Hkdf::<Sha256>::new(Some(b"JM1/ephemeral"), secret.expose());
    // 32 bytes are fewer than the 8160 that HKDF can give; zeros would seal to nobody's harm but
    // the record's, so the impossible case ends in a key that opens nothing known.
    if hkdf.expand(&inputs.finalize(), ikm.as_mut_slice()).is_err() {
        ikm.copy_from_slice(secret.expose());
    }
    ikm
}

/// A source that gives one block of bytes, once and over: HPKE draws one ephemeral key from it.
struct Once(Zeroizing<[u8; 32]>);

impl TryRng for Once {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for (to, from) in bytes.iter_mut().zip(self.0.iter().cycle()) {
            *to = *from;
        }
        Ok(())
    }
}

impl TryCryptoRng for Once {}

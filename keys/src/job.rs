//! What a bulk run draws: everything that is random about a code, from one secret, so that a run that
//! was cut short and goes on makes the same bytes.

use core::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{JobKey, RecipientSecretKey, Secret};

/// The secret of one run: 32 random bytes, of use until the run was verified, and destroyed then.
#[derive(Clone)]
pub struct JobSecret(Secret);

impl JobSecret {
    /// The secret that a key file of purpose `job` holds.
    #[must_use]
    pub fn of(key: &RecipientSecretKey<JobKey>) -> Self {
        Self(key.secret().clone())
    }

    /// The secret that ephemeral keys follow from (SPEC §7.4): another one than everything else does.
    #[must_use]
    pub fn for_sealing(&self) -> Secret {
        Secret::new(*self.block("ephemeral", b"", 0))
    }

    /// Bytes for one purpose and one thing: the same whenever they are drawn, and of no use for any
    /// other.
    #[must_use]
    pub const fn draw<'a>(&'a self, purpose: &'static str, about: &'a [u8]) -> JobDraw<'a> {
        JobDraw {
            secret: self,
            purpose,
            about,
            drawn: 0,
        }
    }

    /// A digest that nobody without the secret can make or compare.
    #[must_use]
    pub fn digest(&self, purpose: &'static str, bytes: &[u8]) -> [u8; 8] {
        let block = self.block(purpose, bytes, 0);
        block.first_chunk().copied().unwrap_or_default()
    }

    /// HKDF-SHA256 (RFC 5869) of the secret; what it is for goes in by its own hash, so that no
    /// purpose runs into what it is about.
    fn block(&self, purpose: &str, about: &[u8], number: u32) -> Zeroizing<[u8; 32]> {
        let info = Sha256::new()
            .chain_update(Sha256::digest(purpose))
            .chain_update(Sha256::digest(about))
            .chain_update(number.to_be_bytes())
            .finalize();
        let mut block = Zeroizing::new([0; 32]);
        let hkdf = hkdf::Hkdf::<Sha256>::new(Some(b"JM1/job"), self.0.expose());
        // 32 bytes are fewer than the 8160 that HKDF can give.
        if hkdf.expand(&info, block.as_mut_slice()).is_err() {
            block.copy_from_slice(&info);
        }
        block
    }
}

impl fmt::Debug for JobSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JobSecret(..)")
    }
}

/// A stream of bytes for one purpose and one thing.
pub struct JobDraw<'a> {
    secret: &'a JobSecret,
    purpose: &'static str,
    about: &'a [u8],
    drawn: u32,
}

impl JobDraw<'_> {
    /// Fills with the next bytes of the stream. Each call begins a block of its own.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = self.secret.block(self.purpose, self.about, self.drawn);
            self.drawn = self.drawn.wrapping_add(1);
            for (to, from) in chunk.iter_mut().zip(block.iter()) {
                *to = *from;
            }
        }
    }
}

impl fmt::Debug for JobDraw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobDraw({})", self.purpose)
    }
}

#[cfg(test)]
mod tests {
    use juma_format::Environment;

    use super::*;

    fn secret(byte: u8) -> JobSecret {
        JobSecret::of(&RecipientSecretKey::from_secret(
            Secret::new([byte; 32]),
            Environment::Demo,
        ))
    }

    fn drawn(secret: &JobSecret, purpose: &'static str, about: &[u8]) -> [u8; 48] {
        let mut bytes = [0; 48];
        secret.draw(purpose, about).fill(&mut bytes);
        bytes
    }

    #[test]
    fn the_same_again_and_nothing_else_the_same() {
        let one = secret(1);
        let bytes = drawn(&one, "expiry", b"R-1");
        assert_eq!(bytes, drawn(&one, "expiry", b"R-1"));
        assert_ne!(bytes[..32], bytes[16..]);
        assert_ne!(bytes, drawn(&one, "expiry", b"R-2"));
        assert_ne!(bytes, drawn(&one, "expir", b"yR-1"));
        assert_ne!(bytes, drawn(&secret(2), "expiry", b"R-1"));
        assert_ne!(one.digest("input", b"a"), one.digest("input", b"b"));
        assert_ne!(one.for_sealing().expose(), one.0.expose());
        assert_eq!(format!("{one:?}"), "JobSecret(..)");
    }
}

use juma_issuer::FoundingSecrets;
use juma_keys::Secret;
use juma_registry::ledger::{Random, RandomError};
use sha2::{Digest, Sha256};

/// What every demo key comes from. It is published, so the keys are worth nothing; that no harm
/// follows is because they can only sign for the environment `demo`.
pub const PUBLISHED_SEED: &str = "juma demo keys: published, worthless";

/// The keys and the numbers of one demo place: the same each time they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSeed {
    place: &'static str,
}

impl DemoSeed {
    /// The place whose root the samples trust.
    pub const SAMPLES: Self = Self { place: "samples" };

    /// Somebody who founded an authority of their own.
    pub const STRANGER: Self = Self { place: "stranger" };

    /// The secrets of its five keys.
    #[must_use]
    pub fn secrets(self) -> FoundingSecrets {
        FoundingSecrets {
            root: self.secret("root"),
            code: self.secret("code"),
            status: self.secret("status"),
            bundle: self.secret("bundle"),
            seal: self.secret("seal"),
        }
    }

    /// The secret of its key for codes.
    #[must_use]
    pub fn code_secret(self) -> Secret {
        self.secret("code")
    }

    /// Bytes in place of randomness, so that the samples come out the same.
    #[must_use]
    pub const fn random(self) -> DemoRandom {
        DemoRandom {
            seed: self,
            blocks: 0,
        }
    }

    /// 32 bytes for one use.
    #[must_use]
    pub fn bytes(self, usage: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [PUBLISHED_SEED, self.place, usage] {
            hash.update(part);
            hash.update([0]);
        }
        hash.finalize().into()
    }

    fn secret(self, usage: &str) -> Secret {
        Secret::new(self.bytes(usage))
    }
}

/// Bytes that look random and are the same each time.
#[derive(Clone, Copy, Debug)]
pub struct DemoRandom {
    seed: DemoSeed,
    blocks: u64,
}

impl Random for DemoRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for chunk in bytes.chunks_mut(32) {
            let block = self.seed.bytes(&format!("random {}", self.blocks));
            self.blocks = self.blocks.wrapping_add(1);
            for (byte, drawn) in chunk.iter_mut().zip(block) {
                *byte = drawn;
            }
        }
        Ok(())
    }
}

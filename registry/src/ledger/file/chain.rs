use sha2::{Digest, Sha256};

use crate::ledger::hash::Hex;

/// The hash chain that runs through the lines: each value is the SHA-256 of the one before it and
/// of the line up to its own `chain` member. A line shows the first eight bytes.
///
/// It finds damage and careless edits. It has no key, so whoever rewrites every line after an
/// edit is found only by comparing the last value with one that was noted elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain([u8; 32]);

impl Chain {
    /// The value before the first line.
    pub(super) fn start() -> Self {
        Self(Sha256::digest(b"juma-ledger/1").into())
    }

    /// The value after a line, given as far as its `chain` member.
    pub(super) fn after(&self, line: &[u8]) -> Self {
        let digest = Sha256::new().chain_update(self.0).chain_update(line);
        Self(digest.finalize().into())
    }

    /// What a line shows of it.
    pub(super) fn shown(&self) -> Hex<8> {
        let mut shown = [0; 8];
        for (to, from) in shown.iter_mut().zip(self.0) {
            *to = from;
        }
        Hex(shown)
    }
}

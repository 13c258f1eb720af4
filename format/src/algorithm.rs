//! Suites: which algorithms a key works with. The trust list names a key's suite; a message never
//! chooses.

/// A COSE algorithm number (IANA COSE Algorithms).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Algorithm(i64);

impl Algorithm {
    /// Ed25519, fully specified (RFC 9864).
    pub const ED25519: Self = Self(-19);

    /// The algorithm of a number, known or not.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// A set of algorithms under one number: signature, hash and HPKE (SPEC §4.3). A list may hold
/// suites that this version does not know; their codes are undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suite(u64);

impl Suite {
    /// Ed25519 with SHA-256, and X25519 / HKDF-SHA256 / ChaCha20-Poly1305 for sealing.
    pub const ED25519: Self = Self(1);

    /// The suite of a number, known or not.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The signature algorithm of a suite that this version knows.
    #[must_use]
    pub fn algorithm(self) -> Option<Algorithm> {
        (self == Self::ED25519).then_some(Algorithm::ED25519)
    }
}

use std::{fmt, num::NonZeroU64};

use super::Serial;

/// What is written in the act that calls a code issued, besides that: all of it or none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settlement<'a> {
    /// Codes whose place it takes. They are revoked.
    pub replaces: &'a [Serial],
    /// The revision of the person's facts that the code was made of; where it is not said, it is
    /// the one of the moment of the plan.
    pub revision: Option<Revision>,
    /// What the tags of members' codes beside a code are made with.
    pub pairing: &'a [(Serial, PairingKey)],
}

/// How often the facts about a resident had changed, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(NonZeroU64);

impl Revision {
    /// The revision of a number; none for 0.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        match NonZeroU64::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0.get()
    }
}

/// What follows from a guardian's own code, and makes the tags of the members' codes that name it
/// (SPEC §7.3): with it, and without that code, others can be issued in their place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PairingKey([u8; 32]);

impl PairingKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Whoever knows it finds the codes that name the guardian's, so it is not printed.
impl fmt::Debug for PairingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingKey(..)")
    }
}

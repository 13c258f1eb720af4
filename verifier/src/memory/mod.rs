//! What a gate remembers from one code to the next (SPEC §9.6): a value that whoever runs the gate
//! keeps and gives to each judgement. `check` begins each with an empty one.

mod challenge;
mod pairs;
mod proved;
mod shown;
mod suspicion;

pub use challenge::Challenge;
pub use pairs::PAIR_SECONDS;
pub use proved::MAX_PROVED;
pub use shown::MAX_SHOWN;
pub use suspicion::{ClockOffset, MAX_CHECKS_A_MINUTE, SUSPECT_CODES, SUSPECT_SECONDS};

pub(crate) use challenge::Asked;
pub(crate) use pairs::Pairs;
pub(crate) use proved::ProvedSlots;
pub(crate) use shown::{ShownSlot, ShownSlots};
pub(crate) use suspicion::Suspicion;

use core::fmt;

use juma_format::{KeyId, StatusRef};
use juma_keys::hash_of;

/// What a gate remembers: the slots that were proved, the live codes that were accepted and have
/// left, how far live codes and its clock are apart, whose guardian was here a moment ago, and the
/// challenge that it has put. Nothing of it outlives minutes, and all of it is bounded.
#[derive(Clone, Default)]
pub struct Memory {
    pub(crate) asked: Asked,
    pub(crate) pairs: Pairs,
    pub(crate) proved: ProvedSlots,
    pub(crate) shown: ShownSlots,
    pub(crate) suspicion: Suspicion,
}

impl Memory {
    /// Of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a challenge, which the next code must answer; one that was put before is forgotten.
    pub fn ask(&mut self, challenge: Challenge) {
        self.asked = Asked::Open(challenge);
    }

    /// The challenge that waits for its answer; `None` when none was put or it was used.
    #[must_use]
    pub const fn challenge(&self) -> Option<Challenge> {
        match self.asked {
            Asked::Open(challenge) => Some(challenge),
            Asked::Nothing | Asked::Used(..) => None,
        }
    }

    /// Says that a code, by the bytes of its COSE_Sign1, has left the view: if it is live and was
    /// accepted, it must come back with a later slot.
    pub fn left(&mut self, code: &[u8]) {
        self.shown.leave(&hash_of(code));
    }
}

/// Not whose.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory(..)")
    }
}

/// Which code it is: a kid and a status reference are given to one code only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CodeName {
    pub(crate) key_id: KeyId,
    pub(crate) status: StatusRef,
}

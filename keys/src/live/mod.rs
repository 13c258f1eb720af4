//! Live codes (SPEC §7.1): which slot a moment belongs to, and the hash chain whose end a code
//! signs. The holder makes codes of it, the verifier checks them, the issuer may make the seed.

mod chain;
mod proof;
mod slots;
#[cfg(test)]
mod tests;

pub use chain::{Anchor, LiveChain, LiveSeed};
pub use proof::ProvedSlot;
pub use slots::{SlotStanding, Slots};

use juma_format::{Environment, redacted_debug};

use super::{Anchor, chain::walk};

/// A value of a chain that is known to lead to its anchor: the anchor itself, or what a slot has
/// shown. Keeping the last one makes the next check of the same chain cheap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ProvedSlot {
    slot: u32,
    value: [u8; 16],
}

redacted_debug!(ProvedSlot => "ProvedSlot");

impl ProvedSlot {
    /// What is known before anything was shown.
    #[must_use]
    pub const fn anchor(anchor: Anchor) -> Self {
        Self {
            slot: 0,
            value: anchor,
        }
    }

    /// The slot.
    #[must_use]
    pub const fn slot(self) -> u32 {
        self.slot
    }

    /// Checks what a slot shows, and gives the later of the two; `None` when it does not lead to
    /// the anchor. It hashes once for each slot between, so the caller must have compared the slot
    /// with a clock or a profile first.
    #[must_use]
    pub fn prove(self, slot: u32, preimage: &[u8; 16], environment: Environment) -> Option<Self> {
        if slot >= self.slot {
            let known = walk(environment, *preimage, slot, self.slot);
            (known == self.value).then_some(Self {
                slot,
                value: *preimage,
            })
        } else {
            let shown = walk(environment, self.value, self.slot, slot);
            (shown == *preimage).then_some(self)
        }
    }
}

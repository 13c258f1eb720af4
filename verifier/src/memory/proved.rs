use std::collections::{HashMap, VecDeque};

use juma_format::Environment;
use juma_keys::{Anchor, ProvedSlot};

/// The chains whose last proved slot is kept: a hall's visitors of an hour, in 100 kB. The one that
/// came first leaves first.
pub const MAX_PROVED: usize = 1024;

/// The last proved slot of chains, so that the second look at one costs a few hashes.
#[derive(Clone, Default)]
pub(crate) struct ProvedSlots {
    by_anchor: HashMap<Anchor, ProvedSlot>,
    order: VecDeque<Anchor>,
}

impl ProvedSlots {
    /// Whether anything of a chain is known, so that a check is cheap.
    pub(crate) fn knows(&self, anchor: &Anchor) -> bool {
        self.by_anchor.contains_key(anchor)
    }

    /// Whether a slot's preimage leads to the anchor.
    pub(crate) fn prove(
        &mut self,
        anchor: Anchor,
        (slot, preimage): (u32, &[u8; 16]),
        environment: Environment,
    ) -> bool {
        let known = self.by_anchor.get(&anchor).copied();
        let known = known.unwrap_or(ProvedSlot::anchor(anchor));
        let Some(proved) = known.prove(slot, preimage, environment) else {
            return false;
        };
        if self.by_anchor.insert(anchor, proved).is_none() {
            self.order.push_back(anchor);
        }
        if self.order.len() > MAX_PROVED
            && let Some(first) = self.order.pop_front()
        {
            self.by_anchor.remove(&first);
        }
        true
    }
}

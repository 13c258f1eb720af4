use core::fmt;

use juma_format::{Environment, claims::LiveProfile, redacted_debug};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// The end of a chain, x\[0\], which a live code signs.
pub type Anchor = [u8; 16];

/// The beginning of a chain, x\[N\]: whoever has it shows the code for ever. Wiped when dropped,
/// never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveSeed(Zeroizing<[u8; 16]>);

impl LiveSeed {
    /// A seed of these bytes, which must come from a good source of randomness.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the wallet that keeps them.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

redacted_debug!(LiveSeed => "LiveSeed");

/// A chain that was walked once: its anchor, and every so often a value of it, so that the code of
/// any moment costs few hashes.
#[derive(Clone)]
pub struct LiveChain {
    environment: Environment,
    profile: LiveProfile,
    anchor: Anchor,
    /// x\[[`STRIDE`]\], x\[2 · `STRIDE`\] … and x\[N\] last.
    checkpoints: Vec<Zeroizing<[u8; 16]>>,
}

/// The slots between two kept values: at most 255 hashes for a code, some tens of microseconds,
/// and 5.6 kB for a chain of a month.
const STRIDE: u32 = 256;

impl LiveChain {
    /// Walks the chain of a seed to its anchor.
    #[must_use]
    pub fn new(seed: &LiveSeed, profile: LiveProfile, environment: Environment) -> Self {
        let mut step = Step::new(environment);
        let last = slots(profile);
        let mut value = seed.0.clone();
        let mut checkpoints = vec![value.clone()];
        for slot in (1..=last).rev() {
            if slot.is_multiple_of(STRIDE) && slot != last {
                checkpoints.push(value.clone());
            }
            *value = step.before(slot, &value);
        }
        checkpoints.reverse();
        Self {
            environment,
            profile,
            anchor: *value,
            checkpoints,
        }
    }

    /// Its end, for the issuer to sign.
    #[must_use]
    pub const fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// Its profile.
    #[must_use]
    pub const fn profile(&self) -> LiveProfile {
        self.profile
    }

    /// What a slot shows; `None` where the chain has none.
    #[must_use]
    pub fn preimage(&self, slot: u32) -> Option<[u8; 16]> {
        let last = slots(self.profile);
        if slot == 0 || slot > last {
            return None;
        }
        let place = slot.div_ceil(STRIDE);
        let from = place.saturating_mul(STRIDE).min(last);
        let kept = self
            .checkpoints
            .get(usize::try_from(place).ok()?.checked_sub(1)?)?;
        Some(walk(self.environment, **kept, from, slot))
    }
}

impl fmt::Debug for LiveChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveChain({})", self.profile.name())
    }
}

/// The count of slots, which fits far more than 32 bits.
fn slots(profile: LiveProfile) -> u32 {
    u32::try_from(profile.slots()).unwrap_or(u32::MAX)
}

/// From x\[`from`\] down to x\[`to`\].
pub(super) fn walk(environment: Environment, value: [u8; 16], from: u32, to: u32) -> [u8; 16] {
    let mut step = Step::new(environment);
    let mut value = value;
    for slot in (to.saturating_add(1)..=from).rev() {
        value = step.before(slot, &value);
    }
    value
}

/// What is hashed, laid out once: only slot and value change, and all of it fits one block.
struct Step {
    message: [u8; MAX_MESSAGE],
    label: usize,
}

const LABEL: &[u8] = b"JM1/live/";
/// The label, the longest environment's word, four bytes of slot and the value.
const MAX_MESSAGE: usize = LABEL.len() + 10 + 4 + 16;

impl Step {
    fn new(environment: Environment) -> Self {
        let label = [LABEL, environment.name().as_bytes()].concat();
        let mut message = [0; MAX_MESSAGE];
        for (place, byte) in message.iter_mut().zip(&label) {
            *place = *byte;
        }
        Self {
            message,
            label: label.len(),
        }
    }

    /// x\[slot - 1\] from x\[slot\].
    fn before(&mut self, slot: u32, value: &[u8; 16]) -> [u8; 16] {
        let slot = slot.to_be_bytes();
        let rest = slot.iter().chain(value);
        for (place, byte) in self.message.iter_mut().skip(self.label).zip(rest) {
            *place = *byte;
        }
        let length = self.label.saturating_add(20);
        let message = self.message.get(..length).unwrap_or(&self.message);
        let hash: [u8; 32] = Sha256::digest(message).into();
        hash.first_chunk().copied().unwrap_or_default()
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.message.zeroize();
    }
}

use core::fmt;

use juma_format::{Environment, claims::LiveProfile, redacted_debug};
use sha2::block_api::compress256;
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

/// What is hashed, laid out once with its padding (FIPS 180-4 §5.1.1): only slot and value change, and
/// all of it fits one block. A code of P2 asks for up to 89,280 of them in a row, and going by blocks
/// takes a third off the time of each.
struct Step {
    block: [u8; BLOCK],
    /// Where slot and value stand.
    label: usize,
}

const LABEL: &[u8] = b"JM1/live/";

/// The bytes of a SHA-256 block.
const BLOCK: usize = 64;

/// Four bytes of slot and the value.
const CHANGING: usize = 4 + 16;

/// The initial hash value of SHA-256 (FIPS 180-4 §5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

impl Step {
    fn new(environment: Environment) -> Self {
        let label = [LABEL, environment.name().as_bytes()].concat();
        // The longest word of an environment leaves 31 bytes, and the padding needs nine.
        let length = label.len().saturating_add(CHANGING);
        let mut block = [0; BLOCK];
        for (place, byte) in block.iter_mut().zip(&label) {
            *place = *byte;
        }
        if let Some(end) = block.get_mut(length) {
            *end = 0x80;
        }
        if let (Some(bits), Ok(length)) = (block.last_chunk_mut(), u64::try_from(length)) {
            *bits = length.saturating_mul(8).to_be_bytes();
        }
        Self {
            block,
            label: label.len(),
        }
    }

    /// x\[slot - 1\] from x\[slot\].
    fn before(&mut self, slot: u32, value: &[u8; 16]) -> [u8; 16] {
        let changing = self.block.get_mut(self.label..);
        let changing = changing.and_then(|changing| changing.split_first_chunk_mut::<4>());
        if let Some((place, rest)) = changing {
            *place = slot.to_be_bytes();
            if let Some(place) = rest.first_chunk_mut::<16>() {
                *place = *value;
            }
        }
        let mut state = INITIAL;
        compress256(&mut state, &[self.block]);
        let [a, b, c, d, ..] = state.map(u32::to_be_bytes);
        let mut before = [0; 16];
        for (place, word) in before.as_chunks_mut::<4>().0.iter_mut().zip([a, b, c, d]) {
            *place = word;
        }
        before
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

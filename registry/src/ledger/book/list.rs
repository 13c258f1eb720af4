use std::collections::BTreeMap;

use juma_format::{claims::Tier, time::UnixTime, trust::Status};

use crate::ledger::{Period, Random, RandomError, Room};

/// A status list: which indexes are taken, and which entries are not valid.
#[derive(Debug)]
pub(super) struct List {
    pub(super) tier: Tier,
    pub(super) period: Period,
    pub(super) used: u32,
    pub(super) marks: BTreeMap<u32, Mark>,
    entries: u32,
    taken: Vec<u64>,
}

/// A status other than valid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) status: Status,
    pub(super) since: UnixTime,
}

/// Tries to find a free index. With one free of 16, good randomness misses so often once in
/// 10^28 draws: whoever gets there has a source that repeats itself.
const MAX_DRAWS: u32 = 1024;

impl List {
    /// An empty list; `entries` is a power of two, at least 64.
    pub(super) fn new(tier: Tier, period: Period, entries: u32) -> Self {
        let words = usize::try_from(entries.div_ceil(u64::BITS)).unwrap_or(0);
        Self {
            tier,
            period,
            used: 0,
            marks: BTreeMap::new(),
            entries,
            taken: vec![0; words],
        }
    }

    pub(super) const fn room(&self) -> Room {
        Room::of(self.used, self.entries)
    }

    /// Whether an index can be given: it exists and is not taken.
    pub(super) fn is_free(&self, index: u32) -> bool {
        let (word, bit) = place(index);
        index < self.entries && self.taken.get(word).is_some_and(|word| word & bit == 0)
    }

    pub(super) fn take(&mut self, index: u32) {
        let (word, bit) = place(index);
        if let Some(word) = self.taken.get_mut(word) {
            *word |= bit;
            self.used = self.used.saturating_add(1);
        }
    }

    /// A free index, each equally likely.
    pub(super) fn draw(&self, random: &mut dyn Random) -> Result<u32, RandomError> {
        for _ in 0..MAX_DRAWS {
            let mut bytes = [0; 4];
            random.fill(&mut bytes)?;
            // Without bias, because the number of entries is a power of two.
            let index = u32::from_le_bytes(bytes) % self.entries;
            if self.is_free(index) {
                return Ok(index);
            }
        }
        Err(RandomError)
    }
}

fn place(index: u32) -> (usize, u64) {
    let word = usize::try_from(index / u64::BITS).unwrap_or(usize::MAX);
    (word, 1 << (index % u64::BITS))
}

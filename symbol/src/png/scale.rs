//! A row of modules, widened: the quiet zone on both sides, and several bits a module.

use crate::QUIET_ZONE;
use crate::modules::{Row, darken};

/// Bits of one row, dark being 1, the leftmost in the lowest bit of the first word.
#[derive(Debug)]
pub(super) struct WideRow {
    /// Bits before the quiet zone, dark.
    lead: u16,
    bits_per_module: u16,
    words: Vec<u64>,
}

impl WideRow {
    /// For rows of this many modules.
    pub(super) fn new(modules: u16, lead: u16, bits_per_module: u16) -> Self {
        let bits = lead + (modules + 2 * QUIET_ZONE) * bits_per_module;
        Self {
            lead,
            bits_per_module,
            words: vec![0; usize::from(bits).div_ceil(64)],
        }
    }

    /// The bits of a row of the quiet zone.
    pub(super) fn quiet(&mut self) -> &[u64] {
        self.words.fill(0);
        darken(&mut self.words, 0, self.lead.into());
        &self.words
    }

    /// The bits of this row.
    pub(super) fn of(&mut self, row: Row<'_>) -> &[u64] {
        self.quiet();
        let scale = usize::from(self.bits_per_module);
        let before = usize::from(self.lead + QUIET_ZONE * self.bits_per_module);
        if scale == 1 {
            // Most pictures: the modules as they are, only further on.
            let mut carried = 0;
            let words = row.words().iter().chain([&0]);
            for (wide, word) in self.words.iter_mut().zip(words) {
                *wide |= word << before | carried;
                carried = word >> (64 - before);
            }
        } else {
            for run in row.runs() {
                let (start, length) = (usize::from(run.start), usize::from(run.length));
                darken(&mut self.words, before + start * scale, length * scale);
            }
        }
        &self.words
    }
}

//! Dark pixels as bits, 64 to a word.

/// Rows of bits; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(crate) struct BitRows {
    width: usize,
    height: usize,
    words_a_row: usize,
    words: Vec<u64>,
}

impl BitRows {
    /// As many light pixels.
    pub(super) fn clear(&mut self, width: usize, height: usize) {
        self.width = width;
        self.height = height;
        self.words_a_row = width.div_ceil(WORD);
        self.words.clear();
        self.words.resize(self.words_a_row * height, 0);
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// The words of row `y`, lowest bit leftmost; none outside.
    pub(super) fn row(&self, y: usize) -> &[u64] {
        let start = y.saturating_mul(self.words_a_row);
        self.words
            .get(start..start.saturating_add(self.words_a_row))
            .unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, y: usize) -> &mut [u64] {
        let start = y.saturating_mul(self.words_a_row);
        self.words
            .get_mut(start..start.saturating_add(self.words_a_row))
            .unwrap_or_default()
    }

    /// Whether the pixel at `x`, `y` is dark; nothing outside.
    pub(super) fn dark(&self, x: i32, y: i32) -> Option<bool> {
        let x = usize::try_from(x).ok().filter(|x| *x < self.width)?;
        let y = usize::try_from(y).ok().filter(|y| *y < self.height)?;
        let word = self.words.get(y * self.words_a_row + x / WORD)?;
        Some((word >> (x % WORD)) & 1 == 1)
    }

    /// Where row `y` turns from light to dark and back, in turns; the number is even.
    pub(super) fn turns(&self, y: usize, turns: &mut Vec<i32>) {
        turns.clear();
        let mut last = 0;
        let mut begin = 0;
        for word in self.row(y) {
            let mut changes = word ^ ((word << 1) | last);
            last = word >> (WORD - 1);
            while changes != 0 {
                turns.push(begin + changes.trailing_zeros().cast_signed());
                changes &= changes - 1;
            }
            begin += 64;
        }
        if turns.len() % 2 == 1 {
            turns.push(i32::try_from(self.width).unwrap_or(i32::MAX));
        }
    }
}

pub(super) const WORD: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_where_pixels_differ() {
        let mut rows = BitRows::default();
        rows.clear(130, 2);
        rows.row_mut(1).copy_from_slice(&[(1 << 63) | 1, 1, 0b11]);
        let mut turns = vec![];
        rows.turns(0, &mut turns);
        assert_eq!(turns, []);
        rows.turns(1, &mut turns);
        assert_eq!(turns, [0, 1, 63, 65, 128, 130]);
        assert_eq!(rows.dark(63, 1), Some(true));
        assert_eq!(rows.dark(65, 1), Some(false));
        assert_eq!((rows.dark(130, 1), rows.dark(0, -1)), (None, None));
    }
}

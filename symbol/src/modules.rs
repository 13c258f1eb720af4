//! The modules of a symbol, dark or light.

use core::fmt;

use crate::line::Square;

/// A square of dark and light modules.
#[derive(Clone, Eq, PartialEq)]
pub struct Modules {
    side: u16,
    /// Words in a row.
    stride: usize,
    words: Vec<u64>,
}

impl Modules {
    /// A square of light modules, to darken.
    pub(crate) fn light(side: u16) -> Self {
        let stride = usize::from(side).div_ceil(64);
        Self {
            side,
            stride,
            words: vec![0; stride * usize::from(side)],
        }
    }

    /// A square out of the first `side` lines.
    pub(crate) fn from_rows<const W: usize>(side: u16, rows: &Square<W>) -> Self {
        let rows = rows.lines().iter().take(usize::from(side));
        Self {
            side,
            stride: W,
            words: rows.flat_map(|row| row.0).collect(),
        }
    }

    /// Modules along one side, quiet zone excluded.
    pub fn side(&self) -> u16 {
        self.side
    }

    /// Whether the module in column `x` and row `y` is dark; everything outside is light.
    pub fn is_dark(&self, x: u16, y: u16) -> bool {
        self.row(y).is_some_and(|row| row.is_dark(x))
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.words
            .chunks_exact(self.stride.max(1))
            .map(|words| Row {
                words,
                width: self.side,
            })
    }

    /// Makes a run of modules in one row dark.
    pub(crate) fn darken(&mut self, run: Run, y: u16) {
        let row = self
            .words
            .chunks_exact_mut(self.stride.max(1))
            .nth(usize::from(y));
        if let Some(row) = row {
            darken(row, usize::from(run.start), usize::from(run.length));
        }
    }

    fn row(&self, y: u16) -> Option<Row<'_>> {
        let words = self
            .words
            .chunks_exact(self.stride.max(1))
            .nth(usize::from(y))?;
        Some(Row {
            words,
            width: self.side,
        })
    }
}

impl fmt::Debug for Modules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Modules")
            .field("side", &self.side)
            .finish_non_exhaustive()
    }
}

/// One row of modules.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Row<'a> {
    /// Bit 0 of the first word is the leftmost; everything from `width` on is light.
    words: &'a [u64],
    width: u16,
}

impl<'a> Row<'a> {
    /// A row of `width` bits; those after them must be 0.
    pub(crate) fn new(words: &'a [u64], width: u16) -> Self {
        Self { words, width }
    }

    /// Whether the module in column `x` is dark; everything outside is light.
    pub fn is_dark(&self, x: u16) -> bool {
        self.words
            .get(usize::from(x / 64))
            .is_some_and(|word| word >> (x % 64) & 1 == 1)
    }

    /// The runs of dark modules, from the left.
    pub fn runs(&self) -> impl Iterator<Item = Run> + use<'a> {
        let (row, mut from) = (*self, 0);
        core::iter::from_fn(move || {
            let start = row.seek(from, 0);
            let end = row.seek(start, u64::MAX);
            from = end;
            (start < end).then(|| Run {
                start,
                length: end - start,
            })
        })
    }

    /// Sixty-four modules a word, the leftmost in the lowest bit, dark being 1.
    pub(crate) fn words(&self) -> &'a [u64] {
        self.words
    }

    /// The first module from `from` on that is dark, or light under a flip; the width if none is.
    fn seek(&self, from: u16, flip: u64) -> u16 {
        let mut word_start = from / 64 * 64;
        let mut ahead = u64::MAX << (from % 64);
        for word in self.words.iter().skip(usize::from(from / 64)) {
            let found = (word ^ flip) & ahead;
            if found != 0 {
                let place = u16::try_from(found.trailing_zeros()).unwrap_or(64);
                return (word_start + place).min(self.width);
            }
            word_start += 64;
            ahead = u64::MAX;
        }
        self.width
    }
}

/// Dark modules side by side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Run {
    /// The column of the first.
    pub start: u16,
    /// How many they are, at least one.
    pub length: u16,
}

impl Run {
    /// The same run where each module was this many.
    pub(crate) fn divided(self, by: u16) -> Self {
        Self {
            start: self.start / by,
            length: self.length / by,
        }
    }

    /// The same run, counted from further right.
    pub(crate) fn moved_left(self, by: u16) -> Self {
        Self {
            start: self.start.saturating_sub(by),
            ..self
        }
    }
}

/// Sets `length` bits from bit `start` on; what lies outside the words is ignored.
pub(crate) fn darken(words: &mut [u64], start: usize, length: usize) {
    let (mut at, end) = (start, start + length);
    for word in words.iter_mut().skip(start / 64) {
        if at >= end {
            break;
        }
        let here = (end - at).min(64 - at % 64);
        *word |= u64::MAX >> (64 - here) << (at % 64);
        at += here;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cross_words_and_end_at_the_edge() {
        let mut modules = Modules::light(130);
        let runs = [(0, 1), (60, 10), (100, 30)].map(|(start, length)| Run { start, length });
        for run in runs {
            modules.darken(run, 129);
        }
        let last = modules.rows().last().unwrap();
        assert_eq!(last.runs().collect::<Vec<_>>(), runs);
        assert_eq!(modules.rows().next().unwrap().runs().next(), None);
        assert!(modules.is_dark(69, 129) && !modules.is_dark(70, 129) && !modules.is_dark(69, 128));
        assert!(!modules.is_dark(130, 129) && !modules.is_dark(0, 130));
        assert!(!modules.is_dark(u16::MAX, u16::MAX));
    }

    #[test]
    fn darkening_stays_inside() {
        let mut words = [0; 2];
        darken(&mut words, 63, 1000);
        assert_eq!(words, [1 << 63, u64::MAX]);
        darken(&mut words, 500, 3);
        darken(&mut words, 3, 0);
        assert_eq!(words, [1 << 63, u64::MAX]);
    }
}

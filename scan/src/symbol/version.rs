//! Versions of symbols: sizes, alignment patterns and blocks. ISO/IEC 18004, 6.3 and 7.5.1.

use super::correction::Redundancy;

/// A version: 1 to 40.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(usize);

impl Version {
    /// The version with this number.
    pub(crate) fn new(number: usize) -> Option<Self> {
        (1..=LAST).contains(&number).then_some(Self(number))
    }

    /// The version whose symbols have `side` modules a side.
    pub(crate) fn of_side(side: usize) -> Option<Self> {
        let beyond = side.checked_sub(MIN_SIDE)?;
        if !beyond.is_multiple_of(SIDE_STEP) {
            return None;
        }
        Self::new(beyond / SIDE_STEP + 1)
    }

    pub(crate) fn number(self) -> usize {
        self.0
    }

    /// Modules a side.
    pub(crate) fn side(self) -> usize {
        MIN_SIDE + SIDE_STEP * (self.0 - 1)
    }

    /// Whether the symbol tells its version (7.10).
    pub(crate) fn is_told(self) -> bool {
        self.0 >= FIRST_TOLD
    }

    /// The rows, which are also the columns, of the centres of alignment patterns (annex E).
    ///
    /// No pattern stands where a finder does.
    pub(crate) fn alignment(self) -> impl Iterator<Item = usize> + Clone {
        let count = if self.0 == 1 { 0 } else { self.0 / 7 + 2 };
        let gaps = count.max(2) - 1;
        let last = self.side() - 7;
        // Table E.1 rounds so, but for one version.
        let step = match self.0 {
            32 => 26,
            number => (number * 4 + count * 2 + 1) / (gaps * 2) * 2,
        };
        (0..count).map(move |n| if n == 0 { 6 } else { last - step * (gaps - n) })
    }

    /// The centres of alignment patterns, column and row.
    pub(crate) fn alignment_centres(self) -> impl Iterator<Item = (usize, usize)> {
        let last = self.side() - 7;
        let at = self.alignment();
        at.clone()
            .flat_map(move |y| at.clone().map(move |x| (x, y)))
            .filter(move |place| ![(6, 6), (6, last), (last, 6)].contains(place))
    }

    /// Codewords of data and correction together (table 1).
    pub(super) fn codewords(self) -> usize {
        let number = self.0;
        let mut modules = (16 * number + 128) * number + 64;
        if number >= 2 {
            let patterns = number / 7 + 2;
            modules -= (25 * patterns - 10) * patterns - 55;
        }
        if self.is_told() {
            modules -= 36;
        }
        modules / 8
    }

    /// How the codewords at `level` are divided (table 9).
    pub(super) fn blocks(self, level: Level) -> Blocks {
        let at = |table: &[[u8; LAST]; 4]| {
            let row = match level {
                Level::L => table.first(),
                Level::M => table.get(1),
                Level::Q => table.get(2),
                Level::H => table.get(3),
            };
            row.and_then(|row| row.get(self.0 - 1))
                .copied()
                .map_or(1, usize::from)
        };
        // Table 9, notes on p, the misdecode protection codewords.
        let reserved = match (self.0, level) {
            (1, Level::L) => 3,
            (1, Level::M) | (2, Level::L) => 2,
            (1, _) | (3, Level::L) => 1,
            _ => 0,
        };
        Blocks {
            count: at(&BLOCKS),
            codewords: self.codewords(),
            redundancy: Redundancy {
                codewords: at(&CORRECTION),
                reserved,
            },
        }
    }
}

/// How much a symbol can repair (7.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    L,
    M,
    Q,
    H,
}

/// Codewords divided into blocks that take turns in the symbol (7.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    pub(super) count: usize,
    codewords: usize,
    /// The correction of each block.
    pub(super) redundancy: Redundancy,
}

impl Blocks {
    /// Where the codewords of block `block` stand in the symbol, data first.
    pub(super) fn places(self, block: usize) -> impl Iterator<Item = usize> {
        let Self {
            count, codewords, ..
        } = self;
        let correction = self.redundancy.codewords;
        let data_short = self.data_short();
        let short = self.short();
        let long = (block >= short).then(|| data_short * count + block.saturating_sub(short));
        let first_correction = codewords - correction * count;
        (0..data_short)
            .map(move |n| n * count + block)
            .chain(long)
            .chain((0..correction).map(move |n| first_correction + n * count + block))
    }

    /// Data codewords of block `block`.
    pub(super) fn data(self, block: usize) -> usize {
        self.data_short() + usize::from(block >= self.short())
    }

    fn data_short(self) -> usize {
        (self.codewords / self.count).saturating_sub(self.redundancy.codewords)
    }

    /// How many blocks have a codeword less than the others; they come first.
    fn short(self) -> usize {
        self.count - self.codewords % self.count
    }
}

/// Modules a side of version 1 (6.3.1).
pub(crate) const MIN_SIDE: usize = 21;
/// Modules a side of version 40.
pub(crate) const MAX_SIDE: usize = MIN_SIDE + SIDE_STEP * (LAST - 1);
/// Modules that each version has more a side than the one before.
pub(crate) const SIDE_STEP: usize = 4;

const LAST: usize = 40;
const FIRST_TOLD: usize = 7;

/// Correction codewords of each block, by level and version: table 9.
#[rustfmt::skip]
const CORRECTION: [[u8; LAST]; 4] = [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
     28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
     26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
     28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
     30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];

/// Blocks by level and version: table 9.
#[rustfmt::skip]
const BLOCKS: [[u8; LAST]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
     8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
     17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
     23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
     25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_versions() {
        for number in 1..=40 {
            let version = Version::new(number).unwrap();
            assert_eq!(Version::of_side(version.side()), Some(version));
            assert_eq!(Version::of_side(version.side() + 1), None);
        }
        assert_eq!(Version::new(0), None);
        assert_eq!(Version::new(41), None);
        assert_eq!(Version::of_side(17), None);
        assert_eq!(MAX_SIDE, 177);
    }

    #[test]
    fn alignment_patterns_stand_where_table_e_1_puts_them() {
        let rows = |number| {
            Version::new(number)
                .unwrap()
                .alignment()
                .collect::<Vec<_>>()
        };
        assert_eq!(rows(1), []);
        assert_eq!(rows(2), [6, 18]);
        assert_eq!(rows(7), [6, 22, 38]);
        assert_eq!(rows(15), [6, 26, 48, 70]);
        assert_eq!(rows(32), [6, 34, 60, 86, 112, 138]);
        assert_eq!(rows(36), [6, 24, 50, 76, 102, 128, 154]);
        assert_eq!(rows(40), [6, 30, 58, 86, 114, 142, 170]);
        assert_eq!(Version::new(7).unwrap().alignment_centres().count(), 6);
    }

    #[test]
    fn every_codeword_belongs_to_one_block() {
        for number in 1..=40 {
            for level in [Level::L, Level::M, Level::Q, Level::H] {
                let version = Version::new(number).unwrap();
                let blocks = version.blocks(level);
                let mut places: Vec<usize> = (0..blocks.count)
                    .flat_map(|block| blocks.places(block))
                    .collect();
                places.sort_unstable();
                assert!(places.into_iter().eq(0..version.codewords()));
            }
        }
    }
}

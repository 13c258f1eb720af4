//! The version of a symbol, which is its size, and what fits into it at level M
//! (ISO/IEC 18004 §6.3.2, tables 1, 3, 7 and 9).

/// The version of a symbol: 1 (21 modules a side) to 40 (177 modules).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Version(u8);

impl Version {
    /// The largest version, 177 modules a side.
    pub const MAX: Self = Self(40);
    /// The smallest version, 21 modules a side.
    pub const MIN: Self = Self(1);

    /// The version of this number, if the standard has one.
    pub const fn new(number: u8) -> Option<Self> {
        if Self::MIN.0 <= number && number <= Self::MAX.0 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The version whose symbols have this many modules a side.
    pub fn of_side(side: u16) -> Option<Self> {
        let grown = side.checked_sub(SIDE_BEFORE_FIRST)?;
        let number = u8::try_from(grown / SIDE_STEP).ok()?;
        Self::new(number).filter(|version| version.side() == side)
    }

    /// Every version, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::MIN.0..=Self::MAX.0).map(Self)
    }

    /// Its number, 1 to 40.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Modules along one side, quiet zone excluded.
    pub fn side(self) -> u16 {
        SIDE_BEFORE_FIRST + SIDE_STEP * u16::from(self.0)
    }

    /// Data and error correction codewords together (table 1): what the function patterns leave.
    pub(crate) fn codewords(self) -> usize {
        let v = usize::from(self.0);
        let mut modules = (16 * v + 128) * v + 64;
        if v >= 2 {
            let lines = self.alignment_lines();
            modules -= (25 * lines - 10) * lines - 55;
        }
        if v >= 7 {
            modules -= 36;
        }
        modules / 8
    }

    /// Error correction blocks at level M, and error correction codewords in each of them.
    pub(crate) fn blocks(self) -> Blocks {
        let row = usize::from(self.0 - 1);
        BLOCKS_M.get(row).copied().unwrap_or(Blocks {
            count: 1,
            correction: 10,
        })
    }

    /// Data codewords at level M.
    pub(crate) fn data_codewords(self) -> usize {
        let Blocks { count, correction } = self.blocks();
        self.codewords() - usize::from(count) * usize::from(correction)
    }

    /// Bits of the character count indicator in alphanumeric mode (table 3).
    pub(crate) fn count_bits(self) -> u32 {
        match self.0 {
            0..=9 => 9,
            10..=26 => 11,
            _ => 13,
        }
    }

    /// Rows, and columns, on which alignment patterns are centred (annex E); none in version 1.
    pub(crate) fn alignment_centres(self) -> Vec<u16> {
        if self.0 == 1 {
            return Vec::new();
        }
        let (v, lines) = (u16::from(self.0), self.alignment_lines());
        let gaps = u16::try_from(lines - 1).unwrap_or(1);
        // Annex E's table in one line: even steps counted back from the far edge, and what is
        // left over is between the first two.
        let step = (v * 8 + (gaps + 1) * 3 + 5) / (gaps * 4) * 2;
        let mut centres: Vec<u16> = (0..gaps)
            .map(|gap| self.side() - 1 - TIMING - gap * step)
            .collect();
        centres.push(TIMING);
        centres.reverse();
        centres
    }

    fn alignment_lines(self) -> usize {
        usize::from(self.0 / 7 + 2)
    }
}

/// How many characters of alphanumeric mode fit into a symbol of this version at level M (table 7).
pub fn capacity(version: Version) -> usize {
    let head = 4 + usize::try_from(version.count_bits()).unwrap_or(13);
    let bits = version.data_codewords() * 8 - head;
    bits / 11 * 2 + usize::from(bits % 11 >= 6)
}

/// The smallest version that this many characters of alphanumeric mode fit into at level M.
pub fn smallest_version(chars: usize) -> Option<Version> {
    Version::all().find(|version| chars <= capacity(*version))
}

/// The error correction blocks of one version at level M (table 9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Blocks {
    /// How many blocks share the data.
    pub(crate) count: u8,
    /// Error correction codewords in each.
    pub(crate) correction: u8,
}

/// The column and row of the timing patterns, and of the first alignment patterns.
pub(crate) const TIMING: u16 = 6;

/// Each version is four modules wider than the one before; "version 0" would have 17.
const SIDE_BEFORE_FIRST: u16 = 17;
const SIDE_STEP: u16 = 4;

/// ISO/IEC 18004 table 9, level M, by version.
const BLOCKS_M: [Blocks; 40] = {
    const fn b(count: u8, correction: u8) -> Blocks {
        Blocks { count, correction }
    }
    [
        b(1, 10),
        b(1, 16),
        b(1, 26),
        b(2, 18),
        b(2, 24),
        b(4, 16),
        b(4, 18),
        b(4, 22),
        b(5, 22),
        b(5, 26),
        b(5, 30),
        b(8, 22),
        b(9, 22),
        b(9, 24),
        b(10, 24),
        b(10, 28),
        b(11, 28),
        b(13, 26),
        b(14, 26),
        b(16, 26),
        b(17, 26),
        b(17, 28),
        b(18, 28),
        b(20, 28),
        b(21, 28),
        b(23, 28),
        b(25, 28),
        b(26, 28),
        b(28, 28),
        b(29, 28),
        b(31, 28),
        b(33, 28),
        b(35, 28),
        b(37, 28),
        b(38, 28),
        b(40, 28),
        b(43, 28),
        b(45, 28),
        b(47, 28),
        b(49, 28),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_are_those_of_table_7() {
        for (number, chars) in [
            (1, 20),
            (2, 38),
            (7, 178),
            (9, 262),
            (10, 311),
            (26, 1542),
            (27, 1637),
            (40, 3391),
        ] {
            assert_eq!(
                capacity(Version::new(number).unwrap()),
                chars,
                "version {number}"
            );
        }
    }

    #[test]
    fn the_smallest_version_is_the_first_that_fits() {
        for version in Version::all() {
            let chars = capacity(version);
            assert_eq!(smallest_version(chars), Some(version));
            assert_eq!(
                smallest_version(chars + 1),
                Version::new(version.number() + 1)
            );
        }
        assert_eq!(smallest_version(0), Some(Version::MIN));
        assert_eq!(smallest_version(usize::MAX), None);
    }

    #[test]
    fn a_side_names_its_version_and_no_other_side_does() {
        let sides: Vec<_> = (0..=u16::MAX)
            .filter(|side| Version::of_side(*side).is_some())
            .collect();
        assert_eq!(sides, Version::all().map(Version::side).collect::<Vec<_>>());
        assert_eq!(Version::MAX.side(), 177);
        assert_eq!((Version::new(0), Version::new(41)), (None, None));
    }

    #[test]
    fn alignment_centres_are_those_of_annex_e() {
        let centres = |number| Version::new(number).unwrap().alignment_centres();
        assert_eq!(centres(1), []);
        assert_eq!(centres(2), [6, 18]);
        assert_eq!(centres(10), [6, 28, 50]);
        assert_eq!(centres(32), [6, 34, 60, 86, 112, 138]);
        assert_eq!(centres(36), [6, 24, 50, 76, 102, 128, 154]);
        assert_eq!(centres(40), [6, 30, 58, 86, 114, 142, 170]);
    }
}

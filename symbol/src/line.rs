//! One row or column of modules as bits, and the square of them, wide enough for one, two or three
//! words. The width is a constant, so that the sizes in daily use (up to version 11) are plain
//! arithmetic on one word.

use core::ops::{BitAnd, BitOr, BitXor, Not};

/// `W` words of 64 modules; bit 0 of word 0 is the first module, and dark is 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Line<const W: usize>(pub(crate) [u64; W]);

impl<const W: usize> Line<W> {
    /// All light.
    pub(crate) const LIGHT: Self = Self([0; W]);

    /// Dark in the first `count` modules.
    pub(crate) fn first(count: u16) -> Self {
        let mut left = count;
        Self([(); W].map(|()| {
            let here = left.min(64);
            left -= here;
            u64::MAX.checked_shr(64 - u32::from(here)).unwrap_or(0)
        }))
    }

    /// Makes one module dark; one outside the line is ignored.
    pub(crate) fn darken(&mut self, at: u16) {
        if let Some(word) = self.0.get_mut(usize::from(at / 64)) {
            *word |= 1 << (at % 64);
        }
    }

    /// At each place, the module `N` places further on; light enters at the end.
    #[inline]
    pub(crate) fn after<const N: u32>(self) -> Self {
        let mut next = self.0.into_iter().skip(1);
        Self(
            self.0
                .map(|word| word >> N | next.next().unwrap_or(0) << (64 - N)),
        )
    }

    /// At each place, the module `N` places before; light enters at the start.
    #[inline]
    pub(crate) fn before<const N: u32>(self) -> Self {
        let mut carried = 0;
        Self(self.0.map(|word| {
            let shifted = word << N | carried;
            carried = word >> (64 - N);
            shifted
        }))
    }

    /// How many modules are dark.
    #[inline]
    pub(crate) fn count(self) -> u32 {
        self.0.into_iter().map(u64::count_ones).sum()
    }

    #[inline]
    fn zip(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        let mut others = other.0.into_iter();
        Self(self.0.map(|word| with(word, others.next().unwrap_or(0))))
    }
}

impl<const W: usize> BitAnd for Line<W> {
    type Output = Self;

    #[inline]
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl<const W: usize> BitOr for Line<W> {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl<const W: usize> BitXor for Line<W> {
    type Output = Self;

    #[inline]
    fn bitxor(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
}

impl<const W: usize> Not for Line<W> {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

/// `64 · W` lines: the rows of a symbol from the top, or its columns from the left, and light
/// lines after them. Grouped by 64 because that is the square that a transposition works on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Square<const W: usize>([[Line<W>; 64]; W]);

impl<const W: usize> Square<W> {
    /// All light.
    pub(crate) const LIGHT: Self = Self([[Line::LIGHT; 64]; W]);

    pub(crate) fn lines(&self) -> &[Line<W>] {
        self.0.as_flattened()
    }

    pub(crate) fn lines_mut(&mut self) -> &mut [Line<W>] {
        self.0.as_flattened_mut()
    }

    /// Turned where the other is dark.
    pub(crate) fn turned(&self, other: &Self) -> Self {
        let mut turned = self.clone();
        for (line, other) in turned.lines_mut().iter_mut().zip(other.lines()) {
            *line = *line ^ *other;
        }
        turned
    }

    /// Rows become columns.
    pub(crate) fn transposed(&self) -> Self {
        let mut transposed = Self::LIGHT;
        for (from_band, lines) in self.0.iter().enumerate() {
            for (to_band, to_lines) in transposed.0.iter_mut().enumerate() {
                let mut tile = lines.map(|line| line.0.get(to_band).copied().unwrap_or(0));
                transpose(&mut tile);
                for (line, word) in to_lines.iter_mut().zip(tile) {
                    if let Some(to) = line.0.get_mut(from_band) {
                        *to = word;
                    }
                }
            }
        }
        transposed
    }
}

/// Exchanges ever smaller quarters off the diagonal: 32 × 32, 16 × 16, … 1 × 1.
fn transpose(tile: &mut [u64; 64]) {
    let mut low_half = u64::MAX >> 32;
    for size in [32, 16, 8, 4, 2, 1] {
        for pair in tile.chunks_exact_mut(2 * size) {
            let (upper, lower) = pair.split_at_mut(size);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                let exchange = (*upper >> size ^ *lower) & low_half;
                *upper ^= exchange << size;
                *lower ^= exchange;
            }
        }
        low_half ^= low_half << (size / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(places: &[u16]) -> Line<3> {
        let mut line = Line::LIGHT;
        for place in places {
            line.darken(*place);
        }
        line
    }

    #[test]
    fn shifts_carry_from_word_to_word() {
        let ends = line(&[0, 63, 64, 127, 128, 191]);
        assert_eq!(ends.after::<1>(), line(&[62, 63, 126, 127, 190]));
        assert_eq!(ends.before::<1>(), line(&[1, 64, 65, 128, 129]));
        assert_eq!(ends.count(), 6);
    }

    #[test]
    fn the_first_modules_are_dark() {
        assert_eq!(Line::<3>::first(0), Line::LIGHT);
        assert_eq!(Line::<3>::first(64).0, [u64::MAX, 0, 0]);
        assert_eq!(Line::<3>::first(177).count(), 177);
        assert_eq!(Line::<1>::first(57).0, [(1 << 57) - 1]);
    }

    #[test]
    fn transposition_swaps_coordinates() {
        let mut square = Square::<3>::LIGHT;
        for (y, row) in (0..).zip(square.lines_mut()) {
            row.darken(y * 7 % 191);
            row.darken(y * y % 177);
        }
        let transposed = square.transposed();
        for (y, row) in square.lines().iter().enumerate() {
            for (x, column) in transposed.lines().iter().enumerate() {
                assert_eq!(
                    row.0[x / 64] >> (x % 64) & 1,
                    column.0[y / 64] >> (y % 64) & 1
                );
            }
        }
        assert_eq!(transposed.transposed(), square);
    }
}

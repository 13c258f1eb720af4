//! Where codewords go (ISO/IEC 18004 §7.7.3): column pairs from the right, upwards and downwards
//! by turns, the right module of a row before the left one.
//!
//! Between two function patterns that walk is regular, so it is kept as strips instead of modules:
//! a few dozen of them carry the whole symbol, and each is one read, one shuffle and one or two
//! stores into a column.

use crate::function::{Cell, FunctionPatterns};
use crate::line::Square;
use crate::version::TIMING;

/// A run of rows in one column pair, all free in the same way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Strip {
    /// The column, or the right one of two.
    column: u16,
    /// The highest row.
    top: u16,
    rows: u16,
    lanes: Lanes,
    heading: Heading,
}

/// Which columns of the pair take data.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Lanes {
    Pair,
    Single,
}

/// Which way the walk goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Heading {
    Down,
    Up,
}

/// The strips of a symbol in the order of the codewords.
pub(crate) fn strips(patterns: &FunctionPatterns) -> Vec<Strip> {
    let side = patterns.side();
    let mut strips: Vec<Strip> = Vec::new();
    let mut heading = Heading::Up;
    // The vertical timing pattern belongs to no pair, so the pairs left of it begin one earlier.
    let right_of_timing = (TIMING + 2..side).rev().step_by(2);
    let left_of_timing = (1..TIMING).rev().step_by(2);
    for right in right_of_timing.chain(left_of_timing) {
        let first = strips.len();
        for step in 0..side {
            let row = if heading == Heading::Up {
                side - 1 - step
            } else {
                step
            };
            let free = [right, right - 1].map(|column| patterns.cell(column, row) == Cell::Free);
            let (column, lanes) = match free {
                [true, true] => (right, Lanes::Pair),
                [true, false] => (right, Lanes::Single),
                [false, true] => (right - 1, Lanes::Single),
                [false, false] => continue,
            };
            let (_, of_this_pair) = strips.split_at_mut(first);
            let single = Strip {
                column,
                top: row,
                rows: 1,
                lanes,
                heading,
            };
            match of_this_pair.last_mut().and_then(|last| last.joined(single)) {
                Some(joined) => {
                    strips.pop();
                    strips.push(joined);
                }
                None => strips.push(single),
            }
        }
        heading = if heading == Heading::Up {
            Heading::Down
        } else {
            Heading::Up
        };
    }
    strips
}

/// Lays the codewords along the strips, into the columns.
pub(crate) fn fill<const W: usize>(columns: &mut Square<W>, strips: &[Strip], codewords: &[u8]) {
    let columns = columns.lines_mut();
    let mut at = 0;
    for strip in strips {
        let (right, left) = match strip.lanes {
            Lanes::Pair => unshuffled(bits(codewords, at, 2 * strip.rows)),
            Lanes::Single => (bits(codewords, at, strip.rows), 0),
        };
        let lanes = match strip.lanes {
            Lanes::Pair => 2,
            Lanes::Single => 1,
        };
        at += usize::from(strip.rows) * lanes;
        let (word, shift) = (usize::from(strip.top / 64), strip.top % 64);
        let column = usize::from(strip.column);
        for (column, bits) in [(column, right), (column - (lanes - 1), left)] {
            let placed = match strip.heading {
                // The first bit is the highest of its number and belongs into the last row.
                Heading::Up => bits,
                Heading::Down => bits.reverse_bits() >> (64 - strip.rows),
            };
            if let Some(to) = columns
                .get_mut(column)
                .and_then(|line| line.0.get_mut(word))
            {
                *to |= placed << shift;
            }
        }
    }
}

impl Strip {
    /// This strip and the row after it as one, if they are alike and stay within one read and one
    /// word.
    fn joined(self, next: Self) -> Option<Self> {
        let top = self.top.min(next.top);
        let adjoins = match self.heading {
            Heading::Down => next.top == self.top + self.rows,
            Heading::Up => next.top + 1 == self.top,
        };
        let alike = self.column == next.column && self.lanes == next.lanes;
        let one_word = self.top / 64 == next.top / 64;
        (adjoins && alike && one_word && self.rows < MAX_ROWS).then_some(Self {
            top,
            rows: self.rows + 1,
            ..self
        })
    }
}

/// `count` bits, at most 57, from bit `at`; the first of them is the most significant.
fn bits(bytes: &[u8], at: usize, count: u16) -> u64 {
    let window = bytes
        .get(at / 8..)
        .and_then(|rest| rest.first_chunk())
        .copied();
    let window = u64::from_be_bytes(window.unwrap_or_default());
    window << (at % 8) >> (64 - count)
}

/// Separates the bits at odd places from those at even places, order kept.
fn unshuffled(mut pairs: u64) -> (u64, u64) {
    // Neighbouring groups of the same parity meet: 1 bit, 2 bits, … 16 bits.
    for (size, middle) in [
        (1, 0x2222_2222_2222_2222),
        (2, 0x0c0c_0c0c_0c0c_0c0c),
        (4, 0x00f0_00f0_00f0_00f0),
        (8, 0x0000_ff00_0000_ff00),
        (16, 0x0000_0000_ffff_0000),
    ] {
        let exchange = (pairs ^ pairs >> size) & middle;
        pairs ^= exchange ^ exchange << size;
    }
    (pairs >> 32, pairs & 0xffff_ffff)
}

/// Two bits a row, and a read of eight bytes holds 57 bits wherever it begins.
const MAX_ROWS: u16 = 28;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    #[test]
    fn odd_and_even_bits_part() {
        assert_eq!(unshuffled(0xaaaa_aaaa_aaaa_aaaa), (0xffff_ffff, 0));
        assert_eq!(unshuffled(0b1110_0100), (0b1100, 0b1010));
        assert_eq!(unshuffled(0b10 << 62 | 0b01), (1 << 31, 1));
    }

    #[test]
    fn strips_cover_every_free_module_once() {
        for version in Version::all() {
            let patterns = FunctionPatterns::new(version);
            let mut columns = Square::<3>::LIGHT;
            let strips = strips(&patterns);
            let filled = vec![0xff; version.codewords() + 16];
            fill(&mut columns, &strips, &filled);
            let modules: usize = strips
                .iter()
                .map(|strip| {
                    usize::from(strip.rows) * if strip.lanes == Lanes::Pair { 2 } else { 1 }
                })
                .sum();
            let side = version.side();
            let mut free = 0;
            for (x, column) in (0..side).zip(columns.lines()) {
                for y in 0..side {
                    let is_free = patterns.cell(x, y) == Cell::Free;
                    let laid = column.0[usize::from(y / 64)] >> (y % 64) & 1 == 1;
                    assert_eq!(is_free, laid, "{version:?} at {x}, {y}");
                    free += usize::from(is_free);
                }
            }
            assert_eq!(modules, free, "{version:?}");
        }
    }
}

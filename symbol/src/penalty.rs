//! How hard a masked symbol is to read (ISO/IEC 18004 §7.8.3, table 11), counted on whole lines.

use crate::line::Line;

/// Points for the lines of one direction: runs of one colour (N1), finder look-alikes (N3).
#[inline]
pub(crate) fn lines<const W: usize>(lines: &[Line<W>], side: u16) -> u32 {
    // The last module has no neighbour.
    let neighbours = Line::first(side - 1);
    lines
        .iter()
        .map(|line| N1_RUN.of(*line, neighbours) + N3 * look_alikes(*line))
        .sum()
}

/// Points for squares of one colour (N2).
#[inline]
pub(crate) fn squares<const W: usize>(rows: &[Line<W>], side: u16) -> u32 {
    let neighbours = Line::first(side - 1);
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let squares: u32 = pairs
        .map(|(upper, lower)| {
            let same_column = !(*upper ^ *lower);
            let same_row = !(*upper ^ upper.after::<1>());
            (same_column & same_column.after::<1>() & same_row & neighbours).count()
        })
        .sum();
    N2 * squares
}

/// Points for an uneven share of dark modules (N4).
#[inline]
pub(crate) fn balance<const W: usize>(rows: &[Line<W>], side: u16) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count()).sum();
    let all = u32::from(side) * u32::from(side);
    // Full steps of 5 % away from half: |dark / all − 1/2| · 20.
    N4 * ((dark * 20).abs_diff(all * 10) / all)
}

/// Runs of at least five.
struct Runs {
    five: u32,
    each_more: u32,
}

impl Runs {
    #[inline]
    fn of<const W: usize>(&self, line: Line<W>, neighbours: Line<W>) -> u32 {
        let same = !(line ^ line.after::<1>()) & neighbours;
        let pairs = same & same.after::<1>();
        // Where five of one colour begin: one place in a run of five, n − 4 in a run of n.
        let fives = pairs & pairs.after::<2>();
        let runs = fives & !fives.before::<1>();
        self.each_more * fives.count() + (self.five - self.each_more) * runs.count()
    }
}

/// Dark 1:1:3:1:1 with four light modules before or after, counted once; the quiet zone is light.
#[inline]
fn look_alikes<const W: usize>(line: Line<W>) -> u32 {
    let light = !line;
    let core = line.after::<2>() & line.after::<3>() & line.after::<4>();
    let ends = line & line.after::<6>() & light.after::<1>() & light.after::<5>();
    let after = line.after::<7>() | line.after::<8>();
    let before = line.before::<1>() | line.before::<2>();
    let (dark_after, dark_before) = (after | after.after::<2>(), before | before.before::<2>());
    (core & ends & !(dark_after & dark_before)).count()
}

/// Table 11: N1 = 3 for five in a row, and one for each more.
const N1_RUN: Runs = Runs {
    five: 3,
    each_more: 1,
};
/// Table 11: for each 2 × 2 of one colour; a block of m × n holds (m − 1) · (n − 1) of them.
const N2: u32 = 3;
/// Table 11: for each finder look-alike.
const N3: u32 = 40;
/// Table 11: for each 5 % of imbalance.
const N4: u32 = 10;

#[cfg(test)]
pub(crate) mod tests;

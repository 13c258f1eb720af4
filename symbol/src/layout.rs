//! What is the same for every symbol of one version: function patterns, the way of the codewords,
//! the masks.

use crate::codewords::interleaved;
use crate::correction::Correction;
use crate::function::{Cell, FunctionPatterns, format_bits, format_places};
use crate::line::{Line, Square};
use crate::mask::{MASKS, turns};
use crate::modules::Modules;
use crate::penalty;
use crate::strip::{Strip, fill, strips};
use crate::symbol::Symbol;
use crate::version::Version;

/// The tables of one version.
#[derive(Debug)]
pub(crate) struct Layout {
    version: Version,
    correction: Correction,
    strips: Vec<Strip>,
    canvas: Canvas,
}

/// Which mask turns the symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MaskChoice {
    /// The one with the fewest points of §7.8.3; among equals, the first.
    Best,
    /// This one, for comparison with other encoders.
    #[cfg_attr(not(test), expect(dead_code, reason = "comparison is for tests"))]
    Fixed(u8),
}

impl Layout {
    pub(crate) fn new(version: Version) -> Self {
        let patterns = FunctionPatterns::new(version);
        let canvas = match version.side() {
            ..=64 => Canvas::One(Box::new(Masks::new(&patterns))),
            65..=128 => Canvas::Two(Box::new(Masks::new(&patterns))),
            _ => Canvas::Three(Box::new(Masks::new(&patterns))),
        };
        let correction = Correction::new(version.blocks().correction);
        Self {
            version,
            correction,
            strips: strips(&patterns),
            canvas,
        }
    }

    /// The symbol of these data codewords.
    pub(crate) fn symbol(&self, data: &[u8], choice: MaskChoice) -> Symbol {
        let codewords = interleaved(data, self.version, &self.correction);
        let (mask, modules) = match &self.canvas {
            Canvas::One(masks) => masks.masked(&self.strips, &codewords, choice),
            Canvas::Two(masks) => masks.masked(&self.strips, &codewords, choice),
            Canvas::Three(masks) => masks.masked(&self.strips, &codewords, choice),
        };
        Symbol::new(self.version, mask, modules)
    }
}

/// The masks in the width that the version needs.
#[derive(Debug)]
enum Canvas {
    /// Versions 1 to 11.
    One(Box<Masks<1>>),
    /// Versions 12 to 27.
    Two(Box<Masks<2>>),
    /// Versions 28 to 40.
    Three(Box<Masks<3>>),
}

/// The dark modules of the function patterns, and what each mask turns.
#[derive(Debug)]
struct Masks<const W: usize> {
    side: u16,
    /// The function patterns' dark modules, by column.
    columns: Square<W>,
    turns: [Turns<W>; 8],
}

/// What one mask turns, format information included, in both directions.
#[derive(Debug)]
struct Turns<const W: usize> {
    rows: Square<W>,
    columns: Square<W>,
}

impl<const W: usize> Masks<W> {
    fn new(patterns: &FunctionPatterns) -> Self {
        let side = patterns.side();
        let columns = square(side, |y, x| patterns.cell(x, y) == Cell::Dark);
        let turns = MASKS.map(|mask| {
            let mut rows = square(side, |x, y| {
                patterns.cell(x, y) == Cell::Free && turns(mask, x, y)
            });
            for (place, modules) in format_places(side).into_iter().enumerate() {
                if format_bits(mask) >> place & 1 == 1 {
                    for (x, y) in modules {
                        if let Some(row) = rows.lines_mut().get_mut(usize::from(y)) {
                            row.darken(x);
                        }
                    }
                }
            }
            Turns {
                columns: rows.transposed(),
                rows,
            }
        });
        Self {
            side,
            columns,
            turns,
        }
    }

    /// The modules of a symbol with these codewords, and the mask they are turned with.
    fn masked(&self, strips: &[Strip], codewords: &[u8], choice: MaskChoice) -> (u8, Modules) {
        let mut columns = self.columns.clone();
        fill(&mut columns, strips, codewords);
        let rows = columns.transposed();
        let mask = match choice {
            MaskChoice::Best => self.best(&rows, &columns),
            MaskChoice::Fixed(mask) => mask,
        };
        let turned = match self.turns.get(usize::from(mask)) {
            Some(turns) => rows.turned(&turns.rows),
            None => rows,
        };
        (mask, Modules::from_rows(self.side, &turned))
    }

    /// The mask with the fewest points, the first among equals (§7.8.3.1).
    fn best(&self, rows: &Square<W>, columns: &Square<W>) -> u8 {
        let (mut best, mut fewest) = (0, u32::MAX);
        for (mask, turns) in MASKS.into_iter().zip(&self.turns) {
            let turned = rows.turned(&turns.rows);
            let lines = self.lines(&turned);
            let mut points = penalty::lines(lines, self.side)
                + penalty::squares(lines, self.side)
                + penalty::balance(lines, self.side);
            // Points only add up: the columns of one that has already lost need no counting.
            if points < fewest {
                let turned = columns.turned(&turns.columns);
                points += penalty::lines(self.lines(&turned), self.side);
            }
            if points < fewest {
                (best, fewest) = (mask, points);
            }
        }
        best
    }

    /// The lines inside the symbol.
    fn lines<'a>(&self, square: &'a Square<W>) -> &'a [Line<W>] {
        let (inside, _) = square
            .lines()
            .split_at_checked(self.side.into())
            .unwrap_or_default();
        inside
    }
}

/// A square that is dark where `is_dark(place in the line, line)` says so.
fn square<const W: usize>(side: u16, is_dark: impl Fn(u16, u16) -> bool) -> Square<W> {
    let mut square = Square::LIGHT;
    for (line_number, line) in (0..side).zip(square.lines_mut()) {
        for place in (0..side).filter(|place| is_dark(*place, line_number)) {
            line.darken(place);
        }
    }
    square
}

//! Function patterns and the places set aside for format information (ISO/IEC 18004 §6.3.3–§6.3.6,
//! §7.9, §7.10).

use crate::version::{TIMING, Version};

/// What stands at each module before any data.
#[derive(Clone, Debug)]
pub(crate) struct FunctionPatterns {
    side: u16,
    cells: Vec<Cell>,
}

/// What one module is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cell {
    /// Part of a function pattern, dark.
    Dark,
    /// Takes data.
    Free,
    /// Part of a function pattern, light; or set aside for format information.
    Light,
}

impl FunctionPatterns {
    pub(crate) fn new(version: Version) -> Self {
        let side = version.side();
        let cells = vec![Cell::Free; usize::from(side) * usize::from(side)];
        let mut patterns = Self { side, cells };
        patterns.draw_timing();
        patterns.draw_finders();
        patterns.draw_alignment(&version.alignment_centres());
        patterns.draw_version(version);
        for places in format_places(side) {
            for (x, y) in places {
                patterns.draw(x, y, Cell::Light);
            }
        }
        // §7.9.1: the module beside the lower left finder is always dark.
        patterns.draw(FORMAT, side - 1 - FINDER, Cell::Dark);
        patterns
    }

    pub(crate) fn side(&self) -> u16 {
        self.side
    }

    /// Everything outside the symbol is light.
    pub(crate) fn cell(&self, x: u16, y: u16) -> Cell {
        self.index(x, y)
            .and_then(|index| self.cells.get(index))
            .copied()
            .unwrap_or(Cell::Light)
    }

    /// §6.3.5: from edge to edge; the finders are drawn over their ends.
    fn draw_timing(&mut self) {
        for at in 0..self.side {
            let cell = if at % 2 == 0 { Cell::Dark } else { Cell::Light };
            self.draw(at, TIMING, cell);
            self.draw(TIMING, at, cell);
        }
    }

    /// §6.3.3, §6.3.4: three finders with their light separators.
    fn draw_finders(&mut self) {
        let far = self.side - 1 - FINDER_CENTRE;
        for centre in [
            (FINDER_CENTRE, FINDER_CENTRE),
            (far, FINDER_CENTRE),
            (FINDER_CENTRE, far),
        ] {
            self.draw_rings(
                centre,
                [Cell::Dark, Cell::Dark, Cell::Light, Cell::Dark, Cell::Light],
            );
        }
    }

    /// §6.3.6: at every crossing of the centres but the three that finders occupy.
    fn draw_alignment(&mut self, centres: &[u16]) {
        for x in centres {
            for y in centres {
                let near = [*x, *y].into_iter().filter(|at| *at == TIMING).count();
                let far = [*x, *y]
                    .into_iter()
                    .filter(|at| *at == self.side - 1 - TIMING)
                    .count();
                if near == 2 || near == 1 && far == 1 {
                    continue;
                }
                self.draw_rings((*x, *y), [Cell::Dark, Cell::Light, Cell::Dark]);
            }
        }
    }

    /// §7.10: from version 7 on, twice, beside the finders at the upper right and lower left.
    fn draw_version(&mut self, version: Version) {
        if version.number() < 7 {
            return;
        }
        let number = u32::from(version.number());
        let bits = number << 12 | check_bits(number, 0x1f25, 12);
        for place in 0..18 {
            let cell = if bits >> place & 1 == 1 {
                Cell::Dark
            } else {
                Cell::Light
            };
            let (along, across) = (place / 3, self.side - 11 + place % 3);
            self.draw(along, across, cell);
            self.draw(across, along, cell);
        }
    }

    /// Square rings around a centre, from the middle outwards, cut off at the symbol's edge.
    fn draw_rings<const RINGS: usize>(&mut self, centre: (u16, u16), rings: [Cell; RINGS]) {
        for (radius, cell) in (0i16..).zip(rings) {
            for dy in -radius..=radius {
                for dx in -radius..=radius {
                    if dx.abs().max(dy.abs()) == radius
                        && let Some(x) = centre.0.checked_add_signed(dx)
                        && let Some(y) = centre.1.checked_add_signed(dy)
                    {
                        self.draw(x, y, cell);
                    }
                }
            }
        }
    }

    fn draw(&mut self, x: u16, y: u16, cell: Cell) {
        if let Some(at) = self.index(x, y).and_then(|index| self.cells.get_mut(index)) {
            *at = cell;
        }
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        (x < self.side && y < self.side)
            .then(|| usize::from(y) * usize::from(self.side) + usize::from(x))
    }
}

/// §7.9.1: where each of the 15 bits stands, least significant first: once around the upper left
/// finder, once shared between the other two.
pub(crate) fn format_places(side: u16) -> [[(u16, u16); 2]; 15] {
    let mut place = 0;
    [(); 15].map(|()| {
        let around = match place {
            0..=5 => (FORMAT, place),
            6 => (FORMAT, 7),
            7 => (FORMAT, FORMAT),
            8 => (7, FORMAT),
            _ => (14 - place, FORMAT),
        };
        let shared = if place < 8 {
            (side - 1 - place, FORMAT)
        } else {
            (FORMAT, side - 15 + place)
        };
        place += 1;
        [around, shared]
    })
}

/// §7.9: the 15 bits for level M (indicator 00) and this mask.
pub(crate) fn format_bits(mask: u8) -> u32 {
    let information = u32::from(mask & 7);
    (information << 10 | check_bits(information, 0x537, 10)) ^ 0b101_0100_0001_0010
}

/// The remainder of a Bose–Chaudhuri–Hocquenghem code (annexes C and D).
fn check_bits(information: u32, generator: u32, degree: u32) -> u32 {
    (0..degree).fold(information, |remainder, _| {
        (remainder << 1) ^ ((remainder >> (degree - 1)) * generator)
    })
}

/// Modules along a finder pattern, and the distance of its centre from the edge.
const FINDER: u16 = 7;
const FINDER_CENTRE: u16 = 3;

/// The row and the column that format information stands in.
const FORMAT: u16 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_information_is_that_of_annex_c() {
        // Table C.1, data 00000 to 00111.
        let expected = [
            0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0,
        ];
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(format_bits), expected);
    }

    #[test]
    fn version_information_is_that_of_annex_d() {
        // Table D.1, versions 7 and 40.
        assert_eq!(7 << 12 | check_bits(7, 0x1f25, 12), 0x07c94);
        assert_eq!(40 << 12 | check_bits(40, 0x1f25, 12), 0x28c69);
    }

    #[test]
    fn what_is_free_holds_the_codewords_and_the_remainder() {
        for version in Version::all() {
            let patterns = FunctionPatterns::new(version);
            let free = patterns
                .cells
                .iter()
                .filter(|cell| **cell == Cell::Free)
                .count();
            assert_eq!(free / 8, version.codewords(), "{version:?}");
        }
    }
}

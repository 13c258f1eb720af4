//! Where the codewords of a symbol stand, and what masks them: ISO/IEC 18004, 7.7.3 and 7.8.

use std::sync::OnceLock;

use super::version::{SIDE_STEP, Version};

/// One data module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Row times side and column.
    pub(super) index: u16,
    /// Where it is in [`masks`], which repeat after 12 modules.
    pub(super) phase: u8,
}

/// The data modules of a version in the order of their bits; made once and kept.
pub(super) fn places(version: Version) -> &'static [Place] {
    static LAYOUTS: [OnceLock<Vec<Place>>; 40] = [const { OnceLock::new() }; 40];
    LAYOUTS
        .get(version.number() - 1)
        .map_or(&[], |layout| layout.get_or_init(|| walk(version)))
}

/// Which modules of a symbol with `side` a side hold codewords: row times side and column.
pub(crate) fn data_modules(side: usize) -> impl Iterator<Item = usize> {
    let places = Version::of_side(side).map_or(&[][..], places);
    places.iter().map(|place| usize::from(place.index))
}

/// Bit `m` is whether mask `m` turns the modules of this phase over (table 10).
pub(super) fn masks(phase: u8) -> u8 {
    MASKS.get(usize::from(phase)).copied().unwrap_or_default()
}

/// Upwards and downwards in columns two modules wide, from the right, passing by column 6.
fn walk(version: Version) -> Vec<Place> {
    let side = version.side();
    let function = function_modules(version);
    let mut places = Vec::with_capacity(version.codewords() * 8);
    for pair in 0..(side - 1) / 2 {
        let right = side - 1 - 2 * pair;
        let right = if right > 6 { right } else { right - 1 };
        for step in 0..side {
            let y = if pair % 2 == 0 { side - 1 - step } else { step };
            for x in [right, right - 1] {
                if function.get(y * side + x) == Some(&false) {
                    places.push(Place {
                        index: u16::try_from(y * side + x).unwrap_or_default(),
                        phase: u8::try_from(y % PERIOD * PERIOD + x % PERIOD).unwrap_or_default(),
                    });
                }
            }
        }
    }
    // Up to seven modules remain (table 1).
    places.truncate(version.codewords() * 8);
    places
}

/// Whether each module belongs to a pattern or to information about the symbol (6.3).
fn function_modules(version: Version) -> Vec<bool> {
    let side = version.side();
    let mut function = vec![false; side * side];
    let mut fill = |x: usize, y: usize, width: usize, height: usize| {
        for row in function.chunks_exact_mut(side).skip(y).take(height) {
            row.iter_mut()
                .skip(x)
                .take(width)
                .for_each(|module| *module = true);
        }
    };
    // Finders with separators and format information, timing patterns, alignment patterns.
    fill(0, 0, 9, 9);
    fill(side - 8, 0, 8, 9);
    fill(0, side - 8, 9, 8);
    fill(6, 0, 1, side);
    fill(0, 6, side, 1);
    for (x, y) in version.alignment_centres() {
        fill(x - 2, y - 2, 5, 5);
    }
    if version.is_told() {
        fill(side - 11, 0, 3, 6);
        fill(0, side - 11, 6, 3);
    }
    function
}

const PERIOD: usize = 12;

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated when compiled, where a wrong index is an error"
)]
static MASKS: [u8; PERIOD * PERIOD] = {
    let mut masks = [0; PERIOD * PERIOD];
    let mut phase = 0;
    while phase < PERIOD * PERIOD {
        masks[phase] = masks_at(phase % PERIOD, phase / PERIOD);
        phase += 1;
    }
    masks
};

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated when compiled, where a wrong index is an error"
)]
/// Table 10, with i the row `y` and j the column `x`.
const fn masks_at(x: usize, y: usize) -> u8 {
    let conditions = [
        (x + y) % 2,
        y % 2,
        x % 3,
        (x + y) % 3,
        (y / 2 + x / 3) % 2,
        x * y % 2 + x * y % 3,
        (x * y % 2 + x * y % 3) % 2,
        ((x + y) % 2 + x * y % 3) % 2,
    ];
    let mut masks = 0;
    let mut mask = 0;
    while mask < conditions.len() {
        if conditions[mask] == 0 {
            masks |= 1 << mask;
        }
        mask += 1;
    }
    masks
}

const _: () = assert!(PERIOD.is_multiple_of(SIDE_STEP));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_places_as_bits_and_each_once() {
        for number in 1..=40 {
            let version = Version::new(number).unwrap();
            let places = places(version);
            assert_eq!(places.len(), version.codewords() * 8, "version {number}");
            let mut indices: Vec<u16> = places.iter().map(|place| place.index).collect();
            indices.sort_unstable();
            indices.dedup();
            assert_eq!(indices.len(), places.len());
        }
    }

    #[test]
    fn masks_repeat() {
        for y in 0..48 {
            for x in 0..48 {
                assert_eq!(masks_at(x, y), masks_at(x % PERIOD, y % PERIOD));
            }
        }
    }
}

//! Format and version information, read from both copies: ISO/IEC 18004, 7.9 and 7.10.

use super::modules::Modules;
use super::version::{Level, Version};

/// What the format information says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(super) level: Level,
    pub(super) mask: u8,
}

/// The formats that `modules` may have, likeliest first.
///
/// A copy tells a format when at most three of its bits say otherwise; the other copy may be gone.
pub(super) fn formats(modules: &Modules<'_>) -> impl Iterator<Item = Format> {
    let copies = format_copies(modules);
    let mut likely: Vec<(u32, u8)> = (0..FORMATS)
        .filter_map(|data| {
            let distances = copies.map(|copy| (copy ^ format_word(data)).count_ones());
            let nearest = distances.into_iter().min()?;
            let both: u32 = distances.into_iter().sum();
            (nearest <= FORMAT_REPAIRS).then_some((both, data))
        })
        .collect();
    likely.sort_unstable();
    likely.into_iter().map(|(_, data)| Format {
        level: match data >> 3 {
            0 => Level::M,
            1 => Level::L,
            2 => Level::H,
            _ => Level::Q,
        },
        mask: data & 7,
    })
}

/// The format that `modules` most likely have, when either copy tells one.
pub(crate) fn likeliest_format(modules: &Modules<'_>) -> Option<Format> {
    formats(modules).next()
}

/// How many bits of both copies of the format information are not as `format` has them.
pub(crate) fn format_errors(modules: &Modules<'_>, format: Format) -> u32 {
    let level = match format.level {
        Level::M => 0,
        Level::L => 1,
        Level::H => 2,
        Level::Q => 3,
    };
    let word = format_word((level << 3) | format.mask);
    let errors = format_copies(modules).map(|copy| (copy ^ word).count_ones());
    errors.into_iter().sum()
}

/// How many bits of the format information are wrong at least, both copies together.
pub(crate) fn format_distance(modules: &Modules<'_>) -> u32 {
    let copies = format_copies(modules);
    (0..FORMATS)
        .map(|data| {
            let word = format_word(data);
            copies.iter().map(|copy| (copy ^ word).count_ones()).sum()
        })
        .min()
        .unwrap_or(u32::MAX)
}

/// The version that `copies` of the version information tell, when either can be repaired.
pub(crate) fn nearest_version(copies: [u32; 2]) -> Option<Version> {
    (7..=40)
        .filter_map(|number| {
            let word = version_word(number);
            let distances = copies.map(|copy| (copy ^ word).count_ones());
            let nearest = distances.into_iter().min()?;
            let both: u32 = distances.into_iter().sum();
            (nearest <= VERSION_REPAIRS).then_some((both, number))
        })
        .min()
        .and_then(|(_, number)| Version::new(usize::try_from(number).ok()?))
}

/// Figure 25: bit 0 first.
fn format_copies(modules: &Modules<'_>) -> [u32; 2] {
    let last = modules.side().saturating_sub(1);
    let (mut near, mut far) = (0, 0);
    for bit in (0..15).rev() {
        let (x, y) = match bit {
            0..=5 => (8, bit),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        near = (near << 1) | u32::from(modules.bit(x, y));
        let (x, y) = if bit < 8 {
            (last.saturating_sub(bit), 8)
        } else {
            (8, (last + bit).saturating_sub(14))
        };
        far = (far << 1) | u32::from(modules.bit(x, y));
    }
    [near, far]
}

/// Annex C: BCH (15, 5), masked.
fn format_word(data: u8) -> u32 {
    ((u32::from(data) << 10) | remainder(u32::from(data), 10, 0x537)) ^ 0x5412
}

/// Annex D: Golay (18, 6).
fn version_word(number: u32) -> u32 {
    (number << 12) | remainder(number, 12, 0x1f25)
}

fn remainder(data: u32, degree: u32, generator: u32) -> u32 {
    (0..degree).fold(data, |rest, _| {
        (rest << 1) ^ ((rest >> (degree - 1)) * generator)
    }) & ((1 << degree) - 1)
}

const FORMATS: u8 = 32;

/// Words of both codes differ in at least seven or eight bits.
const FORMAT_REPAIRS: u32 = 3;
const VERSION_REPAIRS: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// Annexes C and D.
    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(format_word(0b00101), 0b100_0000_1100_1110);
        assert_eq!(version_word(7), 0b00_0111_1100_1001_0100);
    }

    #[test]
    fn words_are_far_from_one_another() {
        for a in 0..FORMATS {
            for b in 0..a {
                assert!((format_word(a) ^ format_word(b)).count_ones() >= 7);
            }
        }
        for a in 7..=40 {
            for b in 7..a {
                assert!((version_word(a) ^ version_word(b)).count_ones() > 2 * VERSION_REPAIRS);
            }
        }
    }
}

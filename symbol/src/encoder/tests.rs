//! Symbols checked by the crates qrcode (modules) and rqrr (text).

use proptest::prelude::*;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, bits::Bits, ec::construct_codewords};

use super::*;
use crate::line::Line;
use crate::mask::MASKS;
use crate::penalty;
use crate::version::{Version, capacity};

/// A text of exactly this many characters that no table can flatter.
fn text(chars: usize, seed: usize) -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let next = |_| {
        state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        char::from(alphabet[(state >> 33) % alphabet.len()])
    };
    (0..chars).map(next).collect()
}

/// The least and the greatest number of characters that get this version.
fn extremes(version: Version) -> [usize; 2] {
    let below = Version::new(version.number() - 1).map_or(0, capacity);
    [below + 1, capacity(version)]
}

/// What the crate qrcode draws for the same version and mask.
fn peer(text: &str, version: Version, mask: u8) -> Vec<bool> {
    let size = qrcode::Version::Normal(version.number().into());
    let mut bits = Bits::new(size);
    bits.push_alphanumeric_data(text.as_bytes()).unwrap();
    bits.push_terminator(EcLevel::M).unwrap();
    let (data, correction) = construct_codewords(&bits.into_bytes(), size, EcLevel::M).unwrap();
    let mut canvas = Canvas::new(size, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    canvas.apply_mask(match mask {
        0 => MaskPattern::Checkerboard,
        1 => MaskPattern::HorizontalLines,
        2 => MaskPattern::VerticalLines,
        3 => MaskPattern::DiagonalLines,
        4 => MaskPattern::LargeCheckerboard,
        5 => MaskPattern::Fields,
        6 => MaskPattern::Diamonds,
        _ => MaskPattern::Meadow,
    });
    canvas
        .into_colors()
        .into_iter()
        .map(|colour| colour == Color::Dark)
        .collect()
}

fn modules(symbol: &Symbol) -> Vec<Vec<bool>> {
    let side = symbol.side();
    (0..side)
        .map(|y| (0..side).map(|x| symbol.is_dark(x, y)).collect())
        .collect()
}

struct Seen<'a>(&'a Symbol);

impl rqrr::BitGrid for Seen<'_> {
    fn size(&self) -> usize {
        self.0.side().into()
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.0
            .is_dark(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
    }
}

fn decoded(symbol: &Symbol) -> (u16, u16, String) {
    let (meta, text) = rqrr::Grid::new(Seen(symbol)).decode().unwrap();
    (meta.ecc_level, meta.mask, text)
}

/// The mask that counting module by module prefers.
fn slow_choice(encoder: &Encoder, text: &str) -> u8 {
    let points = |mask: &u8| {
        let symbol = encoder.encode_with(text, MaskChoice::Fixed(*mask)).unwrap();
        penalty::tests::points(&modules(&symbol))
    };
    MASKS.into_iter().min_by_key(points).unwrap()
}

#[test]
fn every_version_is_the_peers_and_decodes() {
    let encoder = Encoder::new();
    for version in Version::all() {
        for chars in extremes(version) {
            let text = text(chars, chars);
            let symbol = encoder.encode(&text).unwrap();
            assert_eq!(symbol.version(), version, "{chars} characters");
            assert_eq!(
                modules(&symbol).concat(),
                peer(&text, version, symbol.mask()),
                "{version:?}"
            );
            // rqrr numbers level M 0, as the format information does.
            assert_eq!(
                decoded(&symbol),
                (0, symbol.mask().into(), text),
                "{version:?}"
            );
        }
    }
}

#[test]
fn every_mask_is_the_peers() {
    let encoder = Encoder::new();
    for number in [1, 7, 11, 12, 27, 28, 40] {
        let version = Version::new(number).unwrap();
        let text = text(capacity(version), 5);
        for mask in MASKS {
            let symbol = encoder.encode_with(&text, MaskChoice::Fixed(mask)).unwrap();
            assert_eq!(
                modules(&symbol).concat(),
                peer(&text, version, mask),
                "{version:?}, {mask}"
            );
        }
    }
}

#[test]
fn the_mask_is_the_one_that_slow_counting_chooses() {
    let encoder = Encoder::new();
    for version in Version::all() {
        for chars in extremes(version) {
            let text = text(chars, chars + 1);
            let mask = encoder.encode(&text).unwrap().mask();
            assert_eq!(mask, slow_choice(&encoder, &text), "{version:?}");
        }
    }
    // Small symbols have few points, so that among these some masks are equally good.
    for seed in 0..300 {
        let text = text(20, seed);
        let mask = encoder.encode(&text).unwrap().mask();
        assert_eq!(mask, slow_choice(&encoder, &text), "{text}");
    }
}

#[test]
fn points_by_line_are_points_by_module() {
    fn by_line<const W: usize>(rows: &[Vec<bool>]) -> u32 {
        let side = u16::try_from(rows.len()).unwrap();
        let lines = |dark: &dyn Fn(usize, usize) -> bool| -> Vec<Line<W>> {
            (0..rows.len())
                .map(|y| {
                    let mut line = Line::LIGHT;
                    (0..side)
                        .filter(|x| dark((*x).into(), y))
                        .for_each(|x| line.darken(x));
                    line
                })
                .collect()
        };
        let (along, across) = (lines(&|x, y| rows[y][x]), lines(&|x, y| rows[x][y]));
        penalty::lines(&along, side)
            + penalty::lines(&across, side)
            + penalty::squares(&along, side)
            + penalty::balance(&along, side)
    }
    let encoder = Encoder::new();
    for version in Version::all() {
        let text = text(capacity(version), 3);
        for mask in MASKS {
            let rows = modules(&encoder.encode_with(&text, MaskChoice::Fixed(mask)).unwrap());
            let points = match version.side() {
                ..=64 => by_line::<1>(&rows),
                65..=128 => by_line::<2>(&rows),
                _ => by_line::<3>(&rows),
            };
            assert_eq!(
                points,
                penalty::tests::points(&rows),
                "{version:?}, mask {mask}"
            );
        }
    }
}

#[test]
fn what_cannot_be_a_symbol_is_refused() {
    assert_eq!(encode(""), Err(EncodeError::Empty));
    assert_eq!(encode("JM1:a"), Err(EncodeError::Alphabet { at: 4 }));
    let (chars, max) = (3392, capacity(Version::MAX));
    let error = encode(&"A".repeat(chars)).unwrap_err();
    assert_eq!(error, EncodeError::TooLong { chars, max });
    assert_eq!(
        error.to_string(),
        "text is 3392 characters, the limit is 3391"
    );
    assert_eq!(error.slug(), "too-long");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_of_the_alphabet_decodes_to_itself(text in "[0-9A-Z $%*+./:-]{1,600}") {
        let symbol = encode(&text).unwrap();
        prop_assert_eq!(decoded(&symbol).2, text.clone());
        prop_assert_eq!(modules(&symbol).concat(), peer(&text, symbol.version(), symbol.mask()));
    }

    #[test]
    fn any_other_text_is_refused_where_it_leaves_the_alphabet(text in "\\PC{1,60}") {
        let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        match text.char_indices().find(|(_, char)| !alphabet.contains(*char)) {
            Some((at, _)) => prop_assert_eq!(encode(&text), Err(EncodeError::Alphabet { at })),
            None => prop_assert!(encode(&text).is_ok()),
        }
    }
}

//! Pictures decoded by the crates image and png, pixel by pixel.

use super::*;
use crate::{Version, capacity, encode};

fn symbol(number: u8) -> Symbol {
    let chars = capacity(Version::new(number).unwrap());
    let text: String = "JM1:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        .chars()
        .cycle()
        .take(chars)
        .collect();
    encode(&text).unwrap()
}

fn picture(symbol: &Symbol, pixels: u8) -> Vec<u8> {
    let mut picture = Vec::new();
    write(symbol, ModulePixels::new(pixels).unwrap(), &mut picture);
    picture
}

/// What the pixel in column `x` and row `y` must be.
fn is_dark(symbol: &Symbol, pixels: u8, x: u32, y: u32) -> bool {
    let module = |pixel: u32| {
        u16::try_from(pixel / u32::from(pixels))
            .unwrap()
            .checked_sub(QUIET_ZONE)
    };
    matches!((module(x), module(y)), (Some(x), Some(y)) if symbol.is_dark(x, y))
}

fn check(symbol: &Symbol, pixels: u8) {
    let context = (symbol.version(), pixels);
    let picture = picture(symbol, pixels);
    let side = u32::from(symbol.side() + 8) * u32::from(pixels);

    let decoded = image::load_from_memory(&picture).unwrap().into_luma8();
    assert_eq!(decoded.dimensions(), (side, side), "{context:?}");
    for (x, y, image::Luma([grey])) in decoded.enumerate_pixels() {
        let expected = if is_dark(symbol, pixels, x, y) {
            0
        } else {
            255
        };
        assert_eq!(*grey, expected, "{context:?} at {x}, {y}");
    }

    // With its own transformations off, the crate png gives the bits as they stand.
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(&picture))
        .read_info()
        .unwrap();
    let mut bits = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bits).unwrap();
    assert_eq!(
        (info.color_type, info.bit_depth),
        (::png::ColorType::Grayscale, ::png::BitDepth::One)
    );
    for (y, row) in (0..).zip(bits.chunks_exact(info.line_size)) {
        for x in 0..side {
            let byte = row[usize::try_from(x / 8).unwrap()];
            assert_eq!(
                byte << (x % 8) & 0x80 == 0,
                is_dark(symbol, pixels, x, y),
                "{context:?}"
            );
        }
    }
    reader.finish().unwrap();
}

#[test]
fn pictures_are_exact_to_the_pixel() {
    for number in [1, 2, 7, 10, 25, 40] {
        let symbol = symbol(number);
        for pixels in 1..=12 {
            check(&symbol, pixels);
        }
    }
}

#[test]
fn every_version_is_exact_at_the_default() {
    for version in Version::all() {
        check(&symbol(version.number()), ModulePixels::DEFAULT.get());
    }
}

#[test]
fn every_size_of_module_is_exact() {
    let symbol = symbol(1);
    for pixels in 13..=ModulePixels::MAX.get() {
        check(&symbol, pixels);
    }
}

#[test]
fn the_largest_picture_is_exact() {
    check(&symbol(40), 63);
    check(&symbol(40), 64);
}

#[test]
fn a_full_record_stays_below_1500_bytes() {
    assert!(picture(&symbol(10), 8).len() <= 1500);
}

#[test]
fn a_picture_is_appended() {
    let symbol = symbol(1);
    let mut out = b"before".to_vec();
    write(&symbol, ModulePixels::DEFAULT, &mut out);
    assert_eq!(out.strip_prefix(b"before"), Some(&*picture(&symbol, 8)));
}

#[test]
fn a_module_has_1_to_64_pixels() {
    assert_eq!(ModulePixels::new(0), None);
    assert_eq!(ModulePixels::new(65), None);
    assert_eq!(ModulePixels::default().get(), 8);
}

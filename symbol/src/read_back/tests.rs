//! Pictures that read back, and pictures with one thing wrong.

use proptest::prelude::*;

use super::*;
use crate::png::ModulePixels;
use crate::{QUIET_ZONE, Symbol, Version, capacity, encode, png, svg};

fn symbol(number: u8) -> Symbol {
    encode(&"JM1/".repeat(capacity(Version::new(number).unwrap()) / 4)).unwrap()
}

fn picture(symbol: &Symbol, pixels: u8) -> Vec<u8> {
    let mut picture = Vec::new();
    png::write(symbol, ModulePixels::new(pixels).unwrap(), &mut picture);
    picture
}

fn drawing(symbol: &Symbol) -> String {
    let mut drawing = String::new();
    svg::write(symbol, &mut drawing);
    drawing
}

/// The picture's pixels by row, true being light, to paint on.
fn pixels_of(symbol: &Symbol, scale: u16) -> Vec<Vec<bool>> {
    let side = (symbol.side() + 2 * QUIET_ZONE) * scale;
    let module = |pixel: u16| (pixel / scale).checked_sub(QUIET_ZONE);
    let is_dark =
        |x, y| matches!((module(x), module(y)), (Some(x), Some(y)) if symbol.is_dark(x, y));
    (0..side)
        .map(|y| (0..side).map(|x| !is_dark(x, y)).collect())
        .collect()
}

/// A picture of these pixels, by the crate png.
fn painted(pixels: &[Vec<bool>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in pixels {
        bytes.extend(row.chunks(8).map(|eight| {
            eight
                .iter()
                .enumerate()
                .fold(0u8, |byte, (at, light)| byte | u8::from(*light) << (7 - at))
        }));
    }
    let (width, height) = (
        pixels[0].len().try_into().unwrap(),
        pixels.len().try_into().unwrap(),
    );
    encoded(
        width,
        height,
        ::png::ColorType::Grayscale,
        ::png::BitDepth::One,
        &bytes,
    )
}

fn encoded(
    width: u32,
    height: u32,
    colour: ::png::ColorType,
    depth: ::png::BitDepth,
    bytes: &[u8],
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(bytes).unwrap();
    writer.finish().unwrap();
    out
}

#[test]
fn what_is_written_reads_back() {
    for version in Version::all() {
        let symbol = symbol(version.number());
        for pixels in [1, 2, 3, 4, 5, 7, 8, 12, 16, 21] {
            assert_eq!(
                png_modules(&picture(&symbol, pixels)).as_ref(),
                Ok(symbol.modules())
            );
        }
        assert_eq!(
            svg_modules(&drawing(&symbol)).as_ref(),
            Ok(symbol.modules())
        );
    }
    assert_eq!(
        png_modules(&picture(&symbol(40), 64)).as_ref(),
        Ok(symbol(40).modules())
    );
}

#[test]
fn another_writers_picture_reads_back_alike() {
    let symbol = symbol(3);
    for scale in [1, 3, 8] {
        assert_eq!(
            png_modules(&painted(&pixels_of(&symbol, scale))).as_ref(),
            Ok(symbol.modules())
        );
    }
}

#[test]
fn one_turned_pixel_is_seen_wherever_it_is() {
    let symbol = symbol(1);
    let scale = 3;
    let pixels = pixels_of(&symbol, scale);
    for y in 0..pixels.len() {
        for x in 0..pixels.len() {
            let mut turned = pixels.clone();
            turned[y][x] = !turned[y][x];
            let error = png_modules(&painted(&turned)).unwrap_err();
            let module = |pixel: usize| u16::try_from(pixel).unwrap() / scale;
            let (x, y) = (module(x), module(y));
            let inside = |at| (QUIET_ZONE..QUIET_ZONE + symbol.side()).contains(&at);
            if y < QUIET_ZONE {
                // Seems to be where the symbol begins.
                let found = matches!(
                    error,
                    ReadBackError::Size { .. }
                        | ReadBackError::QuietZone { .. }
                        | ReadBackError::MixedModule { .. }
                );
                assert!(found, "{error:?} at {x}, {y}");
            } else if inside(x) && inside(y) {
                let (x, y) = (x - QUIET_ZONE, y - QUIET_ZONE);
                assert_eq!(error, ReadBackError::MixedModule { x, y });
            } else {
                assert_eq!(error, ReadBackError::QuietZone { x, y });
            }
        }
    }
}

#[test]
fn a_whole_dark_module_in_the_quiet_zone_is_seen() {
    let symbol = symbol(1);
    let modules = pixels_of(&symbol, 1);
    let quiet = |at: usize| !(4..25).contains(&at);
    for (y, x) in (4..29).flat_map(|y| (0..29).map(move |x| (y, x))) {
        if quiet(x) || quiet(y) {
            let mut painted_over = modules.clone();
            painted_over[y][x] = false;
            let (x, y) = (u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
            let expected = Err(ReadBackError::QuietZone { x, y });
            assert_eq!(png_modules(&painted(&painted_over)), expected);
        }
    }
}

#[test]
fn a_turned_module_is_another_symbol() {
    let symbol = symbol(2);
    let mut pixels = pixels_of(&symbol, 2);
    for (y, x) in [(40, 40), (40, 41), (41, 40), (41, 41)] {
        pixels[y][x] = !pixels[y][x];
    }
    let modules = png_modules(&painted(&pixels)).unwrap();
    assert_ne!(&modules, symbol.modules());
    assert_eq!(modules.is_dark(16, 16), !symbol.is_dark(16, 16));
}

#[test]
fn what_is_no_picture_of_ours_is_refused() {
    use ::png::{BitDepth, ColorType};

    let bits = vec![u8::MAX; 29 * 4];
    for (file, expected) in [
        (Vec::new(), ReadBackError::Picture),
        (b"GIF89a".to_vec(), ReadBackError::Picture),
        (
            encoded(29, 29, ColorType::Grayscale, BitDepth::One, &bits),
            ReadBackError::NoSymbol,
        ),
        (
            encoded(29, 28, ColorType::Grayscale, BitDepth::One, &bits[4..]),
            ReadBackError::Size {
                width: 29,
                height: 28,
            },
        ),
        (
            encoded(
                29,
                29,
                ColorType::Grayscale,
                BitDepth::Eight,
                &[255; 29 * 29],
            ),
            ReadBackError::Format,
        ),
        (
            encoded(29, 29, ColorType::Rgb, BitDepth::Eight, &[255; 29 * 29 * 3]),
            ReadBackError::Format,
        ),
    ] {
        assert_eq!(png_modules(&file), Err(expected));
    }
}

#[test]
fn a_huge_picture_is_refused_by_its_header() {
    let mut file = picture(&symbol(1), 1);
    file[16..24].copy_from_slice(&[0, 0, 0x2e, 0x41, 0, 0, 0x2e, 0x41]);
    let checksum = crc32fast::hash(&file[12..29]);
    file[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(
        png_modules(&file),
        Err(ReadBackError::Size {
            width: 11_841,
            height: 11_841
        })
    );
}

#[test]
fn a_size_of_no_version_is_refused() {
    for crop in 1..8 {
        let mut pixels = pixels_of(&symbol(2), 2);
        pixels.truncate(pixels.len() - crop);
        for row in &mut pixels {
            row.truncate(row.len() - crop);
        }
        let side = u32::try_from(pixels.len()).unwrap();
        let expected = ReadBackError::Size {
            width: side,
            height: side,
        };
        assert_eq!(png_modules(&painted(&pixels)), Err(expected));
    }
}

#[test]
fn every_damaged_byte_and_every_shortened_file_is_refused() {
    let symbol = symbol(1);
    let file = picture(&symbol, 8);
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 0x10;
        assert_ne!(
            png_modules(&damaged).as_ref(),
            Ok(symbol.modules()),
            "byte {at}"
        );
        assert!(png_modules(&file[..at]).is_err(), "{at} bytes");
    }
}

#[test]
fn every_changed_byte_of_a_drawing_is_seen() {
    let symbol = symbol(1);
    let drawing = drawing(&symbol);
    for at in 0..drawing.len() {
        for byte in *b"0123456789 mMh.\"" {
            let mut changed = drawing.clone().into_bytes();
            if changed[at] == byte {
                continue;
            }
            changed[at] = byte;
            let read = svg_modules(&String::from_utf8(changed).unwrap());
            assert_ne!(read.as_ref(), Ok(symbol.modules()), "byte {at}");
        }
        assert!(svg_modules(&drawing[..at]).is_err());
    }
    assert_eq!(
        svg_modules(&format!("{drawing} ")),
        Err(ReadBackError::Drawing { at: drawing.len() })
    );
}

#[test]
fn errors_say_what_and_where() {
    let error = ReadBackError::MixedModule { x: 3, y: 4 };
    assert_eq!(
        error.to_string(),
        "module in column 3, row 4 is neither all dark nor all light"
    );
    assert_eq!(error.slug(), "mixed-module");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_symbol_at_any_size_reads_back(text in "[0-9A-Z $%*+./:-]{1,400}", pixels in 1u8..=64) {
        let symbol = encode(&text).unwrap();
        prop_assert_eq!(&png_modules(&picture(&symbol, pixels)).unwrap(), symbol.modules());
        prop_assert_eq!(&svg_modules(&drawing(&symbol)).unwrap(), symbol.modules());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(png_modules(&bytes).is_err());
        let mut file = picture(&symbol(1), 8);
        file.splice(41..41 + bytes.len().min(60), bytes);
        let _ = png_modules(&file);
    }

    #[test]
    fn no_text_makes_it_panic(path in "[Mmh0-9 .\"]{0,80}", side in 0u32..70_000) {
        let _ = svg_modules(&path);
        let sides = format!("{side} {side}");
        let unended = [svg::BEFORE_VIEW_BOX, &sides, svg::BEFORE_PATH, &path].concat();
        prop_assert!(svg_modules(&unended).is_err());
        let _ = svg_modules(&(unended + svg::AFTER_PATH));
    }
}

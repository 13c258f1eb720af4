//! A symbol as our issuer makes it, turned, made smaller and saved badly, is surely read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};
use juma_scan::{Scanner, Unlimited, picture};

const QUIET: usize = 4; // modules
const SCALE: usize = 8; // pixels a module, before it is made smaller
const VERSION_7_M: usize = 178; // alphanumeric characters: ISO/IEC 18004, table 7

/// Alphanumeric characters of QR codes, from a multiplicative generator.
fn text(seed: u32) -> String {
    const CHARACTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut state = seed;
    let characters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(CHARACTERS[usize::try_from(state >> 16).unwrap() % 45])
    });
    "JM1:".chars().chain(characters).take(VERSION_7_M).collect()
}

/// The symbol of `text` at 0 for black and 255 for white.
fn drawn(text: &str) -> GrayImage {
    let level = qrcode::EcLevel::M;
    let code = qrcode::QrCode::with_version(text, qrcode::Version::Normal(7), level).unwrap();
    let (side, colors) = (code.width(), code.to_colors());
    let pixels = u32::try_from((side + 2 * QUIET) * SCALE).unwrap();
    GrayImage::from_fn(pixels, pixels, |x, y| {
        let module = |p: u32| usize::try_from(p).unwrap() / SCALE;
        let inside = |p: u32| module(p).checked_sub(QUIET).filter(|p| *p < side);
        let color = inside(x).zip(inside(y)).map(|(x, y)| colors[y * side + x]);
        Luma([if color == Some(qrcode::Color::Dark) {
            0
        } else {
            255
        }])
    })
}

/// `image` turned about its centre, on white that holds all of it.
#[allow(
    clippy::as_conversions,
    reason = "pixels of a test, far inside all ranges"
)]
fn turned(image: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let side = f64::from(image.width());
    let whole = (side * (sin.abs() + cos.abs())).ceil();
    let pixel = |x: i64, y: i64| -> f64 {
        let at = |p: i64| u32::try_from(p).ok().filter(|p| *p < image.width());
        at(x)
            .zip(at(y))
            .map_or(255.0, |(x, y)| f64::from(image.get_pixel(x, y).0[0]))
    };
    GrayImage::from_fn(whole as u32, whole as u32, |x, y| {
        let (dx, dy) = (
            f64::from(x) + 0.5 - whole / 2.0,
            f64::from(y) + 0.5 - whole / 2.0,
        );
        let (u, v) = (
            cos * dx + sin * dy + side / 2.0 - 0.5,
            cos * dy - sin * dx + side / 2.0 - 0.5,
        );
        let (left, top) = (u.floor(), v.floor());
        let (right, low) = (u - left, v - top);
        let (left, top) = (left as i64, top as i64);
        let upper = pixel(left, top) * (1.0 - right) + pixel(left + 1, top) * right;
        let lower = pixel(left, top + 1) * (1.0 - right) + pixel(left + 1, top + 1) * right;
        Luma([(upper * (1.0 - low) + lower * low).round() as u8])
    })
}

fn smaller(image: &GrayImage, percent: u32) -> GrayImage {
    let side = image.width() * percent / 100;
    image::imageops::resize(image, side, side, image::imageops::FilterType::Triangle)
}

fn jpeg(image: &GrayImage, quality: u8) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut file, quality)
        .encode_image(image)
        .unwrap();
    file.into_inner()
}

#[test]
fn turned_small_and_badly_saved_symbols_are_read() {
    let mut scanner = Scanner::new();
    for seed in 0..12 {
        let text = text(seed);
        let upright = drawn(&text);
        for degrees in [0.0, 7.0, 10.0, 13.0, -7.0, 97.0] {
            let file = jpeg(&smaller(&turned(&upright, degrees), 60), 60);
            let picture = picture::decode(&file).unwrap();
            let texts = scanner.read(picture.frame(), &mut Unlimited);
            let texts: Vec<_> = texts.iter().map(|text| text.as_str()).collect();
            assert_eq!(texts, [Some(&*text)], "seed {seed}, {degrees} degrees");
        }
    }
}

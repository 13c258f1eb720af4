//! A code of each kind that Juma makes, two pixels a module in a cluttered frame of 1920 by 1080.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "helpers of tests, far inside all ranges"
)]

use image::imageops::{FilterType, resize};
use image::{GrayImage, Luma};
use juma_scan::{GreyFrame, Scanner, Unlimited};

/// Versions of the codes that are printed: gate, full, live, and sealed with and without the
/// holder's key shown (SPEC 5.6).
const VERSIONS: [i16; 5] = [7, 10, 11, 12, 13];

const QUIET: usize = 4; // modules
const SCALE: usize = 8; // pixels a module, before it is made smaller

struct Noise(u32);

impl Noise {
    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % end
    }
}

/// Alphanumeric characters that fill most of the version at level M.
fn text(version: i16, noise: &mut Noise) -> String {
    const CHARACTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let length = match version {
        7 => 170,
        10 => 300,
        11 => 355,
        12 => 405,
        _ => 470,
    };
    let any = std::iter::repeat_with(|| char::from(CHARACTERS[noise.below(45) as usize]));
    "JM1:".chars().chain(any).take(length).collect()
}

/// The symbol, turned about its centre, two pixels a module, at 30 for black and 225 for white.
fn symbol(text: &str, version: i16, degrees: f64) -> GrayImage {
    let level = qrcode::EcLevel::M;
    let version = qrcode::Version::Normal(version);
    let code = qrcode::QrCode::with_version(text, version, level).unwrap();
    let (side, colors) = (code.width(), code.to_colors());
    let (sin, cos) = degrees.to_radians().sin_cos();
    let whole = ((side + 2 * QUIET) * SCALE) as f64;
    let turned = (whole * (sin.abs() + cos.abs())).ceil();
    let large = GrayImage::from_fn(turned as u32, turned as u32, |x, y| {
        let (dx, dy) = (f64::from(x) - turned / 2.0, f64::from(y) - turned / 2.0);
        let module = |place: f64| (place / SCALE as f64).floor() as isize - QUIET as isize;
        let (u, v) = (
            module(cos * dx + sin * dy + whole / 2.0),
            module(cos * dy - sin * dx + whole / 2.0),
        );
        let inside = |n: isize| usize::try_from(n).ok().filter(|n| *n < side);
        let color = inside(u).zip(inside(v)).map(|(u, v)| colors[v * side + u]);
        Luma([if color == Some(qrcode::Color::Dark) {
            30
        } else {
            225
        }])
    });
    let small = (turned * 2.0 / SCALE as f64).round() as u32;
    resize(&large, small, small, FilterType::Triangle)
}

/// Boxes, stripes and squares in squares, with a symbol before them and noise over all.
fn frame(symbol: &GrayImage, noise: &mut Noise) -> GrayImage {
    let mut frame = GrayImage::from_pixel(1920, 1080, Luma([150]));
    for n in 0..160 {
        let (left, top) = (noise.below(1900), noise.below(1060));
        let (wide, high) = match n % 4 {
            0 => (noise.below(200) + 5, noise.below(150) + 5),
            1 => (noise.below(300) + 5, noise.below(4) + 1),
            2 => (noise.below(4) + 1, noise.below(300) + 5),
            _ => (21, 21),
        };
        let shade = noise.below(256) as u8;
        for y in top..(top + high).min(1080) {
            for x in left..(left + wide).min(1920) {
                let ring = (x - left)
                    .min(left + wide - 1 - x)
                    .min(y - top)
                    .min(top + high - 1 - y);
                let is_gap = n % 4 == 3 && (3..6).contains(&ring);
                frame.put_pixel(x, y, Luma([if is_gap { !shade } else { shade }]));
            }
        }
    }
    let left = noise.below(1920 - symbol.width());
    let top = noise.below(1080 - symbol.height());
    image::imageops::replace(&mut frame, symbol, left.into(), top.into());
    for pixel in frame.pixels_mut() {
        let grey = u32::from(pixel.0[0]) + noise.below(7) + noise.below(7);
        pixel.0[0] = grey.saturating_sub(6).min(255) as u8;
    }
    frame
}

#[test]
fn every_tier_is_read_at_two_pixels_a_module() {
    let mut noise = Noise(20_261_122);
    let mut scanner = Scanner::new();
    for version in VERSIONS {
        for degrees in [0.0, 11.0, 45.0, -97.0] {
            let text = text(version, &mut noise);
            let frame = frame(&symbol(&text, version, degrees), &mut noise);
            let frame = GreyFrame::new(1920, 1080, 1920, frame.as_raw()).unwrap();
            let texts = scanner.read(frame, &mut Unlimited);
            let texts: Vec<_> = texts.iter().map(|text| text.as_str()).collect();
            assert_eq!(
                texts,
                [Some(&*text)],
                "version {version}, {degrees} degrees"
            );
        }
    }
}

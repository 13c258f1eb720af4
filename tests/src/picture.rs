//! Pictures of codes, and what cameras, messengers and pranksters make of them.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, codecs::jpeg::JpegEncoder, imageops};

/// The picture of a file.
#[must_use]
pub fn read(path: &str) -> GrayImage {
    image::open(path).expect("a picture").into_luma8()
}

/// The bytes of a PNG.
#[must_use]
pub fn png(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::from(picture.clone());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The bytes of a JPEG of a quality of 1 to 100.
#[must_use]
pub fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

/// What a camera sees of a sheet on a grey table: turned by some degrees, smaller, and no edge
/// quite sharp.
#[must_use]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of small pictures"
)]
pub fn photographed(picture: &GrayImage, degrees: f32, scale: f32) -> GrayImage {
    const TABLE: u8 = 110;
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let side = (width.hypot(height) * scale).ceil();
    let at = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < width && y < height;
        if inside {
            f32::from(picture.get_pixel(x as u32, y as u32)[0])
        } else {
            f32::from(TABLE)
        }
    };
    let turned = GrayImage::from_fn(side as u32, side as u32, |x, y| {
        // Nine samples a pixel stand for the lens.
        let mut sum = 0.0;
        for step in 0_u8..9 {
            let dx = f32::from(step % 3) / 3.0 - side / 2.0;
            let dy = f32::from(step / 3) / 3.0 - side / 2.0;
            let (x, y) = ((x as f32 + dx) / scale, (y as f32 + dy) / scale);
            sum += at(
                x * cos + y * sin + width / 2.0,
                y * cos - x * sin + height / 2.0,
            );
        }
        Luma([(sum / 9.0 * 0.8 + 20.0) as u8])
    });
    imageops::blur(&turned, 0.6)
}

/// Two pictures side by side.
#[must_use]
pub fn beside(left: &GrayImage, right: &GrayImage) -> GrayImage {
    let height = left.height().max(right.height());
    let mut both = GrayImage::from_pixel(left.width() + right.width(), height, Luma([255]));
    imageops::replace(&mut both, left, 0, 0);
    imageops::replace(&mut both, right, i64::from(left.width()), 0);
    both
}

//! PNG and JPEG files to grey pixels, with bounds on what they may cost.

mod error;

use core::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::error::ImageError;
use image::{ColorType, ImageDecoder, Limits};

pub use crate::picture::error::PictureError;

use crate::frame::{GreyFrame, MAX_SIDE};
use crate::grey::{luma, on_white};

/// The longest encoded file, in bytes.
///
/// A photograph of 16 megapixels is 4 to 12 MB as JPEG and seldom above 30 MB as PNG.
pub const MAX_FILE_BYTES: usize = 32 << 20;

/// The most bytes of pixels that a picture may unpack to, before they become grey.
///
/// Four bytes for each of 4096 by 4096 pixels. Deep colour (16 bits a channel) is bounded by it to
/// fewer pixels.
pub const MAX_PIXEL_BYTES: u64 = 64 << 20;

/// The grey pixels of the first image in `file`, which must be PNG or JPEG.
///
/// The format is told by the first bytes, whatever the file is called. Transparent pixels are laid
/// on white, 16-bit channels reduced to 8. Metadata is neither interpreted nor kept, so a picture
/// is not turned as its EXIF would have it: symbols are read in any direction.
///
/// A JPEG that ends early gives what it has, as the missing part need not be the symbol.
///
/// # Errors
///
/// [`PictureError`] for what is neither, is damaged, or would cost more than the limits.
pub fn decode(file: &[u8]) -> Result<GreyPicture, PictureError> {
    if file.is_empty() {
        return Err(PictureError::Empty);
    }
    let format = Format::of(file).ok_or(PictureError::UnknownFormat)?;
    if file.len() > MAX_FILE_BYTES {
        return Err(PictureError::FileTooLong {
            bytes: file.len(),
            max: MAX_FILE_BYTES,
        });
    }
    // The decoders forbid unsafe code but not panics; they own all they touch.
    catch_unwind(AssertUnwindSafe(|| match format {
        Format::Jpeg => unpack(JpegDecoder::new(Cursor::new(file)).map_err(told)?),
        Format::Png => unpack(PngDecoder::with_limits(Cursor::new(file), limits()).map_err(told)?),
    }))
    .unwrap_or(Err(PictureError::Corrupt))
}

/// Grey pixels that own their memory.
#[derive(Clone, PartialEq, Eq)]
pub struct GreyPicture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl GreyPicture {
    /// The pixels, to be scanned.
    ///
    /// # Panics
    ///
    /// Never: a picture is made with sizes that a frame takes.
    #[must_use]
    #[expect(clippy::expect_used, reason = "`unpack` has made this very frame once")]
    pub fn frame(&self) -> GreyFrame<'_> {
        GreyFrame::new(self.width, self.height, self.width, &self.pixels)
            .expect("the sizes of a picture are those of a frame")
    }
}

/// Sizes only: pixels can show a person or a code.
impl fmt::Debug for GreyPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GreyPicture")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Jpeg,
    Png,
}

impl Format {
    /// By the signature of PNG (its specification, 5.2), or the SOI marker of JPEG (ITU-T T.81,
    /// B.1.1.3) and the first byte of the marker that must follow.
    fn of(file: &[u8]) -> Option<Self> {
        if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if file.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else {
            None
        }
    }
}

/// What the decoders themselves hold to. Sides are not among them: they are checked with their
/// numbers in [`unpack`], before a pixel is allocated.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_PIXEL_BYTES);
    limits
}

fn unpack(mut decoder: impl ImageDecoder) -> Result<GreyPicture, PictureError> {
    let (width, height) = decoder.dimensions();
    let side = usize::try_from(width.max(height)).unwrap_or(usize::MAX);
    if side > MAX_SIDE {
        return Err(PictureError::SideTooLong {
            side,
            max: MAX_SIDE,
        });
    }
    let bytes = decoder.total_bytes();
    if bytes > MAX_PIXEL_BYTES {
        return Err(PictureError::PixelsTooMany {
            bytes,
            max: MAX_PIXEL_BYTES,
        });
    }
    let color = decoder.color_type();
    let to_grey = grey_of(color).ok_or(PictureError::Unsupported)?;
    decoder.set_limits(limits()).map_err(told)?;
    let mut unpacked = vec![0; usize::try_from(bytes).map_err(|_| PictureError::WorkTooLarge)?];
    decoder.read_image(&mut unpacked).map_err(told)?;
    let pixels = unpacked
        .chunks_exact(color.bytes_per_pixel().into())
        .map(to_grey)
        .collect();
    let side = |length| usize::try_from(length).map_err(|_| PictureError::Corrupt);
    let picture = GreyPicture {
        width: side(width)?,
        height: side(height)?,
        pixels,
    };
    // A picture of no pixels, or one whose decoder broke its word about them, ends here.
    GreyFrame::new(
        picture.width,
        picture.height,
        picture.width,
        &picture.pixels,
    )
    .map_err(|_| PictureError::Corrupt)?;
    Ok(picture)
}

/// How a pixel of `color` becomes grey.
fn grey_of(color: ColorType) -> Option<fn(&[u8]) -> u8> {
    match color {
        ColorType::L8 => Some(|pixel| match *pixel {
            [luma] => luma,
            _ => u8::MAX,
        }),
        ColorType::La8 => Some(|pixel| match *pixel {
            [luma, alpha] => on_white(luma, alpha),
            _ => u8::MAX,
        }),
        ColorType::Rgb8 => Some(|pixel| match *pixel {
            [red, green, blue] => luma(red, green, blue),
            _ => u8::MAX,
        }),
        ColorType::Rgba8 => Some(|pixel| match *pixel {
            [red, green, blue, alpha] => on_white(luma(red, green, blue), alpha),
            _ => u8::MAX,
        }),
        ColorType::L16 => Some(|pixel| match *pixel {
            [a, b] => high([a, b]),
            _ => u8::MAX,
        }),
        ColorType::La16 => Some(|pixel| match *pixel {
            [a, b, c, d] => on_white(high([a, b]), high([c, d])),
            _ => u8::MAX,
        }),
        ColorType::Rgb16 => Some(|pixel| match *pixel {
            [a, b, c, d, e, f] => luma(high([a, b]), high([c, d]), high([e, f])),
            _ => u8::MAX,
        }),
        ColorType::Rgba16 => Some(|pixel| match *pixel {
            [a, b, c, d, e, f, g, h] => {
                on_white(luma(high([a, b]), high([c, d]), high([e, f])), high([g, h]))
            }
            _ => u8::MAX,
        }),
        _ => None,
    }
}

/// The upper byte of a channel of 16 bits, which decoders give in the machine's order.
fn high(channel: [u8; 2]) -> u8 {
    let [_, high] = u16::from_ne_bytes(channel).to_le_bytes();
    high
}

/// The decoders' errors in our words; their texts may quote the file and go no further.
fn told(error: ImageError) -> PictureError {
    match error {
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            PictureError::Truncated
        }
        ImageError::Limits(_) => PictureError::WorkTooLarge,
        ImageError::Unsupported(_) => PictureError::Unsupported,
        _ => PictureError::Corrupt,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn png<P: image::Pixel>(width: u32, height: u32, pixel: P) -> Vec<u8>
    where
        DynamicImage: From<image::ImageBuffer<P, Vec<P::Subpixel>>>,
    {
        encoded(
            &image::ImageBuffer::from_pixel(width, height, pixel).into(),
            ImageFormat::Png,
        )
    }

    fn grey(file: &[u8]) -> u8 {
        decode(file).unwrap().frame().pixel(0, 0)
    }

    #[test]
    fn every_kind_of_pixel_becomes_grey() {
        use image::{Luma, LumaA, Rgb, Rgba};
        assert_eq!(grey(&png(2, 1, Luma([9_u8]))), 9);
        assert_eq!(grey(&png(2, 1, Luma([0x0901_u16]))), 9);
        assert_eq!(grey(&png(2, 1, LumaA([0_u8, 255]))), 0);
        assert_eq!(grey(&png(2, 1, LumaA([0_u8, 0]))), 255);
        assert_eq!(grey(&png(2, 1, LumaA([0_u16, 0x80ff]))), 127);
        assert_eq!(grey(&png(2, 1, Rgb([255_u8, 255, 255]))), 255);
        assert_eq!(grey(&png(2, 1, Rgb([0_u16, 0xffff, 0]))), 149);
        assert_eq!(grey(&png(2, 1, Rgba([0_u8, 0, 255, 255]))), 28);
        assert_eq!(grey(&png(2, 1, Rgba([7_u16, 7, 7, 0]))), 255);
        let black = DynamicImage::new_luma8(8, 8);
        assert_eq!(grey(&encoded(&black, ImageFormat::Jpeg)), 0);
    }

    #[test]
    fn what_is_not_a_picture_is_named() {
        assert_eq!(decode(b""), Err(PictureError::Empty));
        assert_eq!(decode(b"JM1:"), Err(PictureError::UnknownFormat));
        assert_eq!(
            decode(b"GIF89a\x01\0\x01\0"),
            Err(PictureError::UnknownFormat)
        );
        assert_eq!(decode(b"BM"), Err(PictureError::UnknownFormat));
        let long = [b"\x89PNG\r\n\x1a\n".to_vec(), vec![0; MAX_FILE_BYTES]].concat();
        assert_eq!(
            decode(&long),
            Err(PictureError::FileTooLong {
                bytes: long.len(),
                max: MAX_FILE_BYTES
            })
        );
    }

    #[test]
    fn cut_files_are_refused_or_read_and_never_panic() {
        let picture = DynamicImage::from(image::ImageBuffer::from_fn(40, 40, |x, y| {
            image::Luma([(x * y).to_le_bytes()[0]])
        }));
        let file = encoded(&picture, ImageFormat::Png);
        for end in 8..file.len() - 12 {
            let got = decode(&file[..end]);
            assert_eq!(got, Err(PictureError::Truncated), "{end} of {}", file.len());
        }
        let file = encoded(&picture, ImageFormat::Jpeg);
        for end in 3..file.len() {
            let _ = decode(&file[..end]);
        }
    }

    #[test]
    fn changed_bytes_never_panic() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let file = encoded(&DynamicImage::new_rgb8(20, 20), format);
            for at in 0..file.len() {
                for value in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut changed = file.clone();
                    changed[at] = value;
                    let _ = decode(&changed);
                }
            }
        }
    }

    #[test]
    fn the_largest_picture_is_read_and_the_next_refused() {
        let largest = png(4096, 4096, image::Rgba([0_u8, 0, 0, 255]));
        assert_eq!(grey(&largest), 0);
        let too_deep = png(4096, 4096, image::Rgb([0_u16, 0, 0]));
        assert_eq!(
            decode(&too_deep),
            Err(PictureError::PixelsTooMany {
                bytes: 96 << 20,
                max: MAX_PIXEL_BYTES
            })
        );
        for (width, height) in [(4097, 1), (1, 4097)] {
            assert_eq!(
                decode(&png(width, height, image::Luma([0_u8]))),
                Err(PictureError::SideTooLong {
                    side: 4097,
                    max: MAX_SIDE
                })
            );
            let file = encoded(&DynamicImage::new_luma8(width, height), ImageFormat::Jpeg);
            assert_eq!(
                decode(&file),
                Err(PictureError::SideTooLong {
                    side: 4097,
                    max: MAX_SIDE
                })
            );
        }
    }

    #[test]
    fn bombs_are_refused_before_they_unpack() {
        let bombs = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/vectors/selfmade-image-bombs"
        );
        let Ok(bombs) = std::fs::read_dir(bombs) else {
            println!("skipped: {bombs} is not here");
            return;
        };
        let mut count = 0;
        for bomb in bombs {
            let path = bomb.unwrap().path();
            let file = std::fs::read(&path).unwrap();
            let begin = Instant::now();
            let got = decode(&file);
            assert!(
                matches!(got, Err(PictureError::SideTooLong { .. })),
                "{path:?}: {got:?}"
            );
            // Unpacking takes seconds; this is no benchmark.
            assert!(begin.elapsed() < Duration::from_millis(500), "{path:?}");
            count += 1;
        }
        assert_eq!(count, 2);
    }
}

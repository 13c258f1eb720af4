//! A symbol as a PNG picture: greyscale of one bit a pixel, whole pixels a module, and the quiet
//! zone (PNG third edition; RFC 1950, RFC 1951).
//!
//! A symbol repeats every row of pixels, so a picture is one row of literals a row of modules and
//! one copy of it, written straight from the modules: no picture is held in memory, and nothing is
//! searched.

mod adler;
mod any_pixels;
mod deflate;
mod scale;
mod whole_bytes;

use crate::QUIET_ZONE;
use crate::symbol::Symbol;
use deflate::Deflate;

/// Pixels along one side of a module.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ModulePixels(u8);

impl ModulePixels {
    /// Eight: about 0.7 mm on a screen of 300 dots an inch, and whole bytes in the picture.
    pub const DEFAULT: Self = Self(8);
    /// The most: version 40 then fills 11,840 pixels a side, which viewers still open.
    pub const MAX: Self = Self(64);

    /// This many pixels, if they are 1 to 64.
    pub const fn new(pixels: u8) -> Option<Self> {
        if 1 <= pixels && pixels <= Self::MAX.0 {
            Some(Self(pixels))
        } else {
            None
        }
    }

    /// The number of pixels.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for ModulePixels {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Appends the picture to `out`.
pub fn write(symbol: &Symbol, pixels: ModulePixels, out: &mut Vec<u8>) {
    let side = (symbol.side() + 2 * QUIET_ZONE) * u16::from(pixels.0);
    write_header(side, out);
    write_chunk(*b"IDAT", out, |out| {
        out.extend_from_slice(&ZLIB_HEADER);
        let mut deflate = Deflate::new(out);
        let adler = match whole_bytes::BytesPerModule::of(pixels) {
            Some(bytes) => whole_bytes::write(symbol.modules(), bytes, &mut deflate),
            None => any_pixels::write(symbol.modules(), pixels, &mut deflate),
        };
        deflate.finish();
        out.extend_from_slice(&adler.sum().to_be_bytes());
    });
    write_chunk(*b"IEND", out, |_| ());
}

fn write_header(side: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    write_chunk(*b"IHDR", out, |out| {
        out.extend_from_slice(&u32::from(side).to_be_bytes());
        out.extend_from_slice(&u32::from(side).to_be_bytes());
        // Depth 1, greyscale, and the only compression, filter method and no interlace.
        out.extend_from_slice(&[1, 0, 0, 0, 0]);
    });
}

/// A chunk around what `write_body` appends (§5.3).
fn write_chunk(kind: [u8; 4], out: &mut Vec<u8>, write_body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&kind);
    write_body(out);
    let (_, chunk) = out.split_at_mut(start);
    let checksum = if let Some((length, checked)) = chunk.split_first_chunk_mut::<4>() {
        // The largest picture stays far below the format's 2³¹ − 1 bytes.
        *length = u32::try_from(checked.len() - kind.len())
            .unwrap_or(u32::MAX)
            .to_be_bytes();
        crc32fast::hash(checked)
    } else {
        0
    };
    out.extend_from_slice(&checksum.to_be_bytes());
}

/// RFC 1950 §2.2: deflate with a window of 32 KiB, no dictionary, "fastest".
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];

#[cfg(test)]
mod tests;

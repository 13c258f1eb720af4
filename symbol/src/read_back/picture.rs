//! PNG to modules.

use std::io::Cursor;

use ::png::{BitDepth, ColorType, DecodeOptions, Decoder, Limits};

use super::ReadBackError;
use crate::QUIET_ZONE;
use crate::modules::{Modules, Row};
use crate::png::ModulePixels;
use crate::version::Version;

/// The modules of a picture that [`png::write`](crate::png::write) wrote.
///
/// The size of a module and the quiet zone are derived from the pixels alone, and every pixel is
/// looked at.
///
/// # Errors
/// The file is no such picture, or a module or the quiet zone is not of one colour.
pub fn png_modules(picture: &[u8]) -> Result<Modules, ReadBackError> {
    let bitmap = Bitmap::decode(picture)?;
    let grid = Grid::of(&bitmap)?;
    let mut modules = Modules::light(grid.version.side());
    for (y, band) in (0..).zip(bitmap.bands(grid.module_pixels)) {
        let mut rows = band.chunks_exact(bitmap.stride);
        let first = rows.next().unwrap_or_default();
        if let Some(other) = rows.find(|other| *other != first) {
            return Err(grid.fault(first_difference(first, other), y));
        }
        for run in Row::new(first, bitmap.side).runs() {
            for edge in [run.start, run.start + run.length] {
                if edge % grid.module_pixels != 0 {
                    return Err(grid.fault(edge, y));
                }
            }
            let run = run.divided(grid.module_pixels);
            // A run is of whole modules now, so it is in the symbol if its ends are.
            let last = run.start + run.length - 1;
            if let Some(x) = [run.start, last].into_iter().find(|x| grid.is_quiet(*x, y)) {
                return Err(ReadBackError::QuietZone { x, y });
            }
            modules.darken(run.moved_left(QUIET_ZONE), y - QUIET_ZONE);
        }
    }
    Ok(modules)
}

/// The pixels of a picture, dark being 1, the leftmost in the lowest bit.
struct Bitmap {
    side: u16,
    /// Words in a row.
    stride: usize,
    words: Vec<u64>,
}

impl Bitmap {
    fn decode(picture: &[u8]) -> Result<Self, ReadBackError> {
        let mut options = DecodeOptions::default();
        options.set_ignore_checksums(false);
        options.set_ignore_text_chunk(true);
        let mut decoder = Decoder::new_with_options(Cursor::new(picture), options);
        decoder.set_limits(Limits {
            bytes: DECODER_BYTES,
        });
        let broken = |_| ReadBackError::Picture;
        let info = decoder.read_header_info().map_err(broken)?;
        if (info.color_type, info.bit_depth, info.interlaced)
            != (ColorType::Grayscale, BitDepth::One, false)
        {
            return Err(ReadBackError::Format);
        }
        let (width, height) = (info.width, info.height);
        let side = u16::try_from(width)
            .ok()
            .filter(|side| *side <= MAX_SIDE && width == height)
            .ok_or(ReadBackError::Size { width, height })?;

        let stride = usize::from(side).div_ceil(64);
        let mut words = Vec::with_capacity(stride * usize::from(side));
        let mut reader = decoder.read_info().map_err(broken)?;
        while let Some(row) = reader.next_row().map_err(broken)? {
            push_row(row.data(), side, &mut words);
        }
        reader.finish().map_err(broken)?;
        Ok(Self {
            side,
            stride,
            words,
        })
    }

    /// The rows of pixels, as many at a time as a module is high.
    fn bands(&self, module_pixels: u16) -> impl Iterator<Item = &[u64]> {
        self.words
            .chunks_exact(self.stride * usize::from(module_pixels))
    }
}

/// A row of pixels as PNG has it: the leftmost in the highest bit, light being 1 (PNG §7.2).
fn push_row(bytes: &[u8], side: u16, words: &mut Vec<u64>) {
    let (whole, rest) = bytes.as_chunks::<8>();
    words.extend(whole.iter().map(|bytes| dark(*bytes)));
    if !rest.is_empty() {
        let mut bytes = [u8::MAX; 8];
        for (to, from) in bytes.iter_mut().zip(rest) {
            *to = *from;
        }
        words.push(dark(bytes));
    }
    // What fills the last byte up is no pixel.
    if let Some(last) = words.last_mut()
        && !side.is_multiple_of(64)
    {
        *last &= u64::MAX >> (64 - side % 64);
    }
}

fn dark(pixels: [u8; 8]) -> u64 {
    !u64::from_be_bytes(pixels).reverse_bits()
}

/// How modules lie in the pixels.
struct Grid {
    version: Version,
    /// Pixels along one side of a module.
    module_pixels: u16,
}

impl Grid {
    /// The upper edge of the two upper finders is the first dark row, below four light modules.
    fn of(bitmap: &Bitmap) -> Result<Self, ReadBackError> {
        let is_dark = |row: &[u64]| row.iter().any(|word| *word != 0);
        let first_dark = bitmap
            .bands(1)
            .position(is_dark)
            .ok_or(ReadBackError::NoSymbol)?;
        let side = u32::from(bitmap.side);
        let odd_size = ReadBackError::Size {
            width: side,
            height: side,
        };

        let module_pixels = u16::try_from(first_dark)
            .ok()
            .filter(|pixels| pixels % QUIET_ZONE == 0)
            .map(|pixels| pixels / QUIET_ZONE)
            .filter(|pixels| (1..=u16::from(ModulePixels::MAX.get())).contains(pixels))
            .ok_or(odd_size)?;
        let modules = bitmap.side / module_pixels;
        let version = modules
            .checked_sub(2 * QUIET_ZONE)
            .filter(|_| bitmap.side.is_multiple_of(module_pixels))
            .and_then(Version::of_side)
            .ok_or(odd_size)?;
        Ok(Self {
            version,
            module_pixels,
        })
    }

    /// Whether the quiet zone has this module; both count from the picture's corner.
    fn is_quiet(&self, x: u16, y: u16) -> bool {
        let symbol = QUIET_ZONE..QUIET_ZONE + self.version.side();
        !symbol.contains(&x) || !symbol.contains(&y)
    }

    /// Two colours in the module that has this column of pixels, in this row of modules.
    fn fault(&self, pixel: u16, y: u16) -> ReadBackError {
        let x = pixel / self.module_pixels;
        if self.is_quiet(x, y) {
            ReadBackError::QuietZone { x, y }
        } else {
            ReadBackError::MixedModule {
                x: x - QUIET_ZONE,
                y: y - QUIET_ZONE,
            }
        }
    }
}

/// The first column of pixels in which two rows differ.
fn first_difference(a: &[u64], b: &[u64]) -> u16 {
    let differences: Vec<u64> = a.iter().zip(b).map(|(a, b)| a ^ b).collect();
    Row::new(&differences, u16::MAX)
        .runs()
        .next()
        .map_or(0, |run| run.start)
}

/// Version 40 with its quiet zone, in the largest modules that are written.
const MAX_SIDE: u16 = 185 * 64;

/// What the decoder may allocate: its window of 32 KiB and a few rows of at most 1,481 bytes.
const DECODER_BYTES: usize = 1 << 20;

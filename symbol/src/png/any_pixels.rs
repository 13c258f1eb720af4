//! Modules that do not end with a byte: literals and copies in deflate's fixed code
//! (RFC 1951 §3.2.6).

use super::ModulePixels;
use super::adler::{Adler, RowSums};
use super::deflate::{
    Bits, CopyPlan, Deflate, END_OF_BLOCK, LONGEST_MATCH, Split, distance, length,
};
use super::scale::WideRow;
use crate::QUIET_ZONE;
use crate::modules::Modules;

/// Writes the one block of the picture and gives the checksum of what it holds.
pub(super) fn write(modules: &Modules, pixels: ModulePixels, deflate: &mut Deflate<'_>) -> Adler {
    let scale = u16::from(pixels.get());
    let row_pixels = (modules.side() + 2 * QUIET_ZONE) * scale;
    let mut rows = Rows {
        bytes: vec![0; 1 + usize::from(row_pixels.div_ceil(8))],
        row_bytes: u32::from(1 + row_pixels.div_ceil(8)),
        repeats: u32::from(scale),
    };
    let mut wide = WideRow::new(modules.side(), 0, scale);
    let mut adler = Adler::new();

    deflate.put(Bits::number(FINAL_FIXED, 3));
    for _ in 0..QUIET_ZONE {
        rows.write(wide.quiet(), deflate, &mut adler);
    }
    for row in modules.rows() {
        rows.write(wide.of(row), deflate, &mut adler);
    }
    for _ in 0..QUIET_ZONE {
        rows.write(wide.quiet(), deflate, &mut adler);
    }
    deflate.put(code(END_OF_BLOCK));
    adler
}

struct Rows {
    /// One row of pixels after the number of its filter, which is 0 for none (PNG §9.2).
    bytes: Vec<u8>,
    row_bytes: u32,
    /// Rows of pixels to a row of modules.
    repeats: u32,
}

impl Rows {
    /// One row of modules: its first row of pixels, and the copies.
    fn write(&mut self, words: &[u64], deflate: &mut Deflate<'_>, adler: &mut Adler) {
        // PNG §7.2: the leftmost pixel is the highest bit, and light is 1.
        let pixels = words.iter().flat_map(|word| word.to_le_bytes());
        for (byte, dark) in self.bytes.iter_mut().skip(1).zip(pixels) {
            *byte = !dark.reverse_bits();
        }
        for byte in &self.bytes {
            #[expect(
                clippy::indexing_slicing,
                reason = "a byte cannot leave a table of 256"
            )]
            deflate.put(LITERALS[usize::from(*byte)]);
        }
        let plan = CopyPlan::new(self.row_bytes * (self.repeats - 1));
        for _ in 0..plan.longest {
            self.copy(LONGEST_MATCH, deflate);
        }
        for bytes in plan.rest.into_iter().filter(|bytes| *bytes > 0) {
            self.copy(bytes, deflate);
        }
        adler.add(RowSums::of(&self.bytes), self.repeats.into());
    }

    fn copy(&self, bytes: u32, deflate: &mut Deflate<'_>) {
        let Split { symbol, extra } = length(bytes);
        deflate.put(code(symbol).then(extra));
        let Split { symbol, extra } = distance(self.row_bytes);
        deflate.put(Bits::code(symbol.into(), DISTANCE_BITS).then(extra));
    }
}

/// The fixed code of a literal or a length.
const fn code(symbol: u16) -> Bits {
    #[expect(clippy::as_conversions, reason = "widens, and From is not yet const")]
    let number = symbol as u32;
    match symbol {
        0..=143 => Bits::code(0b0011_0000 + number, 8),
        144..=255 => Bits::code(0b1_1001_0000 + number - 144, 9),
        256..=279 => Bits::code(number - 256, 7),
        _ => Bits::code(0b1100_0000 + number - 280, 8),
    }
}

static LITERALS: [Bits; 256] = {
    let mut literals = [Bits::number(0, 0); 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "evaluated at compile time"
        )]
        {
            literals[byte as usize] = code(byte);
        }
        byte += 1;
    }
    literals
};

/// BFINAL, and BTYPE 1 after it.
const FINAL_FIXED: u32 = 0b011;

/// Distances in the fixed code are numbers of five bits.
const DISTANCE_BITS: u32 = 5;

//! Modules of 8, 16, … 64 pixels: every byte of the picture is all dark or all light.
//!
//! The block's Huffman code is nearly constant: light byte, dark byte, then the one to three
//! lengths that copy a row, then the end (RFC 1951 §3.2.7). Eight bytes become bits, and part of
//! the checksum, in one look-up.

use super::ModulePixels;
use super::adler::{Adler, RowSums};
use super::deflate::{
    Bits, CopyPlan, Deflate, END_OF_BLOCK, LONGEST_MATCH, Split, distance, length,
};
use super::scale::WideRow;
use crate::QUIET_ZONE;
use crate::modules::Modules;

/// Bytes of the picture along one side of a module.
#[derive(Clone, Copy, Debug)]
pub(super) struct BytesPerModule(u16);

impl BytesPerModule {
    /// None if a module does not end with a byte.
    pub(super) fn of(pixels: ModulePixels) -> Option<Self> {
        let pixels = u16::from(pixels.get());
        (pixels % 8 == 0).then_some(Self(pixels / 8))
    }
}

/// Writes the one block of the picture and gives the checksum of what it holds.
pub(super) fn write(modules: &Modules, bytes: BytesPerModule, deflate: &mut Deflate<'_>) -> Adler {
    let row_bytes = FILTER_BYTES + (modules.side() + 2 * QUIET_ZONE) * bytes.0;
    let repeats = u64::from(bytes.0) * 8;
    let block = Block::new(row_bytes, u32::from(bytes.0) * 8 - 1);
    block.write_header(deflate);

    // The filter byte is 0, as dark bytes are.
    let mut wide = WideRow::new(modules.side(), FILTER_BYTES, bytes.0);
    let mut adler = Adler::new();
    let quiet = |wide: &mut WideRow, deflate: &mut Deflate<'_>, adler: &mut Adler| {
        let words = wide.quiet();
        for _ in 0..QUIET_ZONE {
            adler.add(block.write_row(words, deflate), repeats);
        }
    };
    quiet(&mut wide, deflate, &mut adler);
    for row in modules.rows() {
        adler.add(block.write_row(wide.of(row), deflate), repeats);
    }
    quiet(&mut wide, deflate, &mut adler);
    deflate.put(block.end);
    adler
}

/// What is the same for every row of the picture.
#[derive(Debug)]
struct Block {
    row_bytes: u16,
    /// The lengths of codes for literals and lengths, in the order of the symbols; all others 0.
    code_lengths: Vec<(u16, u32)>,
    distance: Split,
    /// A match of the greatest length, and how many of them each row has.
    longest: (Bits, u32),
    rest: [Bits; 2],
    end: Bits,
}

impl Block {
    /// For rows of this many bytes that are copied this many times.
    fn new(row_bytes: u16, copies: u32) -> Self {
        let plan = CopyPlan::new(u32::from(row_bytes) * copies);
        let distance = distance(row_bytes.into());
        let lengths = [
            if plan.longest > 0 { LONGEST_MATCH } else { 0 },
            plan.rest[0],
            plan.rest[1],
        ];
        let used = lengths.into_iter().filter(|bytes| *bytes > 0);

        // Ranked by use, codes of 1, 2, 3, … bits, the last two alike, are a complete code.
        let mut ranked: Vec<u16> = used.map(|bytes| length(bytes).symbol).collect();
        ranked.push(END_OF_BLOCK);
        let last = 1 + u32::try_from(ranked.len()).unwrap_or(0);
        let mut code_lengths: Vec<(u16, u32)> = ranked
            .into_iter()
            .zip(3..)
            .map(|(symbol, bits)| (symbol, bits.min(last)))
            .chain([(LIGHT_BYTE, LIGHT.count), (DARK_BYTE, DARK.count)])
            .collect();
        code_lengths.sort_unstable();

        let code = |symbol| canonical(&code_lengths, symbol);
        let copy = |bytes| {
            let Split { symbol, extra } = length(bytes);
            code(symbol)
                .then(extra)
                .then(ONE_DISTANCE)
                .then(distance.extra)
        };
        let rest = plan.rest.map(|bytes| {
            if bytes == 0 {
                Bits::default()
            } else {
                copy(bytes)
            }
        });
        let longest = if plan.longest > 0 {
            copy(LONGEST_MATCH)
        } else {
            Bits::default()
        };
        let (longest, end) = ((longest, plan.longest), code(END_OF_BLOCK));
        Self {
            row_bytes,
            code_lengths,
            distance,
            longest,
            rest,
            end,
        }
    }

    /// RFC 1951 §3.2.7, with one constant code for the lengths of codes.
    fn write_header(&self, deflate: &mut Deflate<'_>) {
        let literals = self.code_lengths.last().map_or(0, |(symbol, _)| symbol + 1);
        let distances = self.distance.symbol + 1;
        deflate.put(Bits::number(FINAL_DYNAMIC, 3));
        deflate.put(Bits::number(u32::from(literals) - 257, 5));
        deflate.put(Bits::number(u32::from(distances) - 1, 5));
        deflate.put(Bits::number(LENGTH_ORDER_SENT - 4, 4));
        for symbol in LENGTH_ORDER {
            let used = LENGTH_SYMBOLS.contains(&symbol);
            deflate.put(Bits::number(if used { LENGTH_CODE_BITS } else { 0 }, 3));
        }
        let mut next = 0;
        for (symbol, bits) in &self.code_lengths {
            write_zeros(symbol - next, deflate);
            deflate.put(length_code(*bits));
            next = symbol + 1;
        }
        write_zeros(self.distance.symbol, deflate);
        deflate.put(length_code(ONE_DISTANCE.count));
    }

    /// One row of modules: its first row of pixels, and the copies.
    fn write_row(&self, words: &[u64], deflate: &mut Deflate<'_>) -> RowSums {
        let octets = usize::from(self.row_bytes / 8);
        let (mut dark, mut dark_places) = (0u32, 0u32);
        let mut bytes = words.iter().flat_map(|word| word.to_le_bytes());
        for (start, byte) in (0..).step_by(8).zip(bytes.by_ref().take(octets)) {
            #[expect(
                clippy::indexing_slicing,
                reason = "a byte cannot leave a table of 256"
            )]
            let octet = &OCTETS[usize::from(byte)];
            deflate.put(Bits::number(octet.code.into(), octet.code_bits.into()));
            dark_places += start * u32::from(octet.dark) + u32::from(octet.dark_places);
            dark += u32::from(octet.dark);
        }
        let rest = bytes.next().unwrap_or(0);
        for place in 0..self.row_bytes % 8 {
            let is_dark = rest >> place & 1 == 1;
            deflate.put(if is_dark { DARK } else { LIGHT });
            if is_dark {
                dark_places += u32::from(self.row_bytes / 8 * 8 + place);
                dark += 1;
            }
        }
        let (longest, count) = self.longest;
        for _ in 0..count {
            deflate.put(longest);
        }
        for copy in self.rest {
            deflate.put(copy);
        }

        let (length, dark) = (u64::from(self.row_bytes), u64::from(dark));
        let all_weights = length * (length + 1) / 2;
        let dark_weights = length * dark - u64::from(dark_places);
        RowSums {
            length,
            plain: (length - dark) * u64::from(LIGHT_BYTE),
            weighted: (all_weights - dark_weights) * u64::from(LIGHT_BYTE),
        }
    }
}

/// The code of a symbol, given the lengths of all codes in the order of the symbols (§3.2.2).
fn canonical(code_lengths: &[(u16, u32)], symbol: u16) -> Bits {
    let Some((_, bits)) = code_lengths.iter().find(|(of, _)| *of == symbol) else {
        return Bits::default();
    };
    // Shorter codes come first, and among equals lower symbols.
    let before = code_lengths
        .iter()
        .filter(|(of, other)| (other, of) < (bits, &symbol));
    Bits::code(before.map(|(_, other)| 1 << (bits - other)).sum(), *bits)
}

/// The code for a length of a code: all eight that we use have three bits.
fn length_code(symbol: u32) -> Bits {
    let place = LENGTH_SYMBOLS
        .iter()
        .position(|used| *used == symbol)
        .unwrap_or(0);
    Bits::code(u32::try_from(place).unwrap_or(0), LENGTH_CODE_BITS)
}

/// This many symbols without a code.
fn write_zeros(count: u16, deflate: &mut Deflate<'_>) {
    let mut left = u32::from(count);
    while left > 0 {
        let here = left.min(MOST_ZEROS);
        match here {
            1 | 2 => (0..here).for_each(|_| deflate.put(length_code(0))),
            3..=10 => deflate.put(length_code(17).then(Bits::number(here - 3, 3))),
            _ => deflate.put(length_code(18).then(Bits::number(here - 11, 7))),
        }
        left -= here;
    }
}

/// Eight bytes of the picture, small enough that the table stays in the nearest cache.
#[derive(Clone, Copy)]
struct Octet {
    code: u16,
    code_bits: u8,
    /// How many of the bytes are dark.
    dark: u8,
    /// The sum of their places, 0 to 7.
    dark_places: u8,
}

static OCTETS: [Octet; 256] = {
    let mut octets = [Octet {
        code: 0,
        code_bits: 0,
        dark: 0,
        dark_places: 0,
    }; 256];
    let mut number = 0;
    while number < octets.len() {
        let (mut code, mut dark, mut dark_places) = (Bits::number(0, 0), 0, 0);
        let mut place = 0;
        while place < 8 {
            if number >> place & 1 == 1 {
                code = code.then(DARK);
                dark += 1;
                dark_places += place;
            } else {
                code = code.then(LIGHT);
            }
            place += 1;
        }
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "evaluated at compile time, and eight codes have at most 16 bits"
        )]
        {
            let (code, code_bits) = (code.bits as u16, code.count as u8);
            octets[number] = Octet {
                code,
                code_bits,
                dark,
                dark_places,
            };
        }
        number += 1;
    }
    octets
};

/// Each row of pixels begins with the number of its filter, 0 for none (PNG §9.2).
const FILTER_BYTES: u16 = 1;

const LIGHT_BYTE: u16 = 0xff;
const DARK_BYTE: u16 = 0x00;
const LIGHT: Bits = Bits::code(0b0, 1);
const DARK: Bits = Bits::code(0b10, 2);

/// A lone distance code has one bit (§3.2.7).
const ONE_DISTANCE: Bits = Bits::code(0, 1);

/// BFINAL, and BTYPE 2 after it.
const FINAL_DYNAMIC: u32 = 0b101;

/// The lengths of codes that occur, and the two symbols for runs of zeros (§3.2.7): eight, so
/// that three bits for each are a complete code.
const LENGTH_SYMBOLS: [u32; 8] = [0, 1, 2, 3, 4, 5, 17, 18];
const LENGTH_CODE_BITS: u32 = 3;
const MOST_ZEROS: u32 = 138;

/// The order in which §3.2.7 sends the lengths of those codes, as far as the 1.
const LENGTH_ORDER: [u32; 18] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
const LENGTH_ORDER_SENT: u32 = 18;

//! Dark and light pixels: a frame beside the limits of its blocks.

use crate::frame::GreyFrame;

/// The pixels of a frame as dark or light, looked at when asked for.
///
/// Of most rows a few pixels are ever asked for, so that bits of all would cost more than these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits<'a> {
    frame: GreyFrame<'a>,
    blocks_a_row: usize,
    /// The grey of each block below which its pixels are dark.
    limits: &'a [u8],
}

impl<'a> Bits<'a> {
    /// `frame`, with `limits` for its blocks, row after row.
    pub(super) fn new(frame: &GreyFrame<'a>, limits: &'a [u8]) -> Self {
        Self {
            frame: *frame,
            blocks_a_row: frame.width().div_ceil(BLOCK),
            limits,
        }
    }

    pub(super) fn height(&self) -> usize {
        self.frame.height()
    }

    /// Whether the pixel at `x`, `y` is dark; nothing outside.
    pub(super) fn dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        let pixel = self.frame.row(y).get(x)?;
        let limit = self.limits.get(y / BLOCK * self.blocks_a_row + x / BLOCK)?;
        Some(pixel < limit)
    }

    /// Where row `y` turns from light to dark and back, in turns; the number is even.
    pub(super) fn turns(&self, y: usize, turns: &mut Vec<i32>) {
        turns.clear();
        let start = y / BLOCK * self.blocks_a_row;
        let limits = self.limits.get(start..start + self.blocks_a_row);
        let limits = limits.unwrap_or_default().chunks(WORD / BLOCK);
        let mut last = 0;
        let mut begin = 0;
        for (pixels, limits) in self.frame.row(y).chunks(WORD).zip(limits) {
            let word = word(pixels, limits);
            let mut changes = word ^ ((word << 1) | last);
            last = word >> (WORD - 1);
            while changes != 0 {
                turns.push(begin + changes.trailing_zeros().cast_signed());
                changes &= changes - 1;
            }
            begin += 64;
        }
        if turns.len() % 2 == 1 {
            turns.push(i32::try_from(self.frame.width()).unwrap_or(i32::MAX));
        }
    }
}

/// Which of at most 64 pixels are dark, the lowest bit leftmost.
fn word(pixels: &[u8], limits: &[u8]) -> u64 {
    let (Some(pixels), Some(limits)) = (pixels.as_array::<WORD>(), limits.as_array::<8>()) else {
        let all = pixels.chunks(BLOCK).zip(limits);
        return all.rev().fold(0, |bits, (pixels, limit)| {
            let dark = pixels.iter().rev();
            (bits << BLOCK) | dark.fold(0, |bits, pixel| (bits << 1) | u64::from(pixel < limit))
        });
    };
    if *limits == [0; 8] {
        return 0;
    }
    let mut wide = [0; WORD];
    for (wide, limit) in wide.chunks_exact_mut(BLOCK).zip(limits) {
        wide.fill(*limit);
    }
    let mut darker = [0; WORD];
    for ((darker, pixel), limit) in darker.iter_mut().zip(pixels).zip(wide) {
        *darker = u8::from(*pixel < limit);
    }
    // Eight bits by a multiplication: the byte at `8 * n` moves its lowest bit to bit `56 + n`.
    let (eights, _) = darker.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        (bits << 8) | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
    })
}

/// Pixels a block, across and down.
pub(super) const BLOCK: usize = 8;
const WORD: usize = 64;
const GATHER: u64 = 0x0102_0408_1020_4080;

const _: () = assert!(WORD == 8 * BLOCK);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_where_pixels_differ() {
        let mut pixels = [200; 260];
        for dark in [0, 63, 64, 128, 129] {
            pixels[130 + dark] = 50;
        }
        let frame = GreyFrame::new(130, 2, 130, &pixels).unwrap();
        let limits = [100; 17];
        let bits = Bits::new(&frame, &limits);
        let mut turns = vec![];
        bits.turns(0, &mut turns);
        assert_eq!(turns, []);
        bits.turns(1, &mut turns);
        assert_eq!(turns, [0, 1, 63, 65, 128, 130]);
        assert_eq!(bits.dark(63, 1), Some(true));
        assert_eq!(bits.dark(65, 1), Some(false));
        assert_eq!((bits.dark(130, 1), bits.dark(0, -1)), (None, None));
        assert_eq!(bits.dark(0, 2), None);
    }

    #[test]
    fn each_block_has_a_limit_of_its_own() {
        let pixels = [100; 75];
        let frame = GreyFrame::new(75, 1, 75, &pixels).unwrap();
        let limits = [0, 101, 100, 0, 0, 0, 0, 255, 101, 0];
        let mut turns = vec![];
        Bits::new(&frame, &limits).turns(0, &mut turns);
        assert_eq!(turns, [8, 16, 56, 72]);
    }
}

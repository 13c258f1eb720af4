//! Dark and light: every pixel beside the mean of the blocks around its own.
//!
//! The mean of a neighbourhood as in P. Wellner, Adaptive Thresholding for the DigitalDesk (1993);
//! by blocks, so that a pixel costs one comparison.

use super::bits::{BitRows, WORD};
use crate::frame::GreyFrame;
use crate::number::byte;

/// Makes bits; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(crate) struct Threshold {
    columns: Vec<u16>,
    means: Vec<u32>,
    across: Vec<u32>,
    down: Vec<u32>,
    limits: Vec<u8>,
}

impl Threshold {
    /// Bits of the pixels in `frame` that are more than `bias` darker than the mean of the square
    /// of `2 * reach + 1` blocks around them.
    pub(crate) fn apply(
        &mut self,
        frame: &GreyFrame<'_>,
        reach: usize,
        bias: i32,
        bits: &mut BitRows,
    ) {
        bits.clear(frame.width(), frame.height());
        let across = frame.width().div_ceil(BLOCK);
        let down = frame.height().div_ceil(BLOCK);
        self.block_means(frame, across);
        self.box_across(across, reach);
        self.down.clear();
        self.down.resize(across, 0);
        // One mean for every block and those that fill the last word.
        self.limits.clear();
        self.limits.resize(frame.width().div_ceil(WORD) * WORD, 0);
        let mut rows = 0;
        for y in 0..reach.min(down) {
            rows += 1;
            add(&mut self.down, row(&self.across, y, across));
        }
        for y in 0..down {
            if y + reach < down {
                rows += 1;
                add(&mut self.down, row(&self.across, y + reach, across));
            }
            if let Some(gone) = y.checked_sub(reach + 1) {
                rows -= 1;
                for (sum, value) in self.down.iter_mut().zip(row(&self.across, gone, across)) {
                    *sum -= value;
                }
            }
            for (limits, sum) in self.limits.chunks_exact_mut(BLOCK).zip(&self.down) {
                let mean = signed_mean(*sum, rows);
                limits.fill(byte(mean - bias));
            }
            for line in y * BLOCK..((y + 1) * BLOCK).min(frame.height()) {
                compare(frame.row(line), &self.limits, bits.row_mut(line));
            }
        }
    }

    /// The mean of each block, in sixteenths.
    fn block_means(&mut self, frame: &GreyFrame<'_>, across: usize) {
        self.means.clear();
        for top in (0..frame.height()).step_by(BLOCK) {
            let bottom = (top + BLOCK).min(frame.height());
            self.columns.clear();
            self.columns.resize(across * BLOCK, 0);
            for y in top..bottom {
                for (sum, pixel) in self.columns.iter_mut().zip(frame.row(y)) {
                    *sum += u16::from(*pixel);
                }
            }
            let mut left = frame.width();
            for block in self.columns.chunks_exact(BLOCK) {
                let sum: u32 = block.iter().map(|sum| u32::from(*sum)).sum();
                let pixels = left.min(BLOCK) * (bottom - top);
                self.means
                    .push(sum * FRACTION / u32::try_from(pixels).unwrap_or(1).max(1));
                left = left.saturating_sub(BLOCK);
            }
        }
    }

    /// The mean of `2 * reach + 1` blocks in a row, fewer at the edges.
    fn box_across(&mut self, across: usize, reach: usize) {
        self.across.clear();
        for row in self.means.chunks_exact(across.max(1)) {
            let mut ahead = row.iter();
            let mut behind = row.iter();
            let mut count = 0;
            let mut sum = 0;
            for next in ahead.by_ref().take(reach) {
                sum += next;
                count += 1;
            }
            for x in 0..across {
                if let Some(next) = ahead.next() {
                    sum += next;
                    count += 1;
                }
                if x > reach {
                    sum -= behind.next().copied().unwrap_or_default();
                    count -= 1;
                }
                self.across.push(sum / count.max(1));
            }
        }
    }
}

fn signed_mean(sum: u32, rows: u32) -> i32 {
    (sum / rows.max(1) / FRACTION).cast_signed()
}

fn row(values: &[u32], y: usize, across: usize) -> &[u32] {
    values.get(y * across..(y + 1) * across).unwrap_or_default()
}

fn add(sums: &mut [u32], row: &[u32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value;
    }
}

/// Eight bits by a multiplication: the byte at `8 * n` moves its lowest bit to bit `56 + n`.
fn compare(pixels: &[u8], limits: &[u8], words: &mut [u64]) {
    let mut darker = [0_u8; WORD];
    for ((word, pixels), limits) in words
        .iter_mut()
        .zip(pixels.chunks(WORD))
        .zip(limits.chunks_exact(WORD))
    {
        if pixels.len() < WORD {
            darker = [0; WORD];
        }
        for ((darker, pixel), limit) in darker.iter_mut().zip(pixels).zip(limits) {
            *darker = u8::from(pixel < limit);
        }
        let (eights, _) = darker.as_chunks::<8>();
        *word = eights.iter().rev().fold(0, |bits, eight| {
            (bits << 8) | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
        });
    }
}

const _: () = assert!(WORD.is_multiple_of(BLOCK));

/// Pixels a block, across and down.
const BLOCK: usize = 8;
const FRACTION: u32 = 16;
const GATHER: u64 = 0x0102_0408_1020_4080;

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by the book, one pixel at a time.
    fn slow(frame: &GreyFrame<'_>, reach: usize, bias: i32, x: usize, y: usize) -> bool {
        let (across, down) = (frame.width().div_ceil(8), frame.height().div_ceil(8));
        let mean = |bx: usize, by: usize| {
            let (mut sum, mut count) = (0, 0);
            for y in by * 8..(by * 8 + 8).min(frame.height()) {
                for x in bx * 8..(bx * 8 + 8).min(frame.width()) {
                    sum += u32::from(frame.pixel(x, y));
                    count += 1;
                }
            }
            sum * 16 / count
        };
        let around = |n: usize, end: usize| n.saturating_sub(reach)..(n + reach + 1).min(end);
        let (mut sum, mut rows) = (0, 0);
        for by in around(y / 8, down) {
            let row: Vec<u32> = around(x / 8, across).map(|bx| mean(bx, by)).collect();
            sum += row.iter().sum::<u32>() / u32::try_from(row.len()).unwrap();
            rows += 1;
        }
        i32::from(frame.pixel(x, y)) < i32::try_from(sum / rows / 16).unwrap() - bias
    }

    #[test]
    fn bits_are_those_of_the_definition() {
        let mut threshold = Threshold::default();
        let mut bits = BitRows::default();
        let mut state = 9_u32;
        for (width, height) in [(1, 1), (7, 70), (64, 64), (131, 67), (200, 9)] {
            let pixels: Vec<u8> = (0..width * height)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state.to_le_bytes()[3]
                })
                .collect();
            let frame = GreyFrame::new(width, height, width, &pixels).unwrap();
            for (reach, bias) in [(3, 4), (1, 0), (0, 7)] {
                threshold.apply(&frame, reach, bias, &mut bits);
                for y in 0..height {
                    for x in 0..width {
                        let at = |n| i32::try_from(n).unwrap();
                        let want = slow(&frame, reach, bias, x, y);
                        assert_eq!(bits.dark(at(x), at(y)), Some(want), "{x} {y} of {width}");
                    }
                }
            }
        }
    }
}

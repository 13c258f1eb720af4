//! Dark and light: every pixel beside the mean of the blocks around its own.
//!
//! The mean of a neighbourhood as in P. Wellner, Adaptive Thresholding for the DigitalDesk (1993);
//! by blocks, so that a pixel costs one comparison. Blocks without anything in them but noise are
//! dark or light as a whole.

use super::bits::{BLOCK, Bits};
use crate::frame::GreyFrame;
use crate::number::byte;

/// Makes limits; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(crate) struct Threshold {
    columns: Columns,
    blocks: Vec<Block>,
    across: Vec<u32>,
    down: Vec<u32>,
    limits: Vec<u8>,
}

/// The pixels of eight rows, column by column. Each loop over them does one thing, so that it is
/// done for sixteen columns at once; sums are of 64 pixels at most and never wrap.
#[derive(Debug, Default)]
struct Columns {
    sums: Vec<u16>,
    least: Vec<u8>,
    most: Vec<u8>,
    sums_before: Vec<u16>,
    before: Vec<u8>,
}

impl Columns {
    fn begin(&mut self, count: usize) {
        self.sums.clear();
        self.sums.resize(count, 0);
        self.least.clear();
        self.least.resize(count, u8::MAX);
        self.most.clear();
        self.most.resize(count, 0);
    }

    fn add(&mut self, row: &[u8]) {
        for (sum, pixel) in self.sums.iter_mut().zip(row) {
            *sum = sum.wrapping_add(u16::from(*pixel));
        }
        for (least, pixel) in self.least.iter_mut().zip(row) {
            *least = (*least).min(*pixel);
        }
        for (most, pixel) in self.most.iter_mut().zip(row) {
            *most = (*most).max(*pixel);
        }
    }

    /// Makes the first column of each block that of the whole block.
    fn gather(&mut self) {
        for step in [1, 2, 4] {
            self.sums_before.clone_from(&self.sums);
            for (sum, next) in self.sums.iter_mut().zip(self.sums_before.iter().skip(step)) {
                *sum = sum.wrapping_add(*next);
            }
            self.before.clone_from(&self.least);
            for (least, next) in self.least.iter_mut().zip(self.before.iter().skip(step)) {
                *least = (*least).min(*next);
            }
            self.before.clone_from(&self.most);
            for (most, next) in self.most.iter_mut().zip(self.before.iter().skip(step)) {
                *most = (*most).max(*next);
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Block {
    /// In sixteenths.
    mean: u32,
    /// How much lighter the lightest pixel is than the darkest.
    range: u8,
}

impl Threshold {
    /// The pixels in `frame`, dark where more than `bias` darker than the mean of the square of
    /// `2 * reach + 1` blocks around them.
    pub(crate) fn apply<'a>(
        &'a mut self,
        frame: &GreyFrame<'a>,
        reach: usize,
        bias: i32,
    ) -> Bits<'a> {
        let across = frame.width().div_ceil(BLOCK);
        let down = frame.height().div_ceil(BLOCK);
        self.look_at_blocks(frame, across);
        let flat = self.flat();
        self.box_across(across, reach);
        self.down.clear();
        self.down.resize(across, 0);
        self.limits.clear();
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
            let blocks = row(&self.blocks, y, across);
            self.limits
                .extend(self.down.iter().zip(blocks).map(|(sum, block)| {
                    let limit = signed_mean(*sum, rows) - bias;
                    if block.range > flat {
                        byte(limit)
                    } else if (block.mean / FRACTION).cast_signed() < limit {
                        u8::MAX
                    } else {
                        0
                    }
                }));
        }
        Bits::new(frame, &self.limits)
    }

    fn look_at_blocks(&mut self, frame: &GreyFrame<'_>, across: usize) {
        self.blocks.clear();
        for top in (0..frame.height()).step_by(BLOCK) {
            let bottom = (top + BLOCK).min(frame.height());
            self.columns.begin(across * BLOCK);
            for y in top..bottom {
                self.columns.add(frame.row(y));
            }
            self.columns.gather();
            let Columns {
                sums, least, most, ..
            } = &self.columns;
            let firsts = |n: usize| n * BLOCK;
            let mut left = frame.width();
            for block in (0..across).map(firsts) {
                let sum = sums.get(block).copied().unwrap_or_default();
                let least = least.get(block).copied().unwrap_or_default();
                let most = most.get(block).copied().unwrap_or_default();
                let pixels = left.min(BLOCK) * (bottom - top);
                self.blocks.push(Block {
                    mean: u32::from(sum) * FRACTION / u32::try_from(pixels).unwrap_or(1).max(1),
                    range: most.saturating_sub(least),
                });
                left = left.saturating_sub(BLOCK);
            }
        }
    }

    /// The range up to which a block holds nothing but the noise of the frame: a little more than
    /// that of its quieter blocks.
    fn flat(&self) -> u8 {
        let mut counts = [0_usize; 256];
        for block in &self.blocks {
            if let Some(count) = counts.get_mut(usize::from(block.range)) {
                *count += 1;
            }
        }
        let mut left = self.blocks.len() / QUIET_PART;
        let quiet = counts.iter().position(|count| {
            let is_there = *count > left;
            left = left.saturating_sub(*count);
            is_there
        });
        let quiet = quiet.and_then(|range| u8::try_from(range).ok());
        let quiet = quiet.unwrap_or_default();
        quiet
            .saturating_add(quiet / 4)
            .clamp(LEAST_RANGE, MOST_NOISE)
    }

    /// The mean of `2 * reach + 1` blocks in a row, fewer at the edges.
    fn box_across(&mut self, across: usize, reach: usize) {
        self.across.clear();
        for row in self.blocks.chunks_exact(across.max(1)) {
            let mut ahead = row.iter();
            let mut behind = row.iter();
            let mut count = 0;
            let mut sum = 0;
            for next in ahead.by_ref().take(reach) {
                sum += next.mean;
                count += 1;
            }
            for x in 0..across {
                if let Some(next) = ahead.next() {
                    sum += next.mean;
                    count += 1;
                }
                if x > reach {
                    sum -= behind.next().map_or(0, |gone| gone.mean);
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

fn row<T>(values: &[T], y: usize, across: usize) -> &[T] {
    values.get(y * across..(y + 1) * across).unwrap_or_default()
}

fn add(sums: &mut [u32], row: &[u32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value;
    }
}

const FRACTION: u32 = 16;

/// One block in so many has no more than noise in it, unless the symbol fills the frame.
const QUIET_PART: usize = 4;
/// Ranges below this are no pattern that could be read.
const LEAST_RANGE: u8 = 5;
/// Ranges above this may be a pattern, however noisy the frame.
const MOST_NOISE: u8 = 36;

#[cfg(test)]
mod tests {
    use super::*;

    /// Which pixels are dark, by the book, one pixel at a time.
    fn slow(frame: &GreyFrame<'_>, reach: usize, bias: i32, flat: u8) -> Vec<bool> {
        let (across, down) = (frame.width().div_ceil(8), frame.height().div_ceil(8));
        let block = |bx: usize, by: usize| -> (u32, u8) {
            let (mut pixels, mut sum) = (vec![], 0);
            for y in by * 8..(by * 8 + 8).min(frame.height()) {
                for x in bx * 8..(bx * 8 + 8).min(frame.width()) {
                    sum += u32::from(frame.pixel(x, y));
                    pixels.push(frame.pixel(x, y));
                }
            }
            let range = pixels.iter().max().unwrap() - pixels.iter().min().unwrap();
            (sum * 16 / u32::try_from(pixels.len()).unwrap(), range)
        };
        let around = |n: usize, end: usize| n.saturating_sub(reach)..(n + reach + 1).min(end);
        let limit = |x: usize, y: usize| {
            let (mut sum, mut rows) = (0, 0);
            for by in around(y / 8, down) {
                let row: Vec<u32> = around(x / 8, across).map(|bx| block(bx, by).0).collect();
                sum += row.iter().sum::<u32>() / u32::try_from(row.len()).unwrap();
                rows += 1;
            }
            i32::try_from(sum / rows / 16).unwrap() - bias
        };
        let all = (0..frame.height()).flat_map(|y| (0..frame.width()).map(move |x| (x, y)));
        all.map(|(x, y)| match block(x / 8, y / 8) {
            (mean, range) if range <= flat => i32::try_from(mean / 16).unwrap() < limit(x, y),
            _ => i32::from(frame.pixel(x, y)) < limit(x, y),
        })
        .collect()
    }

    fn assert_by_the_book(frame: &GreyFrame<'_>, flat: u8) {
        let mut threshold = Threshold::default();
        for (reach, bias) in [(3, 4), (1, 0), (0, 7)] {
            let bits = threshold.apply(frame, reach, bias);
            let want = slow(frame, reach, bias, flat);
            let at = |n| i32::try_from(n).unwrap();
            for (n, want) in want.into_iter().enumerate() {
                let (x, y) = (n % frame.width(), n / frame.width());
                assert_eq!(bits.dark(at(x), at(y)), Some(want), "{x} {y} of {frame:?}");
            }
        }
    }

    #[test]
    fn bits_are_those_of_the_definition() {
        let mut state = 9_u32;
        for (width, height) in [(7, 70), (64, 64), (131, 67), (200, 9)] {
            let pixels: Vec<u8> = (0..width * height)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state.to_le_bytes()[3]
                })
                .collect();
            let frame = GreyFrame::new(width, height, width, &pixels).unwrap();
            assert_by_the_book(&frame, MOST_NOISE);
        }
    }

    #[test]
    fn blocks_with_nothing_but_noise_are_of_one_kind() {
        // Noise of 8 greys, and a dark square and a pattern in it.
        let (width, height) = (160, 80);
        let mut state = 3_u32;
        let mut pixels: Vec<u8> = (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                180 + (state.to_le_bytes()[3] & 7)
            })
            .collect();
        for n in 0..24 * 24 {
            let (x, y) = (n % 24, n / 24);
            pixels[(16 + y) * width + 16 + x] -= 100;
            pixels[(16 + y) * width + 96 + x] -= if x % 4 < 2 { 100 } else { 0 };
        }
        let frame = GreyFrame::new(width, height, width, &pixels).unwrap();
        assert_by_the_book(&frame, 8);
        let mut threshold = Threshold::default();
        let mut turns = vec![];
        let bits = threshold.apply(&frame, 3, 4);
        bits.turns(4, &mut turns);
        assert_eq!(turns, [], "noise turns nothing");
        bits.turns(20, &mut turns);
        assert_eq!(
            turns,
            [
                16, 40, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 118
            ]
        );
    }
}

//! Grey pixels of our own, and the ways in which a pass makes them from a frame.
//!
//! Whole numbers only, so that every machine sees the same pixels.

use crate::frame::{GreyFrame, MAX_SIDE};

/// Pixels of our own; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(crate) struct Plane {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Plane {
    /// The pixels as a frame, unless there are none.
    pub(crate) fn frame(&self) -> Option<GreyFrame<'_>> {
        GreyFrame::new(self.width, self.height, self.width, &self.pixels).ok()
    }

    /// Dark for light.
    pub(crate) fn invert(&mut self, frame: &GreyFrame<'_>) {
        self.begin(frame.width(), frame.height());
        for y in 0..self.height {
            self.pixels
                .extend(frame.row(y).iter().map(|pixel| u8::MAX - pixel));
        }
    }

    /// `frame` at `scale` of its size, between the four nearest pixels; nothing when that were
    /// larger than a frame may be.
    pub(crate) fn resize(&mut self, frame: &GreyFrame<'_>, scale: Scale) {
        let (width, height) = (scale.of(frame.width()), scale.of(frame.height()));
        if width.max(height) > MAX_SIDE {
            return self.begin(0, 0);
        }
        self.begin(width, height);
        let columns: Vec<_> = (0..self.width)
            .map(|x| scale.source(x, frame.width()))
            .collect();
        for y in 0..self.height {
            let at = scale.source(y, frame.height());
            let (upper, lower) = (frame.row(at.first), frame.row(at.second));
            self.pixels.extend(columns.iter().map(|column| {
                let across = |row: &[u8]| {
                    let first = row.get(column.first).copied().map_or(0, u32::from);
                    let second = row.get(column.second).copied().map_or(0, u32::from);
                    first * (WHOLE - column.weight) + second * column.weight
                };
                let sum = across(upper) * (WHOLE - at.weight) + across(lower) * at.weight;
                to_pixel(sum / (WHOLE * WHOLE))
            }));
        }
    }

    /// The means of squares of two by two pixels; nothing when no square is whole.
    pub(crate) fn halve(&mut self, frame: &GreyFrame<'_>) {
        self.begin(frame.width() / 2, frame.height() / 2);
        for y in 0..self.height {
            let (upper, _) = frame.row(2 * y).as_chunks::<2>();
            let (lower, _) = frame.row(2 * y + 1).as_chunks::<2>();
            self.pixels
                .extend(upper.iter().zip(lower).map(|([a, b], [c, d])| {
                    let sum = u16::from(*a) + u16::from(*b) + u16::from(*c) + u16::from(*d);
                    let [mean, _] = ((sum + 2) / 4).to_le_bytes();
                    mean
                }));
        }
    }

    /// The mean of every pixel and its eight neighbours; edges are repeated outwards.
    pub(crate) fn blur(&mut self, frame: &GreyFrame<'_>) {
        self.begin(frame.width(), frame.height());
        let last = frame.width() - 1;
        for y in 0..self.height {
            let rows = [y.saturating_sub(1), y, (y + 1).min(self.height - 1)].map(|y| frame.row(y));
            let column = |x: usize| -> u32 {
                rows.iter()
                    .map(|row| row.get(x).copied().map_or(0, u32::from))
                    .sum()
            };
            self.pixels.extend((0..=last).map(|x| {
                to_pixel((column(x.saturating_sub(1)) + column(x) + column((x + 1).min(last))) / 9)
            }));
        }
    }

    fn begin(&mut self, width: usize, height: usize) {
        self.width = width;
        self.height = height;
        self.pixels.clear();
        self.pixels.reserve(width.saturating_mul(height));
    }
}

/// A factor of size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) times: usize,
    pub(crate) over: usize,
}

impl Scale {
    /// The length that `length` becomes.
    pub(crate) fn of(self, length: usize) -> usize {
        length * self.times / self.over
    }

    /// Where the pixel `x` of the result lies in `length` pixels, centre upon centre.
    fn source(self, x: usize, length: usize) -> Between {
        let last = length.saturating_sub(1);
        let whole = 2 * self.times;
        let Some(at) = ((2 * x + 1) * self.over).checked_sub(self.times) else {
            return Between {
                first: 0,
                second: 0,
                weight: 0,
            };
        };
        let first = (at / whole).min(last);
        let weight = to_count((at % whole) * 256 / whole);
        Between {
            first,
            second: (first + 1).min(last),
            weight,
        }
    }
}

/// A place between two pixels: `weight` 256ths of the second, the rest of the first.
struct Between {
    first: usize,
    second: usize,
    weight: u32,
}

fn to_pixel(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn to_count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

const WHOLE: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn made(make: impl FnOnce(&mut Plane)) -> (usize, usize, Vec<u8>) {
        let mut plane = Plane::default();
        make(&mut plane);
        (plane.width, plane.height, plane.pixels)
    }

    fn frame(width: usize, height: usize, pixels: &[u8]) -> GreyFrame<'_> {
        GreyFrame::new(width, height, width, pixels).unwrap()
    }

    #[test]
    fn inverting_twice_is_nothing() {
        let pixels = [0, 1, 128, 255];
        let (.., once) = made(|plane| plane.invert(&frame(2, 2, &pixels)));
        assert_eq!(once, [255, 254, 127, 0]);
        let (.., twice) = made(|plane| plane.invert(&frame(2, 2, &once)));
        assert_eq!(twice, pixels);
    }

    #[test]
    fn doubling_keeps_corners_and_blends_between() {
        let doubled =
            made(|plane| plane.resize(&frame(2, 1, &[0, 200]), Scale { times: 2, over: 1 }));
        assert_eq!(doubled, (4, 2, vec![0, 50, 150, 200, 0, 50, 150, 200]));
        let same =
            made(|plane| plane.resize(&frame(3, 1, &[7, 8, 9]), Scale { times: 1, over: 1 }));
        assert_eq!(same, (3, 1, vec![7, 8, 9]));
    }

    #[test]
    fn what_would_be_too_large_is_nothing() {
        let pixels = [0; 2049];
        let too_large = made(|plane| {
            plane.resize(&frame(2049, 1, &pixels), Scale { times: 2, over: 1 });
            assert!(plane.frame().is_none());
        });
        assert_eq!(too_large, (0, 0, vec![]));
    }

    #[test]
    fn blurring_spreads_a_point_evenly() {
        let mut pixels = [0; 9];
        pixels[4] = 90;
        let (.., blurred) = made(|plane| plane.blur(&frame(3, 3, &pixels)));
        assert_eq!(blurred, [10; 9]);
        let (.., single) = made(|plane| plane.blur(&frame(1, 1, &[90])));
        assert_eq!(single, [90]);
    }

    #[test]
    fn halving_is_the_mean_of_squares() {
        let pixels = [0, 2, 9, 4, 6, 9, 9, 9, 9];
        let halved = made(|plane| plane.halve(&frame(3, 3, &pixels)));
        assert_eq!(halved, (1, 1, vec![3]));
        assert_eq!(made(|plane| plane.halve(&frame(1, 3, &pixels))).2, []);
    }
}

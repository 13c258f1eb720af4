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
    line: Vec<u16>,
    columns: Vec<Between>,
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
        self.columns.clear();
        let columns = (0..width).map(|x| scale.source(x, frame.width()));
        self.columns.extend(columns);
        for y in 0..height {
            // Down first, where every column does the same, then across.
            let at = scale.source(y, frame.height());
            let rows = frame.row(at.first).iter().zip(frame.row(at.second));
            self.line.clear();
            self.line.extend(rows.map(|(upper, lower)| {
                // At most 255 * 256.
                let upper = u16::from(*upper).wrapping_mul(WHOLE - at.weight);
                upper.wrapping_add(u16::from(*lower).wrapping_mul(at.weight))
            }));
            let line = self.line.as_slice();
            let value = |n: usize| line.get(n).copied().map_or(0, u32::from);
            self.pixels.extend(self.columns.iter().map(|column| {
                let weight = u32::from(column.weight);
                let first = value(column.first).wrapping_mul(u32::from(WHOLE) - weight);
                // Below 2^24, so that the third byte is the whole part.
                let sum = first.wrapping_add(value(column.second).wrapping_mul(weight));
                let [_, _, pixel, _] = sum.to_le_bytes();
                pixel
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
        for y in 0..self.height {
            let [upper, middle, lower] =
                [y.saturating_sub(1), y, (y + 1).min(self.height - 1)].map(|y| frame.row(y));
            self.line.clear();
            // At most 9 * 255, of all nine.
            let columns = upper.iter().zip(middle).zip(lower);
            self.line.extend(columns.map(|((a, b), c)| {
                let two = u16::from(*a).wrapping_add(u16::from(*b));
                two.wrapping_add(u16::from(*c))
            }));
            let line = self.line.as_slice();
            let value = |n: usize| line.get(n).copied().unwrap_or_default();
            let last = line.len().saturating_sub(1);
            let mean = |a: u16, b: u16, c: u16| ninth(a.wrapping_add(b).wrapping_add(c));
            self.pixels
                .push(mean(value(0), value(0), value(last.min(1))));
            let inner = line.array_windows().map(|[a, b, c]| mean(*a, *b, *c));
            self.pixels.extend(inner);
            if last > 0 {
                self.pixels
                    .push(mean(value(last - 1), value(last), value(last)));
            }
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
        let weight = u16::try_from((at % whole) * 256 / whole).unwrap_or_default();
        Between {
            first,
            second: (first + 1).min(last),
            weight,
        }
    }
}

/// A place between two pixels: `weight` 256ths of the second, the rest of the first.
#[derive(Clone, Copy, Debug)]
struct Between {
    first: usize,
    second: usize,
    weight: u16,
}

/// A ninth, rounded down, of what is at most 9 * 255: by a product, for a division is slow.
fn ninth(sum: u16) -> u8 {
    let [_, _, ninth, _] = u32::from(sum).wrapping_mul(7282).to_le_bytes();
    ninth
}

const WHOLE: u16 = 256;

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
    fn ninths_are_ninths() {
        for sum in 0..=9 * 255 {
            assert_eq!(u16::from(ninth(sum)), sum / 9);
        }
    }

    #[test]
    fn halving_is_the_mean_of_squares() {
        let pixels = [0, 2, 9, 4, 6, 9, 9, 9, 9];
        let halved = made(|plane| plane.halve(&frame(3, 3, &pixels)));
        assert_eq!(halved, (1, 1, vec![3]));
        assert_eq!(made(|plane| plane.halve(&frame(1, 3, &pixels))).2, []);
    }
}

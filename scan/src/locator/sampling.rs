//! Greys of modules, and which of them are dark.

use super::warp::Warp;
use crate::frame::GreyFrame;
use crate::number::{byte, signed};
use crate::symbol::Modules;

/// The grey of every module of a symbol; the memory is kept from symbol to symbol.
#[derive(Debug, Default)]
pub(super) struct Samples {
    side: usize,
    /// In sixteenths.
    greys: Vec<i32>,
    sharp: Vec<i32>,
    sums: Vec<i32>,
    /// How much lighter each module is than those around it, as last divided.
    offs: Vec<i32>,
    dark: Vec<u8>,
    margins: Vec<u8>,
}

/// How modules are told dark from light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Division {
    /// How much of what its neighbours spilled into a module is taken out again, in 64ths.
    pub(super) sharpness: i32,
    /// Modules on each side over which the mean is taken.
    pub(super) reach: usize,
}

impl Division {
    /// By the mean alone.
    pub(super) const PLAIN: Self = Self {
        sharpness: 0,
        reach: 5,
    };
}

impl Samples {
    /// Looks at every module of `warp`: once where modules are small, at five places where they are
    /// large.
    pub(super) fn take(&mut self, frame: &GreyFrame<'_>, warp: &Warp) {
        self.side = warp.side();
        self.greys.clear();
        let middle = self.side / 2;
        let centre = warp.at(middle, middle);
        let way = |x: usize, y: usize| {
            let there = warp.at(x, y);
            (there.0 - centre.0, there.1 - centre.1)
        };
        let (right, down) = (way(middle + 1, middle), way(middle, middle + 1));
        let module = (right.0.hypot(right.1) + down.0.hypot(down.1)) / 2.0;
        for y in 0..self.side {
            for x in 0..self.side {
                let at = warp.at(x, y);
                let grey = if module > LARGE {
                    let near = |way: (f32, f32), part: f32| {
                        frame.grey(at.0 + part * way.0, at.1 + part * way.1)
                    };
                    let around = near(right, ASIDE)
                        + near(right, -ASIDE)
                        + near(down, ASIDE)
                        + near(down, -ASIDE);
                    (2.0 * frame.grey(at.0, at.1) + around) / 6.0
                } else {
                    frame.grey(at.0, at.1)
                };
                self.greys.push(sixteenths(grey));
            }
        }
    }

    /// Takes `greys` in sixteenths, from whatever they were made.
    pub(super) fn put(&mut self, side: usize, greys: &[i32]) {
        self.side = side;
        self.greys.clear();
        self.greys.extend_from_slice(greys);
    }

    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// How much lighter each module is than those around it, in sixteenths, as last divided.
    pub(super) fn offs(&self) -> &[i32] {
        &self.offs
    }

    /// Divides the modules into dark and light.
    pub(super) fn divide(&mut self, division: Division) -> Modules<'_> {
        let greys = if division.sharpness == 0 {
            &self.greys
        } else {
            sharpen(self.side, &self.greys, division.sharpness, &mut self.sharp);
            &self.sharp
        };
        let (side, reach) = (self.side, division.reach);
        sum_up(side, greys, &mut self.sums);
        self.offs.clear();
        let row = side + 1;
        let sum = |x: usize, y: usize| self.sums.get(y * row + x).copied().unwrap_or_default();
        for (y, greys) in greys.chunks_exact(side.max(1)).enumerate() {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(side));
            for (x, grey) in greys.iter().enumerate() {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(side));
                let area = signed((right - left) * (bottom - top));
                let all = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
                self.offs.push(grey - all / area.max(1));
            }
        }
        self.dark.clear();
        self.dark
            .extend(self.offs.iter().map(|off| u8::from(*off < 0)));
        self.margins.clear();
        self.margins
            .extend(self.offs.iter().map(|off| byte(off.abs() / 16)));
        Modules::with_margins(side, &self.dark, &self.margins)
    }
}

/// The part of the modules of finders and timing patterns that are as they should be.
pub(super) fn fitness(modules: &Modules<'_>) -> f32 {
    let side = modules.side();
    let (mut right, mut all) = (0.0, 0.0);
    let mut count = |is_right: bool| {
        all += 1.0;
        right += if is_right { 1.0 } else { 0.0 };
    };
    let far = side.saturating_sub(7);
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
        for y in 0..7_usize {
            for x in 0..7_usize {
                let ring = x.abs_diff(3).max(y.abs_diff(3)) == 2;
                count(modules.bit(left + x, top + y) != ring);
            }
        }
    }
    for n in 8..side.saturating_sub(8) {
        count(modules.bit(n, 6) == n.is_multiple_of(2));
        count(modules.bit(6, n) == n.is_multiple_of(2));
    }
    right / all
}

/// Takes out of every module what its neighbours spilled into it: what blurring did, roughly undone.
fn sharpen(side: usize, greys: &[i32], sharpness: i32, sharp: &mut Vec<i32>) {
    sharp.clear();
    let last = side.saturating_sub(1);
    let row = |y: usize| greys.get(y * side..(y + 1) * side).unwrap_or_default();
    for y in 0..side {
        let rows = [row(y.saturating_sub(1)), row(y), row((y + 1).min(last))];
        for x in 0..side {
            let columns = [x.saturating_sub(1), x, (x + 1).min(last)];
            let [upper, middle, lower] =
                rows.map(|row| columns.map(|x| row.get(x).copied().unwrap_or_default()));
            let centre = middle[1];
            let edges = 4 * centre - upper[1] - lower[1] - middle[0] - middle[2];
            let corners = 4 * centre - upper[0] - upper[2] - lower[0] - lower[2];
            sharp.push(centre + sharpness * (20 * edges + 7 * corners) / (64 * 20));
        }
    }
}

/// Sums over the rectangles from the upper left corner.
fn sum_up(side: usize, greys: &[i32], sums: &mut Vec<i32>) {
    sums.clear();
    sums.resize(side + 1, 0);
    for row in greys.chunks_exact(side.max(1)) {
        let above = sums.len() - side;
        let mut sum = 0;
        sums.push(0);
        for (x, grey) in row.iter().enumerate() {
            sum += grey;
            let before = sums.get(above + x).copied().unwrap_or_default();
            sums.push(before + sum);
        }
    }
}

#[allow(clippy::as_conversions, reason = "greys are between 0 and 255")]
fn sixteenths(grey: f32) -> i32 {
    (grey * 16.0) as i32
}

/// The ways to divide modules, the best first.
pub(super) const DIVISIONS: [Division; 5] = [
    Division::PLAIN,
    Division {
        sharpness: 8,
        reach: 5,
    },
    Division {
        sharpness: 19,
        reach: 6,
    },
    Division {
        sharpness: 0,
        reach: 9,
    },
    Division {
        sharpness: 13,
        reach: 3,
    },
];

/// Pixels a module from which on more than one place is looked at.
const LARGE: f32 = 2.5;
/// How far from its centre a module is looked at, in modules.
const ASIDE: f32 = 0.22;

#[cfg(test)]
mod tests {
    use super::super::geometry::{Perspective, Point, Seen};
    use super::*;
    use crate::drawing::drawn;
    use crate::symbol::decode;

    #[test]
    fn a_drawn_symbol_is_sampled_and_read() {
        for scale in [1_u8, 2, 5] {
            let canvas = drawn(b"SAMPLES", usize::from(scale));
            let scale = f64::from(scale);
            let seen = [(0.0, 0.0), (21.0, 0.0), (21.0, 21.0), (0.0, 21.0)].map(|(u, v)| Seen {
                module: Point::new(u, v),
                pixel: Point::new(4.0 + u, 4.0 + v) * scale,
                weight: 1.0,
            });
            let warp = Warp::plain(&Perspective::fit(&seen, 21.0).unwrap(), 21);
            let mut samples = Samples::default();
            samples.take(&canvas.frame(), &warp);
            for sharpness in [0, 8] {
                let modules = samples.divide(Division {
                    sharpness,
                    reach: 5,
                });
                assert_eq!(decode(&modules), Ok(b"SAMPLES".to_vec()));
                assert!(fitness(&modules) > 0.99);
            }
        }
    }
}

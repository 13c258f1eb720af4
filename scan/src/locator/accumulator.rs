//! One symbol over many frames: what each frame shows of its modules is added up until they can be
//! read.
//!
//! Noise is different in every frame, and so are glare and the direction of motion; the modules are
//! not. Frames are brought over one another by the symbol itself: its modules have the same numbers
//! in each.

use super::geometry::Point;
use super::sampling::{DIVISIONS, Samples};
use crate::number::byte;
use crate::number::real;
use crate::symbol::{
    Modules, data_modules, decode_seen, format_distance, format_errors, likeliest_format,
};

/// A symbol whose modules were seen in one frame and could not be read.
#[derive(Debug, Default)]
pub(crate) struct Faint {
    side: usize,
    /// How much lighter each module is than those around it; all together about [`USUAL`].
    values: Vec<i32>,
    /// 1 for dark ones.
    dark: Vec<u8>,
    margins: Vec<u8>,
    fitness: f32,
    centre: Point,
    /// The length of a diagonal, in pixels.
    size: f64,
}

impl Faint {
    /// Nothing was seen yet.
    pub(super) fn forget(&mut self) {
        self.side = 0;
        self.fitness = 0.0;
    }

    pub(crate) fn is_there(&self) -> bool {
        self.side > 0
    }

    /// How well its finders and timing patterns fit; 0 for nothing.
    pub(crate) fn fitness(&self) -> f32 {
        self.fitness
    }

    /// Keeps `samples` with corners `around` in place of what fitted less well.
    pub(super) fn offer(&mut self, samples: &Samples, fitness: f32, around: &[Point; 4]) {
        if fitness <= self.fitness {
            return;
        }
        let [a, b, c, d] = *around;
        let offs = samples.offs();
        let all: i64 = offs.iter().map(|off| i64::from(off.abs())).sum();
        let count = i64::try_from(offs.len()).unwrap_or(i64::MAX);
        let mean = all.checked_div(count).unwrap_or_default().max(1);
        self.side = samples.side();
        self.fitness = fitness;
        self.centre = (a + b + c + d) * 0.25;
        self.size = (c - a).length();
        self.values.clear();
        self.values.extend(offs.iter().map(|off| {
            let value = (i64::from(*off) * i64::from(USUAL) / mean).clamp(-MOST, MOST);
            i32::try_from(value).unwrap_or_default()
        }));
        self.dark.clear();
        self.dark.extend(self.values.iter().map(is_dark));
        let mut exchanged = Vec::new();
        let seen = Modules::certain(self.side, &self.dark);
        seen.exchange(&mut exchanged, &mut Vec::new());
        let behind = Modules::certain(self.side, &exchanged);
        if format_distance(&behind) + SURELY_BEHIND < format_distance(&seen) {
            let values = core::mem::take(&mut self.values);
            for x in 0..self.side {
                let column = values.iter().skip(x).step_by(self.side);
                self.values.extend(column);
            }
            self.dark = exchanged;
        }
        self.margins.clear();
        self.margins.extend(self.values.iter().map(margin));
    }

    fn modules(&self) -> Modules<'_> {
        Modules::with_margins(self.side, &self.dark, &self.margins)
    }
}

/// Adds up what frames show of one symbol; the memory is that of one symbol.
#[derive(Debug, Default)]
pub(crate) struct Accumulator {
    side: usize,
    frames: i32,
    /// Frames since the last that showed the symbol.
    missed: u32,
    sums: Vec<i32>,
    dark: Vec<u8>,
    means: Vec<i32>,
    strengths: Vec<i32>,
    centre: Point,
    size: f64,
    samples: Samples,
}

impl Accumulator {
    /// Adds what one frame shows, and gives the text when enough has been seen.
    ///
    /// What does not continue the symbol so far, by its version, format, place or modules, is the
    /// beginning of another. A text is given only when every block of it is that of the last frame
    /// too, so that no text is put together from two symbols.
    pub(crate) fn add(&mut self, faint: &Faint) -> Option<Vec<u8>> {
        self.missed = 0;
        let continues = self.continues(faint);
        self.centre = faint.centre;
        self.size = faint.size;
        if !continues {
            self.side = faint.side;
            self.frames = 1;
            self.sums.clone_from(&faint.values);
            return None;
        }
        if self.frames == MOST_FRAMES {
            for sum in &mut self.sums {
                *sum -= *sum / MOST_FRAMES;
            }
        } else {
            self.frames += 1;
        }
        for (sum, value) in self.sums.iter_mut().zip(&faint.values) {
            *sum += value;
        }
        self.means.clear();
        let frames = self.frames;
        self.means.extend(self.sums.iter().map(|sum| sum / frames));
        self.samples.put(self.side, &self.means);
        DIVISIONS.iter().find_map(|division| {
            let modules = self.samples.divide(*division);
            decode_seen(&modules, &faint.modules()).filter(|text| !text.is_empty())
        })
    }

    /// A frame has shown nothing: after some of them the symbol is another.
    pub(crate) fn miss(&mut self) {
        self.missed += 1;
        if self.missed > MISSES_FORGIVEN {
            self.forget();
        }
    }

    pub(crate) fn forget(&mut self) {
        self.side = 0;
        self.frames = 0;
        self.missed = 0;
    }

    /// Whether `faint` may be the symbol that is being added up.
    fn continues(&mut self, faint: &Faint) -> bool {
        if faint.side != self.side || self.frames == 0 {
            return false;
        }
        let size = self.size.max(1.0);
        let moved = (faint.centre - self.centre).length() / size;
        if moved > MOST_MOVED || !(1.0 / MOST_GROWN..MOST_GROWN).contains(&(faint.size / size)) {
            return false;
        }
        self.dark.clear();
        self.dark.extend(self.sums.iter().map(is_dark));
        let before = Modules::certain(self.side, &self.dark);
        let errors = likeliest_format(&before).map(|it| format_errors(&faint.modules(), it));
        if errors.is_some_and(|errors| errors > MOST_FORMAT_ERRORS) {
            return false;
        }
        self.agreement(faint) >= LEAST_AGREEMENT
    }

    /// The part of the data modules that are as they were, of those that are clear both times.
    fn agreement(&mut self, faint: &Faint) -> f64 {
        let frames = self.frames.max(1);
        let pairs = || {
            data_modules(self.side).filter_map(|index| {
                let (sum, value) = (self.sums.get(index)?, faint.values.get(index)?);
                Some((sum / frames, *value))
            })
        };
        let strength = |(mean, value): (i32, i32)| mean.abs().min(value.abs());
        let mut strengths = core::mem::take(&mut self.strengths);
        strengths.clear();
        strengths.extend(pairs().map(strength));
        strengths.sort_unstable();
        let clear = strengths.get(strengths.len() / 2).copied();
        let clear = clear.unwrap_or_default();
        let (mut alike, mut all) = (0_usize, 0_usize);
        for (mean, value) in pairs().filter(|pair| strength(*pair) >= clear) {
            all += 1;
            alike += usize::from((mean < 0) == (value < 0));
        }
        self.strengths = strengths;
        real(alike) / real(all.max(1))
    }
}

fn is_dark(value: &i32) -> u8 {
    u8::from(*value < 0)
}

fn margin(value: &i32) -> u8 {
    byte(value.abs() / 16)
}

/// Bits of the format information that say more clearly that a symbol is seen from behind.
const SURELY_BEHIND: u32 = 3;
/// Bits of the format information, 30 in both copies, that are wrong for noise: another format
/// differs in 14 at least.
const MOST_FORMAT_ERRORS: u32 = 10;
/// How much lighter or darker a module is than those around it in the mean, in sixteenths: that of
/// a frame with half of all contrast.
const USUAL: i32 = 1024;
/// The most that one module counts in one frame.
const MOST: i64 = 3 * 1024;
/// Frames over which is averaged: half a second of a camera, in which a hand does not bend a sheet.
const MOST_FRAMES: i32 = 16;
/// Frames without the symbol after which it is thought to have left.
const MISSES_FORGIVEN: u32 = 8;
/// How far a symbol moves from frame to frame, in parts of its diagonal, and how much it grows.
const MOST_MOVED: f64 = 0.4;
const MOST_GROWN: f64 = 1.5;
/// Clear modules that are as they were: of another symbol half are, and up to three quarters where
/// both are half filled up.
const LEAST_AGREEMENT: f64 = 0.82;

#[cfg(test)]
mod tests;

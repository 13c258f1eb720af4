//! Finder patterns, by the widths of their stripes: ISO/IEC 18004, clause 12, step 3.

use super::bits::Bits;
use super::likeness::finder_like;
use super::order::greatest_first;
use crate::budget::Budget;
use crate::frame::GreyFrame;
use crate::number::{floor, real, real_of, round};

/// What looks like a finder pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Finder {
    /// The centre.
    pub(super) x: f64,
    pub(super) y: f64,
    /// Pixels a module.
    pub(super) module: f64,
    /// The part of its rows that showed the stripes, at most 1.
    pub(super) quality: f64,
    /// Rows that showed them.
    hits: f64,
    pub(super) evidence: Evidence,
}

impl Finder {
    /// A finder that is no more than like one.
    pub(super) fn likely(x: f64, y: f64, module: f64, quality: f64) -> Self {
        Self {
            x,
            y,
            module,
            quality,
            hits: quality * ROWS_SHOWN * module,
            evidence: Evidence::Likeness,
        }
    }

    /// What may be a finder by its stripes in row `y`, `width` together, the stone from `begin` to
    /// `end`.
    fn suspected(begin: i32, end: i32, y: usize, width: f64) -> Self {
        Self {
            x: real_of(begin + end) / 2.0,
            y: real(y) + 0.5,
            module: width / 7.0,
            quality: 0.0,
            hits: 1.0,
            evidence: Evidence::Likeness,
        }
    }

    /// A finder beyond doubt.
    #[cfg(test)]
    pub(super) fn at(x: f64, y: f64, module: f64) -> Self {
        Self {
            x,
            y,
            module,
            quality: 1.0,
            hits: 9.0,
            evidence: Evidence::Stripes,
        }
    }
}

/// Finds finders; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(super) struct FinderSearch {
    turns: Vec<i32>,
    found: Vec<Finder>,
    suspects: Vec<Finder>,
}

/// What makes a finder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Stripes in rows alone, and greys that are like a finder's.
    Likeness,
    /// Stripes in rows, in a column and in a diagonal.
    Stripes,
}

impl FinderSearch {
    /// The finders in every `step`th row, the best first and at most [`MOST`].
    pub(super) fn search(
        &mut self,
        frame: &GreyFrame<'_>,
        bits: &Bits<'_>,
        step: usize,
        evidence: Evidence,
        budget: &mut dyn Budget,
    ) -> &[Finder] {
        self.found.clear();
        self.suspects.clear();
        for (n, y) in (step / 2..bits.height()).step_by(step).enumerate() {
            // Noise has something like a finder in every row.
            if n % ROWS_AT_ONCE == ROWS_AT_ONCE - 1 && budget.go_on().is_break() {
                break;
            }
            bits.turns(y, &mut self.turns);
            let (pairs, _) = self.turns.as_chunks::<2>();
            for &[[a, b], [c, d], [e, f]] in pairs.array_windows() {
                // The middle first, in whole numbers: most of what is no finder ends here.
                let (all, stone) = (f - a, d - c);
                if 1000 * stone + 720 < 222 * all || 1000 * stone > 634 * all + 720 {
                    continue;
                }
                let stripes = [b - a, c - b, stone, e - d, f - e].map(real_of);
                if !are_finder(&stripes, 0.6) {
                    continue;
                }
                if let Some(finder) = around(bits, (c + d) / 2, y, real_of(all)) {
                    add(&mut self.found, finder);
                } else if evidence == Evidence::Likeness {
                    add(&mut self.suspects, Finder::suspected(c, d, y, real_of(all)));
                }
            }
        }
        let step = real(step);
        for finder in &mut self.found {
            finder.quality = (finder.hits * step / (ROWS_SHOWN * finder.module)).min(1.0);
        }
        self.found
            .retain(|finder| finder.hits >= 2.0 || finder.hits * step >= 0.3 * finder.module);
        greatest_first(&mut self.found, |it| it.hits / it.module);
        if self
            .found
            .iter()
            .filter(|finder| finder.quality >= 0.45)
            .count()
            >= 3
        {
            self.found.retain(|finder| finder.quality >= 0.3);
        }
        self.add_likely(frame);
        self.found.truncate(MOST);
        &self.found
    }

    /// Adds what is like a finder where none was found.
    fn add_likely(&mut self, frame: &GreyFrame<'_>) {
        let hits = |finder: &Finder| finder.hits / finder.module;
        self.suspects
            .retain(|suspect| suspect.hits >= 2.0 && suspect.module >= LEAST_SUSPECTED);
        greatest_first(&mut self.suspects, hits);
        self.suspects.truncate(MOST_SUSPECTED);
        for suspect in &self.suspects {
            let is_known = |finder: &Finder| {
                let reach = 3.0 * finder.module;
                (finder.x - suspect.x).abs() < reach && (finder.y - suspect.y).abs() < reach
            };
            if self.found.iter().any(is_known) {
                continue;
            }
            self.found.extend(finder_like(frame, suspect));
        }
    }
}

/// Adds `new` to the finder it is another row of.
fn add(found: &mut Vec<Finder>, new: Finder) {
    let same = |old: &&mut Finder| {
        let reach = 1.8 * old.module;
        (old.x - new.x).abs() < reach
            && (old.y - new.y).abs() < reach
            && old.module < 1.8 * new.module
            && new.module < 1.8 * old.module
    };
    // The rows of one finder come close after one another, so the last are looked at.
    let count = found.len();
    let last = count.saturating_sub(LOOKED_AT);
    match found.iter_mut().skip(last).rev().find(same) {
        Some(old) => {
            let mean = |before, value| (before * old.hits + value) / (old.hits + 1.0);
            *old = Finder {
                x: mean(old.x, new.x),
                y: mean(old.y, new.y),
                module: mean(old.module, new.module),
                quality: 0.0,
                hits: old.hits + 1.0,
                evidence: old.evidence,
            };
        }
        None if count < REMEMBERED => found.push(new),
        None => {}
    }
}

/// The finder whose stone is at `x` in row `y`, where its stripes are `width` together.
fn around(bits: &Bits<'_>, x: i32, y: usize, width: f64) -> Option<Finder> {
    let y = i32::try_from(y).ok()?;
    let limit = floor(1.3 * width);
    let down = cross(bits, (x, y), (0, 1), limit)?;
    let height = down.length();
    if !are_finder(&down.stripes, 0.7) || height > 2.6 * width || width > 2.6 * height {
        return None;
    }
    let middle = round(real_of(y) + down.middle);
    let across = cross(bits, (x, middle), (1, 0), limit)?;
    if !are_finder(&across.stripes, 0.7) {
        return None;
    }
    let (x, y) = (
        real_of(x) + across.middle + 0.5,
        real_of(y) + down.middle + 0.5,
    );
    // Squares in text pass the test along rows and columns; few pass it along a diagonal.
    let limit = floor(1.3 * width.max(height));
    let diagonal = |direction| {
        cross(bits, (floor(x), floor(y)), direction, limit)
            .is_some_and(|cross| are_finder(&cross.stripes, 0.9))
    };
    (diagonal((1, 1)) || diagonal((1, -1))).then(|| Finder {
        x,
        y,
        module: (across.length() + height) / 14.0,
        quality: 0.0,
        hits: 1.0,
        evidence: Evidence::Stripes,
    })
}

/// Stripes on a line through a stone.
struct Cross {
    stripes: [f64; 5],
    /// How far the middle of the stone is from where the line began, in steps.
    middle: f64,
}

impl Cross {
    fn length(&self) -> f64 {
        self.stripes.iter().sum()
    }
}

/// The five stripes through `at`, dark outside, in steps of `direction`; none longer than `limit`.
fn cross(bits: &Bits<'_>, at: (i32, i32), direction: (i32, i32), limit: i32) -> Option<Cross> {
    let half = |sign: i32, first: i32| {
        let mut step = first;
        let mut stripes = [0; 3];
        for (stripe, dark) in stripes.iter_mut().zip([true, false, true]) {
            loop {
                let (x, y) = (
                    at.0 + sign * step * direction.0,
                    at.1 + sign * step * direction.1,
                );
                match bits.dark(x, y) {
                    Some(seen) if seen == dark => {}
                    None if !dark => return None,
                    _ => break,
                }
                *stripe += 1;
                step += 1;
                if *stripe > limit {
                    return None;
                }
            }
        }
        (stripes.iter().skip(1).all(|stripe| *stripe > 0)).then_some(stripes)
    };
    if bits.dark(at.0, at.1) != Some(true) {
        return None;
    }
    let [before, gap_before, edge_before] = half(-1, 0)?;
    let [after, gap_after, edge_after] = half(1, 1)?;
    Some(Cross {
        stripes: [
            edge_before,
            gap_before,
            before + after,
            gap_after,
            edge_after,
        ]
        .map(real_of),
        middle: real_of(after - (before - 1)) * 0.5,
    })
}

/// Whether stripes are as 1 : 1 : 3 : 1 : 1, each within `part` of a module and a third of a pixel.
fn are_finder(stripes: &[f64; 5], part: f64) -> bool {
    let all: f64 = stripes.iter().sum();
    let module = all / 7.0;
    let off = module * part + 0.3;
    let [a, b, stone, d, e] = stripes;
    all >= 7.0
        && [a, b, d, e]
            .iter()
            .all(|stripe| (*stripe - module).abs() < off)
        && (stone - 3.0 * module).abs() < 2.4 * off
}

/// Rows after which the budget is asked.
const ROWS_AT_ONCE: usize = 64;
/// Rows of a finder in which the stripes are seen, in modules; the stone has three.
const ROWS_SHOWN: f64 = 2.6;

/// Finders that are given: more than a sheet of codes shows, few enough for every group of three
/// to be weighed in a millisecond.
const MOST: usize = 120;
/// Finders that are remembered while rows are looked at: a page full of them has no more.
const REMEMBERED: usize = 1000;
const LOOKED_AT: usize = 160;

/// Suspects that are looked at, the likeliest by their rows.
const MOST_SUSPECTED: usize = 150;
/// Pixels a module below which a row says too little to suspect a finder.
const LEAST_SUSPECTED: f64 = 1.5;

#[cfg(test)]
mod tests {
    use super::super::threshold::Threshold;
    use super::*;
    use crate::drawing::{Canvas, drawn};

    fn found(canvas: &Canvas) -> Vec<(i32, i32, i32)> {
        let mut threshold = Threshold::default();
        let frame = canvas.frame();
        let bits = threshold.apply(&frame, 3, 4);
        let mut search = FinderSearch::default();
        let mut found: Vec<_> = search
            .search(
                &frame,
                &bits,
                1,
                Evidence::Stripes,
                &mut crate::budget::Unlimited,
            )
            .iter()
            .take(3)
            .map(|finder| (round(finder.x), round(finder.y), round(finder.module)))
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn the_best_three_are_those_of_the_symbol() {
        // Version 1 in a quiet zone of 4 modules: centres at 7.5 and 21.5 modules.
        let canvas = drawn(b"FINDERS", 4);
        assert_eq!(found(&canvas), [(30, 30, 4), (30, 86, 4), (86, 30, 4)]);
    }

    #[test]
    fn nothing_has_none() {
        assert_eq!(found(&Canvas::white(200, 100)), []);
        let mut dark = Canvas::white(200, 100);
        dark.invert();
        assert_eq!(found(&dark), []);
    }
}

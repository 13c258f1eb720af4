//! What symbol three finders may be the corners of: which version, seen in which perspective.

use super::alignment;
use super::bits::Bits;
use super::finder::{Evidence, Finder};
use super::geometry::{Perspective, Point, Seen};
use super::order::greatest_first;
use super::outline::Outline;
use crate::frame::GreyFrame;
use crate::number::{narrow, real, real_of, round};
use crate::symbol::{Version, nearest_version};

/// Three finders whose corners were found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corners {
    finders: [Finder; 3],
    outlines: [Outline; 3],
    /// Modules from side to side, by the size of the finders.
    sides: f64,
}

/// One version, and where its modules are.
#[derive(Clone, Debug)]
pub(super) struct Hypothesis {
    pub(super) version: Version,
    pub(super) perspective: Perspective,
    /// The perspective by the finders alone.
    pub(super) by_finders: Perspective,
    /// All that was seen of it.
    pub(super) seen: Vec<Seen>,
    /// How well its timing patterns are seen.
    timing: f32,
}

impl Corners {
    /// The corners of `finders`, of which the first lies between the others.
    pub(super) fn of(bits: &Bits<'_>, finders: [Finder; 3]) -> Option<Self> {
        let way = |finders: &[Finder; 3], n: usize| {
            let [a, b, c] = finders;
            let to = if n == 1 { b } else { c };
            Point::new(to.x - a.x, to.y - a.y)
        };
        let mut finders = finders;
        // The second is to the right of the first where the third is below it.
        if way(&finders, 1).cross(way(&finders, 2)) < 0.0 {
            finders.swap(1, 2);
        }
        let (right, down) = (way(&finders, 1), way(&finders, 2));
        let (width, height) = (right.length(), down.length());
        let (east, south) = (right * (1.0 / width), down * (1.0 / height));
        let traced = finders.map(|finder| match finder.evidence {
            Evidence::Stripes => Some(Outline::trace(bits, &finder, east, south)),
            Evidence::Likeness => None,
        });
        // What is seen of a scratched finder is its centre; its modules are as those of the others.
        let mut whole: Vec<Outline> = Vec::with_capacity(3);
        for outline in traced.iter().flatten() {
            whole.push((*outline)?);
        }
        let outline = |n: usize| {
            let (Some(finder), Some(traced)) = (finders.get(n), traced.get(n)) else {
                return None;
            };
            if let Some(traced) = traced {
                return *traced;
            }
            let mean = |of: fn(&Outline) -> Point, way: Point| match whole.len() {
                0 => way * finder.module,
                count => {
                    let sum = whole
                        .iter()
                        .fold(Point::default(), |sum, seen| sum + of(seen));
                    sum * (1.0 / real(count))
                }
            };
            let (right, down) = (mean(Outline::right, east), mean(Outline::down, south));
            Some(Outline::square(finder, right, down))
        };
        let outlines = [outline(0)?, outline(1)?, outline(2)?];
        let [first, second, third] = &outlines;
        let across = width / (first.module_right() * second.module_right()).sqrt() + 7.0;
        let along = height / (first.module_down() * third.module_down()).sqrt() + 7.0;
        let possible = |sides: f64| (15.0..220.0).contains(&sides);
        (possible(across) && possible(along) && across < 1.6 * along && along < 1.6 * across)
            .then_some(Self {
                finders,
                outlines,
                sides: (across + along) / 2.0,
            })
    }

    /// The likeliest hypotheses, at most `most`, the best first.
    pub(super) fn hypotheses(&self, frame: &GreyFrame<'_>, most: usize) -> Vec<Hypothesis> {
        let nearest = round((self.sides - 17.0) / 4.0);
        let reach = match nearest {
            10.. => 3,
            5.. => 2,
            _ => 1,
        };
        let told = if nearest > 5 { self.told(frame) } else { None };
        let mut hypotheses: Vec<Hypothesis> = (nearest - reach..=nearest + reach)
            .filter_map(|number| {
                let version = Version::new(usize::try_from(number).ok()?)?;
                let mut hypothesis = self.hypothesis(version)?;
                hypothesis.timing = timing(frame, &hypothesis.perspective, version.side())
                    - 0.02 * narrow(real_of((number - nearest).abs()));
                if told == Some(version) {
                    hypothesis.timing += TOLD;
                }
                (hypothesis.timing >= LEAST_TIMING).then_some(hypothesis)
            })
            .collect();
        greatest_first(&mut hypotheses, |it| it.timing.into());
        hypotheses.truncate(most);
        hypotheses
    }

    fn hypothesis(&self, version: Version) -> Option<Hypothesis> {
        let side = real(version.side());
        let far = side - 7.0;
        let mut seen = Vec::with_capacity(64);
        let lefts = [(0.0, 0.0), (far, 0.0), (0.0, far)];
        for ((finder, outline), (left, top)) in self.finders.iter().zip(&self.outlines).zip(lefts) {
            let inside = [(0.0, 0.0), (7.0, 0.0), (7.0, 7.0), (0.0, 7.0)];
            let weight = match finder.evidence {
                Evidence::Stripes => 1.0,
                Evidence::Likeness => 0.25,
            };
            for (corner, (u, v)) in outline.corners.iter().zip(inside) {
                seen.push(Seen {
                    module: Point::new(left + u, top + v),
                    pixel: *corner,
                    weight,
                });
            }
            seen.push(Seen {
                module: Point::new(left + 3.5, top + 3.5),
                pixel: Point::new(finder.x, finder.y),
                weight: 2.0,
            });
        }
        let perspective = Perspective::fit(&seen, side)?;
        perspective.is_before(side).then_some(Hypothesis {
            version,
            perspective,
            by_finders: perspective,
            seen,
            timing: 0.0,
        })
    }

    /// The version that stands beside the second and the third finder (7.10).
    fn told(&self, frame: &GreyFrame<'_>) -> Option<Version> {
        let [_, right, below] = &self.outlines;
        let copy = |outline: &Outline, across: bool| {
            let [a, b, _, d] = outline.corners;
            let (east, south) = ((b - a) * (1.0 / 7.0), (d - a) * (1.0 / 7.0));
            let grey = |x: f64, y: f64| {
                let at = a + east * (x + 0.5) + south * (y + 0.5);
                frame.grey(narrow(at.x), narrow(at.y))
            };
            let limit = (grey(3.0, 3.0) + grey(1.0, 3.0) + grey(3.0, 1.0) + grey(5.0, 3.0)) / 4.0;
            (0..18).rev().fold(0_u32, |word, bit| {
                let (along, aside) = (real_of(bit % 3) - 4.0, real_of(bit / 3));
                let (x, y) = if across {
                    (along, aside)
                } else {
                    (aside, along)
                };
                (word << 1) | u32::from(grey(x, y) < limit)
            })
        };
        nearest_version([copy(right, true), copy(below, false)])
    }
}

impl Hypothesis {
    /// Looks for the alignment patterns and bends to those that are there; `false` when the finders
    /// are then no finders.
    pub(super) fn align(&mut self, frame: &GreyFrame<'_>) -> bool {
        let side = real(self.version.side());
        let corner = side - 6.5;
        let mut found = false;
        let by_finders = self.seen.len();
        if self.version.number() > 1 {
            let reach = (side * 0.07).clamp(2.5, 6.0);
            let last = alignment::find(frame, &self.perspective, (corner, corner), reach);
            if let Some(last) = last.filter(|last| last.likeness > 0.55) {
                self.seen.push(Seen {
                    module: Point::new(corner, corner),
                    pixel: last.pixel,
                    weight: 6.0,
                });
                found = self.refit();
            }
        }
        if finders_fit(frame, &self.perspective, self.version.side()) < LEAST_FINDERS {
            return false;
        }
        if self.version.is_told() {
            let reach = if found { 1.5 } else { 2.5 };
            let before = self.seen.clone();
            self.seen.truncate(by_finders);
            for (x, y) in self.version.alignment_centres() {
                let (u, v) = (real(x) + 0.5, real(y) + 0.5);
                let there = alignment::find(frame, &self.perspective, (u, v), reach);
                if let Some(there) = there.filter(|there| there.likeness > 0.5) {
                    self.seen.push(Seen {
                        module: Point::new(u, v),
                        pixel: there.pixel,
                        weight: 2.0,
                    });
                }
            }
            if self.seen.len() < by_finders + 2 || !self.refit() {
                self.seen = before;
            }
        }
        true
    }

    /// How far what was seen is from where the perspective puts it, at most, in modules.
    pub(super) fn worst_miss(&self) -> f64 {
        let step = self.perspective.at(1.0, 1.0) - self.perspective.at(0.0, 0.0);
        let module = (step.length() / std::f64::consts::SQRT_2).max(0.1);
        self.seen
            .iter()
            .map(|seen| self.perspective.at(seen.module.x, seen.module.y) - seen.pixel)
            .map(|off| off.length() / module)
            .fold(0.0, f64::max)
    }

    fn refit(&mut self) -> bool {
        let side = real(self.version.side());
        match Perspective::fit(&self.seen, side).filter(|fitted| fitted.is_before(side)) {
            Some(fitted) => {
                self.perspective = fitted;
                true
            }
            None => false,
        }
    }
}

/// How regularly dark and light take turns along the timing patterns: at most 1, for noise about 0.
fn timing(frame: &GreyFrame<'_>, perspective: &Perspective, side: usize) -> f32 {
    let mut values = Vec::with_capacity(side);
    let mut all = 0.0;
    for across in [true, false] {
        values.clear();
        values.extend((7..side - 7).map(|n| {
            let n = real(n) + 0.5;
            let (u, v) = if across { (n, 6.5) } else { (6.5, n) };
            let at = perspective.at(u, v);
            frame.grey(narrow(at.x), narrow(at.y))
        }));
        let (mut turns, mut changes) = (0.0, 1.0);
        for (n, &[before, here, after]) in values.array_windows().enumerate() {
            // The first module is light, so the second is dark.
            let change = here - (before + after) / 2.0;
            turns += if n.is_multiple_of(2) { -change } else { change };
            changes += change.abs();
        }
        all += turns / changes;
    }
    all / 2.0
}

/// The part of the modules of the three finders that are as they should be.
fn finders_fit(frame: &GreyFrame<'_>, perspective: &Perspective, side: usize) -> f32 {
    let far = side - 7;
    let mut right = 0.0;
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
        let mut greys = Vec::with_capacity(49);
        let (mut dark, mut light) = (0.0, 0.0);
        for y in 0..7_usize {
            for x in 0..7_usize {
                let at = perspective.at(real(left + x) + 0.5, real(top + y) + 0.5);
                let grey = frame.grey(narrow(at.x), narrow(at.y));
                let is_light = x.abs_diff(3).max(y.abs_diff(3)) == 2;
                *if is_light { &mut light } else { &mut dark } += grey;
                greys.push((grey, is_light));
            }
        }
        let (dark, light) = (dark / 33.0, light / 16.0);
        // One of the three may be covered.
        if light < dark {
            continue;
        }
        let limit = (dark + light) / 2.0;
        let count = greys
            .iter()
            .filter(|(grey, is_light)| (*grey >= limit) == *is_light);
        right += narrow(real(count.count()));
    }
    right / (3.0 * 49.0)
}

/// How much a told version is preferred, and what of timing must be seen at least.
const TOLD: f32 = 0.3;
const LEAST_TIMING: f32 = 0.22;
const LEAST_FINDERS: f32 = 0.62;

//! Alignment patterns, by likeness to a drawn one: normalised correlation over grey pixels.

use super::geometry::{Perspective, Point};
use crate::frame::GreyFrame;
use crate::number::{count, floor, narrow, real, real_of};

/// An alignment pattern that was looked for and seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Aligned {
    /// The centre.
    pub(super) pixel: Point,
    /// The likeness, at most 1.
    pub(super) likeness: f32,
}

/// The likeliest centre of an alignment pattern that should be at the place `u`, `v` in modules,
/// at most `reach` modules from there.
pub(super) fn find(
    frame: &GreyFrame<'_>,
    perspective: &Perspective,
    (u, v): (f64, f64),
    reach: f64,
) -> Option<Aligned> {
    let centre = perspective.at(u, v);
    let right = perspective.at(u + 1.0, v) - centre;
    let down = perspective.at(u, v + 1.0) - centre;
    let (width, height) = (real(frame.width()), real(frame.height()));
    if !(-20.0..width + 20.0).contains(&centre.x) || !(-20.0..height + 20.0).contains(&centre.y) {
        return None;
    }
    let steps = floor(reach * 2.0).clamp(1, MOST_STEPS);
    // Greys at every half module, so that each is looked up once and not for 25 places.
    let margin = steps + 4;
    let across = count(2 * margin + 1);
    let mut greys = Vec::with_capacity(across * across);
    for j in -margin..=margin {
        for i in -margin..=margin {
            let at = centre + right * (real_of(i) * 0.5) + down * (real_of(j) * 0.5);
            greys.push(frame.grey(narrow(at.x), narrow(at.y)));
        }
    }
    let likeness_at = |i: i32, j: i32| {
        likeness(|a, b| {
            let index = count(j + 2 * b + margin) * across + count(i + 2 * a + margin);
            greys.get(index).copied().unwrap_or_default()
        })
    };
    let mut best = (f32::MIN, 0, 0);
    for j in -steps..=steps {
        for i in -steps..=steps {
            let value = likeness_at(i, j) - off(real_of(i) * 0.5, real_of(j) * 0.5);
            if value > best.0 {
                best = (value, i, j);
            }
        }
    }
    // The middle of all that is about as like: where edges are sharp, places half a module apart
    // are alike.
    let (value, i0, j0) = best;
    let (mut sum, mut weights) = (Point::default(), 0.0);
    for j in (j0 - 2).max(-steps)..=(j0 + 2).min(steps) {
        for i in (i0 - 2).max(-steps)..=(i0 + 2).min(steps) {
            let weight = f64::from((likeness_at(i, j) - value + ABOUT_AS_LIKE).max(0.0));
            sum = sum + Point::new(real_of(i), real_of(j)) * (0.5 * weight);
            weights += weight;
        }
    }
    if weights <= 0.0 {
        return None;
    }
    let mut middle = sum * (1.0 / weights);
    let likeness_near = |x: f64, y: f64| {
        likeness(|i, j| {
            let at = centre + right * (x + real_of(i)) + down * (y + real_of(j));
            frame.grey(narrow(at.x), narrow(at.y))
        })
    };
    let mut here = likeness_near(middle.x, middle.y) + SURELY_LIKER;
    for step in [0.25, 0.125] {
        let from = middle;
        for j in -1..=1 {
            for i in -1..=1 {
                let (x, y) = (from.x + real_of(i) * step, from.y + real_of(j) * step);
                let there = likeness_near(x, y);
                if there > here {
                    (here, middle) = (there, Point::new(x, y));
                }
            }
        }
    }
    Some(Aligned {
        pixel: centre + right * middle.x + down * middle.y,
        likeness: value,
    })
}

/// The correlation of 25 greys with dark, light ring, dark stone: from -1 to 1.
fn likeness(grey: impl Fn(i32, i32) -> f32) -> f32 {
    let (mut dark, mut light, mut squares) = (0.0, 0.0, 0.0);
    for j in -2_i32..=2 {
        for i in -2_i32..=2 {
            let value = grey(i, j);
            squares += value * value;
            if i.abs().max(j.abs()) == 1 {
                light += value;
            } else {
                dark += value;
            }
        }
    }
    let mean = (dark + light) / 25.0;
    // Differences of two shades of grey are noise.
    let variance = (squares / 25.0 - mean * mean).max(4.0);
    (light / 8.0 - dark / 17.0) * RING_DEVIATION / variance.sqrt()
}

/// Of two places alike the nearer.
fn off(a: f64, b: f64) -> f32 {
    0.01 * narrow(a.hypot(b))
}

/// The square root of the parts of light and dark modules, 8 / 25 and 17 / 25.
const RING_DEVIATION: f32 = 0.4665;

const ABOUT_AS_LIKE: f32 = 0.15;
const SURELY_LIKER: f32 = 0.01;

/// Half modules in each direction.
const MOST_STEPS: i32 = 14;

#[cfg(test)]
mod tests {
    use super::super::geometry::Seen;
    use super::*;
    use crate::drawing::drawn;

    #[test]
    fn a_pattern_is_found_two_modules_away() {
        // Version 2: the centre of the pattern is 18.5 modules from the edge, 22.5 with quiet zone.
        let canvas = drawn(b"ALIGNMENT PATTERNS HERE", 5);
        let seen = [(0.0, 0.0), (25.0, 0.0), (25.0, 25.0), (0.0, 25.0)].map(|(u, v)| Seen {
            module: Point::new(u, v),
            pixel: Point::new(20.0 + 5.0 * u, 20.0 + 5.0 * v),
            weight: 1.0,
        });
        let perspective = Perspective::fit(&seen, 25.0).unwrap();
        let found = find(&canvas.frame(), &perspective, (17.0, 19.5), 3.0).unwrap();
        let want = Point::new(112.5, 112.5);
        assert!((found.pixel - want).length() < 1.0, "{found:?}");
        assert!(found.likeness > 0.9, "{found:?}");
    }
}

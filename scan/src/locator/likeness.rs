//! Finders that are scratched: their stripes are seen in some rows, and the greys around are like
//! those of a finder, by normalised correlation at four angles.

use super::finder::Finder;
use super::geometry::Point;
use crate::frame::GreyFrame;
use crate::number::{narrow, real_of};

/// The finder that `suspect` may be, when enough of it is there.
pub(super) fn finder_like(frame: &GreyFrame<'_>, suspect: &Finder) -> Option<Finder> {
    let place = Point::new(suspect.x, suspect.y);
    let likest = (0..ANGLES)
        .map(|angle| {
            let (sin, cos) = (real_of(angle) * std::f64::consts::FRAC_PI_8).sin_cos();
            // A row through the stone is longer the more the finder is turned, up to 45 degrees.
            let module = suspect.module * cos.max(sin);
            let right = Point::new(cos, sin) * module;
            (likest(frame, place, right, 1), module)
        })
        .max_by(|((a, _), _), ((b, _), _)| a.total_cmp(b));
    let ((likeness, centre), module) = likest?;
    (likeness > LEAST_LIKENESS)
        .then(|| Finder::likely(centre.x, centre.y, module, f64::from(likeness)))
}

/// The place at most `reach` and a half modules from `place` that is most like a finder whose
/// modules are `right`: the likeness and the place.
pub(super) fn likest(
    frame: &GreyFrame<'_>,
    place: Point,
    right: Point,
    reach: i32,
) -> (f32, Point) {
    let down = Point::new(-right.y, right.x);
    let mut best = (f32::MIN, place);
    for (reach, step) in [(reach, 1.0), (1, 0.5), (1, 0.25)] {
        let (_, from) = best;
        for j in -reach..=reach {
            for i in -reach..=reach {
                let at = from + right * (step * real_of(i)) + down * (step * real_of(j));
                let likeness = likeness(frame, at, right, down);
                if likeness > best.0 {
                    best = (likeness, at);
                }
            }
        }
        // Half modules are of no use where whole ones show nothing.
        if best.0 < FAR_FROM_LIKE {
            break;
        }
    }
    best
}

/// The correlation of 81 greys with a finder in its light frame: from -1 to 1.
fn likeness(frame: &GreyFrame<'_>, centre: Point, right: Point, down: Point) -> f32 {
    let (mut dark, mut light, mut squares) = (0.0, 0.0, 0.0);
    for j in -4_i32..=4 {
        for i in -4_i32..=4 {
            let at = centre + right * real_of(i) + down * real_of(j);
            let grey = frame.grey(narrow(at.x), narrow(at.y));
            squares += grey * grey;
            if matches!(i.abs().max(j.abs()), 2 | 4) {
                light += grey;
            } else {
                dark += grey;
            }
        }
    }
    let mean = (dark + light) / 81.0;
    // Differences of two shades of grey are noise.
    let variance = (squares / 81.0 - mean * mean).max(4.0);
    (light / 48.0 - dark / 33.0) * DEVIATION / variance.sqrt()
}

/// The square root of the parts of light and dark modules, 48 / 81 and 33 / 81.
const DEVIATION: f32 = 0.4913;

/// Steps of 22.5 degrees, after which a square is as it was.
const ANGLES: i32 = 4;
/// Below this, text and corners are as like.
const LEAST_LIKENESS: f32 = 0.55;
/// Where whole modules show no more than this, halves of them show no finder either.
const FAR_FROM_LIKE: f32 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{Canvas, drawn};

    /// Version 1 at 8 pixels a module: the first finder has its centre at 60, 60.
    fn suspect() -> Finder {
        Finder::likely(64.0, 53.0, 7.5, 0.0)
    }

    #[test]
    fn a_scratched_finder_is_like_one() {
        let mut canvas = drawn(b"SCRATCHED", 8);
        for n in 0..50 {
            canvas.put(34 + n, 40 + n, &Canvas::white(6, 1));
        }
        let found = finder_like(&canvas.frame(), &suspect()).unwrap();
        let off = Point::new(found.x - 60.0, found.y - 60.0);
        assert!(off.length() < 3.0, "{found:?}");
        assert!((0.55..1.0).contains(&found.quality), "{found:?}");
    }

    #[test]
    fn nothing_and_stripes_are_not() {
        let mut canvas = Canvas::white(120, 120);
        assert_eq!(finder_like(&canvas.frame(), &suspect()), None);
        for n in 0..7 {
            canvas.put(n * 16, 0, &Canvas::dark(8, 120));
        }
        assert_eq!(finder_like(&canvas.frame(), &suspect()), None);
    }
}

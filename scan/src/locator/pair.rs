//! The third finder of a symbol of which two are seen: where it should be by those, and where
//! something is most like it.

use super::finder::Finder;
use super::geometry::Point;
use super::likeness::likest;
use super::order::greatest_first;
use crate::frame::GreyFrame;

/// Pairs of `finders` that may belong to one symbol, the best first, at most [`MOST_PAIRS`].
pub(super) fn pairs(finders: &[Finder]) -> Vec<[Finder; 2]> {
    let mut sure: Vec<&Finder> = finders
        .iter()
        .filter(|finder| finder.quality >= LEAST_QUALITY)
        .collect();
    greatest_first(&mut sure, |it| it.quality);
    sure.truncate(MOST_FINDERS);
    let mut pairs = Vec::new();
    for (n, a) in sure.iter().enumerate() {
        for b in sure.iter().skip(n + 1) {
            let module = (a.module + b.module) / 2.0;
            let length = Point::new(b.x - a.x, b.y - a.y).length() / module;
            let alike = a.module < MODULES_ALIKE * b.module && b.module < MODULES_ALIKE * a.module;
            if alike && (NEAREST..FURTHEST).contains(&length) {
                pairs.push([**a, **b]);
            }
        }
    }
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// The groups of three that `pair` may be two of, the corner between the others first; the
/// likeliest first.
pub(super) fn completed(frame: &GreyFrame<'_>, pair: [Finder; 2]) -> Vec<[Finder; 3]> {
    let [a, b] = pair;
    let (from, to) = (Point::new(a.x, a.y), Point::new(b.x, b.y));
    let way = to - from;
    let aside = Point::new(-way.y, way.x);
    let module = (a.module + b.module) / 2.0;
    let mut groups: Vec<([Finder; 3], f64)> = Vec::with_capacity(6);
    for side in [1.0, -1.0] {
        // Both on one side of the symbol: the corner is the first or the second.
        for (corner, other, start) in [(a, b, from), (b, a, to)] {
            let third = third(frame, start + aside * side, way, module);
            groups.push(([corner, other, third], third.quality));
        }
        // Both ends of a diagonal: the corner is the third.
        let diagonal = way + aside * side;
        let third = third(frame, from + diagonal * 0.5, diagonal, module);
        groups.push(([third, a, b], third.quality));
    }
    greatest_first(&mut groups, |it| it.1);
    groups.into_iter().map(|(group, _)| group).collect()
}

/// What is most like a finder around `place`, with sides along `way`; at `place` when nothing is.
fn third(frame: &GreyFrame<'_>, place: Point, way: Point, module: f64) -> Finder {
    let right = way * (module / way.length().max(1.0));
    let (likeness, at) = likest(frame, place, right, REACH);
    if likeness < LEAST_LIKENESS {
        return Finder::likely(place.x, place.y, module, f64::from(LEAST_LIKENESS));
    }
    Finder::likely(at.x, at.y, module, f64::from(likeness))
}

/// What two finders must be to have a third looked for.
const LEAST_QUALITY: f64 = 0.5;
const MODULES_ALIKE: f64 = 1.4;
/// Modules from one to the other: 14 in version 1, √2 times 170 in version 40.
const NEAREST: f64 = 12.0;
const FURTHEST: f64 = 245.0;
const MOST_FINDERS: usize = 8;
const MOST_PAIRS: usize = 12;
/// Modules in each direction.
const REACH: i32 = 3;
/// Below this, data modules are as like.
const LEAST_LIKENESS: f32 = 0.35;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{Canvas, drawn};

    /// Version 1 at 4 pixels a module: centres at 30 and 86.
    const CENTRES: [(f64, f64); 3] = [(30.0, 30.0), (86.0, 30.0), (30.0, 86.0)];

    fn finder((x, y): (f64, f64)) -> Finder {
        Finder::at(x, y, 4.0)
    }

    #[test]
    fn the_third_is_found_beside_any_two() {
        let canvas = drawn(b"FINDERS", 4);
        let [a, b, c] = CENTRES;
        for (pair, third) in [([a, b], c), ([a, c], b), ([b, c], a)] {
            let groups = completed(&canvas.frame(), pair.map(finder));
            assert_eq!(groups.len(), 6);
            let near = |finder: &Finder| {
                (finder.x - third.0).abs() < 2.0 && (finder.y - third.1).abs() < 2.0
            };
            let first = groups.first().unwrap();
            assert!(first.iter().any(near), "{first:?}");
            assert!((first[0].x - a.0).abs() < 2.0 && (first[0].y - a.1).abs() < 2.0);
        }
    }

    #[test]
    fn a_third_that_is_covered_is_put_where_it_should_be() {
        let mut canvas = drawn(b"FINDERS", 4);
        canvas.put(12, 12, &Canvas::white(40, 40));
        let [a, b, c] = CENTRES;
        let groups = completed(&canvas.frame(), [finder(b), finder(c)]);
        let is_there = |group: &[Finder; 3]| (group[0].x, group[0].y) == a;
        assert!(groups.iter().any(is_there), "{groups:?}");
    }

    #[test]
    fn pairs_are_of_one_size_and_few() {
        let few = pairs(&[
            finder((30.0, 30.0)),
            finder((86.0, 30.0)),
            Finder::at(60.0, 60.0, 9.0),
        ]);
        assert_eq!(few.len(), 1);
        let many: Vec<Finder> = (0..100)
            .map(|n| finder((f64::from(n) * 60.0, 9.0)))
            .collect();
        assert_eq!(pairs(&many).len(), MOST_PAIRS);
    }
}

//! Three finders that may be the corners of one symbol.

use super::finder::Finder;
use super::geometry::Point;
use super::order::least_first;

/// Places of finders in a list: the corner between the two others first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Triple {
    pub(super) finders: [usize; 3],
    /// How unlike the corners of an upright square they stand, and how doubtful they are.
    pub(super) unlikeness: f64,
}

/// Adds the groups of three that may be symbols to `triples`, the likeliest first.
///
/// Each finder is grouped with the nearest and best few alone, so that a page full of finders costs
/// no more than so many times their number.
pub(super) fn triples(finders: &[Finder], triples: &mut Vec<Triple>) {
    triples.clear();
    let mut near = Vec::with_capacity(finders.len());
    for (corner, a) in finders.iter().enumerate() {
        near.clear();
        near.extend(finders.iter().enumerate().filter_map(|(n, b)| {
            let way = Point::new(b.x - a.x, b.y - a.y);
            let length = way.length();
            let fits = n != corner
                && a.module < MODULES_ALIKE * b.module
                && b.module < MODULES_ALIKE * a.module
                && length > NEAREST * a.module.min(b.module)
                && length < FURTHEST * a.module.max(b.module);
            let doubt = 2.0 * (1.0 - b.quality);
            let modules = length / b.module;
            fits.then_some(Near {
                doubt: doubt + 0.02 * modules,
                doubt_far: doubt + 0.001 * modules,
                finder: n,
                way,
                length,
            })
        }));
        least_first(&mut near, |it| it.doubt);
        // The corners of a large symbol have much between them that is doubtful and nearer.
        if let Some(far) = near.get_mut(NEAR..) {
            least_first(far, |it| it.doubt_far);
        }
        near.truncate(NEIGHBOURS);
        for (n, second) in near.iter().enumerate() {
            for third in near.iter().skip(n + 1) {
                let (b, c) = (second.length, third.length);
                let lengths = (c / b).ln().abs();
                let slant = second.way.dot(third.way).abs() / (b * c);
                if lengths > LENGTHS_ALIKE || slant > SLANT {
                    continue;
                }
                let group = [
                    Some(a),
                    finders.get(second.finder),
                    finders.get(third.finder),
                ];
                let modules = group.map(|finder| finder.map_or(1.0, |finder| finder.module));
                let qualities: f64 = group.iter().flatten().map(|finder| finder.quality).sum();
                let largest = modules.into_iter().fold(0.0, f64::max);
                let smallest = modules.into_iter().fold(f64::MAX, f64::min);
                triples.push(Triple {
                    finders: [corner, second.finder, third.finder],
                    unlikeness: lengths
                        + 1.2 * slant
                        + 0.7 * (largest / smallest).ln()
                        + 0.8 * (3.0 - qualities)
                        + 0.002 * c / largest,
                });
            }
        }
    }
    least_first(triples, |it| it.unlikeness);
}

/// A finder seen from another.
#[derive(Clone, Copy)]
struct Near {
    /// How doubtful it is that both belong together, if near one another, and if far apart.
    doubt: f64,
    doubt_far: f64,
    finder: usize,
    way: Point,
    length: f64,
}

/// Pixels a module may differ by perspective: 65 degrees of tilt.
const MODULES_ALIKE: f64 = 2.6;
/// Logarithm of how the sides may differ: tilted, one is a third of the other.
const LENGTHS_ALIKE: f64 = 1.1;
/// Cosine of the angle between the sides.
const SLANT: f64 = 0.82;
/// Modules from finder to finder: 14 in version 1, 170 in version 40, tilted either may be less.
const NEAREST: f64 = 7.0;
const FURTHEST: f64 = 185.0;
/// Others with which a finder is grouped, 66 groups each: the nearest, and the best of the rest.
const NEIGHBOURS: usize = 12;
const NEAR: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(x: f64, y: f64) -> Finder {
        Finder::at(x, y, 4.0)
    }

    #[test]
    fn the_right_angle_comes_first() {
        let finders = [
            finder(156.0, 100.0),
            finder(100.0, 100.0),
            finder(100.0, 156.0),
        ];
        let mut found = vec![];
        triples(&finders, &mut found);
        let first = found.first().unwrap();
        assert_eq!(first.finders.first(), Some(&1));
        assert!(first.unlikeness < 0.1, "{first:?}");
    }

    #[test]
    fn a_page_of_finders_gives_a_bounded_number() {
        let finders: Vec<Finder> = (0..120)
            .map(|n| finder(f64::from(n % 12) * 40.0, f64::from(n / 12) * 40.0))
            .collect();
        let mut found = vec![];
        triples(&finders, &mut found);
        assert!(!found.is_empty() && found.len() <= 120 * 66);
    }
}

//! The four corners of a finder, from the edge that rays out of its centre meet.

use std::sync::LazyLock;

use super::bits::Bits;
use super::finder::Finder;
use super::geometry::Point;
use crate::number::{floor, real};

/// The corners of a finder: towards neither neighbour, towards the first, both, the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outline {
    pub(super) corners: [Point; 4],
}

impl Outline {
    /// The outline of `finder`, whose sides run along `right` and `down`, of length 1.
    pub(super) fn trace(
        bits: &Bits<'_>,
        finder: &Finder,
        right: Point,
        down: Point,
    ) -> Option<Self> {
        let skew = right.cross(down);
        if skew.abs() < 0.1 {
            return None;
        }
        let mut sides = [const { Vec::new() }; 4];
        let [top, east, bottom, west] = &mut sides;
        for &(sin, cos) in RAYS.iter() {
            let Some(length) = edge(bits, finder, cos, sin) else {
                continue;
            };
            let from = Point::new(cos * length, sin * length);
            let (along, across) = (from.cross(down) / skew, right.cross(from) / skew);
            let point = Point::new(finder.x, finder.y) + from;
            // Rays into corners tell little of either side.
            if along.abs() > 1.2 * across.abs() {
                if along > 0.0 { &mut *east } else { &mut *west }.push(point);
            } else if across.abs() > 1.2 * along.abs() {
                if across > 0.0 {
                    &mut *bottom
                } else {
                    &mut *top
                }
                .push(point);
            }
        }
        let [top, east, bottom, west] = [
            Line::through(top)?,
            Line::through(east)?,
            Line::through(bottom)?,
            Line::through(west)?,
        ];
        let outline = Self {
            corners: [
                top.meets(west)?,
                top.meets(east)?,
                bottom.meets(east)?,
                bottom.meets(west)?,
            ],
        };
        let (across, along) = (outline.module_right(), outline.module_down());
        (across > 0.4 && along > 0.4 && across < 4.0 * along && along < 4.0 * across)
            .then_some(outline)
    }

    /// The outline of a square finder around `finder`, whose modules are `right` and `down`.
    pub(super) fn square(finder: &Finder, right: Point, down: Point) -> Self {
        let centre = Point::new(finder.x, finder.y);
        let corners = [(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)];
        Self {
            corners: corners.map(|(u, v)| centre + right * u + down * v),
        }
    }

    /// One module along the sides that run to the first neighbour.
    pub(super) fn right(&self) -> Point {
        let [a, b, c, d] = self.corners;
        (b - a + c - d) * (1.0 / 14.0)
    }

    /// One module along the sides that run to the second neighbour.
    pub(super) fn down(&self) -> Point {
        let [a, b, c, d] = self.corners;
        (d - a + c - b) * (1.0 / 14.0)
    }

    /// Pixels a module, along the sides that run to the first neighbour.
    pub(super) fn module_right(&self) -> f64 {
        let [a, b, c, d] = self.corners;
        ((b - a).length() + (c - d).length()) / 14.0
    }

    /// Pixels a module, along the sides that run to the second neighbour.
    pub(super) fn module_down(&self) -> f64 {
        let [a, b, c, d] = self.corners;
        ((d - a).length() + (c - b).length()) / 14.0
    }
}

/// How far it is from the centre through stone, gap and ring.
fn edge(bits: &Bits<'_>, finder: &Finder, cos: f64, sin: f64) -> Option<f64> {
    let step = (finder.module / 8.0).max(0.5);
    let mut length = 0.0;
    let mut passed = 0;
    while length < 8.0 * finder.module {
        length += step;
        let at = (
            floor(finder.x + cos * length),
            floor(finder.y + sin * length),
        );
        // A frame may cut off the quiet zone, but nothing further in.
        let dark = match bits.dark(at.0, at.1) {
            Some(dark) => dark,
            None if passed == 2 => return Some(length - step / 2.0),
            None => return None,
        };
        match (passed, dark) {
            (0, false) | (1, true) => passed += 1,
            (2, false) => return Some(length - step / 2.0),
            _ => {}
        }
    }
    None
}

/// The points at which `normal` has the product `distance`.
#[derive(Clone, Copy)]
struct Line {
    normal: Point,
    distance: f64,
}

impl Line {
    /// The line of least squares through `points`, those far from it left out in two rounds.
    fn through(points: &mut Vec<Point>) -> Option<Self> {
        let mut line = Self::nearest(points)?;
        for _ in 0..2 {
            if points.len() > 5 {
                let mut offs: Vec<f64> = points.iter().map(|point| line.off(*point)).collect();
                offs.sort_by(f64::total_cmp);
                let median = offs.get(offs.len() / 2).copied()?;
                let limit = (2.5 * median).max(0.4);
                points.retain(|point| line.off(*point) <= limit);
            }
            line = Self::nearest(points)?;
        }
        Some(line)
    }

    fn nearest(points: &[Point]) -> Option<Self> {
        if points.len() < 3 {
            return None;
        }
        let part = 1.0 / real(points.len());
        let mean = points
            .iter()
            .fold(Point::default(), |sum, point| sum + *point)
            * part;
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for point in points {
            let off = *point - mean;
            xx += off.x * off.x;
            xy += off.x * off.y;
            yy += off.y * off.y;
        }
        let (sin, cos) = (0.5 * (2.0 * xy).atan2(xx - yy)).sin_cos();
        let normal = Point::new(-sin, cos);
        Some(Self {
            normal,
            distance: normal.dot(mean),
        })
    }

    fn off(&self, point: Point) -> f64 {
        (self.normal.dot(point) - self.distance).abs()
    }

    fn meets(self, other: Self) -> Option<Point> {
        let skew = self.normal.cross(other.normal);
        (skew.abs() >= 0.05).then(|| {
            Point::new(
                (self.distance * other.normal.y - other.distance * self.normal.y) / skew,
                (self.normal.x * other.distance - other.normal.x * self.distance) / skew,
            )
        })
    }
}

/// The sine and cosine of the direction of each ray.
static RAYS: LazyLock<[(f64, f64); 72]> = LazyLock::new(|| {
    std::array::from_fn(|ray| (real(ray) * std::f64::consts::TAU / 72.0).sin_cos())
});

#[cfg(test)]
mod tests {
    use super::super::threshold::Threshold;
    use super::*;
    use crate::drawing::drawn;

    #[test]
    fn corners_are_where_the_ring_ends() {
        let canvas = drawn(b"CORNERS", 6);
        let mut threshold = Threshold::default();
        let frame = canvas.frame();
        let bits = threshold.apply(&frame, 3, 4);
        let mut search = super::super::finder::FinderSearch::default();
        let finders = search.search(&frame, &bits, 1, super::super::finder::Evidence::Stripes);
        assert_eq!(finders.len(), 3);
        for finder in finders {
            let (right, down) = (Point::new(1.0, 0.0), Point::new(0.0, 1.0));
            let outline = Outline::trace(&bits, finder, right, down).unwrap();
            let first = Point::new(finder.x - 21.0, finder.y - 21.0);
            assert!((outline.corners[0] - first).length() < 1.5, "{outline:?}");
            assert!((outline.module_right() - 6.0).abs() < 0.2);
            assert!((outline.module_down() - 6.0).abs() < 0.2);
        }
    }
}

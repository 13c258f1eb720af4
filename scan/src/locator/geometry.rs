//! Points, and the perspective that takes the plane of a symbol to the pixels of a frame.
//!
//! Least squares for the eight parameters of a homography: R. Hartley, A. Zisserman, Multiple View
//! Geometry (2nd edition), 4.1 and 4.4.

use std::ops::{Add, Mul, Sub};

/// A place, or the way from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    pub(super) fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

impl Add for Point {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// A place in modules that was seen at a place in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) module: Point,
    pub(super) pixel: Point,
    pub(super) weight: f64,
}

/// Modules to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Perspective {
    rows: [[f64; 3]; 2],
    last: [f64; 2],
}

impl Perspective {
    /// The perspective nearest to what was seen, of a symbol with `side` modules a side.
    pub(super) fn fit(seen: &[Seen], side: f64) -> Option<Self> {
        // Near the origin and near one another, so that squares neither vanish nor overflow.
        let origin = seen.first()?.pixel;
        let spread = seen
            .iter()
            .map(|seen| (seen.pixel - origin).length())
            .fold(1.0, f64::max);
        let mut equations = [[0.0; 9]; 8];
        for &Seen {
            module,
            pixel,
            weight,
        } in seen
        {
            let (u, v) = (module.x / side, module.y / side);
            let at = (pixel - origin) * (1.0 / spread);
            let rows = [
                [u, v, 1.0, 0.0, 0.0, 0.0, -u * at.x, -v * at.x, at.x],
                [0.0, 0.0, 0.0, u, v, 1.0, -u * at.y, -v * at.y, at.y],
            ];
            for row in rows {
                for (sums, a) in equations.iter_mut().zip(row) {
                    if a != 0.0 {
                        for (sum, b) in sums.iter_mut().zip(row) {
                            *sum += weight * a * b;
                        }
                    }
                }
            }
        }
        let mut rows: Vec<Vec<f64>> = equations.iter().map(|row| row.to_vec()).collect();
        let solved = solve(&mut rows)?;
        let &[a, b, c, d, e, f, g, h] = solved.as_slice() else {
            return None;
        };
        let (g, h) = (g / side, h / side);
        let row = |a: f64, b: f64, c: f64, origin: f64| {
            [
                spread * a / side + origin * g,
                spread * b / side + origin * h,
                spread * c + origin,
            ]
        };
        Some(Self {
            rows: [row(a, b, c, origin.x), row(d, e, f, origin.y)],
            last: [g, h],
        })
    }

    /// Where the place `u`, `v` in modules is in pixels.
    pub(super) fn at(&self, u: f64, v: f64) -> Point {
        let [[a, b, c], [d, e, f]] = self.rows;
        let [g, h] = self.last;
        let part = 1.0 / (g * u + h * v + 1.0);
        Point::new((a * u + b * v + c) * part, (d * u + e * v + f) * part)
    }

    /// Whether no module of `side` a side is on the horizon or behind it.
    pub(super) fn is_before(&self, side: f64) -> bool {
        let [g, h] = self.last;
        [0.0, g * side, h * side, (g + h) * side]
            .iter()
            .all(|part| part + 1.0 > 0.05)
    }
}

/// The unknowns of equations, each a row with its right side last; Gauss and Jordan, with pivots.
///
/// `None` when the rows do not decide them. Rows with several right sides give those of each.
pub(super) fn solve(rows: &mut [Vec<f64>]) -> Option<Vec<f64>> {
    let count = rows.len();
    for column in 0..count {
        let size = |row: &[f64]| row.get(column).map_or(0.0, |value| value.abs());
        let best =
            (column..count).max_by(|a, b| size(row(rows, *a)).total_cmp(&size(row(rows, *b))))?;
        if size(row(rows, best)) < SINGULAR {
            return None;
        }
        rows.swap(column, best);
        let (above, rest) = rows.split_at_mut(column);
        let (pivot, below) = rest.split_first_mut()?;
        let pivot = pivot.get(column..)?;
        for row in above.iter_mut().chain(below) {
            let row = row.get_mut(column..)?;
            let factor = row.first()? / pivot.first()?;
            if factor != 0.0 {
                for (value, over) in row.iter_mut().zip(pivot) {
                    *value -= factor * over;
                }
            }
        }
    }
    let mut solved = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let pivot = row.get(n)?;
        solved.extend(row.get(count..)?.iter().map(|value| value / pivot));
    }
    Some(solved)
}

fn row(rows: &[Vec<f64>], n: usize) -> &[f64] {
    rows.get(n).map_or(&[], |row| row)
}

const SINGULAR: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_corners_decide_a_perspective() {
        let corners = [(0.0, 0.0), (21.0, 0.0), (21.0, 21.0), (0.0, 21.0)];
        let pixels = [(100.0, 50.0), (190.0, 60.0), (180.0, 140.0), (90.0, 170.0)];
        let seen: Vec<Seen> = corners
            .iter()
            .zip(pixels)
            .map(|(corner, pixel)| Seen {
                module: Point::new(corner.0, corner.1),
                pixel: Point::new(pixel.0, pixel.1),
                weight: 1.0,
            })
            .collect();
        let fitted = Perspective::fit(&seen, 21.0).unwrap();
        for seen in &seen {
            let off = fitted.at(seen.module.x, seen.module.y) - seen.pixel;
            assert!(off.length() < 1e-6, "{off:?}");
        }
        assert!(fitted.is_before(21.0));
        assert_eq!(Perspective::fit(&seen[..2], 21.0), None);
    }

    #[test]
    fn equations_are_solved_for_all_right_sides() {
        let mut rows = vec![vec![0.0, 2.0, 4.0, 2.0], vec![1.0, 1.0, 3.0, 0.0]];
        assert_eq!(solve(&mut rows), Some(vec![1.0, -1.0, 2.0, 1.0]));
        assert_eq!(solve(&mut [vec![1.0, 1.0, 1.0], vec![2.0, 2.0, 2.0]]), None);
    }
}

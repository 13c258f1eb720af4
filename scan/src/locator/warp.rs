//! Where each module is in pixels: a perspective, bent where patterns were seen beside it.
//!
//! The bending is a thin plate spline: F. Bookstein, IEEE Transactions on Pattern Analysis and
//! Machine Intelligence 11 (1989), 567–585.

use super::geometry::{Perspective, Point, Seen, solve};
use crate::frame::GreyFrame;
use crate::number::{narrow, real, real_of, signed};

/// Places of nodes, `CELL` modules apart; between them places are mixed.
#[derive(Clone, Debug, Default)]
pub(super) struct Warp {
    /// Modules a side.
    side: usize,
    nodes_a_row: usize,
    nodes: Vec<(f32, f32)>,
}

impl Warp {
    /// `perspective` as it is.
    pub(super) fn plain(perspective: &Perspective, side: usize) -> Self {
        Self::of(side, |u, v| perspective.at(u, v))
    }

    /// `perspective` bent so that it meets what was `seen`.
    pub(super) fn bent(perspective: &Perspective, side: usize, seen: &[Seen]) -> Option<Self> {
        let scale = 1.0 / real(side);
        let rows = seen.len() + 3;
        let mut equations = vec![vec![0.0; rows + 2]; rows];
        let (upper, lower) = equations.split_at_mut(seen.len());
        for (n, (row, a)) in upper.iter_mut().zip(seen).enumerate() {
            for (value, b) in row.iter_mut().zip(seen) {
                *value = plate((a.module - b.module) * scale);
            }
            if let Some(value) = row.get_mut(n) {
                *value += STIFFNESS;
            }
            let linear = [1.0, a.module.x * scale, a.module.y * scale];
            let off = a.pixel - perspective.at(a.module.x, a.module.y);
            let tail = row.iter_mut().skip(seen.len());
            for (value, known) in tail.zip(linear.into_iter().chain([off.x, off.y])) {
                *value = known;
            }
            for (row, known) in lower.iter_mut().zip(linear) {
                if let Some(value) = row.get_mut(n) {
                    *value = known;
                }
            }
        }
        let solved = solve(&mut equations)?;
        let (weights, _) = solved.as_chunks::<2>();
        let (weights, linear) = weights.split_at_checked(seen.len())?;
        let linear = linear.as_array::<3>()?;
        Some(Self::of(side, |u, v| {
            let at = Point::new(u, v) * scale;
            let mut place = perspective.at(u, v);
            for ([x, y], part) in linear.iter().zip([1.0, at.x, at.y]) {
                place = place + Point::new(*x, *y) * part;
            }
            for ([x, y], seen) in weights.iter().zip(seen) {
                place = place + Point::new(*x, *y) * plate(at - seen.module * scale);
            }
            place
        }))
    }

    /// Nodes moved to where the modules around them have the most contrast, smoothly.
    ///
    /// Knows nothing of what the modules should be, so that it helps where no pattern is near.
    pub(super) fn registered(&self, frame: &GreyFrame<'_>) -> Self {
        let shifts: Vec<Point> = (0..self.nodes.len())
            .map(|node| self.best_shift(frame, node))
            .collect();
        let mut moved = self.clone();
        for (node, place) in moved.nodes.iter_mut().enumerate() {
            let (i, j) = (
                signed(node % self.nodes_a_row),
                signed(node / self.nodes_a_row),
            );
            let (mut sum, mut weights) = (Point::default(), 0.0);
            for (a, b, weight) in NEIGHBOURS {
                let x = usize::try_from(i + a)
                    .ok()
                    .filter(|x| *x < self.nodes_a_row);
                let y = usize::try_from(j + b).ok();
                let near = x
                    .zip(y)
                    .and_then(|(x, y)| shifts.get(y * self.nodes_a_row + x));
                if let Some(near) = near {
                    sum = sum + *near * weight;
                    weights += weight;
                }
            }
            place.0 += narrow(sum.x / weights);
            place.1 += narrow(sum.y / weights);
        }
        moved
    }

    fn best_shift(&self, frame: &GreyFrame<'_>, node: usize) -> Point {
        let (u, v) = (
            node % self.nodes_a_row * CELL,
            node / self.nodes_a_row * CELL,
        );
        let around = |n: usize| n.saturating_sub(5)..(n + 5).min(self.side);
        let places: Vec<(f32, f32)> = around(v)
            .flat_map(|y| around(u).map(move |x| (x, y)))
            .map(|(x, y)| self.at(x, y))
            .collect();
        let ((x, y), (x1, y1)) = (self.at(u, v), self.at(u + 1, v));
        let (right, up) = ((x1 - x, y1 - y), self.at(u, v + 1));
        let down = (up.0 - x, up.1 - y);
        let contrast = |a: f32, b: f32| {
            let (dx, dy) = (a * right.0 + b * down.0, a * right.1 + b * down.1);
            let (mut sum, mut squares) = (0.0, 0.0);
            for place in &places {
                let grey = frame.grey(place.0 + dx, place.1 + dy);
                sum += grey;
                squares += grey * grey;
            }
            let count = narrow(real(places.len()));
            squares / count - (sum / count) * (sum / count)
        };
        // Along the rows, then along the columns; standing still is a little better than moving.
        let mut best = (contrast(0.0, 0.0) * 1.02, 0.0, 0.0);
        for direction in [(1.0, 0.0), (0.0, 1.0)] {
            let (_, a0, b0) = best;
            for step in (-SHIFTS..=SHIFTS).filter(|step| *step != 0) {
                let length = narrow(real_of(step)) * SHIFT;
                let (a, b) = (a0 + length * direction.0, b0 + length * direction.1);
                let here = contrast(a, b);
                if here > best.0 {
                    best = (here, a, b);
                }
            }
        }
        let (_, a, b) = best;
        Point::new(
            f64::from(a * right.0 + b * down.0),
            f64::from(a * right.1 + b * down.1),
        )
    }

    /// The centre of the module in column `x` of row `y`.
    pub(super) fn at(&self, x: usize, y: usize) -> (f32, f32) {
        let (i, right) = part(x);
        let (j, lower) = part(y);
        let node = |i: usize, j: usize| {
            let row = self.nodes_a_row;
            let index = j.min(row - 1) * row + i.min(row - 1);
            self.nodes.get(index).copied().unwrap_or_default()
        };
        let (a, b, c, d) = (
            node(i, j),
            node(i + 1, j),
            node(i, j + 1),
            node(i + 1, j + 1),
        );
        let mix = |a: f32, b: f32, c: f32, d: f32| {
            let upper = a + (b - a) * right;
            upper + (c + (d - c) * right - upper) * lower
        };
        (mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1))
    }

    pub(super) fn side(&self) -> usize {
        self.side
    }

    fn of(side: usize, at: impl Fn(f64, f64) -> Point) -> Self {
        let nodes_a_row = side.div_ceil(CELL) + 1;
        let mut nodes = Vec::with_capacity(nodes_a_row * nodes_a_row);
        for j in 0..nodes_a_row {
            for i in 0..nodes_a_row {
                let place = at(real(i * CELL), real(j * CELL));
                nodes.push((narrow(place.x), narrow(place.y)));
            }
        }
        Self {
            side,
            nodes_a_row,
            nodes,
        }
    }
}

/// The node before the centre of module `n`, and how far behind the node that is.
fn part(n: usize) -> (usize, f32) {
    let behind = match n % CELL {
        0 => 0.5 / 3.0,
        1 => 1.5 / 3.0,
        _ => 2.5 / 3.0,
    };
    (n / CELL, behind)
}

/// r² log r², of which thin plates are made.
fn plate(from: Point) -> f64 {
    let square = from.dot(from);
    if square < 1e-12 {
        0.0
    } else {
        square * square.ln()
    }
}

/// Modules from node to node.
const CELL: usize = 3;
/// Lets the plate miss what was seen a little, for that has errors of its own.
const STIFFNESS: f64 = 2e-3;
/// How far a node is moved in one round: steps, and modules a step.
const SHIFTS: i32 = 3;
const SHIFT: f32 = 0.2;
const NEIGHBOURS: [(i32, i32, f64); 9] = [
    (0, 0, 4.0),
    (-1, 0, 2.0),
    (1, 0, 2.0),
    (0, -1, 2.0),
    (0, 1, 2.0),
    (-1, -1, 1.0),
    (1, -1, 1.0),
    (-1, 1, 1.0),
    (1, 1, 1.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn upright() -> Perspective {
        let corners = [(0.0, 0.0), (25.0, 0.0), (25.0, 25.0), (0.0, 25.0)];
        let seen = corners.map(|(u, v)| Seen {
            module: Point::new(u, v),
            pixel: Point::new(10.0 + 4.0 * u, 20.0 + 4.0 * v),
            weight: 1.0,
        });
        Perspective::fit(&seen, 25.0).unwrap()
    }

    #[test]
    fn a_plain_warp_is_the_perspective() {
        let warp = Warp::plain(&upright(), 25);
        for (x, y) in [(0, 0), (24, 0), (7, 13), (24, 24)] {
            let (u, v) = (real(x) + 0.5, real(y) + 0.5);
            let (px, py) = warp.at(x, y);
            assert!((f64::from(px) - 10.0 - 4.0 * u).abs() < 1e-3);
            assert!((f64::from(py) - 20.0 - 4.0 * v).abs() < 1e-3);
        }
    }

    #[test]
    fn a_bent_warp_meets_what_was_seen() {
        let perspective = upright();
        let seen: Vec<Seen> = [
            (1.5, 1.5),
            (22.5, 1.5),
            (1.5, 22.5),
            (22.5, 22.5),
            (13.5, 13.5),
        ]
        .map(|(u, v)| Seen {
            module: Point::new(u, v),
            pixel: perspective.at(u, v) + Point::new(if u == 13.5 { 2.0 } else { 0.0 }, 0.0),
            weight: 1.0,
        })
        .to_vec();
        let bent = Warp::bent(&perspective, 25, &seen).unwrap();
        let (x, y) = bent.at(13, 13);
        assert!((x - 66.0).abs() < 0.2 && (y - 74.0).abs() < 0.2, "{x} {y}");
        let (x, y) = bent.at(1, 1);
        assert!((x - 16.0).abs() < 0.2 && (y - 26.0).abs() < 0.2, "{x} {y}");
    }
}

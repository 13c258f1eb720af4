//! From three finders to the text of the symbol between them.

use super::bits::Bits;
use super::finder::Finder;
use super::geometry::{Perspective, Point};
use super::hypothesis::{Corners, Hypothesis};
use super::sampling::{Division, Samples, fitness};
use super::warp::Warp;
use crate::budget::Budget;
use crate::frame::GreyFrame;
use crate::number::real;
use crate::symbol::{Modules, decode, format_distance};

/// How long one group of finders is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Everything that may help, bending included.
    All,
    /// The likeliest version, once or twice.
    Quick,
}

/// What came of three finders.
#[derive(Debug)]
pub(super) enum Outcome {
    /// They are no symbol's.
    Nothing,
    /// A text, and the corners of the symbol.
    Read(Vec<u8>, [Point; 4]),
    /// Finders and timing patterns are there, and nothing can be read.
    Unread,
}

/// Reads symbols; the memory is kept from symbol to symbol.
#[derive(Debug, Default)]
pub(super) struct Reader {
    samples: Samples,
    dark: Vec<u8>,
    margins: Vec<u8>,
}

impl Reader {
    /// Reads the symbol whose corners `finders` may be.
    pub(super) fn read(
        &mut self,
        frame: &GreyFrame<'_>,
        bits: &Bits<'_>,
        finders: [Finder; 3],
        effort: Effort,
        budget: &mut dyn Budget,
    ) -> Outcome {
        let mut outcome = Outcome::Nothing;
        let Some(corners) = Corners::of(bits, finders) else {
            return outcome;
        };
        let most = match effort {
            Effort::All => 2,
            Effort::Quick => 1,
        };
        for mut hypothesis in corners.hypotheses(frame, most) {
            if !hypothesis.align(frame) {
                continue;
            }
            match self.read_hypothesis(frame, &hypothesis, effort, budget) {
                Sight::Read(text) => {
                    return Outcome::Read(text, around(&hypothesis.perspective, &hypothesis));
                }
                Sight::Fit => outcome = Outcome::Unread,
                Sight::Unfit => {}
            }
            if budget.go_on().is_break() {
                break;
            }
        }
        outcome
    }

    fn read_hypothesis(
        &mut self,
        frame: &GreyFrame<'_>,
        hypothesis: &Hypothesis,
        effort: Effort,
        budget: &mut dyn Budget,
    ) -> Sight {
        let side = hypothesis.version.side();
        // A flat symbol needs no bending, and what is not flat is read bent or not at all.
        let order = if hypothesis.worst_miss() > FLAT {
            [Shape::Bent, Shape::Plain, Shape::ByFinders]
        } else {
            [Shape::Plain, Shape::Bent, Shape::ByFinders]
        };
        let mut best = Sight::Unfit;
        let mut first = None;
        for shape in order {
            let warp = match shape {
                Shape::Bent => Warp::bent(&hypothesis.perspective, side, &hypothesis.seen),
                Shape::ByFinders if effort == Effort::Quick => None,
                Shape::ByFinders => (hypothesis.by_finders != hypothesis.perspective)
                    .then(|| Warp::plain(&hypothesis.by_finders, side)),
                Shape::Plain => Some(Warp::plain(&hypothesis.perspective, side)),
            };
            let Some(warp) = warp else {
                continue;
            };
            match self.read_warp(frame, &warp, effort) {
                Sight::Read(text) => return Sight::Read(text),
                Sight::Fit => best = Sight::Fit,
                Sight::Unfit => {}
            }
            first.get_or_insert(warp);
            if budget.go_on().is_break() {
                return best;
            }
        }
        if let (Sight::Fit, Effort::All, Some(first)) = (&best, effort, first) {
            let registered = first.registered(frame).registered(frame);
            if let Sight::Read(text) = self.read_warp(frame, &registered, effort) {
                return Sight::Read(text);
            }
        }
        best
    }

    fn read_warp(&mut self, frame: &GreyFrame<'_>, warp: &Warp, effort: Effort) -> Sight {
        self.samples.take(frame, warp);
        let mut sight = Sight::Unfit;
        for (n, division) in DIVISIONS.iter().enumerate() {
            let modules = self.samples.divide(*division);
            if n == 0 {
                let fitness = fitness(&modules);
                if fitness < LEAST_FITNESS {
                    return Sight::Unfit;
                }
                if fitness >= SURE_FITNESS {
                    sight = Sight::Fit;
                }
            }
            if let Some(text) = either_way(&modules, &mut self.dark, &mut self.margins) {
                return Sight::Read(text);
            }
            if n > 0 && effort == Effort::Quick {
                break;
            }
        }
        sight
    }
}

/// Which of what was seen of a symbol its modules are put by.
#[derive(Clone, Copy)]
enum Shape {
    /// All of it, bent to meet it.
    Bent,
    /// The finders.
    ByFinders,
    /// All of it, flat.
    Plain,
}

enum Sight {
    Fit,
    Read(Vec<u8>),
    Unfit,
}

/// The text of `modules` as they are or seen from behind, whichever their format tells.
fn either_way(modules: &Modules<'_>, dark: &mut Vec<u8>, margins: &mut Vec<u8>) -> Option<Vec<u8>> {
    modules.exchange(dark, margins);
    let mirrored = Modules::with_margins(modules.side(), dark, margins);
    let text = if format_distance(&mirrored) < format_distance(modules) {
        decode(&mirrored)
    } else {
        decode(modules)
    };
    // A symbol that says nothing is none that anybody shows.
    text.ok().filter(|text| !text.is_empty())
}

/// The corners of the symbol, a module further out.
fn around(perspective: &Perspective, hypothesis: &Hypothesis) -> [Point; 4] {
    let side = real(hypothesis.version.side()) + 1.0;
    [(-1.0, -1.0), (side, -1.0), (side, side), (-1.0, side)].map(|(u, v)| perspective.at(u, v))
}

/// Misses of what was seen, in modules, up to which a symbol is taken for flat.
const FLAT: f64 = 0.35;

/// How well finders and timing patterns must fit to be read, and to be surely those of a symbol.
const LEAST_FITNESS: f32 = 0.75;
const SURE_FITNESS: f32 = 0.88;

/// The ways to divide modules, the best first.
const DIVISIONS: [Division; 5] = [
    Division {
        sharpness: 0,
        reach: 5,
    },
    Division {
        sharpness: 8,
        reach: 5,
    },
    Division {
        sharpness: 19,
        reach: 6,
    },
    Division {
        sharpness: 0,
        reach: 9,
    },
    Division {
        sharpness: 13,
        reach: 3,
    },
];

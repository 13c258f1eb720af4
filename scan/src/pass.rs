//! The ways to look at a frame, in the order in which they are tried.

use core::mem;

use crate::budget::Budget;
use crate::frame::GreyFrame;
use crate::locator::{Effort, Evidence, Locator, Look};
use crate::plane::{Plane, Scale};
use crate::text::QrText;

/// One way to look at a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// At which size, counted from the usual one.
    level: Level,
    /// What is done to the pixels, first to last, before they are read.
    steps: &'static [Step],
    look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// Half the usual size, again and again.
    Coarser(usize),
    /// Twice the usual size, again and again.
    Finer(usize),
    /// The largest at which no side is above [`USUAL_SIDE`].
    Usual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Blur,
    Invert,
    Resize(Scale),
}

impl Pass {
    /// Whether this pass sees anything in `frame` that no other sees.
    pub(crate) fn concerns(self, frame: &GreyFrame<'_>) -> bool {
        let side = frame.width().max(frame.height());
        let usual = usual_level(frame);
        match self.level {
            // What was made smaller is not made larger again.
            Level::Usual => self.steps.iter().all(|step| step.concerns(side)),
            Level::Finer(times) => times <= usual,
            Level::Coarser(times) => side >> (usual + times) >= LEAST_SIDE,
        }
    }

    /// Adds what this pass reads in `frame` to `texts`; returns how many things looked like symbols
    /// and could not be read.
    pub(crate) fn read(
        self,
        frame: &GreyFrame<'_>,
        planes: &mut Planes,
        locator: &mut Locator,
        budget: &mut dyn Budget,
        texts: &mut Vec<QrText>,
    ) -> usize {
        let usual = usual_level(frame);
        let halvings = match self.level {
            Level::Finer(times) => usual.saturating_sub(times),
            Level::Usual => usual,
            Level::Coarser(times) => usual + times,
        };
        let Some(frame) = planes.halves.frame(frame, halvings) else {
            return 0;
        };
        let (front, back) = (&mut planes.front, &mut planes.back);
        let frame = match self.steps.split_first() {
            None => Some(frame),
            Some((first, rest)) => {
                first.make(&frame, front);
                for step in rest {
                    let Some(frame) = front.frame() else {
                        break;
                    };
                    step.make(&frame, back);
                    mem::swap(front, back);
                }
                front.frame()
            }
        };
        // No frame: the pass has made the pixels too few or too many to be read.
        frame.map_or(0, |frame| locator.read(&frame, self.look, budget, texts))
    }
}

impl Step {
    /// Whether this is done to frames with a side so long: what was made smaller is not made larger
    /// again, and of large frames small parts are large enough.
    fn concerns(self, side: usize) -> bool {
        match self {
            Self::Resize(TRIPLE) => side <= USUAL_SIDE / 2,
            Self::Resize(_) => side <= USUAL_SIDE,
            Self::Blur | Self::Invert => true,
        }
    }

    fn make(self, frame: &GreyFrame<'_>, plane: &mut Plane) {
        match self {
            Self::Blur => plane.blur(frame),
            Self::Invert => plane.invert(frame),
            Self::Resize(scale) => plane.resize(frame, scale),
        }
    }
}

/// Where passes put their pixels.
#[derive(Debug, Default)]
pub(crate) struct Planes {
    halves: Halves,
    front: Plane,
    back: Plane,
}

impl Planes {
    /// Forgets the pixels of the frame before.
    pub(crate) fn begin(&mut self) {
        self.halves.made = 0;
    }
}

/// A frame at half its size, and half of that, as far as anyone has asked.
#[derive(Debug, Default)]
struct Halves {
    planes: Vec<Plane>,
    made: usize,
}

impl Halves {
    fn frame<'a>(&'a mut self, frame: &GreyFrame<'a>, halvings: usize) -> Option<GreyFrame<'a>> {
        while self.made < halvings {
            if self.planes.len() == self.made {
                self.planes.push(Plane::default());
            }
            let (before, rest) = self.planes.split_at_mut(self.made);
            let plane = rest.first_mut()?;
            match before.last() {
                None => plane.halve(frame),
                Some(before) => plane.halve(&before.frame()?),
            }
            self.made += 1;
        }
        match halvings.checked_sub(1) {
            None => Some(*frame),
            Some(last) => self.planes.get(last)?.frame(),
        }
    }
}

/// Halvings after which no side is above [`USUAL_SIDE`].
fn usual_level(frame: &GreyFrame<'_>) -> usize {
    let side = frame.width().max(frame.height());
    (0..8)
        .find(|times| side >> times <= USUAL_SIDE)
        .unwrap_or(8)
}

/// The longest side at which a frame is looked at first: a camera's 1280 by 720 as they are.
const USUAL_SIDE: usize = 1400;
/// The longest side below which symbols are too small to be halved.
const LEAST_SIDE: usize = 300;

const HALF_MORE: Scale = Scale { times: 3, over: 2 };
const DOUBLE: Scale = Scale { times: 2, over: 1 };
const TRIPLE: Scale = Scale { times: 3, over: 1 };

const LOOK: Look = Look {
    reach: 3,
    bias: 4,
    tries: 24,
    effort: Effort::All,
    evidence: Evidence::Stripes,
};
const NARROW: Look = Look {
    reach: 1,
    bias: 2,
    tries: 12,
    effort: Effort::All,
    evidence: Evidence::Stripes,
};
const SCRATCHED: Look = Look {
    reach: 3,
    bias: 4,
    tries: 24,
    effort: Effort::All,
    evidence: Evidence::Likeness,
};
const FAINT: Look = Look {
    reach: 3,
    bias: 1,
    tries: 8,
    effort: Effort::All,
    evidence: Evidence::Stripes,
};
const GLOBAL: Look = Look {
    reach: 512,
    bias: 0,
    tries: 12,
    effort: Effort::All,
    evidence: Evidence::Stripes,
};
const DOUBLED: Look = Look {
    reach: 1,
    bias: 2,
    tries: 12,
    effort: Effort::All,
    evidence: Evidence::Stripes,
};

const fn ours(level: Level, steps: &'static [Step], look: Look) -> Pass {
    Pass { level, steps, look }
}

/// The passes, by what each adds to those before it; the README of the crate has the table.
pub(crate) const LADDER: &[Pass] = &[
    ours(Level::Usual, &[], LOOK),
    ours(Level::Finer(1), &[], LOOK),
    ours(Level::Finer(2), &[], LOOK),
    ours(Level::Usual, &[], NARROW),
    ours(Level::Coarser(1), &[], LOOK),
    ours(Level::Coarser(2), &[], LOOK),
    ours(Level::Usual, &[Step::Resize(HALF_MORE)], DOUBLED),
    ours(Level::Usual, &[Step::Resize(DOUBLE)], DOUBLED),
    ours(Level::Usual, &[Step::Resize(TRIPLE)], DOUBLED),
    ours(Level::Usual, &[], SCRATCHED),
    ours(Level::Usual, &[Step::Blur], FAINT),
    ours(Level::Usual, &[Step::Blur, Step::Blur, Step::Blur], FAINT),
    ours(Level::Usual, &[Step::Invert], LOOK),
    ours(Level::Usual, &[], GLOBAL),
];

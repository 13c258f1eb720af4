//! The ways to look at a frame, in the order in which they are tried.

use core::mem;

use crate::frame::GreyFrame;
use crate::plane::{Plane, Scale};
use crate::rqrr_engine::{Tone, read_frame};
use crate::text::QrText;

/// One way to look at a frame: what is done to the pixels, first to last, before they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass(&'static [Step]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Blur,
    Invert,
    Resize(Scale),
    Threshold(usize),
}

impl Pass {
    /// Adds what this pass reads in `frame` to `texts`; returns how many things looked like symbols
    /// and could not be read.
    pub(crate) fn read(
        self,
        frame: &GreyFrame<'_>,
        planes: &mut Planes,
        texts: &mut Vec<QrText>,
    ) -> usize {
        let tone = match self.0.last() {
            Some(Step::Threshold(_)) => Tone::BlackWhite,
            _ => Tone::Grey,
        };
        let Some((first, rest)) = self.0.split_first() else {
            return read_frame(frame, tone, texts);
        };
        first.make(frame, &mut planes.front);
        for step in rest {
            let Some(frame) = planes.front.frame() else {
                break;
            };
            step.make(&frame, &mut planes.back);
            mem::swap(&mut planes.front, &mut planes.back);
        }
        // No frame: the pass has made the pixels too few or too many to be read.
        planes
            .front
            .frame()
            .map_or(0, |frame| read_frame(&frame, tone, texts))
    }
}

impl Step {
    fn make(self, frame: &GreyFrame<'_>, plane: &mut Plane) {
        match self {
            Self::Blur => plane.blur(frame),
            Self::Invert => plane.invert(frame),
            Self::Resize(scale) => plane.resize(frame, scale),
            Self::Threshold(radius) => plane.threshold(frame, radius),
        }
    }
}

/// Where the steps of a pass put their pixels.
#[derive(Debug, Default)]
pub(crate) struct Planes {
    front: Plane,
    back: Plane,
}

const DOUBLE: Scale = Scale { times: 2, over: 1 };
const HALF_MORE: Scale = Scale { times: 3, over: 2 };
const TRIPLE: Scale = Scale { times: 3, over: 1 };

/// The passes, by what each adds to those before it; the README of the crate has the table.
pub(crate) const LADDER: &[Pass] = &[
    Pass(&[]),
    Pass(&[Step::Resize(DOUBLE), Step::Threshold(60)]),
    Pass(&[Step::Resize(DOUBLE), Step::Threshold(8)]),
    Pass(&[Step::Resize(DOUBLE), Step::Threshold(12)]),
    Pass(&[Step::Resize(HALF_MORE), Step::Threshold(60)]),
    Pass(&[Step::Resize(DOUBLE), Step::Blur, Step::Threshold(60)]),
    Pass(&[Step::Resize(DOUBLE), Step::Invert, Step::Threshold(12)]),
    Pass(&[Step::Blur, Step::Blur, Step::Threshold(16)]),
    Pass(&[Step::Resize(DOUBLE)]),
    Pass(&[Step::Blur, Step::Threshold(24)]),
    Pass(&[Step::Resize(TRIPLE), Step::Threshold(20)]),
    Pass(&[Step::Blur, Step::Threshold(10)]),
];

//! The reader of a stream of frames.

use core::ops::ControlFlow;

use crate::budget::Budget;
use crate::frame::GreyFrame;
use crate::pass::{LADDER, Pass};
use crate::scanner::Scanner;
use crate::text::QrText;

/// Reads the QR texts in the frames of a camera, one frame after the other.
///
/// Every frame has the first pass. The further ones, which cost several times as much, take turns
/// over the stream: as many as the budget allows where something looked like a symbol and was not
/// read, one in every [`IDLE_FRAMES`] frames where nothing did. What read the last symbol is tried
/// first in the frames that follow, so that a symbol in view stays read.
///
/// Memory is bounded by the size of the frames and does not grow with their number. Nothing is
/// kept of a text that was read: whether a code is new or still there is for the caller to say.
///
/// ```
/// use juma_scan::{GreyFrame, Passes, VideoScanner};
///
/// let mut scanner = VideoScanner::new();
/// let pixels = vec![255; 640 * 480];
/// for _ in 0..3 {
///     let frame = GreyFrame::new(640, 480, 640, &pixels)?;
///     // A gate gives a budget by its clock; 15 ms leave time for what has begun.
///     assert!(scanner.read(frame, &mut Passes::new(2)).is_empty());
///     assert_eq!(scanner.unread(), 0);
/// }
/// # Ok::<(), juma_scan::FrameError>(())
/// ```
#[derive(Debug, Default)]
pub struct VideoScanner {
    scanner: Scanner,
    /// The further pass whose turn it is, counted from the first of them.
    turn: usize,
    /// Frames since a further pass was made over one that showed nothing.
    idle: u32,
    helpful: Option<Helpful>,
    unread: usize,
}

/// The further pass that read something last.
#[derive(Clone, Copy, Debug)]
struct Helpful {
    turn: usize,
    /// Frames in which it has read nothing since.
    misses: u32,
}

/// Frames without anything like a symbol to one of them that has a further pass.
pub const IDLE_FRAMES: u32 = 4;

impl VideoScanner {
    /// A reader with no memory taken yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The texts of the symbols in view, each once, in the order in which they were found.
    ///
    /// `budget` is asked before each further pass, and inside all passes; what has begun between
    /// two questions is finished, which takes a few milliseconds. A frame may have another size
    /// than the one before.
    pub fn read(&mut self, frame: GreyFrame<'_>, budget: &mut dyn Budget) -> Vec<QrText> {
        let mut texts = Vec::new();
        self.scanner.begin();
        let Some((first, further)) = LADDER.split_first() else {
            return texts;
        };
        let mut patient = Patient {
            budget,
            left: PATIENCE,
        };
        self.unread = self.scanner.look(*first, &frame, &mut patient, &mut texts);
        if !texts.is_empty() && self.unread == 0 {
            return texts;
        }
        if let Some(helpful) = self.helpful.filter(|_| texts.is_empty()) {
            self.look_again(helpful, &frame, budget, &mut texts);
        }
        let mut turns = self.turns(further.len());
        while turns > 0 && (texts.is_empty() || self.unread > 0) {
            let turn = self.turn % further.len();
            self.turn = turn + 1;
            turns -= 1;
            let Some(pass) = further.get(turn).filter(|pass| pass.concerns(&frame)) else {
                continue;
            };
            if budget.next_pass().is_break() {
                // Its turn has not come yet.
                self.turn = turn;
                break;
            }
            if self.look(*pass, &frame, budget, &mut texts) {
                self.helpful = Some(Helpful { turn, misses: 0 });
            }
        }
        texts
    }

    /// How many things in the last frame looked like symbols and could not be read: a code held
    /// too far away, askew or unsteadily, or something else with finders.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.unread
    }

    fn look_again(
        &mut self,
        helpful: Helpful,
        frame: &GreyFrame<'_>,
        budget: &mut dyn Budget,
        texts: &mut Vec<QrText>,
    ) {
        let pass = LADDER.get(helpful.turn + 1);
        let Some(pass) = pass.filter(|pass| pass.concerns(frame)) else {
            self.helpful = None;
            return;
        };
        if budget.next_pass().is_break() {
            return;
        }
        let misses = if self.look(*pass, frame, budget, texts) {
            0
        } else {
            helpful.misses + 1
        };
        self.helpful = (misses < MISSES_FORGIVEN).then_some(Helpful { misses, ..helpful });
    }

    /// Makes a further pass; `true` when it has read something that no other has.
    fn look(
        &mut self,
        pass: Pass,
        frame: &GreyFrame<'_>,
        budget: &mut dyn Budget,
        texts: &mut Vec<QrText>,
    ) -> bool {
        let before = texts.len();
        let unread = self.scanner.look(pass, frame, budget, texts);
        let has_read = texts.len() > before;
        // A pass that sees less than another does not show that there is less.
        self.unread = if has_read {
            unread
        } else {
            unread.max(self.unread)
        };
        has_read
    }

    /// How many further passes may have their turn now, of `all`.
    fn turns(&mut self, all: usize) -> usize {
        if self.unread > 0 {
            return all;
        }
        self.idle += 1;
        if self.idle < IDLE_FRAMES {
            return 0;
        }
        self.idle = 0;
        1
    }
}

/// A budget that is not asked the first few times: the likeliest groups of finders are looked at
/// in every frame, however slow the machine.
struct Patient<'a> {
    budget: &'a mut dyn Budget,
    left: u32,
}

impl Budget for Patient<'_> {
    fn next_pass(&mut self) -> ControlFlow<()> {
        self.budget.next_pass()
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        match self.left.checked_sub(1) {
            None => self.budget.go_on(),
            Some(left) => {
                self.left = left;
                ControlFlow::Continue(())
            }
        }
    }
}

/// Questions that are answered for the budget: one group of finders asks one to four.
const PATIENCE: u32 = 4;

/// Frames without a text after which a pass is no longer thought to be the one that helps: one
/// second of a camera.
const MISSES_FORGIVEN: u32 = 30;

#[cfg(test)]
mod tests;

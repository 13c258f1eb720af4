//! How far a run is, for a person at a terminal; nobody else is told.

use std::{fmt::Write, time::Duration};

use indicatif::{HumanDuration, HumanFloatCount, ProgressBar, ProgressState, ProgressStyle};

/// How often the line is drawn when nothing is done, so that a rate that has fallen is seen to.
const REDRAWN: Duration = Duration::from_millis(500);

/// A line that is drawn again and again, with rate and time left.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Of so many things; the bar hides itself where there is no terminal.
    pub(super) fn new(what: &'static str, count: u64) -> Self {
        Self::resumed(what, count, 0)
    }

    /// Of so many things, of which some were done before: they count for no rate.
    pub(super) fn resumed(what: &'static str, count: u64, done: u64) -> Self {
        let bar = ProgressBar::new(count);
        let template = "{msg} {human_pos} of {human_len}{pace} {wide_bar}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key(
                "pace",
                move |state: &ProgressState, out: &mut dyn Write| {
                    if state.pos() > done {
                        let rate = HumanFloatCount(state.per_sec());
                        let left = HumanDuration(state.eta());
                        // The line is written into memory.
                        let _ = write!(out, ", {rate:.0} a second, {left:#} left");
                    }
                },
            ));
        }
        bar.set_message(what);
        bar.set_position(done);
        bar.tick();
        bar.reset_eta();
        bar.enable_steady_tick(REDRAWN);
        Self(bar)
    }

    pub(super) fn at(&self, done: u64) {
        self.0.set_position(done);
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

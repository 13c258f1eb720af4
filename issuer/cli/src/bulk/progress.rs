//! How far a run is, for a person at a terminal; nobody else is told.

use indicatif::{ProgressBar, ProgressStyle};

/// A line that is drawn again and again, with rate and time left.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Of so many things; the bar hides itself where there is no terminal.
    pub(super) fn new(what: &'static str, count: u64) -> Self {
        let bar = ProgressBar::new(count);
        let template = "{msg} {human_pos} of {human_len}, {per_sec}, {eta} left {wide_bar}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    pub(super) fn at(&self, done: u64) {
        self.0.set_position(done);
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

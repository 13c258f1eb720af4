//! How far the register was looked through, for a person at a terminal; nobody else is told.

use indicatif::{ProgressBar, ProgressStyle};
use juma_register::Bearers;

/// A line that is drawn again and again, with the time left.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Of the codes up to a serial; the bar hides itself where there is no terminal.
    pub(super) fn new(bearers: Bearers, upto: u64) -> Self {
        let bar = ProgressBar::new(upto);
        let template = "{msg} {human_pos} of {human_len} codes, {eta} left {wide_bar}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(match bearers {
            Bearers::Holders => "own: looked at",
            Bearers::Guardians => "shown by guardians: looked at",
        });
        Self(bar)
    }

    pub(super) fn at(&self, serial: u64) {
        self.0.set_position(serial);
    }

    /// Lets lines be written while the bar is out of their way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

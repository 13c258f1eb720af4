//! What a hardware scanner types to the texts that were scanned, which need not be lines.

mod candidates;

use core::{mem, time::Duration};

pub use candidates::{Candidates, MAX_CANDIDATES};
use candidates::{begins, hint};

/// The longest pause inside one text: between its characters, or between the lines that a scanner
/// has made of it.
pub const GAP: Duration = Duration::from_millis(300);

/// The most bytes that are kept of one line: a text of the greatest length, four times over or in
/// the three bytes a character that full-width letters have.
const MAX_LINE_BYTES: usize = 6 * 1024;

/// The most lines that one text was made into.
const MAX_PIECES: usize = 4;

/// Something that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// What a text can have been before a scanner, a driver or an input method changed it: for
    /// [`Session::scan`](crate::Session::scan).
    Texts(Vec<String>),
    /// Something that is no text, with what is wrong in a few words.
    Skipped(&'static str),
}

/// What was typed and is not yet a text.
#[derive(Default)]
pub struct Lines {
    line: Vec<u8>,
    length: Length,
    pieces: Vec<String>,
    /// When the last byte came.
    last: Duration,
    /// Texts that are whole.
    ready: Vec<Typed>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Length {
    #[default]
    Bearable,
    /// The rest of the line is passed over.
    TooLong,
}

impl Lines {
    /// Takes what was read.
    pub fn push(&mut self, bytes: &[u8], now: Duration) {
        if now.saturating_sub(self.last) > GAP {
            self.end();
        }
        self.last = now;
        for byte in bytes {
            match byte {
                // The suffixes that scanners are set to: CR, LF, tab, ETX, EOT, NUL.
                b'\r' | b'\n' | b'\t' | 0 | 3 | 4 => self.end_line(),
                // Other controls, such as STX, are no part of a text.
                1..=31 | 127 => {}
                _ if self.length == Length::TooLong => {}
                _ if self.line.len() >= MAX_LINE_BYTES => {
                    self.length = Length::TooLong;
                    self.line.clear();
                    self.pieces.clear();
                    self.ready
                        .push(Typed::Skipped("a scanned line is too long for any code"));
                }
                _ => self.line.push(*byte),
            }
        }
    }

    /// Nothing more comes that belongs to it.
    pub fn end(&mut self) {
        self.end_line();
        self.flush();
    }

    /// The next text that is whole, or that nothing was added to for long enough.
    #[must_use]
    pub fn take(&mut self, now: Duration) -> Option<Typed> {
        if self.ready.is_empty() && now.saturating_sub(self.last) >= GAP {
            self.end();
        }
        (!self.ready.is_empty()).then(|| self.ready.remove(0))
    }

    /// Whether something was typed that is no text yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.line.is_empty() || !self.pieces.is_empty()
    }

    fn end_line(&mut self) {
        self.length = Length::Bearable;
        let line = String::from_utf8_lossy(&mem::take(&mut self.line)).into_owned();
        if line.trim().is_empty() {
            return;
        }
        // A scan that was cut short, and another scan: the second is no end of the first.
        if Candidates::of(core::slice::from_ref(&line)).is_whole() {
            self.pieces = vec![line];
            self.flush();
            return;
        }
        // Nor is what begins with no code the beginning of one.
        if self.pieces.is_empty() && !begins(&line) {
            self.pieces = vec![line];
            self.flush();
            return;
        }
        self.pieces.push(line);
        if Candidates::of(&self.pieces).is_whole() || self.pieces.len() >= MAX_PIECES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let pieces = mem::take(&mut self.pieces);
        if pieces.is_empty() {
            return;
        }
        let candidates = Candidates::of(&pieces);
        if !candidates.is_whole()
            && let Some(hint) = hint(&pieces)
        {
            self.ready.push(Typed::Skipped(hint));
        }
        self.ready.push(Typed::Texts(candidates.into_texts()));
    }
}

/// Lengths only: what is typed is a person's.
impl core::fmt::Debug for Lines {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Lines")
            .field("line", &self.line.len())
            .field("pieces", &self.pieces.len())
            .finish_non_exhaustive()
    }
}

use std::io::{self, Read};

use super::split::Passing;

/// Bytes that are read ahead, as many as a row needs.
pub(super) struct Source<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    is_ended: bool,
    line: u64,
    is_after_return: bool,
}

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

impl<R: Read> Source<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            is_ended: false,
            line: 1,
            is_after_return: false,
        }
    }

    /// What is read and not taken yet.
    pub(super) fn ahead(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Whether nothing comes after what is read.
    pub(super) const fn is_ended(&self) -> bool {
        self.is_ended
    }

    /// The line of what comes next, from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The line of what comes after so many bytes more.
    pub(super) fn line_at(&self, bytes: usize) -> u64 {
        let before = self.ahead().get(..bytes).unwrap_or_default();
        let (lines, _) = line_ends(before, self.is_after_return);
        self.line.saturating_add(lines)
    }

    /// Reads on.
    pub(super) fn more(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let piece = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let read = self
            .reader
            .by_ref()
            .take(piece)
            .read_to_end(&mut self.buffer)?;
        self.is_ended = read < PIECE;
        Ok(())
    }

    /// Reads on until so much is ahead, or nothing more comes.
    pub(super) fn at_least(&mut self, bytes: usize) -> io::Result<&[u8]> {
        while self.ahead().len() < bytes && !self.is_ended {
            self.more()?;
        }
        Ok(self.ahead())
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, bytes: usize) -> Vec<u8> {
        let taken = self.ahead().get(..bytes).unwrap_or_default().to_vec();
        self.skip(taken.len());
        taken
    }

    /// Passes over so many bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        let skipped = self.ahead().get(..bytes).unwrap_or_default();
        let (lines, is_after_return) = line_ends(skipped, self.is_after_return);
        self.is_after_return = is_after_return;
        self.line = self.line.saturating_add(lines);
        self.start = self.start.saturating_add(bytes).min(self.buffer.len());
    }

    /// Passes over line ends, and says whether anything comes.
    pub(super) fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
            let ends = self.ahead().iter().take_while(|byte| is_end(byte)).count();
            self.skip(ends);
            if !self.ahead().is_empty() {
                return Ok(true);
            }
            if self.is_ended {
                return Ok(false);
            }
            self.more()?;
        }
    }

    /// The length of what comes, without its end, to the end of the line that so many bytes more
    /// stand in; `None` when it is longer than `max`.
    pub(super) fn length_to_line_end(
        &mut self,
        from: usize,
        is_end: fn(&u8) -> bool,
        max: usize,
    ) -> io::Result<Option<usize>> {
        loop {
            let ahead = self.ahead();
            let behind = ahead.get(from..).unwrap_or_default();
            let end = behind.iter().position(is_end);
            match end.map(|end| end.saturating_add(from)) {
                Some(end) if end <= max => return Ok(Some(end)),
                None if self.is_ended && ahead.len() <= max => return Ok(Some(ahead.len())),
                _ if ahead.len() > max => return Ok(None),
                _ => self.more()?,
            }
        }
    }

    /// Passes over a row, and the lines of its texts with it.
    pub(super) fn skip_row(&mut self) -> io::Result<()> {
        let mut passing = Passing::Cell;
        loop {
            let mut passed = 0_usize;
            for byte in self.ahead() {
                let Some(next) = passing.after(*byte) else {
                    self.skip(passed);
                    return Ok(());
                };
                passing = next;
                passed = passed.saturating_add(1);
            }
            self.skip(passed);
            if self.is_ended {
                return Ok(());
            }
            self.more()?;
        }
    }

    /// Passes over the rest of a line.
    pub(super) fn skip_line(&mut self, is_end: fn(&u8) -> bool) -> io::Result<()> {
        loop {
            match self.ahead().iter().position(is_end) {
                Some(end) => {
                    self.skip(end);
                    return Ok(());
                }
                None => self.skip(self.ahead().len()),
            }
            if self.is_ended {
                return Ok(());
            }
            self.more()?;
        }
    }
}

/// How many lines end in these bytes, and whether the last of them is a carriage return. Two
/// characters or one of them end a line.
fn line_ends(bytes: &[u8], mut is_after_return: bool) -> (u64, bool) {
    let mut lines = 0_u64;
    for byte in bytes {
        let is_end = *byte == b'\r' || (*byte == b'\n' && !is_after_return);
        lines = lines.saturating_add(is_end.into());
        is_after_return = *byte == b'\r';
    }
    (lines, is_after_return)
}

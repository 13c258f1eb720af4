use std::io::{self, Read};

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
        let (mut lines, mut is_after_return) = (0_u64, self.is_after_return);
        for byte in skipped {
            // Two characters or one of them end a line.
            let is_end = *byte == b'\r' || (*byte == b'\n' && !is_after_return);
            lines = lines.saturating_add(is_end.into());
            is_after_return = *byte == b'\r';
        }
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

    /// The length of the line that comes, without its end; `None` when it is longer than `max`.
    pub(super) fn line_length(&mut self, max: usize) -> io::Result<Option<usize>> {
        loop {
            let end = self.ahead().iter().position(|byte| *byte == b'\n');
            match end {
                Some(end) if end <= max => return Ok(Some(end)),
                None if self.is_ended && self.ahead().len() <= max => {
                    return Ok(Some(self.ahead().len()));
                }
                _ if self.ahead().len() > max => return Ok(None),
                _ => self.more()?,
            }
        }
    }

    /// Passes over the rest of a line.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            match self.ahead().iter().position(|byte| *byte == b'\n') {
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

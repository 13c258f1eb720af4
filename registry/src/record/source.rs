use std::fmt;

/// A place in the text of a record, as editors show it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The text of a record.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(&'a str);

impl<'a> Source<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) const fn text(self) -> &'a str {
        self.0
    }

    /// Where a part of the text stands.
    pub(super) fn position_of(self, part: &str) -> Position {
        let start = self.0.as_ptr().addr();
        let offset = part.as_ptr().addr().checked_sub(start);
        let offset = offset.filter(|offset| *offset <= self.0.len()).unwrap_or(0);
        position(self.0.as_bytes().get(..offset).unwrap_or_default())
    }

    /// The place that the JSON reader means. It counts columns in bytes, and a line that has just
    /// ended as column 0 of the next.
    pub(super) fn position_of_error(self, error: &serde_json::Error) -> Position {
        let line = error.line().max(1);
        let text = self
            .0
            .split('\n')
            .nth(line.saturating_sub(1))
            .unwrap_or_default();
        let bytes = text
            .as_bytes()
            .get(..error.column())
            .unwrap_or(text.as_bytes());
        let column = count_characters(bytes).max(1);
        Position { line, column }
    }
}

/// The place after these bytes.
pub(super) fn position(before: &[u8]) -> Position {
    let line_start = before.iter().rposition(|byte| *byte == b'\n');
    let line_start = line_start.map_or(0, |newline| newline.saturating_add(1));
    let in_line = before.get(line_start..).unwrap_or_default();
    let newlines = before.iter().filter(|byte| **byte == b'\n').count();
    Position {
        line: newlines.saturating_add(1),
        column: count_characters(in_line).saturating_add(1),
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    // Bytes 10xxxxxx continue a character.
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

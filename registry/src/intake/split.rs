use std::io::{self, Read};

use csv_core::ReadFieldResult;

use super::{MAX_ROW_BYTES, source::Source};

/// Splits rows of a table into cells. In both encodings a byte of a comma, a quotation mark or a
/// line's end is nothing else.
///
/// A text in quotation marks may hold lines. Where one begins that does not end as one, whatever
/// was read since belongs to other rows: only what comes before the end of that line is lost. What
/// ends as one is never looked at for rows, however long it is and whatever is wrong with its row:
/// who can write a text must not be able to write rows.
pub(super) struct Splitter {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// What comes next in a table.
pub(super) enum Found {
    /// A row of so many bytes, whose cells are [`Splitter::cells`].
    Row(usize),
    /// A row of so many bytes with a text that is whole, and has lines that are rows by themselves.
    /// Who can write a text must not be able to write rows, so that these are none.
    Rows(usize, Opened),
    /// A row in which a quotation mark opens a text that does not end as one; and an earlier text of
    /// it that is whole and holds rows, if there is one.
    Stray(Opened, Option<Opened>),
    /// Nothing ends as far as a row may be long.
    TooLong,
    /// A text opens, and nobody can say whether it ends: it is longer than is looked ahead.
    Endless(Opened),
}

/// Where a quotation mark opens a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    /// How many bytes of the row come before it.
    pub(super) at: usize,
    /// How many cells do.
    pub(super) cells: usize,
}

/// How far a row was read.
enum Walk {
    /// To its end, so many bytes.
    Row(usize),
    /// To its end, so many bytes, past a text that holds rows.
    Rows(usize, Opened),
    /// To a text that does not end as one, perhaps past one that holds rows.
    Stray(Opened, Option<Opened>),
    /// To the end of what there is, perhaps inside a text in quotation marks, likewise.
    Unended(Option<Opened>, Option<Opened>),
}

/// How a text in quotation marks ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// By a mark before a comma or a line's end.
    Whole,
    /// By a mark with something behind it.
    Loose,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            reader: csv_core::Reader::new(),
            // A cell is no longer than what stands for it.
            text: vec![0; MAX_ROW_BYTES],
            ends: Vec::new(),
        }
    }

    /// Finds the row that comes, which should have so many cells, if that is known.
    pub(super) fn find<R: Read>(
        &mut self,
        source: &mut Source<R>,
        expected: Option<usize>,
    ) -> io::Result<Found> {
        loop {
            let ahead = source.ahead();
            let ahead = ahead.get(..MAX_ROW_BYTES).unwrap_or(ahead);
            let opened = match self.walk(ahead, expected) {
                Walk::Row(length) => return Ok(Found::Row(length)),
                Walk::Rows(length, opened) => return Ok(Found::Rows(length, opened)),
                Walk::Stray(opened, before) => return Ok(Found::Stray(opened, before)),
                Walk::Unended(opened, before) => opened.map(|opened| (opened, before)),
            };
            if ahead.len() == MAX_ROW_BYTES {
                let Some(opened) = opened else {
                    return Ok(Found::TooLong);
                };
                return look_ahead(source, opened);
            }
            if source.is_ended() {
                let mut last = ahead.to_vec();
                last.push(b'\n');
                return Ok(match self.walk(&last, expected) {
                    Walk::Row(length) => Found::Row(length.min(ahead.len())),
                    Walk::Rows(length, opened) => Found::Rows(length.min(ahead.len()), opened),
                    Walk::Stray(opened, before) | Walk::Unended(Some(opened), before) => {
                        Found::Stray(opened, before)
                    }
                    Walk::Unended(None, _) => Found::TooLong,
                });
            }
            source.more()?;
        }
    }

    /// The cells of the row that was found.
    pub(super) fn cells(&self) -> Vec<&[u8]> {
        let mut start = 0;
        let cells = self.ends.iter().map(|end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        });
        cells.collect()
    }

    fn walk(&mut self, bytes: &[u8], expected: Option<usize>) -> Walk {
        self.reader.reset();
        self.ends.clear();
        let (mut read, mut written) = (0_usize, 0_usize);
        let (mut loose, mut long) = (None, None);
        loop {
            let rest = bytes.get(read..).unwrap_or_default();
            if rest.is_empty() {
                return Walk::Unended(None, None);
            }
            let room = self.text.get_mut(written..).unwrap_or_default();
            let is_quoted = rest.first() == Some(&b'"');
            let cells = self.ends.len();
            let opened = is_quoted.then_some(Opened { at: read, cells });
            let (result, taken, wrote) = self.reader.read_field(rest, room);
            // A text of before that holds rows keeps them, whatever comes of this one.
            let before = |opened: Opened| {
                let row = bytes.get(..opened.at).unwrap_or_default();
                let long = long.zip(expected);
                long.filter(|(long, expected)| holds_row(row, *long, *expected))
                    .map(|(long, _)| long)
            };
            let ReadFieldResult::Field { record_end } = result else {
                return Walk::Unended(opened, opened.and_then(before));
            };
            written = written.saturating_add(wrote);
            read = read.saturating_add(taken);
            self.ends.push(written);
            if let Some(opened) = opened {
                let cell = rest.get(..taken.saturating_sub(1)).unwrap_or_default();
                let has_lines = cell.iter().any(is_line_end);
                match ending(cell) {
                    Ending::Whole if has_lines => long = long.or(Some(opened)),
                    Ending::Whole => {}
                    // The mark that ended it opens a text of another row.
                    Ending::Loose if has_lines => return Walk::Stray(opened, before(opened)),
                    Ending::Loose => loose = loose.or(Some(opened)),
                }
            }
            let row = bytes.get(..read).unwrap_or_default();
            if !record_end {
                continue;
            }
            let Some(expected) = expected else {
                return Walk::Row(read);
            };
            let is_right = self.ends.len() == expected;
            let holding = long.filter(|opened| holds_row(row, *opened, expected));
            return match (holding, loose) {
                (Some(opened), _) => Walk::Rows(read, opened),
                (None, Some(loose)) if long.is_none() && !is_right => Walk::Stray(loose, None),
                _ => Walk::Row(read),
            };
        }
    }
}

/// How far is looked for the end of a text that is longer than a row may be.
const LOOK_AHEAD: usize = 16 << 20;

/// What a mark opens of which the end is not within a row's length.
fn look_ahead<R: Read>(
    source: &mut Source<R>,
    (opened, before): (Opened, Option<Opened>),
) -> io::Result<Found> {
    let mut looked = opened.at.saturating_add(1);
    loop {
        let ahead = source.ahead();
        let mut rest = ahead.get(looked..).unwrap_or_default();
        while let Some(mark) = rest.iter().position(|byte| *byte == b'"') {
            let behind = rest.get(mark.saturating_add(1)..).unwrap_or_default();
            match behind.first() {
                // What stands behind it is to be read yet.
                None => {
                    rest = rest.get(mark..).unwrap_or_default();
                    break;
                }
                Some(b'"') => rest = behind.get(1..).unwrap_or_default(),
                Some(b',' | b'\r' | b'\n') => return Ok(Found::TooLong),
                Some(_) => return Ok(Found::Stray(opened, before)),
            }
        }
        let is_at_mark = rest.first() == Some(&b'"');
        looked = ahead
            .len()
            .saturating_sub(if is_at_mark { rest.len() } else { 0 });
        if source.is_ended() {
            return Ok(if is_at_mark {
                Found::TooLong
            } else {
                Found::Stray(opened, before)
            });
        }
        if looked >= LOOK_AHEAD {
            return Ok(Found::Endless(opened));
        }
        source.at_least(ahead.len().saturating_mul(2))?;
    }
}

/// A row that is too long to be kept, read to its end byte by byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    /// Where a cell begins.
    Cell,
    /// In a cell without quotation marks, or behind those of one.
    Plain,
    /// In a text in quotation marks.
    Text,
    /// Behind a mark that ends a text, or is the first of two.
    Mark,
}

impl Passing {
    /// Where it stands after a byte; none where the row ends before it.
    pub(super) const fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Text, b'"') => Self::Mark,
            (Self::Text, _) | (Self::Cell | Self::Mark, b'"') => Self::Text,
            (_, b'\r' | b'\n') => return None,
            (_, b',') => Self::Cell,
            _ => Self::Plain,
        })
    }
}

/// How a text in quotation marks ends, by all that stands between two commas.
fn ending(cell: &[u8]) -> Ending {
    let mut rest = cell.get(1..).unwrap_or_default();
    loop {
        let Some(mark) = rest.iter().position(|byte| *byte == b'"') else {
            return Ending::Loose;
        };
        match rest.get(mark.saturating_add(1)) {
            None => return Ending::Whole,
            Some(b'"') => rest = rest.get(mark.saturating_add(2)..).unwrap_or_default(),
            Some(_) => return Ending::Loose,
        }
    }
}

/// Whether a line behind the one where a text opens is a row by itself.
fn holds_row(row: &[u8], opened: Opened, expected: usize) -> bool {
    let behind = row.get(opened.at..).unwrap_or_default();
    let lines = behind.split(is_line_end).skip(1);
    // Most lines of texts have fewer commas, and counting those costs less.
    let commas = |line: &[u8]| line.iter().filter(|byte| **byte == b',').count();
    let mut wide = lines.filter(|line| commas(line) >= expected.saturating_sub(1));
    wide.any(|line| Cells::new(line).count() == expected)
}

/// The bytes of a row behind so many of its cells; all of them where there are not so many.
pub(super) fn behind(row: &[u8], cells: usize) -> &[u8] {
    if cells == 0 {
        return row;
    }
    let end = Cells::new(row).nth(cells.saturating_sub(1));
    end.and_then(|end| row.get(end..)).unwrap_or(row)
}

/// Where the cells of one row end, each with its comma.
struct Cells<'a> {
    reader: csv_core::Reader,
    row: &'a [u8],
    at: usize,
    is_ended: bool,
}

impl<'a> Cells<'a> {
    fn new(row: &'a [u8]) -> Self {
        Self {
            reader: csv_core::Reader::new(),
            row,
            at: 0,
            is_ended: row.is_empty(),
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while !self.is_ended {
            let rest = self.row.get(self.at..).unwrap_or_default();
            // What is read is not wanted, and a piece of it at a time needs no more room.
            let (result, read, _) = self.reader.read_field(rest, &mut [0; 1024]);
            self.at = self.at.saturating_add(read);
            match result {
                ReadFieldResult::Field { record_end } => {
                    self.is_ended = record_end;
                    return Some(self.at);
                }
                // An empty rest says that nothing follows.
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::End => self.is_ended = true,
            }
        }
        None
    }
}

pub(super) const fn is_line_end(byte: &u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

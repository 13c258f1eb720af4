use std::io::{self, Read};

use csv_core::ReadFieldResult;

use super::{MAX_ROW_BYTES, source::Source};

/// Splits rows of a table into cells. In both encodings a byte of a comma, a quotation mark or a
/// line's end is nothing else.
///
/// A text in quotation marks may hold lines. Where one begins that does not end as one, whatever
/// was read since belongs to other rows: only what comes before the end of that line is lost.
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
    /// A row in which a quotation mark opens a text that does not end as one.
    Stray(Opened),
    /// Nothing ends as far as a row may be long.
    TooLong,
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
    /// To a text that does not end as one.
    Stray(Opened),
    /// To the end of what there is, perhaps inside a text in quotation marks.
    Unended(Option<Opened>),
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
                Walk::Stray(opened) => return Ok(Found::Stray(opened)),
                Walk::Unended(opened) => opened,
            };
            if ahead.len() == MAX_ROW_BYTES {
                return Ok(opened.map_or(Found::TooLong, Found::Stray));
            }
            if source.is_ended() {
                let mut last = ahead.to_vec();
                last.push(b'\n');
                return Ok(match self.walk(&last, expected) {
                    Walk::Row(length) => Found::Row(length.min(ahead.len())),
                    Walk::Rows(length, opened) => Found::Rows(length.min(ahead.len()), opened),
                    Walk::Stray(opened) | Walk::Unended(Some(opened)) => Found::Stray(opened),
                    Walk::Unended(None) => Found::TooLong,
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
                return Walk::Unended(None);
            }
            let room = self.text.get_mut(written..).unwrap_or_default();
            let is_quoted = rest.first() == Some(&b'"');
            let cells = self.ends.len();
            let opened = is_quoted.then_some(Opened { at: read, cells });
            let (result, taken, wrote) = self.reader.read_field(rest, room);
            // Where an earlier text holds rows, it is that one.
            let stray = |opened: Opened| {
                let before = bytes.get(..opened.at).unwrap_or_default();
                match (expected, long) {
                    (Some(expected), Some(long)) if holds_row(before, long, expected) => long,
                    _ => opened,
                }
            };
            let ReadFieldResult::Field { record_end } = result else {
                return Walk::Unended(opened.map(stray));
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
                    Ending::Loose if has_lines => return Walk::Stray(stray(opened)),
                    Ending::Loose => loose = loose.or(Some(opened)),
                }
            }
            let row = bytes.get(..read).unwrap_or_default();
            let Some(expected) = expected else {
                match record_end {
                    true => return Walk::Row(read),
                    false => continue,
                }
            };
            if !record_end {
                // One cell too many: there is no need to look for the end.
                let is_first = self.ends.len() == expected.saturating_add(1);
                match long.filter(|_| is_first) {
                    Some(long) if holds_row(row, long, expected) => return Walk::Stray(long),
                    _ => continue,
                }
            }
            let is_right = self.ends.len() == expected;
            let holding = long.filter(|opened| holds_row(row, *opened, expected));
            return match (is_right, holding, loose) {
                (true, Some(opened), _) => Walk::Rows(read, opened),
                (false, Some(opened), _) => Walk::Stray(opened),
                (false, None, Some(loose)) if long.is_none() => Walk::Stray(loose),
                _ => Walk::Row(read),
            };
        }
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

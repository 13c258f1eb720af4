use std::{
    fmt,
    io::{self, Read},
};

use super::{
    Column, Detected, Encoding, Evidence, HeaderError, RareCharacters, ReadError, Row, RowError,
    RowProblem,
    encoding::{self, Undetected},
    header::Header,
    source::Source,
    split::{self, Found, Opened, Splitter, is_line_end},
};
use crate::record::{MAX_RECORD_BYTES, Record, RecordError};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table with a header (RFC 4180).
    Csv,
    /// A record a line.
    Jsonl,
}

/// Bytes by which an encoding is told: registers have a character of their own long before.
const TELLING: usize = 1024 * 1024;

/// The most bytes of a row, as of a record.
pub const MAX_ROW_BYTES: usize = MAX_RECORD_BYTES;

/// How a line of a file of refused rows begins that says why the next was refused.
const REJECT_LINE: &[u8] = b"{\"reject\":";

/// Reads residents row by row in a memory that does not grow.
pub struct RowReader<R> {
    source: Source<R>,
    form: Form,
    detected: Detected,
    mark: Vec<u8>,
    line_end: &'static [u8],
    header: Option<(Header, Vec<u8>)>,
    splitter: Splitter,
    rare: RareCharacters,
}

impl<R> fmt::Debug for RowReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowReader({:?}, {:?})", self.form, self.detected)
    }
}

impl<R: Read> RowReader<R> {
    /// Reads as much as it takes to know the encoding, unless that is said, and the header.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn new(
        reader: R,
        form: Form,
        encoding: Option<Encoding>,
        rare: RareCharacters,
    ) -> Result<Self, ReadError> {
        let mut source = Source::new(reader);
        let beginning = source.at_least(TELLING)?;
        let detected = match (encoding::detect(beginning), encoding) {
            (Err(Undetected::Utf16), _) => return Err(ReadError::Utf16),
            (Err(Undetected::Workbook), _) => return Err(ReadError::Workbook),
            (Err(Undetected::Ambiguous), None) => return Err(ReadError::Ambiguous),
            (Ok(detected), None) => detected,
            (detected, Some(encoding)) => Detected {
                encoding,
                evidence: Evidence::Told,
                mark: detected
                    .ok()
                    .filter(|it| it.encoding == encoding)
                    .map_or(0, |it| it.mark),
            },
        };
        let mark = beginning.get(..detected.mark).unwrap_or_default().to_vec();
        let first_end = beginning.iter().position(|byte| *byte == b'\n');
        let first = first_end.and_then(|end| beginning.get(..end));
        let line_end: &'static [u8] = match first.and_then(|line| line.last()) {
            Some(b'\r') => b"\r\n",
            _ => b"\n",
        };
        source.skip(detected.mark);
        let mut reader = Self {
            source,
            form,
            detected,
            mark,
            line_end,
            header: None,
            splitter: Splitter::new(),
            rare,
        };
        if form == Form::Csv {
            reader.read_header()?;
        }
        Ok(reader)
    }

    /// The encoding, and how it is known.
    pub const fn detected(&self) -> Detected {
        self.detected
    }

    /// The byte order mark that the file begins with, if any.
    pub fn mark(&self) -> &[u8] {
        &self.mark
    }

    /// How its first line ends.
    pub const fn line_end(&self) -> &'static [u8] {
        self.line_end
    }

    /// The bytes of a table's header, without columns of an earlier import that come first.
    pub fn header(&self) -> Option<&[u8]> {
        self.header.as_ref().map(|(_, raw)| &**raw)
    }

    /// The columns of a table.
    pub fn columns(&self) -> &[Column] {
        let header = self.header.as_ref();
        header.map_or(&[], |(header, _)| header.columns())
    }

    /// What was noticed of rare characters so far.
    pub const fn rare(&self) -> &RareCharacters {
        &self.rare
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            if !self.source.skip_line_ends()? {
                return Ok(None);
            }
            let row = match self.form {
                Form::Csv => self.csv_row()?,
                Form::Jsonl => self.json_row()?,
            };
            if let Some(row) = row {
                if let Ok(record) = &row.record {
                    self.rare.note(record, row.line);
                }
                return Ok(Some(row));
            }
        }
    }

    fn read_header(&mut self) -> Result<(), ReadError> {
        if !self.source.skip_line_ends()? {
            return Err(ReadError::Header(HeaderError::Missing));
        }
        let length = match self.splitter.find(&mut self.source, None)? {
            Found::Row(length) | Found::Rows(length, _) => length,
            Found::Stray(..) => return Err(ReadError::Header(HeaderError::Quote)),
            Found::TooLong | Found::Endless(_) => {
                return Err(ReadError::Header(HeaderError::NoneKnown));
            }
        };
        let cells = self.splitter.cells();
        let header = Header::read(&cells, self.detected.encoding).map_err(ReadError::Header)?;
        let raw = trim_end(self.source.take(length));
        let raw = split::behind(&raw, header.rejects()).to_vec();
        self.header = Some((header, raw));
        Ok(())
    }

    fn csv_row(&mut self) -> io::Result<Option<Row>> {
        let line = self.source.line();
        let expected = self.columns().len();
        let length = match self.splitter.find(&mut self.source, Some(expected))? {
            Found::Row(length) => length,
            Found::Rows(length, opened) => return Ok(Some(self.rows(line, length, opened))),
            Found::Stray(opened, before) => return self.stray(line, opened, before).map(Some),
            Found::TooLong => return self.long_row(line).map(Some),
            Found::Endless(opened) => {
                let line = self.source.line_at(opened.at);
                return Err(io::Error::other(format!(
                    "line {line} opens a text by a quotation mark that nothing ends: close it, or take the mark away"
                )));
            }
        };
        let cells = self.splitter.cells();
        if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            // A spreadsheet writes lines of commas for rows that were emptied.
            self.source.skip(length);
            return Ok(None);
        }
        let record = match &self.header {
            Some((header, _)) => {
                header.record(&cells, self.detected.encoding, &mut self.rare, line)
            }
            None => Err(RowError::whole(RowProblem::Cells {
                found: cells.len(),
                expected,
            })),
        };
        let raw = Some(self.take(length));
        Ok(Some(Row { line, raw, record }))
    }

    /// A row in which a quotation mark opens a text that does not end as one. It ends with the line
    /// of that mark: what comes after it is looked at again.
    fn stray(&mut self, line: u64, opened: Opened, before: Option<Opened>) -> io::Result<Row> {
        let found = self
            .source
            .length_to_line_end(opened.at, is_line_end, MAX_ROW_BYTES)?;
        let Some(length) = found else {
            self.source.skip(opened.at);
            return self.too_long(line, is_line_end);
        };
        if let Some(before) = before {
            return Ok(self.rows(line, length, before));
        }
        let problem = RowProblem::Quote {
            line: self.source.line_at(opened.at),
        };
        let record = Err(self.at_text(opened, problem));
        let raw = Some(self.take(length));
        Ok(Row { line, raw, record })
    }

    /// A row with a text that holds rows. It is mended where it stands, and not copied: among fewer
    /// columns they would look like nothing.
    fn rows(&mut self, line: u64, length: usize, opened: Opened) -> Row {
        let last = length.saturating_sub(1);
        let problem = RowProblem::HoldsRows {
            line: self.source.line_at(opened.at),
            to: self.source.line_at(last),
        };
        let record = Err(self.at_text(opened, problem));
        self.source.skip(length);
        Row {
            line,
            raw: None,
            record,
        }
    }

    fn at_text(&self, opened: Opened, problem: RowProblem) -> RowError {
        let field = match self.columns().get(opened.cells) {
            Some(Column::Field(field)) => Some(*field),
            _ => None,
        };
        RowError {
            form: self.form,
            column: Some(opened.cells.saturating_add(1)),
            field,
            problem,
        }
    }

    /// So many bytes without a line's end and what an earlier import said of them.
    fn take(&mut self, length: usize) -> Vec<u8> {
        let raw = trim_end(self.source.take(length));
        match &self.header {
            Some((header, _)) if header.rejects() > 0 => {
                split::behind(&raw, header.rejects()).to_vec()
            }
            _ => raw,
        }
    }

    fn json_row(&mut self) -> io::Result<Option<Row>> {
        let line = self.source.line();
        let Some(length) = self
            .source
            .length_to_line_end(0, is_newline, MAX_ROW_BYTES)?
        else {
            return self.too_long(line, is_newline).map(Some);
        };
        let raw = trim_end(self.source.take(length));
        if raw.trim_ascii().is_empty() || is_reject(&raw) {
            return Ok(None);
        }
        let record = self.json_record(&raw, line);
        Ok(Some(Row {
            line,
            raw: Some(raw),
            record,
        }))
    }

    fn json_record(&mut self, raw: &[u8], line: u64) -> Result<Record, RowError> {
        let encoding = self.detected.encoding;
        let text = encoding.decode(raw).map_err(|after| RowError {
            form: self.form,
            ..RowError::whole(RowProblem::Undecodable { after })
        })?;
        self.rare.compare(encoding, &text, raw, line);
        let text = self.rare.map_json(text, line);
        Record::from_json(text.as_bytes()).map_err(|RecordError { field, at, problem }| RowError {
            form: self.form,
            column: Some(at.column),
            field: Some(field),
            problem: RowProblem::Record(problem),
        })
    }

    /// A row of a table that is too long to be kept, with the lines of its texts.
    fn long_row(&mut self, line: u64) -> io::Result<Row> {
        self.source.skip_row()?;
        let to = self.source.line();
        let problem = if to == line {
            RowProblem::TooLong { max: MAX_ROW_BYTES }
        } else {
            RowProblem::HoldsRows { line, to }
        };
        let record = Err(RowError {
            form: self.form,
            ..RowError::whole(problem)
        });
        Ok(Row {
            line,
            raw: None,
            record,
        })
    }

    /// A line that is too long to be kept.
    fn too_long(&mut self, line: u64, is_end: fn(&u8) -> bool) -> io::Result<Row> {
        self.source.skip_line(is_end)?;
        let problem = RowProblem::TooLong { max: MAX_ROW_BYTES };
        let record = Err(RowError {
            form: self.form,
            ..RowError::whole(problem)
        });
        Ok(Row {
            line,
            raw: None,
            record,
        })
    }
}

/// Whether a line says why the next was refused, and nothing else: a record that begins so is none.
fn is_reject(raw: &[u8]) -> bool {
    raw.starts_with(REJECT_LINE)
        && serde_json::from_str::<serde_json::Map<_, _>>(&String::from_utf8_lossy(raw))
            .is_ok_and(|members: serde_json::Map<String, serde_json::Value>| members.len() == 1)
}

const fn is_newline(byte: &u8) -> bool {
    *byte == b'\n'
}

fn trim_end(mut raw: Vec<u8>) -> Vec<u8> {
    while raw.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        raw.pop();
    }
    raw
}

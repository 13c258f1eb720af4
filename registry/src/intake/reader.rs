use std::{
    fmt,
    io::{self, Read},
};

use csv_core::ReadRecordResult;

use super::{
    Column, Detected, Encoding, Evidence, HeaderError, RareCharacters, Row, RowError, RowProblem,
    encoding::{self, Undetected},
    source::Source,
    table::Header,
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

/// The most bytes of a row, as of a record. Whatever quotation mark is open so far is not closed.
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

/// Why a file cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It reads as UTF-8 and as GB 18030, each time as other letters.
    Ambiguous,
    /// Its header is none.
    Header(HeaderError),
    /// The system refused.
    Io(io::Error),
    /// It is UTF-16.
    Utf16,
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

    /// The bytes of a table's header.
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
                Form::Csv => Some(self.csv_row()?),
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
        let missing = ReadError::Header(HeaderError::Missing);
        if !self.source.skip_line_ends()? {
            return Err(missing);
        }
        match self.splitter.find(&mut self.source)? {
            Found::Row(length) => {
                let cells = self.splitter.cells();
                let header = Header::read(&cells, self.detected.encoding);
                let header = header.map_err(ReadError::Header)?;
                let raw = trim_end(self.source.take(length));
                self.header = Some((header, raw));
                Ok(())
            }
            Found::Unclosed => Err(missing),
        }
    }

    fn csv_row(&mut self) -> io::Result<Row> {
        let line = self.source.line();
        match self.splitter.find(&mut self.source)? {
            Found::Row(length) => {
                let cells = self.splitter.cells();
                let encoding = self.detected.encoding;
                let record = match &self.header {
                    Some((header, _)) => header.record(&cells, encoding, &mut self.rare, line),
                    None => Err(RowError::whole(RowProblem::Quote)),
                };
                let raw = trim_end(self.source.take(length));
                Ok(Row {
                    line,
                    raw: Some(raw),
                    record,
                })
            }
            // Only its first line is at fault: the rows after it are looked at again.
            Found::Unclosed => self.refused_line(line, RowProblem::Quote),
        }
    }

    fn json_row(&mut self) -> io::Result<Option<Row>> {
        let line = self.source.line();
        let Some(length) = self.source.line_length(MAX_ROW_BYTES)? else {
            return self.refused_line(line, too_long()).map(Some);
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
        let text = encoding
            .decode(raw)
            .map_err(|after| RowError::whole(RowProblem::Undecodable { after }))?;
        self.rare.compare(encoding, &text, raw, line);
        let text = self.rare.map_json(text, line);
        Record::from_json(text.as_bytes()).map_err(|RecordError { field, at, problem }| RowError {
            column: Some(at.column),
            field: Some(field),
            problem: RowProblem::Record(problem),
        })
    }

    /// A line that is no row; it is kept if it is not too long.
    fn refused_line(&mut self, line: u64, problem: RowProblem) -> io::Result<Row> {
        let (raw, problem) = match self.source.line_length(MAX_ROW_BYTES)? {
            Some(length) => (Some(trim_end(self.source.take(length))), problem),
            None => {
                self.source.skip_line()?;
                (None, too_long())
            }
        };
        let record = Err(RowError::whole(problem));
        Ok(Row { line, raw, record })
    }
}

/// Whether a line says why the next was refused, and nothing else: a record that begins so is none.
fn is_reject(raw: &[u8]) -> bool {
    raw.starts_with(REJECT_LINE)
        && serde_json::from_str::<serde_json::Map<_, _>>(&String::from_utf8_lossy(raw))
            .is_ok_and(|members: serde_json::Map<String, serde_json::Value>| members.len() == 1)
}

const fn too_long() -> RowProblem {
    RowProblem::TooLong { max: MAX_ROW_BYTES }
}

fn trim_end(mut raw: Vec<u8>) -> Vec<u8> {
    while raw.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        raw.pop();
    }
    raw
}

/// Splits rows of a table into cells. In both encodings a byte of a comma, a quotation mark or a
/// line's end is nothing else.
struct Splitter {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

enum Found {
    /// A row of so many bytes.
    Row(usize),
    /// A quotation mark is not closed as far as a row may be long.
    Unclosed,
}

impl Splitter {
    fn new() -> Self {
        Self {
            reader: csv_core::Reader::new(),
            // A cell is no longer than what stands for it, and there are no more than bytes.
            text: vec![0; MAX_ROW_BYTES],
            ends: vec![0; MAX_ROW_BYTES],
            count: 0,
        }
    }

    /// Finds the row that comes, and its cells.
    fn find<R: Read>(&mut self, source: &mut Source<R>) -> io::Result<Found> {
        loop {
            let ahead = source.ahead();
            let ahead = ahead.get(..MAX_ROW_BYTES).unwrap_or(ahead);
            let (row, is_whole) = self.split(ahead);
            if is_whole {
                return Ok(Found::Row(row));
            }
            if ahead.len() == MAX_ROW_BYTES {
                return Ok(Found::Unclosed);
            }
            if source.is_ended() {
                let mut last = ahead.to_vec();
                last.push(b'\n');
                let length = ahead.len();
                let (_, is_whole) = self.split(&last);
                return Ok(if is_whole {
                    Found::Row(length)
                } else {
                    Found::Unclosed
                });
            }
            source.more()?;
        }
    }

    fn split(&mut self, bytes: &[u8]) -> (usize, bool) {
        self.reader.reset();
        let (result, read, _, ends) =
            self.reader
                .read_record(bytes, &mut self.text, &mut self.ends);
        self.count = ends;
        (read, matches!(result, ReadRecordResult::Record))
    }

    fn cells(&self) -> Vec<&[u8]> {
        let mut start = 0;
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let cells = ends.iter().map(|end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        });
        cells.collect()
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous => f.write_str(
                "it reads as UTF-8 and as GB 18030, and the names are others; say --encoding gb18030 \
                 or utf-8",
            ),
            Self::Header(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Utf16 => f.write_str("it is UTF-16; save it as UTF-8"),
        }
    }
}

impl std::error::Error for ReadError {}

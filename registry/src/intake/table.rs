use std::fmt;

use super::{Column, Encoding, RareCharacters, RowError, RowProblem};
use crate::record::{Record, RecordError, RecordField};

/// The columns of a table, by its header.
pub(super) struct Header {
    columns: Vec<Column>,
}

/// Why a table cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// Two columns have one header.
    Duplicate(RecordField),
    /// There is no header, or it is damaged.
    Missing,
    /// A column is missing that every record needs.
    MissingColumns(Vec<RecordField>),
    /// None of the headers is known; perhaps there is none, and the first row is somebody's.
    NoneKnown,
    /// Headers that are not known.
    Unknown(Vec<String>),
}

/// What every record needs.
const REQUIRED: [RecordField; 10] = [
    RecordField::Subject,
    RecordField::Name,
    RecordField::Population,
    RecordField::DocumentKind,
    RecordField::DocumentNumber,
    RecordField::IdentityLevel,
    RecordField::IdentityVerifiedAt,
    RecordField::IdentityReference,
    RecordField::Region,
    RecordField::AddressState,
];

/// The most characters of an unknown header that are shown.
const SHOWN: usize = 40;

impl Header {
    pub(super) fn read(cells: &[&[u8]], encoding: Encoding) -> Result<Self, HeaderError> {
        let mut columns = Vec::new();
        let mut unknown = Vec::new();
        for cell in cells {
            let text = encoding.decode(cell).map_err(|_| HeaderError::Missing)?;
            match Column::of_header(&text) {
                Some(column @ Column::Field(field)) if columns.contains(&column) => {
                    return Err(HeaderError::Duplicate(field));
                }
                Some(column) => columns.push(column),
                None => unknown.push(text.chars().take(SHOWN).collect()),
            }
        }
        if !columns.iter().any(|it| matches!(it, Column::Field(_))) {
            return Err(HeaderError::NoneKnown);
        }
        if !unknown.is_empty() {
            return Err(HeaderError::Unknown(unknown));
        }
        let missing = |field: &RecordField| !columns.contains(&Column::Field(*field));
        let missing: Vec<_> = REQUIRED.into_iter().filter(missing).collect();
        if !missing.is_empty() {
            return Err(HeaderError::MissingColumns(missing));
        }
        Ok(Self { columns })
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The record of a row's cells.
    pub(super) fn record(
        &self,
        cells: &[&[u8]],
        encoding: Encoding,
        rare: &mut RareCharacters,
        line: u64,
    ) -> Result<Record, RowError> {
        let (found, expected) = (cells.len(), self.columns.len());
        if found != expected {
            return Err(RowError::whole(RowProblem::Cells { found, expected }));
        }
        let mut values = Vec::with_capacity(expected);
        for (place, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
            let Column::Field(field) = *column else {
                continue;
            };
            if cell.is_empty() {
                continue;
            }
            let text = encoding.decode(cell).map_err(|after| RowError {
                column: Some(place.saturating_add(1)),
                field: Some(field),
                problem: RowProblem::Undecodable { after },
            })?;
            rare.compare(encoding, &text, cell, line);
            let text = rare.map(text, line);
            values.push((field, Column::word(field, &text).to_owned()));
        }
        let json = json(&values);
        Record::from_json(json.as_bytes()).map_err(|RecordError { field, problem, .. }| {
            let is_it = |column: &Column| *column == Column::Field(field);
            let column = self.columns.iter().position(is_it);
            RowError {
                column: column.map(|column| column.saturating_add(1)),
                field: Some(field),
                problem: RowProblem::Record(problem),
            }
        })
    }
}

/// The JSON form of a record with these fields.
fn json(values: &[(RecordField, String)]) -> String {
    let mut json = String::from("{");
    let mut open = "";
    for field in Column::fields() {
        let Some((_, value)) = values.iter().find(|(name, _)| *name == field) else {
            continue;
        };
        let path = field.path();
        let (parent, key) = path.split_once('.').unwrap_or(("", path));
        if parent != open && !open.is_empty() {
            json.push('}');
        }
        if json.len() > 1 {
            json.push(',');
        }
        if parent != open && !parent.is_empty() {
            json.push('"');
            json.push_str(parent);
            json.push_str("\":{");
        }
        open = parent;
        json.push('"');
        json.push_str(key);
        json.push_str("\":");
        json.push_str(&serde_json::Value::from(&**value).to_string());
    }
    if !open.is_empty() {
        json.push('}');
    }
    json.push('}');
    json
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |fields: &[RecordField]| {
            let paths: Vec<_> = fields.iter().map(|field| field.path()).collect();
            paths.join(", ")
        };
        match self {
            Self::Duplicate(field) => write!(f, "two columns are {field}"),
            Self::Missing => f.write_str("there is no header that can be read"),
            Self::MissingColumns(fields) => write!(f, "columns are missing: {}", list(fields)),
            Self::NoneKnown => f.write_str("the first line has no header that is known"),
            Self::Unknown(headers) => write!(f, "unknown headers: {}", headers.join(", ")),
        }
    }
}

impl std::error::Error for HeaderError {}

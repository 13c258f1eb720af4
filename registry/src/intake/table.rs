use super::{
    Column, Encoding, Form, RareCharacters, RowError, RowProblem, header::Header, spreadsheet,
};
use crate::record::{Record, RecordError, RecordField, RecordWarning};

impl Header {
    /// The record of a row's cells.
    pub(super) fn record(
        &self,
        cells: &[&[u8]],
        encoding: Encoding,
        rare: &mut RareCharacters,
        line: u64,
    ) -> Result<Record, RowError> {
        let (found, expected) = (cells.len(), self.columns().len());
        if found != expected {
            return Err(RowError::whole(RowProblem::Cells { found, expected }));
        }
        let mut values = Vec::with_capacity(expected);
        let mut trimmed = Vec::new();
        for (place, (column, cell)) in self.columns().iter().zip(cells).enumerate() {
            if cell.is_empty() {
                continue;
            }
            let error = |field, problem| RowError {
                form: Form::Csv,
                column: Some(place.saturating_add(1)),
                field,
                problem,
            };
            let field = match *column {
                Column::Field(field) => field,
                Column::Unnamed if !cell.trim_ascii().is_empty() => {
                    return Err(error(None, RowProblem::Unnamed));
                }
                Column::Reject | Column::Unnamed => continue,
            };
            let text = encoding
                .decode(cell)
                .map_err(|after| error(Some(field), RowProblem::Undecodable { after }))?;
            rare.compare(encoding, &text, cell, line);
            let text = rare.map(text, line);
            // Nobody sees a space at an end, and no field has one there.
            let value = text.trim();
            if value.len() < text.len() {
                trimmed.push(field);
            }
            if value.is_empty() {
                continue;
            }
            if spreadsheet::is_rounded(field, value) {
                return Err(error(Some(field), RowProblem::Rounded));
            }
            values.push((field, Column::word(field, value).to_owned()));
        }
        let json = json(&values);
        let record = Record::from_json(json.as_bytes());
        let mut record = record.map_err(|error| self.error(error, &values))?;
        let trimmed = trimmed.into_iter();
        record.warn(trimmed.map(|field| RecordWarning::SpacesTrimmed { field }));
        Ok(record)
    }

    fn error(&self, error: RecordError, values: &[(RecordField, String)]) -> RowError {
        let RecordError { field, problem, .. } = error;
        let position = |is_it: &dyn Fn(RecordField) -> bool| {
            let mut columns = self.columns().iter();
            columns.position(|column| matches!(column, Column::Field(field) if is_it(*field)))
        };
        // A document that is missing is in the first of its columns.
        let column = position(&|it| it == field).or_else(|| position(&|it| it.is_part_of(field)));
        let value = values.iter().find(|(name, _)| *name == field);
        let lost = value.is_some_and(|(_, value)| spreadsheet::lost_digits(problem, value));
        RowError {
            form: Form::Csv,
            column: column.map(|column| column.saturating_add(1)),
            field: Some(field),
            problem: if lost {
                RowProblem::Rounded
            } else {
                RowProblem::Record(problem)
            },
        }
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

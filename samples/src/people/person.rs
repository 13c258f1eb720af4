use std::fmt;

use juma_registry::{intake::Column, record::RecordField};

/// One of the people: the fields of a record, nobody's.
#[derive(Clone, PartialEq, Eq)]
pub struct FictionalPerson {
    fields: Vec<(RecordField, String)>,
}

impl fmt::Debug for FictionalPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FictionalPerson(..)")
    }
}

/// Which words a table uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Those of records.
    En,
    /// The Chinese ones.
    Zh,
}

impl FictionalPerson {
    pub(super) const fn new(fields: Vec<(RecordField, String)>) -> Self {
        Self { fields }
    }

    pub(super) fn put(&mut self, field: RecordField, value: impl Into<String>) {
        self.fields.push((field, value.into()));
    }

    /// What stands in a field; nothing where it is left out.
    #[must_use]
    pub fn value(&self, field: RecordField) -> Option<&str> {
        let found = self.fields.iter().find(|(name, _)| *name == field);
        found.map(|(_, value)| &**value)
    }

    /// The record as JSON, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::from("{");
        let mut open = "";
        for (field, value) in &self.fields {
            let path = field.path();
            let (parent, key) = path.split_once('.').unwrap_or(("", path));
            if parent != open && !open.is_empty() {
                json.push('}');
            }
            if json.len() > 1 && (parent == open || !json.ends_with('{')) {
                json.push(',');
            }
            if parent != open && !parent.is_empty() {
                put_text(&mut json, parent);
                json.push_str(":{");
            }
            open = parent;
            put_text(&mut json, key);
            json.push(':');
            put_text(&mut json, value);
        }
        if !open.is_empty() {
            json.push('}');
        }
        json.push('}');
        json
    }

    /// The line of a table with every column.
    #[must_use]
    pub fn to_csv(&self, words: Words) -> String {
        let mut line = String::new();
        for (number, field) in Column::fields().enumerate() {
            if number > 0 {
                line.push(',');
            }
            let value = self.value(field).unwrap_or_default();
            let zh = match words {
                Words::En => None,
                Words::Zh => Column::zh_word(field, value),
            };
            put_cell(&mut line, zh.unwrap_or(value));
        }
        line
    }

    /// The header of such a table.
    #[must_use]
    pub fn csv_header(words: Words) -> String {
        let headers = Column::fields().map(|field| match words {
            Words::En => field.path(),
            Words::Zh => Column::zh(field).unwrap_or_else(|| field.path()),
        });
        headers.collect::<Vec<_>>().join(",")
    }
}

fn put_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            json.push('\\');
        }
        json.push(character);
    }
    json.push('"');
}

fn put_cell(line: &mut String, cell: &str) {
    if cell.contains(['"', ',', '\n', '\r']) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use serde_json::{error::Category, value::RawValue};

use super::{Problem, RecordError, RecordField, source::Source};

/// A JSON object whose fields are taken one by one. Its errors are made here and not by serde,
/// whose messages quote what they met.
pub(super) struct Object<'a> {
    whole: Value<'a>,
    entries: Vec<(RecordField, Value<'a>)>,
}

/// A value of an object, not parsed yet.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    field: RecordField,
    text: &'a str,
    source: Source<'a>,
}

impl<'a> Object<'a> {
    /// The object of a whole record.
    pub(super) fn of_record(
        source: Source<'a>,
        fields: &[RecordField],
    ) -> Result<Self, RecordError> {
        let value = Value {
            field: RecordField::Record,
            text: source.text(),
            source,
        };
        value.object(fields)
    }

    /// The value of a field, if it is there; `null` is the same as leaving it out.
    pub(super) fn optional(&self, field: RecordField) -> Option<Value<'a>> {
        let found = self.entries.iter().find(|(name, _)| *name == field);
        found
            .map(|(_, value)| *value)
            .filter(|value| value.text != "null")
    }

    /// The value of a field that must be there.
    pub(super) fn required(&self, field: RecordField) -> Result<Value<'a>, RecordError> {
        self.optional(field)
            .ok_or_else(|| self.error(field, Problem::Missing))
    }

    /// An error about a field that is not there.
    pub(super) fn error(&self, field: RecordField, problem: Problem) -> RecordError {
        Value {
            field,
            ..self.whole
        }
        .error(problem)
    }
}

impl<'a> Value<'a> {
    pub(super) fn error(&self, problem: Problem) -> RecordError {
        RecordError {
            field: self.field,
            at: self.source.position_of(self.text),
            problem,
        }
    }

    pub(super) const fn field(&self) -> RecordField {
        self.field
    }

    pub(super) fn text(&self) -> Result<String, RecordError> {
        match serde_json::from_str(self.text) {
            Ok(text) => Ok(text),
            Err(error) if error.classify() == Category::Data => Err(self.error(Problem::NotText)),
            Err(_) => Err(self.error(Problem::Syntax)),
        }
    }

    /// The value as what `parse` makes of its text.
    pub(super) fn word<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Result<T, RecordError> {
        parse(&self.text()?).ok_or_else(|| self.error(Problem::UnknownWord))
    }

    /// The value as an object that has no other fields than these, each at most once.
    pub(super) fn object(self, fields: &[RecordField]) -> Result<Object<'a>, RecordError> {
        let Entries(raw) = serde_json::from_str(self.text).map_err(|error| {
            match (error.classify(), self.field) {
                (Category::Data, _) => self.error(Problem::NotObject),
                (_, RecordField::Record) => RecordError {
                    at: self.source.position_of_error(&error),
                    ..self.error(Problem::Syntax)
                },
                _ => self.error(Problem::Syntax),
            }
        })?;
        let mut entries: Vec<(RecordField, Value<'a>)> = Vec::with_capacity(raw.len());
        for (key, raw) in raw {
            let value = Self {
                text: raw.get(),
                ..self
            };
            let Some(field) = fields.iter().find(|field| field.key() == key) else {
                return Err(value.error(Problem::UnknownField));
            };
            let value = Self {
                field: *field,
                ..value
            };
            if entries.iter().any(|(name, _)| name == field) {
                return Err(value.error(Problem::Duplicate));
            }
            entries.push((*field, value));
        }
        Ok(Object {
            whole: self,
            entries,
        })
    }
}

/// The entries of an object in their order, twice the same among them.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

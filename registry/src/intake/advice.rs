//! What a clerk is told of a field that is refused: what is wanted, and never what stands there.

use std::fmt::{self, Display};

use juma_format::{
    characters::{CharacterError, CharacterKind},
    person::{DocumentError, DocumentKind, IdNumberError, PersonTextError},
};

use super::{Column, Form};
use crate::record::{Problem, RecordField};

/// How a column of numbers or days is kept as it was typed.
pub(super) const AS_TEXT: &str = "format the column as text";

/// Writes what is wrong with a field, and what to do.
pub(super) fn write(
    f: &mut fmt::Formatter<'_>,
    form: Form,
    field: RecordField,
    problem: Problem,
) -> fmt::Result {
    match problem {
        Problem::Date => write_date(f, form, field),
        Problem::Document(error) => write_document(f, error),
        Problem::Missing => write_missing(f, field),
        Problem::Text(PersonTextError::Character(error)) => write_character(f, error),
        Problem::Unexpected => f.write_str(match field {
            RecordField::AddressText => {
                "must be empty: in this state of registration no address is shown"
            }
            _ => "must be empty: the number of this kind of document says it",
        }),
        Problem::UnknownWord => write_words(f, form, field),
        other => other.fmt(f),
    }
}

/// A document or an address is named by the columns that it has.
fn write_missing(f: &mut fmt::Formatter<'_>, field: RecordField) -> fmt::Result {
    f.write_str("is missing")?;
    let parts = Column::fields().filter(|part| part.is_part_of(field));
    for (place, part) in parts.enumerate() {
        f.write_str(if place == 0 { ": " } else { ", " })?;
        write!(f, "{part} ({})", Column::zh(part).unwrap_or_default())?;
    }
    Ok(())
}

fn write_date(f: &mut fmt::Formatter<'_>, form: Form, field: RecordField) -> fmt::Result {
    f.write_str(match field {
        RecordField::IdentityVerifiedAt => {
            "no day or time that exists; write 2026-01-05, or 2026-01-05T09:30:00+08:00"
        }
        _ => "no day that exists; write it as 1990-01-05",
    })?;
    match form {
        Form::Csv => write!(f, ", and {AS_TEXT}"),
        Form::Jsonl => Ok(()),
    }
}

fn write_document(f: &mut fmt::Formatter<'_>, error: DocumentError) -> fmt::Result {
    match error {
        DocumentError::Number(IdNumberError::Shape) => {
            f.write_str("not 17 digits and a digit or a capital X, without spaces or signs")
        }
        DocumentError::Number(IdNumberError::CheckDigit) => {
            f.write_str("the last character does not fit the others: one of them is wrong")
        }
        DocumentError::Shape { kind } => {
            let shape = match kind {
                DocumentKind::HomeReturnPermit => "H or M and 8 digits, or 10",
                DocumentKind::TaiwanTravelPermit => "8 digits, or 10",
                _ => "5 to 20 capital letters and digits",
            };
            write!(f, "a {} number has {shape}", kind.name())
        }
        other => other.fmt(f),
    }
}

/// Characters are counted from 1 here, as columns are.
fn write_character(f: &mut fmt::Formatter<'_>, error: CharacterError) -> fmt::Result {
    let at = error.at.saturating_add(1);
    let what = match error.kind {
        CharacterKind::Forbidden => "does not belong in this text",
        CharacterKind::LineBreak => "breaks the line; write one line",
        CharacterKind::Space => "is a space that does not belong there; delete it",
        CharacterKind::Invisible => "cannot be seen; delete it",
        CharacterKind::Separator => "does not stand between two parts",
        _ => {
            let mut counted = error;
            counted.at = at;
            return counted.fmt(f);
        }
    };
    write!(f, "character {at} {what}")
}

fn write_words(f: &mut fmt::Formatter<'_>, form: Form, field: RecordField) -> fmt::Result {
    f.write_str("none of the words that may stand there: ")?;
    for (place, (zh, word)) in Column::words(field).into_iter().enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        match form {
            Form::Csv => write!(f, "{zh} ({word})")?,
            Form::Jsonl => f.write_str(word)?,
        }
    }
    Ok(())
}

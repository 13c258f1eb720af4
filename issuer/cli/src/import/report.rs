use std::{collections::BTreeMap, path::PathBuf};

use juma_cli::{
    failure::Failure,
    output::{Output, note},
};
use juma_format::characters::display_safe;
use juma_register::ImportCounts;
use juma_registry::{
    intake::{Column, Detected, Evidence, RareCharacters, Seen, Unusual},
    record::RecordField,
};
use serde_json::{Value, json};

use super::{args::ImportArgs, rejects::Reason};

/// What is said of an import: lines, fields and rules, and nothing that stands in a row.
pub(super) struct Report<'a> {
    args: &'a ImportArgs,
    pub(super) counts: ImportCounts,
    pub(super) stale: u64,
    pub(super) revoked: u64,
    pub(super) warnings: BTreeMap<&'static str, u64>,
    pub(super) rare: RareCharacters,
    pub(super) files: Vec<FileReport>,
    pub(super) unusual: Vec<Unusual>,
    refused_for: BTreeMap<&'static str, u64>,
    shown: u64,
}

pub(super) struct FileReport {
    pub(super) name: String,
    pub(super) detected: Detected,
    pub(super) columns: Vec<Column>,
    pub(super) rows: u64,
    pub(super) rejects: Option<PathBuf>,
}

/// Refused rows that are told on a terminal; all of them are in the file.
const TOLD: u64 = 20;

impl<'a> Report<'a> {
    pub(super) fn new(args: &'a ImportArgs, rare: RareCharacters) -> Self {
        Self {
            args,
            counts: ImportCounts::default(),
            stale: 0,
            revoked: 0,
            warnings: BTreeMap::new(),
            rare,
            files: Vec::new(),
            unusual: Vec::new(),
            refused_for: BTreeMap::new(),
            shown: 0,
        }
    }

    /// Says which encoding a file has.
    pub(super) fn begin(&mut self, name: String, detected: Detected, columns: Vec<Column>) {
        let encoding = detected.encoding.name();
        let how = evidence(detected.evidence);
        note(format_args!("{name}: {encoding} ({how})"));
        self.files.push(FileReport {
            name,
            detected,
            columns,
            rows: 0,
            rejects: None,
        });
    }

    pub(super) fn refuse(&mut self, file: usize, reason: &Reason) -> Result<(), Failure> {
        self.counts.refused = self.counts.refused.saturating_add(1);
        let count = self.refused_for.entry(reason.slug).or_default();
        *count = count.saturating_add(1);
        let name = self.files.get(file).map_or("", |file| &*file.name);
        let Reason {
            line,
            column,
            field,
            slug,
            message,
        } = reason;
        if self.args.home.json {
            return Output::stdout().json(&json!({
                "file": name, "line": line, "column": column, "field": reason.path(),
                "refused": {"reason": slug, "message": message},
            }));
        }
        self.shown = self.shown.saturating_add(1);
        if self.shown <= TOLD {
            let column = column.map_or_else(String::new, |column| {
                format!(", column {column} ({})", letters(column))
            });
            let field = field.map_or_else(String::new, called);
            note(format_args!(
                "{name}: line {line}{column}:{field} {message}"
            ));
        } else if self.shown == TOLD.saturating_add(1) {
            note("more rows are refused");
        }
        Ok(())
    }

    pub(super) fn print(&self) -> Result<(), Failure> {
        if self.args.home.json {
            return Output::stdout().json(&self.json());
        }
        let mut output = Output::stdout();
        let ImportCounts {
            rows,
            new,
            changed,
            unchanged,
            refused,
        } = self.counts;
        let would = if self.args.dry_run {
            "would come of it: "
        } else {
            ""
        };
        output.line(format_args!(
            "{would}{rows} rows: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused"
        ))?;
        for (slug, count) in &self.refused_for {
            output.line(format_args!("refused as {slug}: {count} rows"))?;
        }
        if self.stale > 0 || self.revoked > 0 {
            let (stale, revoked) = (self.stale, self.revoked);
            output.line(format_args!("codes: {stale} stale, {revoked} revoked"))?;
        }
        for mapped in self.rare.mapped() {
            let (from, to) = (number(mapped.from), number(mapped.to));
            let (seen, provenance) = (times(mapped.seen), display_safe(&mapped.provenance));
            output.line(format_args!(
                "{from} mapped to {to} by {provenance}: {seen}"
            ))?;
        }
        for (character, seen) in self.rare.left() {
            let (number, seen) = (number(character), times(seen));
            output.line(format_args!(
                "{number} is for private use and stays so: {seen}"
            ))?;
        }
        for (character, seen) in self.rare.by_edition() {
            let (number, seen) = (number(character), times(seen));
            output.line(format_args!(
                "{number} is another character in another edition of GB 18030: {seen}"
            ))?;
        }
        if self.rare.rewritten().count > 0 {
            let seen = times(self.rare.rewritten());
            output.line(format_args!(
                "characters were read from bytes that are not their own in GB 18030: {seen}"
            ))?;
        }
        for (slug, count) in &self.warnings {
            output.line(format_args!("{slug}: {count} rows"))?;
        }
        for unusual in &self.unusual {
            output.line(format_args!("unusual: {unusual}"))?;
        }
        for file in &self.files {
            if let Some(rejects) = &file.rejects {
                let (name, rejects) = (&file.name, rejects.display().to_string());
                output.line(format_args!(
                    "refused rows of {}: {}",
                    display_safe(name),
                    display_safe(&rejects)
                ))?;
            }
        }
        let is_table = |file: &FileReport| file.rejects.is_some() && !file.columns.is_empty();
        if self.files.iter().any(is_table) {
            note(
                "mend them and import that file; where a spreadsheet opens it, let it take every \
                 column as text, or it rounds numbers and rewrites days",
            );
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let files = self.files.iter().map(|file| {
            json!({
                "file": file.name, "rows": file.rows,
                "encoding": file.detected.encoding.name(),
                "told_by": evidence(file.detected.evidence),
                "byte_order_mark": file.detected.mark > 0,
                "rejects": file.rejects.as_ref().map(|path| path.display().to_string()),
            })
        });
        let mapped = self.rare.mapped().map(|mapped| {
            json!({
                "from": number(mapped.from), "to": number(mapped.to),
                "provenance": mapped.provenance, "count": mapped.seen.count,
                "first_line": mapped.seen.first_line,
            })
        });
        let list = |all: &mut dyn Iterator<Item = (char, Seen)>| -> Value {
            let all = all.map(|(character, seen)| {
                json!({
                    "character": number(character), "count": seen.count,
                    "first_line": seen.first_line,
                })
            });
            all.collect()
        };
        let unusual = self
            .unusual
            .iter()
            .map(|unusual| json!({"reason": unusual.slug(), "message": unusual.to_string()}));
        json!({
            "dry_run": self.args.dry_run, "files": files.collect::<Value>(),
            "rows": self.counts.rows, "new": self.counts.new, "changed": self.counts.changed,
            "unchanged": self.counts.unchanged, "refused": self.counts.refused,
            "refused_for": self.refused_for,
            "stale_codes": self.stale, "revoked_codes": self.revoked,
            "mapped": mapped.collect::<Value>(),
            "private_use": list(&mut self.rare.left()),
            "edition_dependent": list(&mut self.rare.by_edition()),
            "rewritten": self.rare.rewritten().count,
            "warnings": self.warnings, "unusual": unusual.collect::<Value>(),
        })
    }
}

/// A field as both its headers call it.
fn called(field: RecordField) -> String {
    match (field.path(), Column::zh(field)) {
        ("", _) => String::new(),
        (path, Some(zh)) => format!(" {path} ({zh}):"),
        (path, None) => format!(" {path}:"),
    }
}

/// What spreadsheets call a column that is counted from 1: A to Z, AA, AB …
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while let Some(rest) = column.checked_sub(1) {
        let letter = u8::try_from(rest % 26).unwrap_or(0);
        letters.push(char::from(b'A'.saturating_add(letter)));
        column = rest / 26;
    }
    letters.iter().rev().collect()
}

fn number(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn times(seen: Seen) -> String {
    let Seen { count, first_line } = seen;
    format!("{count} times, first in line {first_line}")
}

const fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::ByteOrderMark => "by its byte order mark",
        Evidence::Content => "by what it holds",
        Evidence::OnlyAscii => "its beginning is ASCII alone",
        Evidence::Told => "as was said",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, name) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (52, "AZ"),
            (703, "AAA"),
            (0, ""),
        ] {
            assert_eq!(letters(column), name);
        }
        assert_eq!(called(RecordField::Name), " name (姓名):");
        assert_eq!(called(RecordField::Document), " document:");
        assert_eq!(called(RecordField::Record), "");
    }
}

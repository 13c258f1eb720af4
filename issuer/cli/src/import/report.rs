use std::{collections::BTreeMap, path::PathBuf};

use juma_cli::{
    failure::Failure,
    language::Language,
    output::{Output, note},
    say,
};
use juma_format::characters::display_safe;
use juma_register::ImportCounts;
use juma_registry::{
    intake::{Column, Detected, Evidence, RareCharacters, Seen, Unusual},
    record::RecordField,
};
use serde_json::{Value, json};

use super::{args::ImportArgs, rejects::Reason};
use crate::words;

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
        let (language, encoding) = (self.args.home.language(), detected.encoding.name());
        let how = language.of(evidence(detected.evidence));
        note(say!(
            language,
            "{name}：{encoding}（{how}）",
            "{name}: {encoding} ({how})"
        ));
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
            let language = self.args.home.language();
            let column = column.map_or_else(String::new, |column| {
                let letters = letters(column);
                say!(
                    language,
                    "第 {column} 列（{letters}）",
                    ", column {column} ({letters})"
                )
            });
            let field = field.map_or_else(String::new, |field| called(language, field));
            let reason = words::reason(language, slug, message);
            note(say!(
                language,
                "{name}：第 {line} 行{column}：{field}{reason}",
                "{name}: line {line}{column}:{field} {reason}"
            ));
        } else if self.shown == TOLD.saturating_add(1) {
            let words = ("还有更多被拒绝的行", "more rows are refused");
            note(self.args.home.language().of(words));
        }
        Ok(())
    }

    pub(super) fn print(&self) -> Result<(), Failure> {
        if self.args.home.json {
            return Output::stdout().json(&self.json());
        }
        let mut output = Output::stdout();
        let language = self.args.home.language();
        let ImportCounts {
            rows,
            new,
            changed,
            unchanged,
            refused,
        } = self.counts;
        let would = language.of(if self.args.dry_run {
            ("试运行，将会：", "would come of it: ")
        } else {
            ("", "")
        });
        output.line(say!(
            language,
            "{would}共 {rows} 行：新增 {new}，变更 {changed}，不变 {unchanged}，拒绝 {refused}",
            "{would}{rows} rows: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused"
        ))?;
        for (slug, count) in &self.refused_for {
            let kind = words::kind(language, slug);
            output.line(say!(
                language,
                "{count} 行被拒绝：{kind}",
                "refused as {kind}: {count} rows"
            ))?;
        }
        if self.stale > 0 || self.revoked > 0 {
            let (stale, revoked) = (self.stale, self.revoked);
            output.line(say!(
                language,
                "码：内容已旧 {stale}，已撤销 {revoked}",
                "codes: {stale} stale, {revoked} revoked"
            ))?;
        }
        self.print_rare(&mut output)?;
        for (slug, count) in &self.warnings {
            let kind = words::kind(language, slug);
            output.line(say!(
                language,
                "{count} 行请留意：{kind}",
                "{kind}: {count} rows"
            ))?;
        }
        for unusual in &self.unusual {
            let said = words::unusual(language, unusual);
            output.line(say!(language, "异常：{said}", "unusual: {said}"))?;
        }
        self.print_rejects(&mut output)
    }

    fn print_rare(&self, output: &mut Output) -> Result<(), Failure> {
        let language = self.args.home.language();
        let times = |seen| times(language, seen);
        for mapped in self.rare.mapped() {
            let (from, to) = (number(mapped.from), number(mapped.to));
            let (seen, provenance) = (times(mapped.seen), display_safe(&mapped.provenance));
            output.line(say!(
                language,
                "{from} 按 {provenance} 改为 {to}：{seen}",
                "{from} mapped to {to} by {provenance}: {seen}"
            ))?;
        }
        for (character, seen) in self.rare.left() {
            let (number, seen) = (number(character), times(seen));
            output.line(say!(
                language,
                "{number} 是私用区字符，保持不变：{seen}",
                "{number} is for private use and stays so: {seen}"
            ))?;
        }
        for (character, seen) in self.rare.by_edition() {
            let (number, seen) = (number(character), times(seen));
            output.line(say!(
                language,
                "{number} 在 GB 18030 的另一版本中是别的字符：{seen}",
                "{number} is another character in another edition of GB 18030: {seen}"
            ))?;
        }
        if self.rare.rewritten().count > 0 {
            let seen = times(self.rare.rewritten());
            output.line(say!(
                language,
                "有字符的字节不是其在 GB 18030 中的编码：{seen}",
                "characters were read from bytes that are not their own in GB 18030: {seen}"
            ))?;
        }
        Ok(())
    }

    fn print_rejects(&self, output: &mut Output) -> Result<(), Failure> {
        let language = self.args.home.language();
        for file in &self.files {
            if let Some(rejects) = &file.rejects {
                let rejects = rejects.display().to_string();
                let (name, rejects) = (display_safe(&file.name), display_safe(&rejects));
                output.line(say!(
                    language,
                    "{name} 中被拒绝的行：{rejects}",
                    "refused rows of {name}: {rejects}"
                ))?;
            }
        }
        let is_table = |file: &FileReport| file.rejects.is_some() && !file.columns.is_empty();
        if self.files.iter().any(is_table) {
            note(language.of((
                "请更正后导入该文件；用表格软件打开时，各列均须设为文本，否则号码和日期会被改写",
                "mend them and import that file; where a spreadsheet opens it, let it take every \
                 column as text, or it rounds numbers and rewrites days",
            )));
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let files = self.files.iter().map(|file| {
            json!({
                "file": file.name, "rows": file.rows,
                "encoding": file.detected.encoding.name(),
                "told_by": Language::English.of(evidence(file.detected.evidence)),
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
fn called(language: Language, field: RecordField) -> String {
    match (field.path(), Column::zh(field)) {
        ("", _) => String::new(),
        (path, Some(zh)) => say!(language, "{zh}（{path}）：", " {path} ({zh}):"),
        (path, None) => say!(language, "{path}：", " {path}:"),
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

fn times(language: Language, seen: Seen) -> String {
    let Seen { count, first_line } = seen;
    say!(
        language,
        "{count} 次，首见于第 {first_line} 行",
        "{count} times, first in line {first_line}"
    )
}

const fn evidence(evidence: Evidence) -> (&'static str, &'static str) {
    match evidence {
        Evidence::ByteOrderMark => ("由字节顺序标记得知", "by its byte order mark"),
        Evidence::Content => ("由内容得知", "by what it holds"),
        Evidence::OnlyAscii => ("开头只有 ASCII", "its beginning is ASCII alone"),
        Evidence::Told => ("由参数指定", "as was said"),
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
        assert_eq!(
            called(Language::English, RecordField::Name),
            " name (姓名):"
        );
        assert_eq!(
            called(Language::English, RecordField::Document),
            " document:"
        );
        assert_eq!(called(Language::English, RecordField::Record), "");
    }
}

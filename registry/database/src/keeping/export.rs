use std::fmt;

use juma_format::time::UnixTime;
use juma_registry::SubjectId;
use serde_json::{Map, Value as Json, json};

use crate::{
    JournalEntry, Register, RegisterError, StoreError,
    act::SubjectRow,
    journal,
    store::{Row, Store},
};

/// Everything that a register holds on one person, as a document for that person (PIPL articles 45
/// and 47): facts, codes, and the entries of the journal that are about them.
pub struct PersonExport(Json);

impl PersonExport {
    /// The document: JSON over several lines, times in RFC 3339.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{:#}", self.0)
    }
}

impl fmt::Debug for PersonExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonExport(..)")
    }
}

impl Register {
    /// Gathers what is held on a person; nothing when nothing is. That it was asked for stands in
    /// the journal first, and so in the document too.
    ///
    /// # Errors
    /// When the register fails.
    pub fn export(&mut self, subject: &SubjectId) -> Result<Option<PersonExport>, RegisterError> {
        let noted = self.write(|act| {
            let Some(row) = SubjectRow::find(act.store, subject.as_str())? else {
                return Ok::<_, RegisterError>(None);
            };
            let person = row.digest("subject", subject.as_str());
            act.record("export", &json!({"person": person}))?;
            Ok(Some((row, act.context.now)))
        })?;
        let Some((row, now)) = noted else {
            return Ok(None);
        };
        let person = row.digest("subject", subject.as_str());
        let document = self.read(|store| gather(store, (subject, row.id), &person, now))?;
        Ok(Some(PersonExport(document)))
    }
}

/// A table's part of the document.
pub(crate) struct Section {
    /// Its name there, which is the table's.
    pub(crate) table: &'static str,
    /// Asks for the rows of the subject `$1`.
    sql: &'static str,
    columns: &'static [(&'static str, Kind)],
}

/// How a value is shown.
#[derive(Clone, Copy)]
enum Kind {
    Hex,
    Number,
    Text,
    Time,
}

/// Every table that has rows of a person; a test compares it with the schema.
pub(crate) const SECTIONS: [Section; 8] = [
    Section {
        table: "residents",
        sql: "SELECT name, population, region, household_region, household_text, gate_region,
                  gate_tail, gate_coarsen, revision FROM residents WHERE subject = $1",
        columns: &[
            ("name", Kind::Text),
            ("population", Kind::Text),
            ("region", Kind::Number),
            ("household_region", Kind::Number),
            ("household_text", Kind::Text),
            ("gate_region", Kind::Text),
            ("gate_tail", Kind::Text),
            ("gate_coarsen", Kind::Text),
            ("revision", Kind::Number),
        ],
    },
    Section {
        table: "documents",
        sql: "SELECT kind, document, birth_date, sex, since, ended FROM documents
              WHERE subject = $1 ORDER BY number",
        columns: &[
            ("kind", Kind::Text),
            ("number", Kind::Text),
            ("birth_date", Kind::Text),
            ("sex", Kind::Text),
            ("since", Kind::Time),
            ("ended", Kind::Time),
        ],
    },
    Section {
        table: "verifications",
        sql: "SELECT level, verified_at, reference FROM verifications
              WHERE subject = $1 ORDER BY number",
        columns: &[
            ("level", Kind::Text),
            ("verified_at", Kind::Text),
            ("reference", Kind::Text),
        ],
    },
    Section {
        table: "registrations",
        sql: "SELECT region, address, state, form, channel, since, ended FROM registrations
              WHERE subject = $1 ORDER BY number",
        columns: &[
            ("region", Kind::Number),
            ("address", Kind::Text),
            ("state", Kind::Text),
            ("form", Kind::Text),
            ("channel", Kind::Text),
            ("since", Kind::Time),
            ("ended", Kind::Time),
        ],
    },
    Section {
        table: "permits",
        sql: "SELECT permit, since, ended FROM permits WHERE subject = $1 ORDER BY number",
        columns: &[
            ("number", Kind::Text),
            ("since", Kind::Time),
            ("ended", Kind::Time),
        ],
    },
    Section {
        table: "relations",
        sql: "SELECT g.subject, p.subject, r.kind, r.reason, r.kinship, r.since, r.ended
              FROM relations r JOIN subjects g ON g.id = r.guardian
              JOIN subjects p ON p.id = r.person
              WHERE r.guardian = $1 OR r.person = $1 ORDER BY r.since, r.number",
        columns: &[
            ("subject", Kind::Text),
            ("with", Kind::Text),
            ("kind", Kind::Text),
            ("reason", Kind::Text),
            ("kinship", Kind::Text),
            ("since", Kind::Time),
            ("ended", Kind::Time),
        ],
    },
    Section {
        table: "issuances",
        sql: "SELECT serial, tier, kid, list, place, issued, expires, state, code, status, since,
                  profile, guardian, revision FROM issuances WHERE subject = $1 ORDER BY serial",
        columns: &[
            ("serial", Kind::Number),
            ("tier", Kind::Text),
            ("key", Kind::Hex),
            ("list", Kind::Number),
            ("index", Kind::Number),
            ("issued", Kind::Time),
            ("expires", Kind::Time),
            ("state", Kind::Text),
            ("code_sha256", Kind::Hex),
            ("status", Kind::Text),
            ("status_since", Kind::Time),
            ("live_profile", Kind::Number),
            ("guardian_code", Kind::Number),
            ("revision", Kind::Number),
        ],
    },
    Section {
        table: "run_skips",
        sql: "SELECT run, reason FROM run_skips WHERE subject = $1 ORDER BY run",
        columns: &[("run", Kind::Text), ("reason", Kind::Text)],
    },
];

fn gather(
    store: &mut Store,
    (subject, id): (&SubjectId, i64),
    person: &str,
    now: UnixTime,
) -> Result<Json, RegisterError> {
    let mut document = Map::new();
    document.insert("juma_export".to_owned(), json!(1));
    document.insert("subject".to_owned(), json!(subject.as_str()));
    document.insert("at".to_owned(), json!(now.to_string()));
    for section in &SECTIONS {
        if !store.has_table(section.table)? {
            continue;
        }
        let make = |row: &Row<'_>| object(row, section.columns);
        let rows = store.all(section.sql, &[id.into()], make)?;
        document.insert(section.table.to_owned(), Json::Array(rows));
    }
    let sql = "SELECT serial FROM issuances WHERE subject = $1";
    let serials = store.all(sql, &[id.into()], |row| row.number(0))?;
    let entries = entries_about(store, person, &serials)?;
    document.insert("journal".to_owned(), Json::Array(entries));
    Ok(Json::Object(document))
}

fn object(row: &Row<'_>, columns: &[(&str, Kind)]) -> Result<Json, StoreError> {
    let mut object = Map::new();
    for (column, (name, kind)) in columns.iter().enumerate() {
        let value = match kind {
            Kind::Hex => row.optional_bytes(column)?.map(|bytes| json!(hex(&bytes))),
            Kind::Number => row.optional_integer(column)?.map(|number| json!(number)),
            Kind::Text => row.optional_text(column)?.map(|text| json!(text)),
            Kind::Time => row.optional_integer(column)?.map(|seconds| {
                let seconds = u64::try_from(seconds).unwrap_or_default();
                json!(UnixTime::from_seconds(seconds).to_string())
            }),
        };
        // What there is none of is left out.
        if let Some(value) = value {
            object.insert((*name).to_owned(), value);
        }
    }
    Ok(Json::Object(object))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The entries that name the person by digest, or one of their codes by its serial, alone or in the
/// range of a batch. An entry with one digest of a whole batch of people names nobody.
fn entries_about(
    store: &mut Store,
    person: &str,
    serials: &[u64],
) -> Result<Vec<Json>, RegisterError> {
    let mut about = Vec::new();
    journal::walk(store, |entry, _| {
        let detail: Json = serde_json::from_str(&entry.detail).unwrap_or_default();
        if entry.detail.contains(person) || names_one(&detail, serials) {
            about.push(shown(&entry, detail));
        }
        Ok::<(), RegisterError>(())
    })?;
    Ok(about)
}

fn names_one(detail: &Json, serials: &[u64]) -> bool {
    let number = |name: &str| detail.get(name).and_then(Json::as_u64);
    let single = number("serial").is_some_and(|serial| serials.contains(&serial));
    let range = number("first").zip(number("last"));
    single
        || range.is_some_and(|(first, last)| {
            serials.iter().any(|serial| (first..=last).contains(serial))
        })
}

fn shown(entry: &JournalEntry, detail: Json) -> Json {
    json!({
        "number": entry.number, "at": entry.at.to_string(), "operator": entry.operator,
        "act": entry.act, "detail": detail,
    })
}

//! The acts on residents: who they are, where they live, whose code they may show.
//!
//! Each is one transaction, one entry of the journal, and an answer that says what changed and
//! which codes show it no longer.

mod due;
mod facts;
mod family;
mod imports;
mod outcome;
mod pairing;
mod people;
mod permits;
mod refusal;
mod residence;
pub(crate) mod row;
mod taking_in;
mod update;
mod words;

pub use due::{Bearers, Carrier, DueBearer, DueCode, DueQuery, DueReason, Successor, Whose};
pub use facts::{Comparison, Facts};
pub use family::{Ended, Kinship, Relation, RelationKind};
pub use imports::ImportCounts;
pub use outcome::{CodeFate, CodeOf, Fact, Outcome, StaleCode};
pub use pairing::PairingCode;
pub use refusal::{ActError, Refusal};
pub use residence::{AddressForm, Channel, Residence};
pub(crate) use taking_in::Gathered;
pub use taking_in::TakenIn;

use juma_registry::SubjectId;
use serde_json::{Value as Json, json};

use crate::{
    StoreError,
    act::{Act, SubjectRow},
};

/// A resident in the middle of an act.
pub(crate) struct Resident {
    pub(crate) subject: SubjectRow,
    pub(crate) name: SubjectId,
}

impl Resident {
    fn find(act: &mut Act<'_>, subject: &SubjectId) -> Result<Self, ActError> {
        let sql = "SELECT r.subject FROM residents r JOIN subjects s ON s.id = r.subject
                   WHERE s.subject = $1";
        let values = [subject.as_str().into()];
        let enrolled = act.store.first(sql, &values, |_| Ok(()))?;
        let row = SubjectRow::find(act.store, subject.as_str())?;
        match (row, enrolled) {
            (Some(row), Some(())) => Ok(Self {
                subject: row,
                name: subject.clone(),
            }),
            _ => Err(Refusal::NotEnrolled.into()),
        }
    }

    /// Counts one more change of what a code can show.
    fn revise(&self, act: &mut Act<'_>) -> Result<(), StoreError> {
        let sql = "UPDATE residents SET revision = revision + 1 WHERE subject = $1";
        act.store
            .execute(sql, &[self.subject.id.into()])
            .map(|_| ())
    }

    /// The next number of this resident's rows in a table that counts them.
    fn next(&self, act: &mut Act<'_>, table: CountedTable) -> Result<i64, StoreError> {
        let sql = match table {
            CountedTable::Documents => "SELECT max(number) FROM documents WHERE subject = $1",
            CountedTable::Permits => "SELECT max(number) FROM permits WHERE subject = $1",
            CountedTable::Registrations => {
                "SELECT max(number) FROM registrations WHERE subject = $1"
            }
            CountedTable::Verifications => {
                "SELECT max(number) FROM verifications WHERE subject = $1"
            }
        };
        let last = act.store.first(sql, &[self.subject.id.into()], |row| {
            row.optional_integer(0)
        })?;
        Ok(last.flatten().unwrap_or(0).saturating_add(1))
    }

    /// An entry of the journal about the resident, with digests of what was given.
    fn record(
        &self,
        act: &mut Act<'_>,
        name: &str,
        facts: &[(&str, &str)],
    ) -> Result<(), StoreError> {
        let mut detail = serde_json::Map::new();
        let person = self.subject.digest("subject", self.name.as_str());
        detail.insert("person".to_owned(), Json::String(person));
        for (what, value) in facts {
            let digest = self.subject.digest(what, value);
            detail.insert((*what).to_owned(), json!(digest));
        }
        let detail = Json::Object(detail);
        if let Some(gathered) = &mut act.gathered {
            gathered.add(name, &detail.to_string());
            return Ok(());
        }
        act.record(name, &detail)
    }
}

/// Tables that count a resident's rows.
#[derive(Clone, Copy)]
enum CountedTable {
    Documents,
    Permits,
    Registrations,
    Verifications,
}

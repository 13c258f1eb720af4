use std::collections::BTreeMap;

use juma_registry::intake::Tally;
use serde_json::json;

use super::ActError;
use crate::{Register, RegisterError, StoreError, journal::signed, store::Store};

/// What became of the rows of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Rows that were read.
    pub rows: u64,
    /// People who were enrolled.
    pub new: u64,
    /// Residents who are now what their rows say.
    pub changed: u64,
    /// Residents who were so already.
    pub unchanged: u64,
    /// Rows of which nothing was done.
    pub refused: u64,
}

impl Register {
    /// How many residents there are, by district and by year of birth.
    ///
    /// # Errors
    /// When the register fails.
    pub fn tally(&self) -> Result<Tally, RegisterError> {
        self.read(|store| {
            let districts = counts(
                store,
                "SELECT region, count(*) FROM residents GROUP BY region",
            )?;
            let births = counts(
                store,
                "SELECT CAST(substr(birth_date, 1, 4) AS BIGINT), count(*) FROM documents
                 WHERE ended IS NULL GROUP BY 1",
            )?;
            Ok(Tally { districts, births })
        })
    }

    /// The same, as it was after the last import that came to its end.
    ///
    /// # Errors
    /// When the register fails.
    pub fn last_tally(&self) -> Result<Option<Tally>, RegisterError> {
        self.read(|store| {
            let sql = "SELECT tally FROM imports ORDER BY number DESC LIMIT 1";
            let json = store.first(sql, &[], |row| row.text(0))?;
            let tally = json.map(|json| Tally::from_json(&json).ok_or(StoreError::Corrupt));
            Ok(tally.transpose()?)
        })
    }

    /// Notes that an import has come to its end, for the journal and for the next to compare with.
    ///
    /// # Errors
    /// When the register fails.
    pub fn note_import(&mut self, counts: ImportCounts, tally: &Tally) -> Result<(), ActError> {
        self.write(|act| {
            let sql = "SELECT max(number) FROM imports";
            let last = act.store.first(sql, &[], |row| row.optional_integer(0))?;
            let number = last.flatten().unwrap_or(0).saturating_add(1);
            let at = signed(act.context.now.seconds())?;
            let json = tally.to_json();
            let sql = "INSERT INTO imports (number, at, tally) VALUES ($1, $2, $3)";
            let values = [number.into(), at.into(), (&*json).into()];
            act.store.execute(sql, &values)?;
            let ImportCounts {
                rows,
                new,
                changed,
                unchanged,
                refused,
            } = counts;
            let detail = json!({
                "import": number, "rows": rows, "new": new, "changed": changed,
                "unchanged": unchanged, "refused": refused,
            });
            Ok(act.record("import", &detail)?)
        })
    }
}

fn counts(store: &mut Store, sql: &str) -> Result<BTreeMap<u32, u64>, StoreError> {
    let rows = store.all(sql, &[], |row| Ok((row.number(0)?, row.number(1)?)))?;
    Ok(rows.into_iter().collect())
}

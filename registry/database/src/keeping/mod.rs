//! What keeps a register: what is held on one person, erasing it when it is due, going on after
//! an older copy was put back, a code in hand, and how it stands with everything.

mod counts;
mod export;
mod find;
mod purge;
mod resume;
mod snapshot;

pub use counts::{Counts, EndingCodes};
pub use export::PersonExport;
pub use find::{FoundCode, Freshness};
pub use purge::{Due, NotDue, PurgeError, PurgeGround, Purged, RETENTION_DAYS, Wiped};
pub use resume::{Evidence, LaterList, LaterPublication, ListFate, Resumed};
pub use snapshot::Snapshot;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// A table that refers to people and is in neither list would keep them after they were erased,
    /// and from what is handed out to them.
    #[test]
    fn no_table_of_people_is_forgotten() {
        let memory = rusqlite::Connection::open_in_memory().unwrap();
        for migration in crate::migrations::ALL {
            memory
                .execute_batch(&crate::store::Store::sqlite_schema(migration.sql))
                .unwrap();
        }
        let referring = |parents: &str| -> BTreeSet<String> {
            let sql = format!(
                "SELECT DISTINCT t.name FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
                 WHERE t.schema = 'main' AND f.\"table\" IN ({parents})"
            );
            let mut statement = memory.prepare(&sql).unwrap();
            let tables = statement.query_map([], |row| row.get(0)).unwrap();
            tables.collect::<Result<_, _>>().unwrap()
        };
        let people = referring("'subjects', 'residents'");
        assert!(people.len() > 5);
        let exported = super::export::SECTIONS.map(|section| section.table);
        let erased = super::purge::DELETED.map(|(table, _)| table);
        for table in &people {
            assert!(exported.contains(&&**table), "{table} is not handed out");
            // A code stays in the ledger, as nobody's.
            let is_erased = erased.contains(&&**table) || table == "issuances";
            assert!(is_erased, "{table} is not erased");
        }
        // What is kept of codes beside the ledger: numbers of batches are nobody's.
        for table in referring("'issuances'") {
            let known = ["issuances", "run_batches"].contains(&&*table);
            assert!(known || erased.contains(&&*table), "{table} is not erased");
        }
    }
}

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
        let sql =
            "SELECT DISTINCT t.name FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
                   WHERE t.schema = 'main' AND f.\"table\" IN ('subjects', 'residents')";
        let mut statement = memory.prepare(sql).unwrap();
        let tables = statement.query_map([], |row| row.get(0)).unwrap();
        let tables: BTreeSet<String> = tables.collect::<Result<_, _>>().unwrap();
        let owned = |names: &[&str]| -> BTreeSet<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let exported: Vec<&str> = super::export::SECTIONS.iter().map(|it| it.table).collect();
        assert_eq!(tables, owned(&exported));
        let mut erased: Vec<&str> = super::purge::DELETED
            .iter()
            .map(|(table, _)| *table)
            .collect();
        // A code stays in the ledger, as nobody's.
        erased.push("issuances");
        assert_eq!(tables, owned(&erased));
    }
}

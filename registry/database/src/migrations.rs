//! The schema's versions. A migration that has landed is never changed: what is wrong with it is
//! put right by the next.

use crate::{StoreError, store::Store};

/// A step from one version of the schema to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($($file:literal),+ $(,)?) => {
        &[$(Migration { sql: include_str!(concat!("../migrations/", $file, ".sql")) }),+]
    };
}

/// In their order: the first leads to version 1.
pub(crate) const ALL: &[Migration] = migrations!["0001-ledger", "0002-residents", "0005-imports"];

/// What every register has whatever its version.
const VERSIONS: &str = "
CREATE TABLE juma_register (
    version BIGINT NOT NULL PRIMARY KEY CHECK (version > 0)
);";

/// Brings the schema to its newest version, in one transaction.
pub(crate) fn apply(store: &mut Store) -> Result<(), StoreError> {
    let known = u32::try_from(ALL.len()).unwrap_or(u32::MAX);
    let found = version(store)?.unwrap_or(0);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    store.begin()?;
    let done = steps(store, found).and_then(|()| store.commit());
    if done.is_err() {
        // The error says more than one about undoing would.
        let _ = store.roll_back();
    }
    done
}

fn steps(store: &mut Store, found: u32) -> Result<(), StoreError> {
    if found == 0 {
        let versions = store.schema(VERSIONS);
        store.batch(&versions)?;
    }
    for (number, migration) in (1_u32..).zip(ALL) {
        if number > found {
            let sql = store.schema(migration.sql);
            store.batch(&sql)?;
            let sql = "INSERT INTO juma_register (version) VALUES ($1)";
            store.execute(sql, &[number.into()])?;
        }
    }
    Ok(())
}

/// The version of the schema; `None` where there is none.
pub(crate) fn version(store: &mut Store) -> Result<Option<u32>, StoreError> {
    let sql = store.table_query();
    if store
        .first(sql, &["juma_register".into()], |_| Ok(()))?
        .is_none()
    {
        return Ok(None);
    }
    let sql = "SELECT max(version) FROM juma_register";
    store.first(sql, &[], |row| row.number(0))
}

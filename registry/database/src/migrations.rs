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
pub(crate) const ALL: &[Migration] = migrations![
    "0001-ledger",
    "0002-residents",
    "0003-runs",
    "0004-successions",
    "0005-imports"
];

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Presence, StoreAddress};

    #[test]
    fn kinship_is_turned_round_once() {
        let folder = tempfile::tempdir().unwrap();
        let address = StoreAddress::Sqlite(folder.path().join("register.db"));
        let mut store = Store::connect(&address, Presence::Absent).unwrap();
        let turned = ALL
            .iter()
            .position(|migration| migration.sql.contains("CREATE TABLE kin ("))
            .unwrap();
        store.batch(&store.schema(VERSIONS)).unwrap();
        for (number, migration) in (1_u32..).zip(&ALL[..turned]) {
            store.batch(&store.schema(migration.sql)).unwrap();
            let sql = "INSERT INTO juma_register (version) VALUES ($1)";
            store.execute(sql, &[number.into()]).unwrap();
        }
        let before = [
            "child",
            "grandchild",
            "grandparent",
            "parent",
            "sibling",
            "spouse",
            "ward",
        ];
        for (number, kinship) in (1..).zip(before) {
            let subject = format!(
                "INSERT INTO subjects VALUES ({number}, 'R-{number}', zeroblob(32));
                 INSERT INTO residents (subject, name, population, region, gate_region, gate_tail,
                     gate_coarsen, revision)
                 VALUES ({number}, 'A', 'outside', 440305, 'prefecture', 'hidden', 'nothing', 1);"
            );
            store.batch(&subject).unwrap();
            if number > 1 {
                let relation = format!(
                    "INSERT INTO relations VALUES (1, {number}, 1, 'member', 'minor', '{kinship}',
                         5, NULL);"
                );
                store.batch(&relation).unwrap();
            }
        }
        apply(&mut store).unwrap();
        let sql = "SELECT kinship FROM relations ORDER BY person";
        let after = store.all(sql, &[], |row| row.text(0)).unwrap();
        let expected = [
            "grandparent",
            "grandchild",
            "child",
            "sibling",
            "spouse",
            "legal-guardian",
        ];
        assert_eq!(after, expected);
        apply(&mut store).unwrap();
        // A second relation of the same two is kept out as before.
        let twice = "INSERT INTO relations VALUES (1, 2, 2, 'member', 'minor', 'parent', 6, NULL);";
        assert_eq!(store.batch(twice), Err(StoreError::Constraint));
    }
}

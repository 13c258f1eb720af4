use std::{fmt, fs::File, io};

use juma_registry::ledger::{LedgerError, Random};
use serde_json::json;

use crate::{Mark, Register, RegisterError, StoreError, act::Act};

/// A register at one moment, for a copy of it. Nobody else works it while this lasts.
pub struct Snapshot {
    // The order of the fields is the order of their end: with the file open no longer, the lock on
    // it is gone too, and the register must not write then.
    _register: Register,
    file: Option<File>,
    mark: Mark,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot(..)")
    }
}

impl Register {
    /// Notes in the journal that a copy is made, and holds the register still for it. Every list has
    /// its order by then, so that whoever goes on from the copy can leave out what was given since.
    ///
    /// # Errors
    /// When the register fails.
    pub fn snapshot(self, random: &mut dyn Random) -> Result<Snapshot, RegisterError> {
        self.write(|act| {
            draw_orders(act, random)?;
            act.record("backup", &json!({}))?;
            Ok::<_, RegisterError>(())
        })?;
        let mark = self.mark()?;
        let file = self.store(crate::store::Store::whole_file)?;
        Ok(Snapshot {
            _register: self,
            file,
            mark,
        })
    }
}

/// Draws the order of every list that has given no index yet.
fn draw_orders(act: &mut Act<'_>, random: &mut dyn Random) -> Result<(), RegisterError> {
    let sql = "SELECT number FROM status_lists WHERE index_key IS NULL ORDER BY number";
    let lists: Vec<i64> = act.store.all(sql, &[], |row| row.integer(0))?;
    for list in lists {
        let mut key = [0; 32];
        random.fill(&mut key).map_err(LedgerError::from)?;
        let sql = "UPDATE status_lists SET index_key = $1 WHERE number = $2";
        act.store.execute(sql, &[(&key).into(), list.into()])?;
    }
    Ok(())
}

impl Snapshot {
    /// How far the register has come.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        self.mark
    }

    /// The database's file and its length; none for a server, which has its own copies made.
    ///
    /// # Errors
    /// When the system does not tell the length.
    pub fn file(&mut self) -> Result<Option<(&mut dyn io::Read, u64)>, RegisterError> {
        let Some(file) = &mut self.file else {
            return Ok(None);
        };
        let length = file.metadata().map(|metadata| metadata.len());
        let length = length.map_err(|error| StoreError::Io(error.kind()))?;
        Ok(Some((file, length)))
    }
}

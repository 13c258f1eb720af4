use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use super::{Presence, Row, StoreError, Value};

/// A file that this process alone has open, until it is dropped.
#[derive(Debug)]
pub(crate) struct File(Connection);

/// In the header of every register's file: the ASCII letters JUMA.
const APPLICATION_ID: i64 = 0x4A55_4D41;

/// Statements that stay prepared: more than there are.
const PREPARED: usize = 128;

/// Exclusive: the lock is taken once, ends with the process whatever ends it, and needs no memory
/// shared with others. FULL: a commit is on the disk when it returns. Nothing of a person goes to a
/// temporary file or stays on a page that was given free.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -65536;
    BEGIN EXCLUSIVE; COMMIT;";

impl File {
    pub(super) fn open(path: &Path, presence: Presence) -> Result<Self, StoreError> {
        if presence == Presence::Absent {
            create(path)?;
        }
        // No URI: a name is a name.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match Connection::open_with_flags(path, flags) {
            Ok(connection) => connection,
            // SQLite says only that it cannot; the system says why.
            Err(error) => return Err(reason(path).unwrap_or_else(|| error_of(&error))),
        };
        connection.set_prepared_statement_cache_capacity(PREPARED);
        let file = Self(connection);
        if presence == Presence::Present {
            let id = file.pragma("PRAGMA application_id")?;
            if id != APPLICATION_ID {
                return Err(StoreError::NotARegister);
            }
        }
        file.batch(SETTINGS)?;
        if presence == Presence::Absent {
            let set = format!("PRAGMA application_id = {APPLICATION_ID}");
            file.batch(&set)?;
        }
        Ok(file)
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let changed = self
            .0
            .prepare_cached(&numbered(sql))
            .and_then(|mut statement| statement.execute(params_from_iter(values)));
        let changed = changed.map_err(|error| error_of(&error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(super) fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self
            .0
            .prepare_cached(&numbered(sql))
            .map_err(|error| error_of(&error))?;
        let mut rows = statement
            .query(params_from_iter(values))
            .map_err(|error| error_of(&error))?;
        while let Some(row) = rows.next().map_err(|error| error_of(&error))? {
            take(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    /// The number in the header that is the program's own says it: it is part of the transaction.
    pub(super) fn owe_wiping(&self) -> Result<(), StoreError> {
        self.batch("PRAGMA user_version = 1")
    }

    pub(super) fn owes_wiping(&self) -> Result<bool, StoreError> {
        Ok(self.pragma("PRAGMA user_version")? != 0)
    }

    /// Deleting wipes a row where it stands. Copies of it from before its page was split or merged
    /// stay in the page's gap, and older pages in the log: only a file written anew has neither.
    pub(super) fn wipe(&self) -> Result<(), StoreError> {
        self.batch("VACUUM")?;
        self.empty_log()?;
        self.batch("PRAGMA user_version = 0")?;
        self.empty_log()
    }

    /// The file itself, with its log emptied into it. While it is open, and no longer, this
    /// process's lock on it must be relied on: closing it gives the lock up.
    pub(super) fn whole(&self) -> Result<std::fs::File, StoreError> {
        self.empty_log()?;
        let path = self.0.path().ok_or(StoreError::NotARegister)?;
        std::fs::File::open(path).map_err(|error| StoreError::Io(error.kind()))
    }

    fn empty_log(&self) -> Result<(), StoreError> {
        match self.pragma("PRAGMA wal_checkpoint(TRUNCATE)")? {
            0 => Ok(()),
            _ => Err(StoreError::Busy),
        }
    }

    fn pragma(&self, sql: &str) -> Result<i64, StoreError> {
        let value = self.0.query_row(sql, [], |row| row.get(0));
        value.map_err(|error| error_of(&error))
    }

    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.0.execute_batch(sql).map_err(|error| error_of(&error))
    }
}

/// An empty file that only its owner may read; SQLite gives its log the same rights.
fn create(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(StoreError::Exists),
        Err(error) => Err(StoreError::Io(error.kind())),
    }
}

fn reason(path: &Path) -> Option<StoreError> {
    let opened = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(path);
    opened.err().map(|error| StoreError::Io(error.kind()))
}

/// `$1` is a name in SQLite, `?1` a number.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A migration in SQLite's words.
pub(super) fn schema(sql: &str) -> String {
    sql.replace("BIGINT", "INTEGER")
        .replace("BYTEA", "BLOB")
        .replace("\n);", "\n) STRICT;")
}

fn error_of(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::ConstraintViolation) => StoreError::Constraint,
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Corrupt,
        Some(ErrorCode::NotADatabase) => StoreError::NotARegister,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            StoreError::Io(std::io::ErrorKind::PermissionDenied)
        }
        Some(ErrorCode::SystemIoFailure) => StoreError::Io(std::io::ErrorKind::Other),
        _ => StoreError::Refused { code: *b"00000" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_strict() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.db");
        let file = File::open(&path, Presence::Absent).unwrap();
        for migration in crate::migrations::ALL {
            file.batch(&schema(migration.sql)).unwrap();
        }
        let (mut tables, mut lax) = (0, Vec::new());
        let sql = "SELECT name, strict FROM pragma_table_list
                   WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'";
        file.query(sql, &[], &mut |row| {
            tables += 1;
            if row.integer(1)? != 1 {
                lax.push(row.text(0)?);
            }
            Ok(())
        })
        .unwrap();
        assert!(tables > 5);
        assert_eq!(lax, [""; 0]);
    }

    #[test]
    fn one_process_at_a_time_and_files_that_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.db");
        let open = |presence| File::open(&path, presence).map(|_| ());
        assert_eq!(
            open(Presence::Present),
            Err(StoreError::Io(std::io::ErrorKind::NotFound))
        );
        let file = File::open(&path, Presence::Absent).unwrap();
        assert_eq!(open(Presence::Present), Err(StoreError::Busy));
        drop(file);
        assert_eq!(open(Presence::Absent), Err(StoreError::Exists));
        open(Presence::Present).unwrap();
        std::fs::write(
            &path,
            "no database, but longer than a header of one".repeat(9),
        )
        .unwrap();
        assert_eq!(open(Presence::Present), Err(StoreError::NotARegister));
        std::fs::write(&path, "").unwrap();
        assert_eq!(open(Presence::Present), Err(StoreError::NotARegister));
    }
}

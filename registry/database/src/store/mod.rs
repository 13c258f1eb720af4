//! The seam between the register and the two databases: one connection, plain SQL with `$1`, `$2`
//! … in the order of their first use, four kinds of value.
//!
//! No statement text is made from data. What differs between the databases is said here and in the
//! file of each: how a transaction takes its lock, what time it is, which words name the types.

mod address;
mod error;
mod many;
mod postgres;
mod sqlite;
mod tls;
mod value;

pub use address::{StoreAddress, StoreAddressError};
pub use error::StoreError;
pub(crate) use value::{Row, Value};

use crate::Wiped;

/// A connection.
#[derive(Debug)]
pub(crate) enum Store {
    Postgres(Box<postgres::Server>),
    Sqlite(sqlite::File),
}

/// Whether there is to be a file already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// There must be none.
    Absent,
    /// There must be one.
    Present,
}

/// The largest number of values in one statement that both databases take (SQLite: 32,766).
pub(crate) const MAX_VALUES: usize = 32_000;

/// `$3, $4, $5`: places of values that are many.
pub(crate) fn numbered(first: usize, count: usize) -> String {
    let mut places = String::with_capacity(count.saturating_mul(7));
    for place in first..first.saturating_add(count) {
        let comma = if place == first { "" } else { ", " };
        places.push_str(&format!("{comma}${place}"));
    }
    places
}

macro_rules! each {
    ($store:expr, $one:ident => $call:expr) => {
        match $store {
            Store::Postgres($one) => $call,
            Store::Sqlite($one) => $call,
        }
    };
}

impl Store {
    pub(crate) fn connect(address: &StoreAddress, presence: Presence) -> Result<Self, StoreError> {
        match address {
            StoreAddress::Postgres(config) => {
                let server = postgres::Server::connect(config)?;
                Ok(Self::Postgres(Box::new(server)))
            }
            StoreAddress::Sqlite(path) => sqlite::File::open(path, presence).map(Self::Sqlite),
        }
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        each!(self, one => one.execute(sql, values))
    }

    /// Runs a query and hands its rows over, one by one.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        each!(self, one => one.query(sql, values, take))
    }

    /// The first row of a query, made into something.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        make: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut first = None;
        self.query(sql, values, &mut |row| {
            if first.is_none() {
                first = Some(make(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// All rows of a query, made into something.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        make: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.query(sql, values, &mut |row| {
            rows.push(make(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs several statements without values.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        each!(self, one => one.batch(sql))
    }

    /// Begins a transaction that will write.
    pub(crate) fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(server) => server.batch("BEGIN"),
            // Takes the lock now: two that read first and write then would refuse each other.
            Self::Sqlite(file) => file.batch("BEGIN IMMEDIATE"),
        }
    }

    /// Begins a transaction that reads one state of everything.
    pub(crate) fn begin_reading(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(server) => {
                server.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            }
            Self::Sqlite(file) => file.batch("BEGIN"),
        }
    }

    /// What was done since the beginning is durable when this returns.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.batch("COMMIT")
    }

    /// Undoes what was done since the beginning.
    pub(crate) fn roll_back(&mut self) -> Result<(), StoreError> {
        self.batch("ROLLBACK")
    }

    /// The clause that keeps what is read from other writers until the end of the transaction.
    pub(crate) const fn for_update(&self) -> &'static str {
        match self {
            Self::Postgres(_) => " FOR UPDATE",
            // The transaction holds the whole file.
            Self::Sqlite(_) => "",
        }
    }

    /// SQL for the seconds since 1970 by the clock of the database, for leases: the places that
    /// share one have no common clock of their own.
    pub(crate) const fn clock(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "CAST(extract(epoch FROM now()) AS BIGINT)",
            Self::Sqlite(_) => "CAST(strftime('%s', 'now') AS INTEGER)",
        }
    }

    /// Notes, in the transaction that is open, that something was deleted whose bytes may still be
    /// in the file.
    pub(crate) fn owe_wiping(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(file) => file.owe_wiping(),
        }
    }

    /// Whether that is so.
    pub(crate) fn owes_wiping(&mut self) -> Result<bool, StoreError> {
        match self {
            Self::Postgres(_) => Ok(false),
            Self::Sqlite(file) => file.owes_wiping(),
        }
    }

    /// Writes the file anew without what was deleted.
    pub(crate) fn wipe(&mut self) -> Result<Wiped, StoreError> {
        match self {
            Self::Postgres(_) => Ok(Wiped::ByServer),
            Self::Sqlite(file) => file.wipe().map(|()| Wiped::Anew),
        }
    }

    /// The file with everything in it that was ever committed; none for a server.
    pub(crate) fn whole_file(&mut self) -> Result<Option<std::fs::File>, StoreError> {
        match self {
            Self::Postgres(_) => Ok(None),
            Self::Sqlite(file) => file.whole().map(Some),
        }
    }

    /// SQL of a migration in the words of the database.
    pub(crate) fn schema(&self, sql: &str) -> String {
        match self {
            Self::Postgres(_) => sql.to_owned(),
            Self::Sqlite(_) => sqlite::schema(sql),
        }
    }

    /// SQL of a migration in the words of SQLite.
    #[cfg(test)]
    pub(crate) fn sqlite_schema(sql: &str) -> String {
        sqlite::schema(sql)
    }

    /// Whether there is a table of this name: not every version of the schema has all of them.
    pub(crate) fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let sql = self.table_query();
        Ok(self.first(sql, &[name.into()], |_| Ok(()))?.is_some())
    }

    /// SQL that finds a row where a table of this name is.
    pub(crate) const fn table_query(&self) -> &'static str {
        match self {
            Self::Postgres(_) => {
                "SELECT 1 FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_name = CAST($1 AS TEXT)"
            }
            Self::Sqlite(_) => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
        }
    }

    /// Whether one process at a time has the database, so that what an earlier one left belongs
    /// to nobody.
    pub(crate) const fn sharing(&self) -> Sharing {
        match self {
            Self::Postgres(_) => Sharing::Many,
            Self::Sqlite(_) => Sharing::One,
        }
    }
}

/// How many processes work a database at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    Many,
    One,
}

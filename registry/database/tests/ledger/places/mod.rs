//! Places for registers: a file, or a schema of its own on the server that
//! `JUMA_TEST_POSTGRES` names.

use juma_format::time::UnixTime;
use juma_register::{Context, Operator, Register, StoreAddress, Witness};
use juma_registry::ledger::RandomError;
use tempfile::TempDir;

use crate::suite::Form;

/// A folder for one file of SQLite.
pub(crate) struct File(TempDir);

/// A schema for one register.
pub(crate) struct Server {
    url: String,
    pub(crate) schema: String,
}

/// Where a register can be.
pub(crate) trait Place: Form<Ledger = Register> {
    fn address(&self) -> StoreAddress;

    /// Runs SQL beside the register, which must not be open in a file.
    fn run(&self, sql: &str) -> Result<(), String>;

    /// Bytes as the database writes them.
    fn bytes(&self, digits: &str) -> String;

    /// Sets columns of the head.
    fn set_head(&self, columns: &str) {
        self.run(&format!("UPDATE head SET {columns}")).unwrap();
    }

    fn create_seen_by(&self, entries: u32, witness: Box<dyn Witness>) -> Register {
        let address = self.address();
        Register::create_with_entries(&address, context(), witness, &mut random, entries).unwrap()
    }
}

impl Place for File {
    fn bytes(&self, digits: &str) -> String {
        format!("x'{digits}'")
    }

    fn address(&self) -> StoreAddress {
        StoreAddress::Sqlite(self.0.path().join("register.db"))
    }

    fn run(&self, sql: &str) -> Result<(), String> {
        let file = rusqlite::Connection::open(self.0.path().join("register.db")).unwrap();
        file.pragma_update(None, "foreign_keys", true).unwrap();
        let done = file.execute_batch(sql);
        done.map_err(|error| error.to_string())
    }
}

impl Place for Server {
    fn bytes(&self, digits: &str) -> String {
        format!("'\\x{digits}'::bytea")
    }

    fn address(&self) -> StoreAddress {
        StoreAddress::postgres(&self.url).unwrap()
    }

    fn run(&self, sql: &str) -> Result<(), String> {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        let done = client.batch_execute(sql);
        done.map_err(|error| error.to_string())
    }
}

macro_rules! form {
    ($place:ty, $make:expr) => {
        impl Form for $place {
            type Ledger = Register;

            fn place() -> Option<Self> {
                $make
            }

            fn create_with_entries(&self, entries: u32) -> Register {
                self.create_seen_by(entries, Box::new(()))
            }

            fn open_with_entries(&self, _: u32) -> Register {
                Register::open(&self.address(), context(), Box::new(())).unwrap()
            }
        }
    };
}
form!(File, Some(Self(tempfile::tempdir().unwrap())));
form!(Server, Self::new());

impl Server {
    fn new() -> Option<Self> {
        let base = std::env::var("JUMA_TEST_POSTGRES").ok()?;
        let mut name = [0; 8];
        random(&mut name).unwrap();
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let schema = format!("juma_{name}");
        let sign = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{sign}application_name={schema}&options=-csearch_path%3D{schema}");
        let place = Self { url, schema };
        place
            .run(&format!("CREATE SCHEMA {}", place.schema))
            .unwrap();
        Some(place)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run(&format!("DROP SCHEMA {} CASCADE", self.schema))
            .unwrap();
    }
}

pub(crate) fn context() -> Context {
    Context {
        operator: Operator::new("tester").unwrap(),
        now: UnixTime::from_seconds(1_795_320_000),
    }
}

/// Names of schemas must differ between processes; nothing else here has to be random.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    use std::{
        hash::{BuildHasher, RandomState},
        iter,
    };
    let drawn = iter::repeat_with(|| RandomState::new().hash_one(0)).flat_map(u64::to_ne_bytes);
    for (to, from) in bytes.iter_mut().zip(drawn) {
        *to = from;
    }
    Ok(())
}

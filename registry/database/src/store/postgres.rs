use std::{collections::HashMap, error::Error, fmt};

use bytes::BytesMut;
use postgres::{
    Client, Config, NoTls, Statement,
    config::SslMode,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use super::{Row, StoreError, Value, tls};

/// A connection to a server, with the statements that it has prepared.
pub(crate) struct Server {
    client: Client,
    prepared: HashMap<String, Statement>,
}

/// An issuer that stands still in the middle of an act does not hold the others for longer, and
/// one that waits for its turn is told rather than left waiting.
const SETTINGS: &str = "
    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET synchronous_commit = on;
    SET lock_timeout = '60s';
    SET idle_in_transaction_session_timeout = '120s';";

/// What makes it faster, where a server knows it. What is asked is short, so that compiling it or
/// spreading it over workers costs more than it gives. And it is by keys that lie together, so that
/// their pages are at hand, where a server expects a disk that turns and would rather read everything.
const TUNING: [&str; 3] = [
    "SET jit = off",
    "SET max_parallel_workers_per_gather = 0",
    "SET random_page_cost = 1.1",
];

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server(..)")
    }
}

impl Server {
    pub(super) fn connect(config: &Config) -> Result<Self, StoreError> {
        let connected = match config.get_ssl_mode() {
            SslMode::Disable => config.connect(NoTls),
            _ => config.connect(tls::Connector::new()?),
        };
        let client = connected.map_err(|error| error_of(&error))?;
        let mut server = Self {
            client,
            prepared: HashMap::new(),
        };
        server.batch(SETTINGS)?;
        for setting in TUNING {
            match server.batch(setting) {
                // A server of another kind has no such word, and is right all the same.
                Ok(()) | Err(StoreError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(server)
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql)?;
        let changed = self.client.execute(&statement, &values_of(values));
        changed.map_err(|error| error_of(&error))
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql)?;
        let rows = self.client.query(&statement, &values_of(values));
        let rows = rows.map_err(|error| error_of(&error))?;
        rows.iter().try_for_each(|row| take(&Row::Postgres(row)))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.client.batch_execute(sql);
        done.map_err(|error| error_of(&error))
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|error| error_of(&error))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn values_of<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    let value = |value: &'a Value<'a>| -> &'a (dyn ToSql + Sync) { value };
    values.iter().map(value).collect()
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(..)")
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(kind, out),
        }
    }

    /// All columns are of three types.
    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

fn error_of(error: &postgres::Error) -> StoreError {
    let Some(said) = error.as_db_error() else {
        let is_tls = error
            .source()
            .is_some_and(|source| source.is::<tls::Refused>());
        let said = error.to_string();
        return if is_tls || said.starts_with("error performing TLS") {
            StoreError::Tls
        } else if ["invalid configuration", "authentication error"]
            .iter()
            .any(|kind| said.starts_with(kind))
        {
            // The server asks for a password and none was given, or for a way that is not known.
            StoreError::Denied
        } else if error.is_closed() || error.source().is_some_and(|it| it.is::<std::io::Error>()) {
            StoreError::Lost
        } else {
            StoreError::Corrupt
        };
    };
    let code = said.code().code();
    match code.get(..2).unwrap_or_default() {
        "08" | "57" => StoreError::Lost,
        "23" => StoreError::Constraint,
        "28" | "3D" => StoreError::Denied,
        "40" => StoreError::Busy,
        "53" if code == "53100" => StoreError::Full,
        "55" => StoreError::Busy,
        "XX" => StoreError::Corrupt,
        _ => match code {
            "25006" => StoreError::ReadOnly,
            "42501" => StoreError::Denied,
            code => StoreError::Refused {
                code: code.as_bytes().try_into().unwrap_or(*b"00000"),
            },
        },
    }
}

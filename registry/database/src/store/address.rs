use std::{fmt, path::PathBuf, str::FromStr};

use postgres::{
    Config,
    config::{Host, SslMode},
};

/// Where a register is.
#[derive(Clone)]
pub enum StoreAddress {
    /// On a PostgreSQL server.
    Postgres(Box<Config>),
    /// In a file of SQLite.
    Sqlite(PathBuf),
}

/// Why a text is no address of a PostgreSQL database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreAddressError {
    /// It names no server.
    NoHost,
    /// It holds a password, which every process of the machine could read in a command line.
    Password,
    /// It is no `postgres://` URL that a client of PostgreSQL understands.
    Syntax,
}

/// Seconds until a server that does not answer counts as lost.
const CONNECT_SECONDS: u64 = 10;

impl StoreAddress {
    /// The address of a `postgres://` URL without a password in it.
    ///
    /// # Errors
    /// When it is none, or holds a password.
    pub fn postgres(url: &str) -> Result<Self, StoreAddressError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreAddressError::Syntax);
        }
        let mut config = Config::from_str(url).map_err(|_| StoreAddressError::Syntax)?;
        if config.get_password().is_some() {
            return Err(StoreAddressError::Password);
        }
        if config.get_hosts().is_empty() {
            return Err(StoreAddressError::NoHost);
        }
        let mode = match transport(&config) {
            Transport::Near => SslMode::Disable,
            Transport::Network => SslMode::Require,
        };
        config
            .ssl_mode(mode)
            .connect_timeout(std::time::Duration::from_secs(CONNECT_SECONDS));
        if config.get_application_name().is_none() {
            config.application_name("juma");
        }
        Ok(Self::Postgres(Box::new(config)))
    }

    /// The same with the password of the user.
    #[must_use]
    pub fn with_password(mut self, password: &[u8]) -> Self {
        if let Self::Postgres(config) = &mut self {
            config.password(password);
        }
        self
    }
}

/// The way to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    /// It does not leave this machine.
    Near,
    /// It does, and is protected by TLS whatever the URL says.
    Network,
}

fn transport(config: &Config) -> Transport {
    let by_address = config.get_hostaddrs();
    let near = if by_address.is_empty() {
        config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => {
                name == "localhost"
                    || name
                        .parse::<std::net::IpAddr>()
                        .is_ok_and(|address| address.is_loopback())
            }
            #[cfg(unix)]
            Host::Unix(_) => true,
        })
    } else {
        by_address.iter().all(std::net::IpAddr::is_loopback)
    };
    if near {
        Transport::Near
    } else {
        Transport::Network
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(_) => f.write_str("StoreAddress(PostgreSQL)"),
            Self::Sqlite(_) => f.write_str("StoreAddress(SQLite)"),
        }
    }
}

impl fmt::Display for StoreAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoHost => "the URL names no server",
            Self::Password => "the URL holds a password; it belongs into a file",
            Self::Syntax => "no URL of the form postgres://USER@HOST/DATABASE",
        })
    }
}

impl std::error::Error for StoreAddressError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        match StoreAddress::postgres(url).unwrap() {
            StoreAddress::Postgres(config) => config.get_ssl_mode(),
            StoreAddress::Sqlite(_) => panic!("{url}"),
        }
    }

    #[test]
    fn what_leaves_the_machine_is_protected() {
        for url in [
            "postgres://a@localhost/b",
            "postgres://a@127.0.0.1:5433/b",
            "postgres://a@%2Fvar%2Frun%2Fpostgresql/b",
            "postgresql://a@[::1]/b",
        ] {
            assert_eq!(mode(url), SslMode::Disable, "{url}");
        }
        for url in [
            "postgres://a@db.example/b",
            "postgres://a@db.example/b?sslmode=disable",
            "postgres://a@localhost,db.example/b",
            "postgres://a@localhost/b?hostaddr=192.0.2.1",
            "postgres://a@192.0.2.1/b?sslmode=prefer",
        ] {
            assert_eq!(mode(url), SslMode::Require, "{url}");
        }
    }

    #[test]
    fn texts_that_are_no_addresses() {
        for (url, error) in [
            ("", StoreAddressError::Syntax),
            ("register.db", StoreAddressError::Syntax),
            ("host=localhost", StoreAddressError::Syntax),
            ("postgres:///b", StoreAddressError::NoHost),
            (
                "postgres://a:secret@localhost/b",
                StoreAddressError::Password,
            ),
            (
                "postgres://a@localhost/b?password=secret",
                StoreAddressError::Password,
            ),
            (
                "postgres://a@localhost/b?nonsense=1",
                StoreAddressError::Syntax,
            ),
        ] {
            assert_eq!(StoreAddress::postgres(url).unwrap_err(), error, "{url}");
        }
    }
}

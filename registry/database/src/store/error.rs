use std::{fmt, io};

/// Why a database did not do what was asked. What it said itself may quote a row, so none of it is
/// kept but the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the file open, or a lock was not to be had in time.
    Busy,
    /// A rule of the database forbids it.
    Constraint,
    /// What is stored is not what was written.
    Corrupt,
    /// There is one already where one was to be created.
    Exists,
    /// The disk is full.
    Full,
    /// The system refused.
    Io(io::ErrorKind),
    /// The server cannot be reached, or has gone away.
    Lost,
    /// It was made by a newer version of this program.
    Newer {
        /// The version of its schema.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// It is no register.
    NotARegister,
    /// The server refused the user, the password or the database's name.
    Denied,
    /// The database may only be read.
    ReadOnly,
    /// The database refused the statement; the code is its SQLSTATE, or zeros.
    Refused {
        /// Five characters.
        code: [u8; 5],
    },
    /// The server cannot prove who it is, or speaks no TLS.
    Tls,
}

impl StoreError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Busy => "register-locked",
            Self::Constraint => "register-constraint",
            Self::Corrupt => "register-damaged",
            Self::Denied => "register-denied",
            Self::Exists => "register-exists",
            Self::Full => "register-full",
            Self::Io(_) => "register-storage",
            Self::Lost => "register-lost",
            Self::Newer { .. } => "register-newer",
            Self::NotARegister => "not-a-register",
            Self::ReadOnly => "register-read-only",
            Self::Refused { .. } => "register-refused",
            Self::Tls => "register-tls",
        }
    }

    /// The nearest kind of the system's errors.
    #[must_use]
    pub const fn kind(self) -> io::ErrorKind {
        match self {
            Self::Busy => io::ErrorKind::ResourceBusy,
            Self::Corrupt | Self::Newer { .. } | Self::NotARegister | Self::Constraint => {
                io::ErrorKind::InvalidData
            }
            Self::Denied => io::ErrorKind::PermissionDenied,
            Self::Exists => io::ErrorKind::AlreadyExists,
            Self::Full => io::ErrorKind::StorageFull,
            Self::Io(kind) => kind,
            Self::Lost => io::ErrorKind::ConnectionAborted,
            Self::ReadOnly => io::ErrorKind::ReadOnlyFilesystem,
            Self::Refused { .. } | Self::Tls => io::ErrorKind::Other,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("another process has the register open"),
            Self::Constraint => f.write_str("a rule of the register forbids it"),
            Self::Corrupt => f.write_str("what the register holds is not what was written"),
            Self::Denied => {
                f.write_str("the server refused the user, the password or the database's name")
            }
            Self::Exists => f.write_str("there is a register already"),
            Self::Full => f.write_str("the disk of the register is full"),
            Self::Io(kind) => write!(f, "the register's storage: {kind}"),
            Self::Lost => f.write_str("the server cannot be reached or has gone away"),
            Self::Newer { found, known } => {
                write!(
                    f,
                    "the register is of version {found}, this program knows {known}"
                )
            }
            Self::NotARegister => f.write_str("the database is no register"),
            Self::ReadOnly => f.write_str("the register may only be read"),
            Self::Refused { code } => {
                let code = std::str::from_utf8(code).unwrap_or("?????");
                write!(f, "the database refused a statement, SQLSTATE {code}")
            }
            Self::Tls => f.write_str("the server cannot prove who it is by TLS"),
        }
    }
}

impl std::error::Error for StoreError {}

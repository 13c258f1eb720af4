//! Where the register of a home is, and what the home remembers of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_format::time::UnixTime;
use juma_register::{
    Context, Mark, Operator, Register, RegisterError, RunError, StoreAddress, StoreAddressError,
    StoreError, Witness,
};
use juma_registry::ledger::LedgerError;
use serde::{Deserialize, Serialize};

use crate::home::{Layout, random};

/// The most bytes of a file with a password.
const MAX_PASSWORD_BYTES: usize = 1024;

/// The most bytes of a mark.
const MAX_MARK_BYTES: usize = 4096;

/// The register of a home.
pub(crate) struct Place<'a> {
    /// The folder of the home.
    pub(crate) dir: &'a Path,
    /// The URL of a server; without one the register is a file in the home.
    pub(crate) url: Option<&'a str>,
}

impl Place<'_> {
    pub(crate) fn create(&self, context: Context) -> Result<Register, Failure> {
        let witness = Box::new(self.witness());
        Register::create(&self.address()?, context, witness, &mut random)
            .map_err(|error| self.failure(error))
    }

    /// A register of this place's own, or the one on a server that others work already.
    pub(crate) fn create_or_join(&self, context: Context) -> Result<Register, Failure> {
        let (address, witness) = (self.address()?, Box::new(self.witness()));
        let created = Register::create(&address, context.clone(), witness, &mut random);
        match created {
            Err(RegisterError::Store(StoreError::Exists)) if self.url.is_some() => {
                self.open(context)
            }
            created => created.map_err(|error| self.failure(error)),
        }
    }

    pub(crate) fn open(&self, context: Context) -> Result<Register, Failure> {
        let file = self.dir.join(Layout::REGISTER);
        let old = self.dir.join(Layout::LEDGER);
        if self.url.is_none() && old.exists() && !file.exists() {
            return Err(Failure::new("the ledger is a file of an earlier version")
                .at(&old)
                .advise("take it over with: juma-issuer migrate --home DIR"));
        }
        Register::open(&self.address()?, context, Box::new(self.witness()))
            .map_err(|error| self.failure(error))
    }

    /// As [`Self::open`], without comparing it with what the home has seen: for going on from an
    /// older copy.
    pub(crate) fn open_unseen(&self, context: Context) -> Result<Register, Failure> {
        let witness = Box::new(Unseeing(self.witness()));
        Register::open(&self.address()?, context, witness).map_err(|error| self.failure(error))
    }

    fn address(&self) -> Result<StoreAddress, Failure> {
        let Some(url) = self.url else {
            return Ok(StoreAddress::Sqlite(self.dir.join(Layout::REGISTER)));
        };
        let address = StoreAddress::postgres(url).map_err(|error| {
            let failure = Failure::new("the register's URL is no good").because(error);
            match error {
                StoreAddressError::Password => {
                    failure.advise(format!("write it to {} in the home", Layout::PASSWORD))
                }
                _ => failure,
            }
        })?;
        let path = self.dir.join(Layout::PASSWORD);
        if !path.exists() {
            return Ok(address);
        }
        refuse_shared(&path)?;
        let password = files::read_bounded(&path, MAX_PASSWORD_BYTES)?;
        Ok(address.with_password(password.trim_ascii_end()))
    }

    fn witness(&self) -> MarkFile {
        MarkFile(self.dir.join(Layout::MARK))
    }

    pub(crate) fn failure(&self, error: RegisterError) -> Failure {
        let failure = Failure::new("the register cannot be used").because(error);
        let failure = match (error, self.url) {
            (RegisterError::Witness(_), _) => failure.at(self.dir.join(Layout::MARK)),
            // It holds no password: one with a password is no address.
            (_, Some(url)) => failure.at(url),
            (_, None) => failure.at(self.dir.join(Layout::REGISTER)),
        };
        advised(failure, error)
    }
}

/// That a register which was open failed, and what to do about it.
pub(crate) fn failed(error: impl Into<RegisterError>) -> Failure {
    let error = error.into();
    advised(Failure::new("the register failed").because(error), error)
}

/// As [`failed`], of a step that a run may be refused.
pub(crate) fn step_failed(error: RunError) -> Failure {
    match error {
        RunError::Ledger(error) => failed(error),
        error => Failure::new("nothing more was done").because(error),
    }
}

/// A failure with what to do about the register, where that failed and did not only refuse.
pub(crate) fn advised(failure: Failure, error: impl Into<RegisterError>) -> Failure {
    match advice(error.into()) {
        Some(advice) => failure.advise(advice),
        None => failure,
    }
}

fn advice(error: RegisterError) -> Option<&'static str> {
    let kind = match error {
        RegisterError::OldCopy { .. } | RegisterError::Diverged { .. } => {
            return Some(
                "it is an old copy: put the newest register in its place, or go on from it with juma-issuer restore",
            );
        }
        RegisterError::Journal { .. } | RegisterError::Store(StoreError::Corrupt) => {
            return Some(COPY);
        }
        RegisterError::Store(StoreError::NotARegister) => {
            return Some(
                "put the newest register in its place, or make a home of a copy: juma-issuer restore --from FILE",
            );
        }
        RegisterError::Store(StoreError::Denied) => {
            return Some(
                "write the password to register.password in the home, and look at the URL in home.toml",
            );
        }
        RegisterError::Store(StoreError::Newer { .. }) => {
            return Some("use the program that is as new as the register");
        }
        RegisterError::Store(StoreError::Tls) => {
            return Some("name the authority that certified the server in SSL_CERT_FILE");
        }
        RegisterError::Store(StoreError::Exists) => {
            return Some("name another database, or use the home that this one belongs to");
        }
        RegisterError::Store(error) => error.kind(),
        RegisterError::Ledger(LedgerError::Contradiction) => return Some(COPY),
        RegisterError::Ledger(LedgerError::Storage(kind)) | RegisterError::Witness(kind) => kind,
        _ => return None,
    };
    Some(match kind {
        io::ErrorKind::StorageFull => {
            "make room on the register's disk; nothing of what was being done was kept"
        }
        io::ErrorKind::ResourceBusy => "wait for the other command to end",
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "let this user write to it and to its folder"
        }
        io::ErrorKind::ConnectionAborted => {
            "do it again when the server is back: what was told as done is kept"
        }
        io::ErrorKind::NotFound => {
            "put the register back in its place, or make a home of a copy: juma-issuer restore --from FILE"
        }
        io::ErrorKind::InvalidData => COPY,
        _ => {
            "look whether the register's disk has room and is whole; nothing of what was being done was kept"
        }
    })
}

/// What is stored is not what was written.
const COPY: &str = "put a copy in its place: juma-issuer restore --from FILE";

/// Who acts where neither a name was given nor the account has one.
pub(crate) const UNNAMED: &str = "unnamed";

/// Who acts: the name that was given, or the account.
pub(crate) fn context(operator: Option<&str>, now: UnixTime) -> Result<Context, Failure> {
    let account = ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()));
    let name = operator.or(account.as_deref()).unwrap_or(UNNAMED);
    let operator =
        Operator::new(name).map_err(|error| Failure::new("no operator's name").because(error))?;
    Ok(Context { operator, now })
}

fn refuse_shared(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::symlink_metadata(path)
            .map_err(|error| Failure::new("cannot look").at(path).because(error))?;
        if !metadata.is_file() || metadata.permissions().mode() & 0o077 != 0 {
            return Err(Failure::new("others may read it")
                .at(path)
                .advise("make it a file of mode 0600"));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A file of the home that remembers how far the register has come.
pub(crate) struct MarkFile(PathBuf);

impl MarkFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

/// One who remembers and does not compare.
struct Unseeing(MarkFile);

impl Witness for Unseeing {
    fn last(&mut self) -> io::Result<Option<Mark>> {
        Ok(None)
    }

    fn remember(&mut self, mark: &Mark) -> io::Result<()> {
        self.0.remember(mark)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MarkLine {
    juma_mark: u32,
    register: String,
    act: u64,
    chain: String,
    serial: u64,
    list: u32,
    sequence: u32,
}

const VERSION: u32 = 1;

impl Witness for MarkFile {
    fn last(&mut self) -> io::Result<Option<Mark>> {
        match fs::symlink_metadata(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        let bytes = files::read_bounded(&self.0, MAX_MARK_BYTES).map_err(io::Error::other)?;
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let line: MarkLine = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        if line.juma_mark != VERSION {
            return Err(damaged());
        }
        Ok(Some(Mark {
            register: parse(&line.register).ok_or_else(damaged)?,
            act: line.act,
            chain: parse(&line.chain).ok_or_else(damaged)?,
            serial: line.serial,
            list: line.list,
            sequence: line.sequence,
        }))
    }

    fn remember(&mut self, mark: &Mark) -> io::Result<()> {
        let mut line = serde_json::to_vec(&MarkLine {
            juma_mark: VERSION,
            register: shown(&mark.register),
            act: mark.act,
            chain: shown(&mark.chain),
            serial: mark.serial,
            list: mark.list,
            sequence: mark.sequence,
        })?;
        line.push(b'\n');
        files::write_atomically(&self.0, &line, Access::Private).map_err(io::Error::other)
    }
}

fn shown(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let bytes = digits.as_bytes();
    if bytes.len() != N.checked_mul(2)? {
        return None;
    }
    let pairs = bytes.chunks_exact(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(digits, 16).ok()
    });
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

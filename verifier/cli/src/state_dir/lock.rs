use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use juma_cli::{failure::Failure, output::note};

/// The one that may write in a state folder, until it is dropped or the process ends, however it
/// ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Empty, and never removed: a lock on a removed file would lock nothing.
const LOCK: &str = "lock";

impl Lock {
    /// Waits for whoever holds it.
    pub(super) fn wait(dir: &Path) -> Result<Self, Failure> {
        if let Some(lock) = Self::try_take(dir)? {
            return Ok(lock);
        }
        note("waiting for another juma-verifier that writes in this folder");
        let file = open(dir)?;
        file.lock().map_err(|error| failed(dir, error))?;
        Ok(Self { _file: file })
    }

    /// `None` while somebody else holds it.
    pub(super) fn try_take(dir: &Path) -> Result<Option<Self>, Failure> {
        let file = open(dir)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(dir, error)),
        }
    }
}

fn open(dir: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options
        .open(dir.join(LOCK))
        .map_err(|error| failed(dir, error))
}

fn failed(dir: &Path, error: io::Error) -> Failure {
    Failure::new("the state folder cannot be written")
        .at(dir)
        .because(error)
}

//! Wallet files on the disk: encrypted to their holder, written whole or not at all, and by one command
//! at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use juma_keys::{
    MAX_WALLET_FILE_BYTES, Passphrase, SealingInputs, Wallet, WalletFile, WalletFileError,
};

use crate::{
    failure::Failure,
    files::{self, Access},
    output::note,
    random,
};

/// What becomes of a file that has the name of a wallet already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The wallet is new, and nothing may have the name.
    New,
    /// It takes the place of the one that was read.
    Replace,
}

/// A wallet that no other command writes, until this is dropped or the process ends, however it ends.
/// What is read, changed and written under it loses nothing that another has added.
#[derive(Debug)]
pub struct Held {
    _lock: File,
}

/// Takes a wallet that is there, and waits for whoever holds it. The lock is an empty file beside the
/// wallet, which is replaced at every write: a lock on itself would lock what is gone. It is never
/// removed, for the same reason.
///
/// # Errors
/// When there is no such wallet, or nothing can be written beside it.
pub fn hold(path: &Path) -> Result<Held, Failure> {
    let failed =
        |what: &'static str| move |error: io::Error| Failure::new(what).at(path).because(error);
    fs::metadata(path).map_err(failed("cannot read it"))?;
    let cannot_lock = failed("cannot be locked");
    let name = path.file_name();
    let mut name = name
        .ok_or_else(|| Failure::new("names no file").at(path))?
        .to_owned();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let lock = options.open(path.with_file_name(name));
    let lock = lock.map_err(&cannot_lock)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::Error(error)) => return Err(cannot_lock(error)),
        Err(TryLockError::WouldBlock) => {
            note("waiting for another juma-holder that writes this wallet");
            lock.lock().map_err(cannot_lock)?;
        }
    }
    Ok(Held { _lock: lock })
}

/// The wallet in the file `path`.
///
/// # Errors
/// When it cannot be read, is no wallet file, or does not open.
pub fn read(path: &Path, passphrase: &Passphrase) -> Result<Wallet, Failure> {
    let unusable = |error| unusable(path, error);
    let bytes = files::read_bounded(path, MAX_WALLET_FILE_BYTES)?;
    let text = str::from_utf8(&bytes).map_err(|_| unusable(WalletFileError::Form))?;
    let file = WalletFile::parse(text).map_err(unusable)?;
    file.open(passphrase).map_err(unusable)
}

/// That a file is no wallet, or does not open.
#[must_use]
pub fn unusable(path: &Path, error: WalletFileError) -> Failure {
    Failure::new("the wallet cannot be used")
        .at(path)
        .because(error)
}

/// Writes a wallet, encrypted with fresh salt, for its owner only to read. One that others may write too
/// has to be held since it was read.
///
/// # Errors
/// When the operating system has no randomness, or the file cannot be written; then nothing has
/// changed.
pub fn write(
    path: &Path,
    wallet: &Wallet,
    passphrase: &Passphrase,
    place: Place,
) -> Result<(), Failure> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random::fill(&mut salt)?;
    random::fill(&mut iv)?;
    let file = WalletFile::seal(wallet, passphrase, SealingInputs { salt, iv });
    let file = file.map_err(|error| {
        Failure::new("the wallet cannot be encrypted")
            .at(path)
            .because(error)
    })?;
    let text = file.to_text();
    match place {
        Place::New => files::create_new(path, text.as_bytes(), Access::Private),
        Place::Replace => files::write_atomically(path, text.as_bytes(), Access::Private),
    }
}

//! Wallet files on the disk: encrypted to their holder, and written whole or not at all.

use std::path::Path;

use juma_keys::{
    MAX_WALLET_FILE_BYTES, Passphrase, SealingInputs, Wallet, WalletFile, WalletFileError,
};

use crate::{
    failure::Failure,
    files::{self, Access},
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

/// The wallet in the file `path`.
///
/// # Errors
/// When it cannot be read, is no wallet file, or does not open.
pub fn read(path: &Path, passphrase: &Passphrase) -> Result<Wallet, Failure> {
    let unusable = |error: WalletFileError| {
        Failure::new("the wallet cannot be used")
            .at(path)
            .because(error)
    };
    let bytes = files::read_bounded(path, MAX_WALLET_FILE_BYTES)?;
    let text = str::from_utf8(&bytes).map_err(|_| unusable(WalletFileError::Form))?;
    let file = WalletFile::parse(text).map_err(unusable)?;
    file.open(passphrase).map_err(unusable)
}

/// Says whether a file is a wallet, by its first line.
///
/// # Errors
/// When it cannot be read.
pub fn is_wallet(path: &Path) -> Result<bool, Failure> {
    let bytes = files::read_bounded(path, MAX_WALLET_FILE_BYTES)?;
    Ok(bytes.starts_with(b"juma wallet\n"))
}

/// Writes a wallet, encrypted with fresh salt, for its owner only to read.
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

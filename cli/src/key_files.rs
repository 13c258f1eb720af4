//! Key files on the disk: who may read them, and how they come to be.

mod protection;

pub use protection::ProtectionArgs;

use std::path::Path;

use juma_format::Environment;
use juma_keys::{
    AnchorFile, KeptKey, KeyFileError, KeyFileKind, MAX_KEY_FILE_BYTES, Passphrase, PrivateKeyFile,
    PublicKeyFile, RootAnchor, SealingInputs, Secret, WrappedKey,
};
use zeroize::Zeroizing;

use crate::{
    failure::Failure,
    files::{self, Access, Links},
    passphrase::PassphraseSource,
    random,
};

/// A new key.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn generate<T: KeptKey>(environment: Environment) -> Result<T, Failure> {
    Ok(T::from_secret(secret()?, environment))
}

/// 32 random bytes.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn secret() -> Result<Secret, Failure> {
    let mut bytes = Zeroizing::new([0; 32]);
    random::fill(bytes.as_mut_slice())?;
    Ok(Secret::new(*bytes))
}

/// The file of a key, encrypted with a passphrase.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn encrypt<T: KeptKey>(key: &T, passphrase: &Passphrase) -> Result<PrivateKeyFile, Failure> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random::fill(&mut salt)?;
    random::fill(&mut iv)?;
    PrivateKeyFile::encrypt(key, passphrase, SealingInputs { salt, iv })
        .map_err(|error| Failure::new("the key cannot be encrypted").because(error))
}

/// The key in the file `path`, for the purpose that the command needs it for. The passphrase is
/// only asked for when the file is of that purpose and encrypted.
///
/// # Errors
/// When the file is not private, is no such key file, or does not open.
pub fn read_private<T: KeptKey>(path: &Path, passphrases: &PassphraseSource) -> Result<T, Failure> {
    let file = read_private_file(path)?;
    open(&file, path, passphrases)
}

/// The private key file `path`, its key unopened.
///
/// # Errors
/// When it is a symbolic link or no regular file, belongs to somebody else, can be read or written
/// by others than its owner, or is no private key file.
pub fn read_private_file(path: &Path) -> Result<PrivateKeyFile, Failure> {
    let (file, metadata) = files::open(path, Links::Refuse)?;
    check_private(path, &metadata)?;
    let bytes = files::read_all(file, MAX_KEY_FILE_BYTES).map_err(|failure| failure.at(path))?;
    let bytes = Zeroizing::new(bytes);
    PrivateKeyFile::parse(text(&bytes, path)?).map_err(|error| unusable(path, error))
}

/// A key file of any kind.
#[derive(Debug)]
pub enum KeyFile {
    /// A private key, unopened.
    Private(PrivateKeyFile),
    /// A public key.
    Public(PublicKeyFile),
    /// The root file of a verifier.
    Root(RootAnchor),
    /// A seal key on its way to a device.
    Wrapped(WrappedKey),
}

/// The key file `path`, whatever its first line says that it is.
///
/// # Errors
/// When it cannot be read, is no key file, or holds a private key and is not private.
pub fn read_any(path: &Path) -> Result<KeyFile, Failure> {
    let bytes = Zeroizing::new(files::read_bounded(path, MAX_KEY_FILE_BYTES)?);
    match KeyFileKind::of(text(&bytes, path)?) {
        Some(KeyFileKind::Private) => read_private_file(path).map(KeyFile::Private),
        Some(KeyFileKind::Public) => read_public(path).map(KeyFile::Public),
        Some(KeyFileKind::Root) => read_anchor(path).map(KeyFile::Root),
        Some(KeyFileKind::Wrapped) => read_wrapped(path).map(KeyFile::Wrapped),
        None => Err(Failure::new("its first line is not that of a key file").at(path)),
    }
}

/// The key of a private key file that was read from `path`.
///
/// # Errors
/// As [`read_private`].
pub fn open<T: KeptKey>(
    file: &PrivateKeyFile,
    path: &Path,
    passphrases: &PassphraseSource,
) -> Result<T, Failure> {
    T::expected_in(file.role()).map_err(|error| unusable(path, error))?;
    let passphrase = if file.is_encrypted() {
        Some(passphrases.existing(path)?)
    } else {
        None
    };
    file.open(passphrase.as_ref())
        .map_err(|error| unusable(path, error))
}

/// The public key file `path`.
///
/// # Errors
/// When it cannot be read or is no public key file.
pub fn read_public(path: &Path) -> Result<PublicKeyFile, Failure> {
    let bytes = files::read_bounded(path, MAX_KEY_FILE_BYTES)?;
    PublicKeyFile::parse(text(&bytes, path)?).map_err(|error| unusable(path, error))
}

/// The root file `path`, which a verifier is given by hand.
///
/// # Errors
/// When it cannot be read or is no root file.
pub fn read_anchor(path: &Path) -> Result<RootAnchor, Failure> {
    let bytes = files::read_bounded(path, MAX_KEY_FILE_BYTES)?;
    let file = AnchorFile::parse(text(&bytes, path)?).map_err(|error| unusable(path, error))?;
    Ok(file.0)
}

/// The file of a wrapped key `path`.
///
/// # Errors
/// When it cannot be read or is no such file.
pub fn read_wrapped(path: &Path) -> Result<WrappedKey, Failure> {
    let bytes = files::read_bounded(path, MAX_KEY_FILE_BYTES)?;
    WrappedKey::parse(text(&bytes, path)?).map_err(|error| unusable(path, error))
}

/// Writes a private key file that only its owner can read, and never over another file.
///
/// # Errors
/// When something has the name, or it cannot be written.
pub fn write_private(path: &Path, file: &PrivateKeyFile) -> Result<(), Failure> {
    files::create_new(path, file.to_text().as_bytes(), Access::Private)
}

/// Puts a private key file in the place of the one at `path`, in one step.
///
/// # Errors
/// When it cannot be written; then the old one stands.
pub fn replace_private(path: &Path, file: &PrivateKeyFile) -> Result<(), Failure> {
    files::write_atomically(path, file.to_text().as_bytes(), Access::Private)
}

/// Writes a public key file, never over another file.
///
/// # Errors
/// When something has the name, or it cannot be written.
pub fn write_public(path: &Path, file: &PublicKeyFile) -> Result<(), Failure> {
    files::create_new(path, file.to_string().as_bytes(), Access::Public)
}

/// Writes a root file to hand out, never over another file.
///
/// # Errors
/// When something has the name, or it cannot be written.
pub fn write_anchor(path: &Path, anchor: &RootAnchor) -> Result<(), Failure> {
    let file = AnchorFile(anchor.clone());
    files::create_new(path, file.to_string().as_bytes(), Access::Public)
}

/// Whether nobody but this user could have read the file (THREATS T42).
#[cfg(unix)]
fn check_private(path: &Path, metadata: &std::fs::Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    let shown = path.display();
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(Failure::new("this private key belongs to another user")
            .at(path)
            .advise(format!("run the command as its owner, or chown {shown}")));
    }
    if metadata.mode() & 0o077 != 0 {
        let mode = metadata.mode() & 0o777;
        return Err(Failure::new(format!(
            "other users can reach this private key (mode {mode:04o})"
        ))
        .at(path)
        .advise(format!("chmod 600 {shown}")));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &Path, _: &std::fs::Metadata) -> Result<(), Failure> {
    Ok(())
}

fn text<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str, Failure> {
    str::from_utf8(bytes).map_err(|_| Failure::new("it is no key file: it is not text").at(path))
}

fn unusable(path: &Path, error: KeyFileError) -> Failure {
    Failure::new("the key file cannot be used")
        .at(path)
        .because(error)
}

#[cfg(test)]
mod tests;

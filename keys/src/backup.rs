//! Backups of an issuing place, encrypted: a key of the file's own that a passphrase locks, and
//! under it the content in chunks, by ChaCha20-Poly1305 (RFC 8439) in STREAM, which tells a changed
//! order, a missing chunk and a missing end.

use core::fmt;

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{ChaCha20Poly1305, aead::Payload};
use juma_format::Environment;
use zeroize::Zeroizing;

use crate::{
    key_file::{Passphrase, SealingInputs, UnlockError, lock, unlock},
    signing_key::Secret,
};

/// Bytes of content in a chunk, but for the last, which may have fewer.
pub const BACKUP_CHUNK_BYTES: usize = 64 << 10;

/// Bytes by which a chunk grows.
pub const BACKUP_TAG_BYTES: usize = 16;

/// The most bytes before the first chunk: two lines and a key.
pub const MAX_BACKUP_HEADER_BYTES: usize = 4096;

const FIRST_LINE: &str = "juma backup\nenvironment: ";
const LABEL: &str = "JUMA BACKUP";
const LAST_LINE: &[u8] = b"-----END JUMA BACKUP-----\n";

/// Why a file is no backup, or does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackupError {
    /// What is read was changed, or ends early.
    Damaged,
    /// It is no backup, or torn at its beginning.
    Form,
    /// The passphrase is wrong, or the beginning was changed.
    Passphrase,
}

impl BackupError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Damaged => "backup-damaged",
            Self::Form => "backup-form",
            Self::Passphrase => "backup-passphrase",
        }
    }
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "the backup is damaged or not whole",
            Self::Form => "no backup",
            Self::Passphrase => "the passphrase is wrong, or the beginning is damaged",
        })
    }
}

impl core::error::Error for BackupError {}

/// The key of one backup, with the header that it is bound to.
pub struct BackupKey {
    key: Zeroizing<[u8; 32]>,
    header: String,
    environment: Environment,
}

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackupKey({})", self.environment)
    }
}

impl BackupKey {
    /// A new backup's. Secret, salt and initialisation value must be fresh each time.
    ///
    /// # Errors
    /// [`BackupError::Form`] when it cannot be locked, which nothing is known to do.
    pub fn new(
        environment: Environment,
        passphrase: &Passphrase,
        secret: &Secret,
        inputs: SealingInputs,
    ) -> Result<Self, BackupError> {
        let key = Zeroizing::new(*secret.expose());
        let pem = lock(LABEL, key.as_slice(), passphrase, inputs).ok_or(BackupError::Form)?;
        Ok(Self {
            key,
            header: format!("{FIRST_LINE}{environment}\n{pem}"),
            environment,
        })
    }

    /// How many of the first bytes of a file are the header; none when it is no backup.
    #[must_use]
    pub fn header_length(beginning: &[u8]) -> Option<usize> {
        if !beginning.starts_with(FIRST_LINE.as_bytes()) {
            return None;
        }
        let bounded = beginning.get(..beginning.len().min(MAX_BACKUP_HEADER_BYTES))?;
        let mut windows = bounded.windows(LAST_LINE.len());
        let end = windows.position(|window| window == LAST_LINE)?;
        end.checked_add(LAST_LINE.len())
    }

    /// The key of a backup that begins with this header.
    ///
    /// # Errors
    /// When it is none, or the passphrase is another.
    pub fn open(header: &[u8], passphrase: &Passphrase) -> Result<Self, BackupError> {
        let header = str::from_utf8(header).map_err(|_| BackupError::Form)?;
        let rest = header.strip_prefix(FIRST_LINE).ok_or(BackupError::Form)?;
        let (name, pem) = rest.split_once('\n').ok_or(BackupError::Form)?;
        let environment = Environment::from_name(name).ok_or(BackupError::Form)?;
        let opened = unlock(LABEL, pem, passphrase).map_err(|error| match error {
            UnlockError::Form => BackupError::Form,
            UnlockError::Passphrase => BackupError::Passphrase,
        })?;
        let key = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| BackupError::Form)?;
        Ok(Self {
            key: Zeroizing::new(key),
            header: header.to_owned(),
            environment,
        })
    }

    /// The environment that the header names.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// What stands before the first chunk.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.header
    }

    /// Seals the chunks of this one backup.
    #[must_use]
    pub fn into_sealer(self) -> BackupSealer {
        BackupSealer {
            // The key is the file's own, so that the nonces need only differ within it.
            stream: EncryptorBE32::new(&(*self.key).into(), &[0; 7].into()),
            header: self.header,
        }
    }

    /// Opens the chunks of the backup, from the first on.
    #[must_use]
    pub fn opener(&self) -> BackupOpener {
        BackupOpener {
            stream: DecryptorBE32::new(&(*self.key).into(), &[0; 7].into()),
            header: self.header.clone(),
        }
    }
}

/// Seals the chunks of a backup in their order.
pub struct BackupSealer {
    stream: EncryptorBE32<ChaCha20Poly1305>,
    header: String,
}

impl fmt::Debug for BackupSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupSealer(..)")
    }
}

impl BackupSealer {
    /// Seals a chunk of [`BACKUP_CHUNK_BYTES`], after which another follows.
    ///
    /// # Errors
    /// [`BackupError::Form`] after 2^32 chunks.
    pub fn next(&mut self, chunk: &[u8]) -> Result<Vec<u8>, BackupError> {
        let payload = bound(chunk, &self.header);
        let sealed = self.stream.encrypt_next(payload);
        sealed.map_err(|_| BackupError::Form)
    }

    /// Seals the last chunk, which may be shorter.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub fn last(self, chunk: &[u8]) -> Result<Vec<u8>, BackupError> {
        let payload = bound(chunk, &self.header);
        let sealed = self.stream.encrypt_last(payload);
        sealed.map_err(|_| BackupError::Form)
    }
}

/// Opens the chunks of a backup in their order.
pub struct BackupOpener {
    stream: DecryptorBE32<ChaCha20Poly1305>,
    header: String,
}

impl fmt::Debug for BackupOpener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupOpener(..)")
    }
}

impl BackupOpener {
    /// Opens a chunk after which another follows.
    ///
    /// # Errors
    /// [`BackupError::Damaged`].
    pub fn next(&mut self, chunk: &[u8]) -> Result<Zeroizing<Vec<u8>>, BackupError> {
        let opened = self.stream.decrypt_next(bound(chunk, &self.header));
        opened.map(Zeroizing::new).map_err(|_| BackupError::Damaged)
    }

    /// Opens the last chunk.
    ///
    /// # Errors
    /// [`BackupError::Damaged`].
    pub fn last(self, chunk: &[u8]) -> Result<Zeroizing<Vec<u8>>, BackupError> {
        let opened = self.stream.decrypt_last(bound(chunk, &self.header));
        opened.map(Zeroizing::new).map_err(|_| BackupError::Damaged)
    }
}

fn bound<'a>(chunk: &'a [u8], header: &'a str) -> Payload<'a, 'a> {
    Payload {
        msg: chunk,
        aad: header.as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "a passphrase of a backup";

    fn new(secret: u8) -> BackupKey {
        let (salt, iv) = ([1; 16], [2; 16]);
        let passphrase = Passphrase::new(PASSPHRASE.to_owned());
        let inputs = SealingInputs { salt, iv };
        let secret = Secret::new([secret; 32]);
        BackupKey::new(Environment::Demo, &passphrase, &secret, inputs).unwrap()
    }

    fn opened(header: &[u8], passphrase: &str) -> Result<BackupKey, BackupError> {
        BackupKey::open(header, &Passphrase::new(passphrase.to_owned()))
    }

    #[test]
    fn it_opens_with_its_passphrase_only() {
        let key = new(3);
        let header = key.header().to_owned();
        let mut file = header.clone().into_bytes();
        file.extend([0; 99]);
        assert_eq!(BackupKey::header_length(&file), Some(header.len()));
        let opened_key = opened(header.as_bytes(), PASSPHRASE).unwrap();
        assert_eq!(
            (&opened_key.key, opened_key.environment()),
            (&key.key, Environment::Demo)
        );
        assert!(!format!("{key:?}").contains('3'));
        let wrong = opened(header.as_bytes(), "another passphrase").map(|_| ());
        assert_eq!(wrong, Err(BackupError::Passphrase));
        let torn = &header.as_bytes()[..header.len() / 2];
        assert_eq!(opened(torn, PASSPHRASE).map(|_| ()), Err(BackupError::Form));
        assert_eq!(BackupKey::header_length(torn), None);
        assert_eq!(BackupKey::header_length(b"juma wallet\n"), None);
    }

    #[test]
    fn chunks_that_are_changed_swapped_missing_or_of_another_header_are_refused() {
        let key = new(4);
        let opener = key.opener();
        let others = new(5).opener();
        let renamed = BackupKey {
            header: key.header.replace("demo", "test"),
            key: key.key.clone(),
            environment: Environment::Test,
        };
        let renamed = renamed.opener();
        let mut sealer = key.into_sealer();
        let first = sealer.next(b"first").unwrap();
        let second = sealer.next(b"second").unwrap();
        let last = sealer.last(b"").unwrap();
        assert_eq!(first.len(), 5 + BACKUP_TAG_BYTES);

        let mut whole = opener;
        assert_eq!(whole.next(&first).unwrap().as_slice(), b"first");
        let swapped = whole.next(&last).map(|_| ());
        assert_eq!(swapped, Err(BackupError::Damaged));
        assert_eq!(whole.next(&second).unwrap().as_slice(), b"second");
        assert_eq!(whole.last(&last).unwrap().as_slice(), b"");

        for mut opener in [others, renamed] {
            assert_eq!(opener.next(&first).map(|_| ()), Err(BackupError::Damaged));
        }
        let mut short = new(4).opener();
        let _ = short.next(&first).unwrap();
        // The second is not the last, whatever the file's length says.
        assert_eq!(short.last(&second).map(|_| ()), Err(BackupError::Damaged));
        let mut changed = first.clone();
        changed[0] ^= 1;
        let refused = new(4).opener().next(&changed).map(|_| ());
        assert_eq!(refused, Err(BackupError::Damaged));
    }
}

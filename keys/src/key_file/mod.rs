//! Key files (SPEC §8): text that says what it is and is for, in front of the standard form of a
//! key (PKCS#8, RFC 5958) or its bytes in base64.

mod anchor;
mod error;
mod header;
mod kept;
mod kind;
mod locked;
mod private;
mod public;
#[cfg(test)]
mod tests;

pub use anchor::AnchorFile;
pub use error::KeyFileError;
pub(crate) use header::{Header, decode_key, encode_key};
pub use header::{KeyRole, MAX_KEY_FILE_BYTES};
pub use kept::KeptKey;
pub use kind::KeyFileKind;
pub(crate) use locked::{UnlockError, lock, unlock};
pub use private::{Passphrase, PrivateKeyFile, SealingInputs};
pub use public::PublicKeyFile;

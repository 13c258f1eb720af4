//! Keys typed by what they sign, the one signature check of Juma, and the trust that follows from
//! it: root documents, trust lists, bundles (SPEC §4, §6).
//!
//! Bytes in, values out: no clock, no files, no randomness of its own.
//!
//! # Why there is one check
//!
//! A [`Verified`] can only be made by [`PublicKey::check`] and [`PublicKey::check_detached`], and
//! both end in one private function with the one call of `verify_strict` in the workspace. Whoever
//! holds a `Verified<B>` holds a payload that a key for bodies of kind `B` has signed for one
//! environment. A key of another purpose does not compile:
//!
//! ```compile_fail,E0277
//! use juma_format::{Environment, body::Code};
//! use juma_keys::{Prepared, Secret, SigningKey, StatusKey};
//!
//! let key: SigningKey<StatusKey> = SigningKey::from_secret(Secret::new([7; 32]), Environment::Demo);
//! let prepared: Prepared<Code> = key.prepare(Vec::new());
//! ```
//!
//! Nor can anybody make a `Verified` without the check:
//!
//! ```compile_fail,E0451
//! use juma_format::body::Code;
//!
//! let forged: juma_keys::Verified<'_, Code> = juma_keys::Verified { payload: b"", body: Default::default() };
//! ```

mod check;
mod key_file;
mod kind;
mod prepared;
mod public_key;
mod signing_key;
mod trust;

pub use check::{CheckError, Verified};
pub use key_file::{
    AnchorFile, KeyFileError, KeyFileKind, KeyRole, MAX_KEY_FILE_BYTES, Passphrase, PrivateKeyFile,
    PublicKeyFile, SealingInputs,
};
pub use kind::{BundleKey, CodeKey, HolderKey, KeyKind, MaySign, RootKey, StatusKey};
pub use prepared::{AttachError, Prepared};
pub use public_key::{KeyError, KeyHash, PublicKey};
pub use signing_key::{Secret, SigningKey};
pub use trust::{
    BundleRefusal, CodeKeyLookup, EntryKey, ListRefusal, OpenedBundle, RootAnchor, RootRefusal,
    TrustedEntry, TrustedList, TrustedRoot, hash_of, open_bundle,
};

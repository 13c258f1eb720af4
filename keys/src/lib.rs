//! Keys typed by what they sign, the one signature check of Juma, and the trust that follows from
//! it: root documents, trust lists, bundles (SPEC §4, §6). And what two sides compute alike: live
//! chains, presentations, guardians' tags (SPEC §7).
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
//! use juma_keys::{Secret, SigningKey, StatusKey};
//!
//! let key: SigningKey<StatusKey> = SigningKey::from_secret(Secret::new([7; 32]), Environment::Demo);
//! let prepared = key.prepare::<Code>(Vec::new());
//! ```
//!
//! Nor does a public key of another purpose look at a signature:
//!
//! ```compile_fail,E0277
//! use juma_format::{Environment, body::Code, envelope::Envelope};
//! use juma_keys::{PublicKey, StatusKey};
//!
//! fn check(key: &PublicKey<StatusKey>, envelope: &Envelope<'_, Code>) -> bool {
//!     key.check::<Code>(envelope, Environment::Demo).is_ok()
//! }
//! ```
//!
//! Nor can anybody make a `Verified` without the check:
//!
//! ```compile_fail,E0451
//! use juma_format::body::Code;
//!
//! let forged: juma_keys::Verified<'_, Code> = juma_keys::Verified { payload: b"", body: Default::default() };
//! ```
//!
//! ```compile_fail,E0599
//! use juma_format::body::Code;
//!
//! let forged = juma_keys::Verified::<'_, Code>::new(b"");
//! ```
//!
//! Nor is a private key ever joined to another public key than its own, which would give it away
//! to whoever sees two signatures (RUSTSEC-2022-0093):
//!
//! ```compile_fail,E0451
//! use juma_format::Environment;
//! use juma_keys::{CodeKey, Secret, SigningKey};
//!
//! let a: SigningKey<CodeKey> = SigningKey::from_secret(Secret::new([1; 32]), Environment::Demo);
//! let b: SigningKey<CodeKey> = SigningKey::from_secret(Secret::new([2; 32]), Environment::Demo);
//! let mixed: SigningKey<CodeKey> = SigningKey { public: b.public().clone(), ..a };
//! ```
//!
//! ```compile_fail,E0061
//! use juma_format::{Environment, body::Code};
//! use juma_keys::{CodeKey, Secret, SigningKey};
//!
//! let a: SigningKey<CodeKey> = SigningKey::from_secret(Secret::new([1; 32]), Environment::Demo);
//! let b: SigningKey<CodeKey> = SigningKey::from_secret(Secret::new([2; 32]), Environment::Demo);
//! let envelope = a.sign::<Code>(Vec::new(), b.public());
//! ```
//!
//! What does compile:
//!
//! ```
//! use juma_format::{Environment, body::Code, envelope::Envelope};
//! use juma_keys::{CodeKey, Secret, SigningKey};
//!
//! let key: SigningKey<CodeKey> = SigningKey::from_secret(Secret::new([1; 32]), Environment::Demo);
//! let bytes = key.sign::<Code>(b"payload".to_vec());
//! let envelope = Envelope::<Code>::parse(&bytes).unwrap();
//! let verified = key.public().check(&envelope, Environment::Demo).unwrap();
//! assert_eq!(verified.payload(), b"payload");
//! assert!(key.public().check(&envelope, Environment::Production).is_err());
//! ```

mod backup;
mod check;
mod guardian;
mod job;
mod key_file;
mod kind;
mod live;
mod prepared;
mod presentation;
mod public_key;
mod seal;
mod signing_key;
mod trust;
mod wallet;

pub use backup::{
    BACKUP_CHUNK_BYTES, BACKUP_TAG_BYTES, BackupError, BackupKey, BackupOpener, BackupSealer,
    MAX_BACKUP_HEADER_BYTES,
};
pub use check::{CheckError, Verified};
pub use guardian::GuardianKey;
pub use job::{JobDraw, JobSecret};
pub use key_file::{
    AnchorFile, KeptKey, KeyFileError, KeyFileKind, KeyRole, MAX_KEY_FILE_BYTES, Passphrase,
    PrivateKeyFile, PublicKeyFile, SealingInputs,
};
pub use kind::{BundleKey, CodeKey, HolderKey, KeyKind, MaySign, RootKey, StatusKey};
pub use live::{Anchor, LiveChain, LiveSeed, ProvedSlot, SlotStanding, Slots};
pub use prepared::{AttachError, Prepared};
pub use presentation::Presentation;
pub use public_key::{KeyError, KeyHash, PublicKey};
pub use seal::{
    DeviceKey, JobKey, MAX_WRAPPED_BYTES, RecipientKey, RecipientKind, RecipientSecretKey,
    RecordError, SealContext, SealKey, WrapError, WrappedKey, open_record, placeholder,
    seal_record,
};
pub use signing_key::{Secret, SigningKey};
pub use trust::{
    Added, BundleRefusal, BundleTerms, CeremonyFileError, CeremonyRefusal, CodeKeyLookup,
    Collected, Collection, CollectionRefusal, ContributedList, DeltaRefusal, DocumentTimes, Draft,
    DraftBody, DraftSignature, EntryKey, EpochStep, KeyTerms, ListChange, ListDraft, ListRefusal,
    MAX_CEREMONY_FILE_BYTES, OpenedBundle, OpenedContribution, Opening, RootAnchor, RootChange,
    RootDraft, RootInForce, RootRefusal, RootTerms, SignedDocument, TrustedEntry, TrustedList,
    TrustedRoot, UncheckedDocument, apply_delta, base_of, combine, contribution_unverified,
    delta_between, hash_of, manifest_unverified, open_bundle, open_contribution,
};
pub use wallet::{
    CodeRequest, HeldSecret, MAX_REQUEST_BYTES, MAX_WALLET_CODES, MAX_WALLET_FILE_BYTES,
    MAX_WANTED, RequestError, Wallet, WalletCode, WalletError, WalletFile, WalletFileError, Wanted,
};

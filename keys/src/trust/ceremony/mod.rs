//! Root ceremonies on machines that no network joins: a draft travels to the holders of the root
//! keys, their signatures travel back, and both become a cosigned document (SPEC §6.1, §6.2, §6.7).
//!
//! The rules here are stricter than a verifier's. A verifier knows one list; a ceremony compares it
//! with the one before, so that a state never goes back and no tombstone is lost.

mod changes;
mod combine;
mod draft;
mod lines;
mod list_draft;
mod refusal;
mod root_draft;
mod signature;
mod signed;

pub use changes::{ListChange, RootChange};
pub use combine::{RootInForce, combine};
pub use draft::{Draft, DraftBody};
pub use lines::{CeremonyFileError, MAX_CEREMONY_FILE_BYTES};
pub use list_draft::{DocumentTimes, EpochStep, KeyTerms, ListDraft};
pub use refusal::CeremonyRefusal;
pub use root_draft::{RootDraft, RootTerms};
pub use signature::DraftSignature;
pub use signed::{SignedDocument, UncheckedDocument};

//! From the text of a code to a verdict, with no network (SPEC §9).
//!
//! State is a value, time is an argument: [`State::import`] takes a bundle and gives a new state or
//! a reason; [`State::judge`] takes texts, a moment and a venue's policy and gives a verdict. A
//! binary keeps the bytes.
//!
//! A gate that sees many frames a second keeps a [`Session`], which tells what is new in them.
//!
//! A verdict holds claims only when it accepts:
//!
//! ```compile_fail,E0599
//! # fn look(verdict: juma_verifier::Verdict) {
//! let claims = verdict.claims();
//! # }
//! ```
//!
//! and what an acceptance shows is what the policy lets it show; the rest is behind no method:
//!
//! ```compile_fail,E0616
//! # fn look(acceptance: juma_verifier::Acceptance) {
//! let claims = acceptance.claims;
//! # }
//! ```

mod acceptance;
mod ages;
mod clock;
mod doubt;
mod floors;
mod generation;
mod help;
mod import;
mod judge;
mod kept;
mod memory;
mod officer;
mod opening;
mod policy;
#[cfg(any(feature = "policy-files", feature = "plain-policy-files"))]
mod policy_file;
mod proof;
mod refusal;
mod session;
mod state;
pub mod typed;
mod verdict;
mod view;

pub use acceptance::{Acceptance, Advice, FullShare, GateShare, Shown};
pub use ages::{Freshness, StatusAge, TrustAges};
pub use clock::{ClockKeeping, ISSUED_SKEW, LOCAL_RISE, USE_STEP};
pub use doubt::{Doubt, Openable};
pub use floors::{Floors, FloorsError, MAX_FLOORS_BYTES};
pub use generation::MAX_KEPT_BYTES;
pub use help::{AddressHelp, Help};
pub use import::{ImportRefusal, Imported};
pub use kept::{BundleDamage, Kept, Offer, Piece, PiecesError};
pub use memory::{
    Challenge, ClockOffset, MAX_CHECKS_A_MINUTE, MAX_PROVED, MAX_SHOWN, Memory, PAIR_SECONDS,
    SUSPECT_CODES, SUSPECT_SECONDS,
};
pub use officer::{Officer, Opened, UnlockError};
pub use opening::Opening;
pub use policy::{AddressNeed, Admission, GREATEST_STATUS_AGE, GuardianNeed, Policy, Share};
#[cfg(feature = "policy-files")]
pub use policy_file::PolicyText;
#[cfg(any(feature = "policy-files", feature = "plain-policy-files"))]
pub use policy_file::{MAX_POLICY_BYTES, PolicyFault, parse_policy, policy_of};
pub use refusal::{PolicyRefusal, Refusal};
pub use session::{Happening, MAX_SHOWINGS, MAX_TEXTS_IN_VIEW, Moment, Session, Spans, Told};
pub use state::State;
pub use verdict::{Finding, Verdict};
pub use view::Judgement;

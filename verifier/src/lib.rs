//! From the text of a code to a verdict, with no network (SPEC §9).
//!
//! State is a value, time is an argument: [`State::import`] takes a bundle and gives a new state or
//! a reason; [`State::judge`] takes texts, a moment and a venue's policy and gives a verdict. A
//! binary keeps the bytes.
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
mod memory;
mod policy;
mod proof;
mod refusal;
mod state;
mod verdict;
mod view;

pub use acceptance::{Acceptance, Advice, FullShare, GateShare, Shown};
pub use ages::{Freshness, StatusAge, TrustAges};
pub use clock::{ISSUED_SKEW, LOCAL_RISE, USE_STEP};
pub use doubt::{Doubt, Openable};
pub use floors::{Floors, FloorsError, MAX_FLOORS_BYTES};
pub use generation::MAX_KEPT_BYTES;
pub use help::{AddressHelp, Help};
pub use import::{ImportRefusal, Imported};
pub use memory::{
    Challenge, ClockOffset, MAX_CHECKS_A_MINUTE, MAX_PROVED, MAX_SHOWN, Memory, PAIR_SECONDS,
    SUSPECT_CODES, SUSPECT_SECONDS,
};
pub use policy::{AddressNeed, Admission, GuardianNeed, Policy, Share};
pub use refusal::{PolicyRefusal, Refusal};
pub use state::State;
pub use verdict::{Finding, Verdict};
pub use view::Judgement;

//! Bulk runs: plan, approve, settle by batches, and know afterwards what was issued.
//!
//! A run is planned in batches, each of which is one transaction that says how far it came, so that
//! a run of millions holds nobody up and one that was cut short goes on where it was. What is
//! planned belongs to the run until it is settled: no other process gives it up.

mod batch;
mod error;
mod people;
mod settling;
mod standing;

pub use batch::{Batch, IssuedBatch, NewBatch, NewCode, PlannedCode, Revision, RunSkip};
pub use error::{RunError, RunRefusal};
pub use people::{Enrolled, Unfit};
pub use settling::{Fate, fates_digest};
pub(crate) use standing::RUN_LEASE;
pub use standing::{Run, RunState, RunTerms};

use std::fmt;

/// A run's name: eight random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId([u8; 8]);

impl RunId {
    /// The run of these bytes, which must be random.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The run that sixteen hexadecimal digits name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        number.map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

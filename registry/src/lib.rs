//! Residents' records and the status-index ledger.
//!
//! A [`record::Record`] is one row of the register, checked when it is read. A [`ledger::Ledger`]
//! keeps what was issued from such rows: serials, status indexes, changes of status, publications.
//! No keys and no clock here; the only file is that of [`ledger::FileLedger`].

pub mod ledger;
pub mod record;
mod subject;

pub use subject::{SubjectError, SubjectId};

/// A `Debug` that says the type and nothing of the person.
macro_rules! redacted_debug {
    ($($type:ty => $name:literal),+ $(,)?) => {$(
        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!($name, "(..)"))
            }
        }
    )+};
}
use redacted_debug;

//! Residents' records and the status-index ledger.
//!
//! A [`record::Record`] is one row of the register, checked when it is read. A [`ledger::Ledger`]
//! keeps what was issued from such rows: serials, status indexes, changes of status, publications.
//! [`intake`] reads residents from files, and a [`profile`] is what a city answers where cities differ.
//! No keys and no clock here; the only file is that of [`ledger::FileLedger`].

pub mod intake;
pub mod ledger;
pub mod profile;
pub mod record;
mod subject;

pub use subject::{SubjectError, SubjectId};

use juma_format::redacted_debug;

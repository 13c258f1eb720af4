//! The suite of every ledger, over the one in a file.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a panic here is a failed test"
)]

mod suite;

use juma_registry::ledger::FileLedger;
use suite::Form;
use tempfile::TempDir;

struct File(TempDir);

impl Form for File {
    type Ledger = FileLedger;

    fn place() -> Option<Self> {
        Some(Self(tempfile::tempdir().unwrap()))
    }

    fn create_with_entries(&self, entries: u32) -> FileLedger {
        FileLedger::create_with_entries(&self.0.path().join("ledger"), entries).unwrap()
    }

    fn open_with_entries(&self, entries: u32) -> FileLedger {
        let path = self.0.path().join("ledger");
        let opened = FileLedger::open_with_entries(&path, entries).unwrap();
        assert_eq!(opened.repair, None);
        opened.ledger
    }
}

ledger_suite!(File);

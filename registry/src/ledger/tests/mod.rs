#![expect(
    clippy::as_conversions,
    reason = "the numbers of these tests are small"
)]

mod damage;
mod file;
mod written;

use std::path::{Path, PathBuf};

use juma_format::{
    KeyId,
    claims::Tier,
    time::{Date, UnixTime},
};
use tempfile::TempDir;

use super::{
    CodeHash, FileLedger, IssuePlan, KeyHash, Ledger, Period, PlannedBearer, PlannedProof,
    RandomError, Repair,
};
use crate::SubjectId;

/// Entries of a list in most tests.
const FEW: u32 = 64;

/// A folder with room for one ledger.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    fn create(&self) -> FileLedger {
        FileLedger::create_with_entries(&self.path(), FEW).unwrap()
    }

    /// Opens what needs no repair.
    fn open(&self) -> FileLedger {
        let (ledger, repair) = open(&self.path());
        assert_eq!(repair, None);
        ledger
    }
}

fn open(path: &Path) -> (FileLedger, Option<Repair>) {
    let opened = FileLedger::open_with_entries(path, FEW).unwrap();
    (opened.ledger, opened.repair)
}

/// Bytes that are the same in every run: xorshift64*.
fn dice(mut seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    move |bytes| {
        for byte in bytes {
            seed ^= seed >> 12;
            seed ^= seed << 25;
            seed ^= seed >> 27;
            *byte = seed.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()[0];
        }
        Ok(())
    }
}

fn midnight(date: &str) -> UnixTime {
    Date::parse(date).unwrap().midnight().unwrap()
}

fn noon() -> UnixTime {
    midnight("2026-11-22").plus(43_200)
}

fn quarter() -> Period {
    Period::parse("2027-Q1").unwrap()
}

fn plan_for(subject: &str, tier: Tier) -> IssuePlan {
    IssuePlan {
        subject: SubjectId::new(subject).unwrap(),
        tier,
        key_id: KeyId::from_bytes([0xA1, 0xB2, 0xC3, 0xD4]),
        issued_at: noon(),
        expires: midnight("2027-03-15"),
        proof: PlannedProof::Static,
        bearer: PlannedBearer::Holder,
    }
}

fn code(byte: u8) -> CodeHash {
    CodeHash::from_bytes([byte; 32])
}

fn key(byte: u8) -> KeyHash {
    KeyHash::from_bytes([byte; 32])
}

/// A ledger in which everything has happened once.
fn eventful(place: &Place) -> FileLedger {
    use super::{Floors, PublicationPlan, StatusChange};

    let mut ledger = place.create();
    let random = &mut dice(7);
    let list = ledger.open_list(Tier::Gate, quarter()).unwrap();
    ledger.open_list(Tier::Full, quarter()).unwrap();
    let publication = PublicationPlan {
        epoch: 1,
        at: noon(),
        lists: vec![list],
        keys: vec![key(1), key(2)],
    };
    let sequence = ledger.next_sequence().unwrap();
    ledger.begin_publication(sequence, &publication).unwrap();
    ledger.finish_publication(sequence).unwrap();
    let first = ledger.plan(&plan_for("R-1", Tier::Gate), random).unwrap();
    ledger.commit(first.serial, code(1)).unwrap();
    let second = ledger.plan(&plan_for("R-2", Tier::Full), random).unwrap();
    ledger.abandon(second.serial).unwrap();
    ledger
        .raise_floors(Floors {
            list: 0,
            sequence: 5,
            serial: 9,
        })
        .unwrap();
    ledger
        .change(first.serial, StatusChange::Revoke, noon())
        .unwrap();
    ledger.plan(&plan_for("R-1", Tier::Gate), random).unwrap();
    ledger
}

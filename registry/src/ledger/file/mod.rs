//! A ledger in one append-only file.

mod chain;
mod error;
mod journal;
mod line;

pub use error::{Damage, OpenError, Repair};

use std::path::Path;

use juma_format::{StatusRef, claims::Tier, time::UnixTime, trust::Status};

use super::{
    CodeHash, Floors, Issuance, IssuePlan, KeyHash, Ledger, LedgerError, ListSummary, Period,
    Planned, PlannedBearer, PlannedProof, ProofMark, Publication, PublicationPlan, Random, Room,
    Serial, StatusChange, StatusEntry, book::Book, event::Event, hash::Hex,
};
use crate::SubjectId;
use chain::Chain;
use journal::Journal;

/// A ledger in one file of JSON lines with a hash chain, synced before an operation returns and
/// locked against other processes while it is open.
///
/// A line is an object of two members, what happened and `chain`, and ends in a newline. `chain`
/// is the first 16 hexadecimal digits of SHA-256(value before ‖ the line's bytes before
/// `,"chain"`), where the value before is the whole 32 bytes of the line above, and for the first
/// line SHA-256 of `juma-ledger/1`. Times are seconds since 1970. Besides its first line,
/// `{"juma_ledger":1,"entries":1048576}`, the file holds:
///
/// | line | says |
/// |---|---|
/// | `list` | list `number` was opened for a `tier` and a `period` |
/// | `plan` | `serial` and the `index` of a `list` were reserved for a `subject`'s code of a `tier`, to be signed by the `key` of this kid when it was `issued`; it `expires` then. A live code's has its `profile` and the `proof`, anchor or first half of a key's SHA-256; a `guardian`'s the serial of the code that it names |
/// | `commit` | the code of `serial` was handed over; its hash is `code` |
/// | `abandon` | it was not |
/// | `change` | `restore`, `revoke` or `suspend`: `serial` was made `to` this, `at` that time |
/// | `publish` | a bundle of this `sequence` and `epoch`, made `at` that time, carries these `lists` and `keys` |
/// | `published` | it was written |
/// | `floor` | `list`, `sequence` and `serial` known from elsewhere |
#[derive(Debug)]
pub struct FileLedger {
    book: Book,
    journal: Journal,
}

/// A ledger that was opened, and what had to be done for it.
#[derive(Debug)]
#[must_use]
pub struct Opened {
    /// The ledger.
    pub ledger: FileLedger,
    /// What a crash had left; the operator should hear of it.
    pub repair: Option<Repair>,
}

impl FileLedger {
    /// Creates a ledger that knows nothing, in a file that only its owner may read.
    ///
    /// # Errors
    /// [`OpenError::Exists`], [`OpenError::Locked`], and when the system refuses.
    pub fn create(path: &Path) -> Result<Self, OpenError> {
        Self::create_with_entries(path, StatusRef::ENTRIES)
    }

    /// Opens a ledger and reads all of it.
    ///
    /// # Errors
    /// [`OpenError::Damaged`], [`OpenError::Locked`], [`OpenError::NotALedger`], and when the
    /// system refuses.
    pub fn open(path: &Path) -> Result<Opened, OpenError> {
        Self::open_with_entries(path, StatusRef::ENTRIES)
    }

    /// As [`Self::create`], with lists small enough to be filled in a test: a power of two, at
    /// least 64.
    ///
    /// # Errors
    /// As [`Self::create`].
    #[doc(hidden)]
    pub fn create_with_entries(path: &Path, entries: u32) -> Result<Self, OpenError> {
        Ok(Self {
            book: Book::new(entries),
            journal: Journal::create(path, entries)?,
        })
    }

    /// As [`Self::open`], for what [`Self::create_with_entries`] made.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[doc(hidden)]
    pub fn open_with_entries(path: &Path, entries: u32) -> Result<Opened, OpenError> {
        let mut book = Book::new(entries);
        let (journal, repair) = Journal::open(path, entries, |event| book.apply(event))?;
        let ledger = Self { book, journal };
        Ok(Opened { ledger, repair })
    }

    /// The lines of the file, its header among them.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.journal.lines()
    }

    /// What the last line shows of the hash chain, 16 digits. Noted elsewhere, it proves later
    /// that nobody rewrote the lines up to here.
    #[must_use]
    pub fn head(&self) -> String {
        self.journal.chain().shown().to_string()
    }

    /// All publications, by sequence number.
    #[must_use]
    pub fn publications(&self) -> &[Publication] {
        self.book.publications()
    }

    /// The highest numbers that it was told of.
    #[must_use]
    pub const fn floors(&self) -> Floors {
        self.book.floors()
    }

    fn record(&mut self, event: &Event<'_>) -> Result<(), LedgerError> {
        self.book.check(event)?;
        self.journal.append(std::slice::from_ref(event))?;
        self.book.apply(event)
    }
}

impl Ledger for FileLedger {
    fn open_list(&mut self, tier: Tier, period: Period) -> Result<u32, LedgerError> {
        if let Some((number, Room::Free)) = self.book.newest_list(tier, period) {
            return Ok(number);
        }
        let number = self.book.next_list()?;
        self.record(&Event::List {
            number,
            tier,
            period,
        })?;
        Ok(number)
    }

    fn list_for(&self, tier: Tier, period: Period) -> Result<u32, LedgerError> {
        self.book.list_for(tier, period)
    }

    fn lists(&self) -> Result<Vec<ListSummary>, LedgerError> {
        Ok(self.book.lists())
    }

    fn entries_of(&self, list: u32) -> Result<Vec<StatusEntry>, LedgerError> {
        self.book.entries_of(list)
    }

    fn plan(&mut self, plan: &IssuePlan, random: &mut dyn Random) -> Result<Planned, LedgerError> {
        let planned = self.book.reserve(plan, random)?;
        let (profile, proof) = match plan.proof {
            PlannedProof::Live { profile, mark } => {
                (Some(profile.number()), Some(Hex(*mark.as_bytes())))
            }
            PlannedProof::Paper | PlannedProof::Static => (None, None),
        };
        let guardian = match plan.bearer {
            PlannedBearer::Guardian { code } => Some(code.number()),
            PlannedBearer::Holder => None,
        };
        self.record(&Event::Plan {
            serial: planned.serial.number(),
            subject: plan.subject.as_str(),
            tier: plan.tier,
            key: Hex(*plan.key_id.as_bytes()),
            list: planned.status.list(),
            index: planned.status.index(),
            issued: plan.issued_at.seconds(),
            expires: plan.expires.seconds(),
            profile,
            proof,
            guardian,
        })?;
        Ok(planned)
    }

    fn is_proof_known(&self, mark: &ProofMark) -> Result<bool, LedgerError> {
        Ok(self.book.is_proof_known(mark))
    }

    fn commit(&mut self, serial: Serial, code: CodeHash) -> Result<(), LedgerError> {
        self.record(&Event::Commit {
            serial: serial.number(),
            code: Hex(*code.as_bytes()),
        })
    }

    fn abandon(&mut self, serial: Serial) -> Result<(), LedgerError> {
        self.record(&Event::Abandon {
            serial: serial.number(),
        })
    }

    fn change(
        &mut self,
        serial: Serial,
        change: StatusChange,
        at: UnixTime,
    ) -> Result<Status, LedgerError> {
        let before = self.book.status_of(serial)?;
        let event = Event::Change {
            serial: serial.number(),
            to: change,
            at: at.seconds(),
        };
        self.book.check(&event)?;
        if before != change.status() {
            self.record(&event)?;
        }
        Ok(before)
    }

    fn issuance(&self, serial: Serial) -> Result<Issuance, LedgerError> {
        self.book.issuance(serial)
    }

    fn issuances(&self) -> Box<dyn Iterator<Item = Result<Issuance, LedgerError>> + '_> {
        Box::new(self.book.issuances())
    }

    fn serials_of(&self, subject: &SubjectId) -> Result<Vec<Serial>, LedgerError> {
        Ok(self.book.serials_of(subject))
    }

    fn unsettled(&self) -> Result<Vec<Serial>, LedgerError> {
        Ok(self.book.unsettled())
    }

    fn status_of(&self, serial: Serial) -> Result<Status, LedgerError> {
        self.book.status_of(serial)
    }

    fn find(&self, code: &CodeHash) -> Result<Option<Serial>, LedgerError> {
        Ok(self.book.find(code))
    }

    fn begin_publication(
        &mut self,
        sequence: u32,
        plan: &PublicationPlan,
    ) -> Result<(), LedgerError> {
        let last = self.book.last_publication();
        let is_later = last.is_some_and(|last| last.plan.at > plan.at);
        if sequence != self.book.next_sequence()? || is_later {
            return Err(LedgerError::Overtaken);
        }
        self.record(&Event::Publish {
            sequence,
            epoch: plan.epoch,
            at: plan.at.seconds(),
            lists: plan.lists.clone(),
            keys: plan.keys.iter().map(|key| Hex(*key.as_bytes())).collect(),
        })
    }

    fn finish_publication(&mut self, sequence: u32) -> Result<(), LedgerError> {
        self.record(&Event::Published { sequence })
    }

    fn next_sequence(&self) -> Result<u32, LedgerError> {
        self.book.next_sequence()
    }

    fn last_publication(&self) -> Result<Option<Publication>, LedgerError> {
        Ok(self.book.last_publication().cloned())
    }

    fn is_published(
        &self,
        list: u32,
        key: &KeyHash,
        made_by: UnixTime,
    ) -> Result<bool, LedgerError> {
        Ok(self.book.is_published(list, key, made_by))
    }

    fn raise_floors(&mut self, floors: Floors) -> Result<(), LedgerError> {
        self.record(&Event::Floor {
            list: floors.list,
            sequence: floors.sequence,
            serial: floors.serial,
        })
    }
}

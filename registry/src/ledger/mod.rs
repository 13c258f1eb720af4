//! What was issued: serials, status indexes, changes of status, publications.
//!
//! A serial, an index and a sequence number are reserved durably *before* anything is signed or
//! written with them, so that a crash leaves gaps and never repeats (THREATS T41, T44).

mod book;
mod error;
mod event;
mod file;
mod hash;
mod issuance;
mod list;
mod period;
mod publication;
mod random;
mod serial;
mod settlement;
#[cfg(test)]
mod tests;

pub use error::LedgerError;
pub use file::{Damage, FileLedger, OpenError, Opened, Repair};
pub use hash::{CodeHash, KeyHash};
pub use issuance::{
    Issuance, IssuanceState, IssuePlan, Planned, PlannedBearer, PlannedProof, ProofMark,
    StatusChange, StatusEntry,
};
pub use juma_format::trust::Status;
pub use list::{ListSummary, Room};
pub use period::{Period, PeriodKind};
pub use publication::{Floors, Publication, PublicationPlan, PublicationState};
pub use random::{Random, RandomError};
pub use serial::Serial;
pub use settlement::{PairingKey, Revision, Settlement};

use juma_format::{claims::Tier, time::UnixTime};

use crate::SubjectId;

/// The ledger of one issuer, whatever stores it. What an operation did is durable when it returns.
pub trait Ledger {
    /// Opens a status list for codes of this tier that end in this period and says its number.
    /// While the newest such list has more than half of its indexes left, that one is it.
    ///
    /// # Errors
    /// [`LedgerError::NumbersExhausted`], and when the storage fails.
    fn open_list(&mut self, tier: Tier, period: Period) -> Result<u32, LedgerError>;

    /// The list from which the next plan of this tier and period takes its index, for asking
    /// beforehand whether it was published.
    ///
    /// # Errors
    /// [`LedgerError::NoOpenList`], and when the storage fails.
    fn list_for(&self, tier: Tier, period: Period) -> Result<u32, LedgerError>;

    /// All lists, by number.
    ///
    /// # Errors
    /// When the storage fails.
    fn lists(&self) -> Result<Vec<ListSummary>, LedgerError>;

    /// The entries of a list that are not valid, by index; all others are.
    ///
    /// # Errors
    /// [`LedgerError::UnknownList`], and when the storage fails.
    fn entries_of(&self, list: u32) -> Result<Vec<StatusEntry>, LedgerError>;

    /// Reserves a serial and a random index for a code that is about to be signed. No list is
    /// opened here, because a list must have been published before it is used.
    ///
    /// # Errors
    /// [`LedgerError::NoOpenList`], [`LedgerError::ProofSignedBefore`],
    /// [`LedgerError::TimeOutOfRange`], [`LedgerError::Random`], [`LedgerError::NumbersExhausted`],
    /// [`LedgerError::UnknownSerial`] for a guardian's code, and when the storage fails.
    fn plan(&mut self, plan: &IssuePlan, random: &mut dyn Random) -> Result<Planned, LedgerError>;

    /// Whether a code with this anchor or holder's key was ever planned, whatever became of it: no
    /// second one may be (SPEC §7.1). [`Self::plan`] refuses it too.
    ///
    /// # Errors
    /// When the storage fails.
    fn is_proof_known(&self, mark: &ProofMark) -> Result<bool, LedgerError>;

    /// Records that the planned code was signed and is handed over.
    ///
    /// # Errors
    /// [`LedgerError::UnknownSerial`], [`LedgerError::AlreadySettled`], and when the storage fails.
    fn commit(&mut self, serial: Serial, code: CodeHash) -> Result<(), LedgerError>;

    /// Records that the planned code was signed and is handed over, and what follows from that for
    /// other codes. A register does it all in one act; what has no such acts begins with the code, so
    /// that nobody is ever left without one.
    ///
    /// # Errors
    /// As [`Self::commit`] and [`Self::change`]. A code that is revoked already stays so.
    fn settle(
        &mut self,
        serial: Serial,
        code: CodeHash,
        settlement: &Settlement<'_>,
        at: UnixTime,
    ) -> Result<(), LedgerError> {
        self.commit(serial, code)?;
        for replaced in settlement.replaces {
            match self.change(*replaced, StatusChange::Revoke, at) {
                Ok(_) | Err(LedgerError::AlreadyInvalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Gives a planned code up. Its index stays taken and is published as invalid.
    ///
    /// # Errors
    /// As [`Self::commit`].
    fn abandon(&mut self, serial: Serial) -> Result<(), LedgerError>;

    /// Changes the status of an issued code and says which it had; the same one when nothing
    /// changed.
    ///
    /// # Errors
    /// [`LedgerError::UnknownSerial`], [`LedgerError::NotCommitted`],
    /// [`LedgerError::AlreadyInvalid`], [`LedgerError::TimeOutOfRange`], and when the storage
    /// fails.
    fn change(
        &mut self,
        serial: Serial,
        change: StatusChange,
        at: UnixTime,
    ) -> Result<Status, LedgerError>;

    /// One issuance.
    ///
    /// # Errors
    /// [`LedgerError::UnknownSerial`], and when the storage fails.
    fn issuance(&self, serial: Serial) -> Result<Issuance, LedgerError>;

    /// All issuances, by serial.
    fn issuances(&self) -> Box<dyn Iterator<Item = Result<Issuance, LedgerError>> + '_>;

    /// The serials of a resident, lowest first; none for somebody unknown.
    ///
    /// # Errors
    /// When the storage fails.
    fn serials_of(&self, subject: &SubjectId) -> Result<Vec<Serial>, LedgerError>;

    /// The serials that are planned and neither committed nor abandoned, lowest first: after a
    /// crash somebody has to settle them.
    ///
    /// # Errors
    /// When the storage fails.
    fn unsettled(&self) -> Result<Vec<Serial>, LedgerError>;

    /// The status of a code, as the next publication says it.
    ///
    /// # Errors
    /// [`LedgerError::UnknownSerial`], and when the storage fails.
    fn status_of(&self, serial: Serial) -> Result<Status, LedgerError>;

    /// The serial of a code in hand.
    ///
    /// # Errors
    /// When the storage fails.
    fn find(&self, code: &CodeHash) -> Result<Option<Serial>, LedgerError>;

    /// Reserves a sequence number for a bundle that is about to be written: the one that was
    /// [the next](Self::next_sequence) before anything of what it says was read. So whatever a
    /// bundle of a lower number says, one of a higher number knew as well, and nobody who reads them
    /// in their order finds a revoked code good again.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`], [`LedgerError::EpochBehind`], [`LedgerError::TooManyParts`],
    /// [`LedgerError::UnknownList`], [`LedgerError::TimeOutOfRange`],
    /// [`LedgerError::NumbersExhausted`], and when the storage fails.
    fn begin_publication(
        &mut self,
        sequence: u32,
        plan: &PublicationPlan,
    ) -> Result<(), LedgerError>;

    /// Records that the bundle is written. Only then do its lists and keys count as published.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPublication`], and when the storage fails.
    fn finish_publication(&mut self, sequence: u32) -> Result<(), LedgerError>;

    /// The sequence number that the next publication gets; it reserves nothing.
    ///
    /// # Errors
    /// [`LedgerError::NumbersExhausted`], and when the storage fails.
    fn next_sequence(&self) -> Result<u32, LedgerError>;

    /// The finished publication with the highest sequence number.
    ///
    /// # Errors
    /// When the storage fails.
    fn last_publication(&self) -> Result<Option<Publication>, LedgerError>;

    /// Whether finished publications made at `made_by` or earlier carried the list and the key.
    ///
    /// # Errors
    /// When the storage fails.
    fn is_published(
        &self,
        list: u32,
        key: &KeyHash,
        made_by: UnixTime,
    ) -> Result<bool, LedgerError>;

    /// Never again gives a number up to these, nor an index of a list up to the highest.
    ///
    /// # Errors
    /// When the storage fails.
    fn raise_floors(&mut self, floors: Floors) -> Result<(), LedgerError>;
}

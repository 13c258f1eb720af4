//! The register as a ledger.

mod issuances;
mod lists;
pub(crate) mod planning;
pub(crate) mod publications;
mod renewing;
mod settling;

pub(crate) use issuances::{
    abandon, change, give_up, issuances_between, settle, status, status_word,
};
pub(crate) use planning::{Wanted, plan_wanted};
pub(crate) use publications::is_published;
pub(crate) use renewing::abandon as abandon_many;
pub use renewing::{Predecessor, Renewal};
pub(crate) use settling::keep_of_guardians;

use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::{
    SubjectId,
    ledger::{
        CodeHash, Floors, Issuance, IssuePlan, KeyHash, Ledger, LedgerError, ListSummary, Period,
        Planned, ProofMark, Publication, PublicationPlan, Random, Serial, Settlement, Status,
        StatusChange, StatusEntry,
    },
};

use crate::Register;

impl Ledger for Register {
    fn open_list(&mut self, tier: Tier, period: Period) -> Result<u32, LedgerError> {
        self.write(|act| lists::open(act, tier, period))
    }

    fn list_for(&self, tier: Tier, period: Period) -> Result<u32, LedgerError> {
        self.read(|store| lists::list_for(store, tier, period))
    }

    fn lists(&self) -> Result<Vec<ListSummary>, LedgerError> {
        self.read(lists::all)
    }

    fn entries_of(&self, list: u32) -> Result<Vec<StatusEntry>, LedgerError> {
        self.read(|store| lists::entries_of(store, list))
    }

    fn plan(&mut self, plan: &IssuePlan, random: &mut dyn Random) -> Result<Planned, LedgerError> {
        let planned = self.plan_many(std::slice::from_ref(plan), random)?;
        planned.first().copied().ok_or(LedgerError::Contradiction)
    }

    fn is_proof_known(&self, mark: &ProofMark) -> Result<bool, LedgerError> {
        self.read(|store| Ok(planning::is_known(store, mark)?))
    }

    fn commit(&mut self, serial: Serial, code: CodeHash) -> Result<(), LedgerError> {
        self.commit_many(&[(serial, code)])
    }

    fn settle(
        &mut self,
        serial: Serial,
        code: CodeHash,
        settlement: &Settlement<'_>,
        _: UnixTime,
    ) -> Result<(), LedgerError> {
        self.write(|act| settling::settle(act, serial, code, settlement))
    }

    fn abandon(&mut self, serial: Serial) -> Result<(), LedgerError> {
        self.write(|act| abandon(act, serial))
    }

    fn change(
        &mut self,
        serial: Serial,
        change: StatusChange,
        at: UnixTime,
    ) -> Result<Status, LedgerError> {
        self.write(|act| issuances::change(act, serial, change, at))
    }

    fn issuance(&self, serial: Serial) -> Result<Issuance, LedgerError> {
        self.read(|store| issuances::issuance(store, serial))
    }

    fn issuances(&self) -> Box<dyn Iterator<Item = Result<Issuance, LedgerError>> + '_> {
        Box::new(issuances::All::of(self))
    }

    fn serials_of(&self, subject: &SubjectId) -> Result<Vec<Serial>, LedgerError> {
        self.read(|store| issuances::serials_of(store, subject))
    }

    fn unsettled(&self) -> Result<Vec<Serial>, LedgerError> {
        self.read(issuances::unsettled)
    }

    fn status_of(&self, serial: Serial) -> Result<Status, LedgerError> {
        self.read(|store| issuances::status_of(store, serial))
    }

    fn find(&self, code: &CodeHash) -> Result<Option<Serial>, LedgerError> {
        self.read(|store| issuances::find(store, code))
    }

    fn begin_publication(
        &mut self,
        sequence: u32,
        plan: &PublicationPlan,
    ) -> Result<(), LedgerError> {
        self.write(|act| publications::begin(act, sequence, plan))
    }

    fn finish_publication(&mut self, sequence: u32) -> Result<(), LedgerError> {
        self.write(|act| publications::finish(act, sequence))
    }

    fn next_sequence(&self) -> Result<u32, LedgerError> {
        self.read(publications::next_sequence)
    }

    fn last_publication(&self) -> Result<Option<Publication>, LedgerError> {
        self.read(publications::last)
    }

    fn is_published(
        &self,
        list: u32,
        key: &KeyHash,
        made_by: UnixTime,
    ) -> Result<bool, LedgerError> {
        self.read(|store| is_published(store, list, key, made_by))
    }

    fn raise_floors(&mut self, floors: Floors) -> Result<(), LedgerError> {
        self.write(|act| publications::raise_floors(act, floors))
    }
}

impl Register {
    /// Reserves serials and indexes for many codes in one act: all of them or none.
    ///
    /// # Errors
    /// As [`Ledger::plan`].
    pub fn plan_many(
        &mut self,
        plans: &[IssuePlan],
        random: &mut dyn Random,
    ) -> Result<Vec<Planned>, LedgerError> {
        self.write(|act| planning::plan(act, plans, random))
    }

    /// Records in one act that many codes were signed and are handed over: all of them or none.
    ///
    /// # Errors
    /// As [`Ledger::commit`].
    pub fn commit_many(&mut self, codes: &[(Serial, CodeHash)]) -> Result<(), LedgerError> {
        self.write(|act| issuances::commit(act, codes))
    }
}

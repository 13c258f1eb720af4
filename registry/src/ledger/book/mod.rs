//! The state that the events of a ledger add up to, in memory.

mod apply;
mod check;
mod list;
mod row;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use juma_format::{
    StatusRef,
    claims::{LiveProfile, Tier},
    time::UnixTime,
    trust::Status,
};

use super::{
    CodeHash, Floors, Issuance, IssuanceState, IssuePlan, KeyHash, LedgerError, ListSummary,
    Period, Planned, PlannedBearer, PlannedProof, ProofMark, Publication, PublicationState, Random,
    Room, Serial, StatusEntry,
};
use crate::SubjectId;
use list::List;
use row::Row;

/// What the ledger knows.
#[derive(Debug)]
pub(super) struct Book {
    /// The entries of a list: a power of two.
    entries: u32,
    lists: BTreeMap<u32, List>,
    /// By serial, ascending.
    rows: Vec<Row>,
    /// The place of each resident's latest row, counted from 1.
    subjects: HashMap<Arc<str>, u32>,
    /// Of the codes that are not static, by serial.
    proofs: HashMap<u64, (LiveProfile, ProofMark)>,
    marks: HashSet<ProofMark>,
    /// The guardian's own code that a code names, by serial.
    guardians: HashMap<u64, Serial>,
    unsettled: BTreeSet<u64>,
    /// By sequence number, ascending.
    publications: Vec<Publication>,
    /// When a finished publication first carried each.
    published_lists: HashMap<u32, UnixTime>,
    published_keys: HashMap<KeyHash, UnixTime>,
    floors: Floors,
}

impl Book {
    /// Nothing yet, with lists of so many entries: [`StatusRef::ENTRIES`], or fewer in tests.
    pub(super) fn new(entries: u32) -> Self {
        Self {
            entries,
            lists: BTreeMap::new(),
            rows: Vec::new(),
            subjects: HashMap::new(),
            proofs: HashMap::new(),
            marks: HashSet::new(),
            guardians: HashMap::new(),
            unsettled: BTreeSet::new(),
            publications: Vec::new(),
            published_lists: HashMap::new(),
            published_keys: HashMap::new(),
            floors: Floors::default(),
        }
    }

    pub(super) fn newest_list(&self, tier: Tier, period: Period) -> Option<(u32, Room)> {
        let mut lists = self.lists.iter().rev();
        let (number, list) = lists.find(|(_, l)| (l.tier, l.period) == (tier, period))?;
        Some((*number, self.room(*number, list)))
    }

    pub(super) fn next_list(&self) -> Result<u32, LedgerError> {
        let last = self.lists.keys().next_back().copied().unwrap_or(0);
        let next = last.max(self.floors.list).saturating_add(1);
        (next <= StatusRef::MAX_LIST)
            .then_some(next)
            .ok_or(LedgerError::NumbersExhausted)
    }

    /// The oldest list with room, so that lists fill one after the other.
    pub(super) fn list_for(&self, tier: Tier, period: Period) -> Result<u32, LedgerError> {
        let open = self.lists.iter().find(|(number, list)| {
            (list.tier, list.period) == (tier, period) && self.room(**number, list) != Room::Closed
        });
        open.map(|(number, _)| *number)
            .ok_or(LedgerError::NoOpenList { tier, period })
    }

    pub(super) fn lists(&self) -> Vec<ListSummary> {
        let summary = |(number, list): (&u32, &List)| ListSummary {
            number: *number,
            tier: list.tier,
            period: list.period,
            used: list.used,
            entries: self.entries,
            room: self.room(*number, list),
        };
        self.lists.iter().map(summary).collect()
    }

    pub(super) fn entries_of(&self, list: u32) -> Result<Vec<StatusEntry>, LedgerError> {
        let list = self.list(list)?;
        let entry = |(index, mark): (&u32, &list::Mark)| StatusEntry {
            index: *index,
            status: mark.status,
            since: mark.since,
        };
        Ok(list.marks.iter().map(entry).collect())
    }

    /// The numbers for a plan.
    pub(super) fn reserve(
        &self,
        plan: &IssuePlan,
        random: &mut dyn Random,
    ) -> Result<Planned, LedgerError> {
        if !plan.issued_at.may_be_signed() || !plan.expires.may_be_signed() {
            return Err(LedgerError::TimeOutOfRange);
        }
        let period = Period::of_expiry(plan.proof.period_kind(), plan.expires)
            .ok_or(LedgerError::TimeOutOfRange)?;
        let last = self.rows.last().map_or(0, |row| row.serial);
        let next = last.max(self.floors.serial).saturating_add(1);
        let serial = Serial::new(next).ok_or(LedgerError::NumbersExhausted)?;
        let number = self.list_for(plan.tier, period)?;
        let index = self.list(number)?.draw(random)?;
        let status = StatusRef::new(number, index).ok_or(LedgerError::Contradiction)?;
        Ok(Planned { serial, status })
    }

    pub(super) fn issuance(&self, serial: Serial) -> Result<Issuance, LedgerError> {
        self.issuance_of(self.row(serial)?)
    }

    pub(super) fn is_proof_known(&self, mark: &ProofMark) -> bool {
        self.marks.contains(mark)
    }

    fn issuance_of(&self, row: &Row) -> Result<Issuance, LedgerError> {
        let proof = match self.proofs.get(&row.serial) {
            Some((profile, mark)) => PlannedProof::Live {
                profile: *profile,
                mark: *mark,
            },
            None => PlannedProof::Static,
        };
        let bearer = match self.guardians.get(&row.serial) {
            Some(code) => PlannedBearer::Guardian { code: *code },
            None => PlannedBearer::Holder,
        };
        row.issuance(proof, bearer)
    }

    pub(super) fn issuances(&self) -> impl Iterator<Item = Result<Issuance, LedgerError>> + '_ {
        self.rows.iter().map(|row| self.issuance_of(row))
    }

    pub(super) fn serials_of(&self, subject: &SubjectId) -> Vec<Serial> {
        let mut place = self.subjects.get(subject.as_str()).copied().unwrap_or(0);
        let mut serials = Vec::new();
        while let Some(row) = self.row_at(place) {
            serials.extend(Serial::new(row.serial));
            place = row.previous;
        }
        serials.reverse();
        serials
    }

    pub(super) fn unsettled(&self) -> Vec<Serial> {
        self.unsettled
            .iter()
            .filter_map(|serial| Serial::new(*serial))
            .collect()
    }

    pub(super) fn status_of(&self, serial: Serial) -> Result<Status, LedgerError> {
        let row = self.row(serial)?;
        let mark = self.list(row.list)?.marks.get(&row.index);
        Ok(mark.map_or(Status::Valid, |mark| mark.status))
    }

    /// Compares every row: an index would cost more memory than all the rest, and nobody looks
    /// for a code often.
    pub(super) fn find(&self, code: &CodeHash) -> Option<Serial> {
        let state = IssuanceState::Committed(*code);
        let row = self.rows.iter().find(|row| row.state == state)?;
        Serial::new(row.serial)
    }

    pub(super) fn next_sequence(&self) -> Result<u32, LedgerError> {
        let last = self.publications.last().map_or(0, |last| last.sequence);
        last.max(self.floors.sequence)
            .checked_add(1)
            .ok_or(LedgerError::NumbersExhausted)
    }

    pub(super) fn publications(&self) -> &[Publication] {
        &self.publications
    }

    pub(super) const fn floors(&self) -> Floors {
        self.floors
    }

    pub(super) fn last_publication(&self) -> Option<&Publication> {
        let mut latest_first = self.publications.iter().rev();
        latest_first.find(|publication| publication.state == PublicationState::Finished)
    }

    pub(super) fn is_published(&self, list: u32, key: &KeyHash, made_by: UnixTime) -> bool {
        let early = |at: Option<&UnixTime>| at.is_some_and(|at| *at <= made_by);
        early(self.published_lists.get(&list)) && early(self.published_keys.get(key))
    }

    fn list(&self, number: u32) -> Result<&List, LedgerError> {
        self.lists
            .get(&number)
            .ok_or(LedgerError::UnknownList(number))
    }

    fn room(&self, number: u32, list: &List) -> Room {
        if number <= self.floors.list {
            Room::Closed
        } else {
            list.room()
        }
    }

    fn row(&self, serial: Serial) -> Result<&Row, LedgerError> {
        let place = self.place(serial.number());
        let row = place.and_then(|place| self.rows.get(place));
        row.ok_or(LedgerError::UnknownSerial(serial))
    }

    fn place(&self, serial: u64) -> Option<usize> {
        self.rows
            .binary_search_by_key(&serial, |row| row.serial)
            .ok()
    }

    fn row_at(&self, place: u32) -> Option<&Row> {
        self.rows.get(usize::try_from(place.checked_sub(1)?).ok()?)
    }
}

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
    sync::Arc,
};

use juma_format::{KeyId, claims::LiveProfile, time::UnixTime, trust::Status};

use super::{
    Book, Row,
    list::{List, Mark},
};
use crate::ledger::{
    CodeHash, IssuanceState, KeyHash, LedgerError, ProofMark, Publication, PublicationPlan,
    PublicationState, Serial, event::Event,
};

impl Book {
    /// Takes an event in, if it may follow those before it.
    pub(in crate::ledger) fn apply(&mut self, event: &Event<'_>) -> Result<(), LedgerError> {
        self.check(event)?;
        match event {
            Event::Abandon { serial } => self.settle(*serial, IssuanceState::Abandoned),
            Event::Change { serial, to, at } => self.mark(*serial, to.status(), *at),
            Event::Commit { serial, code } => {
                let code = CodeHash::from_bytes(code.0);
                self.settle(*serial, IssuanceState::Committed(code));
            }
            Event::Floor {
                list,
                sequence,
                serial,
            } => {
                let floors = &mut self.floors;
                floors.list = floors.list.max(*list);
                floors.sequence = floors.sequence.max(*sequence);
                floors.serial = floors.serial.max(*serial);
            }
            Event::List {
                number,
                tier,
                period,
            } => {
                let list = List::new(*tier, *period, self.entries);
                self.lists.insert(*number, list);
            }
            Event::Plan { .. } => self.plan(event)?,
            Event::Publish {
                sequence,
                epoch,
                at,
                lists,
                keys,
            } => {
                let keys = keys.iter().map(|key| KeyHash::from_bytes(key.0)).collect();
                self.publications.push(Publication {
                    sequence: *sequence,
                    plan: PublicationPlan {
                        epoch: *epoch,
                        at: UnixTime::from_seconds(*at),
                        lists: lists.clone(),
                        keys,
                    },
                    state: PublicationState::Begun,
                });
            }
            Event::Published { sequence } => self.finish(*sequence),
        }
        Ok(())
    }

    fn plan(&mut self, event: &Event<'_>) -> Result<(), LedgerError> {
        let Event::Plan {
            serial,
            subject,
            tier,
            key,
            list,
            index,
            issued,
            expires,
            profile,
            proof,
            guardian,
        } = event
        else {
            return Err(LedgerError::Contradiction);
        };
        let seconds = |time: u64| u32::try_from(time).map_err(|_| LedgerError::TimeOutOfRange);
        let (issued, expires) = (seconds(*issued)?, seconds(*expires)?);
        let place = u32::try_from(self.rows.len().saturating_add(1));
        let place = place.map_err(|_| LedgerError::NumbersExhausted)?;
        let home = self
            .lists
            .get_mut(list)
            .ok_or(LedgerError::UnknownList(*list))?;
        home.take(*index);
        let subject = match self.subjects.get_key_value(*subject) {
            Some((known, _)) => Arc::clone(known),
            None => Arc::from(*subject),
        };
        let previous = self
            .subjects
            .insert(Arc::clone(&subject), place)
            .unwrap_or(0);
        let profile = profile.and_then(LiveProfile::from_number);
        if let (Some(profile), Some(mark)) = (profile, proof) {
            let mark = ProofMark::from_bytes(mark.0);
            self.marks.insert(mark);
            self.proofs.insert(*serial, (profile, mark));
        }
        if let Some(guardian) = guardian.and_then(Serial::new) {
            self.guardians.insert(*serial, guardian);
        }
        self.unsettled.insert(*serial);
        self.rows.push(Row {
            serial: *serial,
            subject,
            list: *list,
            index: *index,
            issued,
            expires,
            previous,
            key: KeyId::from_bytes(key.0),
            tier: *tier,
            state: IssuanceState::Planned,
        });
        Ok(())
    }

    fn settle(&mut self, serial: u64, state: IssuanceState) {
        self.unsettled.remove(&serial);
        let Some(row) = self
            .place(serial)
            .and_then(|place| self.rows.get_mut(place))
        else {
            return;
        };
        row.state = state;
        let planned = row.issued;
        if state == IssuanceState::Abandoned {
            self.mark(serial, Status::Invalid, planned.into());
        }
    }

    fn mark(&mut self, serial: u64, status: Status, at: u64) {
        let Some(row) = self.place(serial).and_then(|place| self.rows.get(place)) else {
            return;
        };
        let Some(list) = self.lists.get_mut(&row.list) else {
            return;
        };
        let since = UnixTime::from_seconds(at);
        if status == Status::Valid {
            list.marks.remove(&row.index);
        } else {
            list.marks.insert(row.index, Mark { status, since });
        }
    }

    fn finish(&mut self, sequence: u32) {
        let found = self
            .publications
            .binary_search_by_key(&sequence, |p| p.sequence);
        let Some(publication) = found.ok().and_then(|at| self.publications.get_mut(at)) else {
            return;
        };
        publication.state = PublicationState::Finished;
        let at = publication.plan.at;
        for list in &publication.plan.lists {
            keep_earliest(&mut self.published_lists, *list, at);
        }
        for key in &publication.plan.keys {
            keep_earliest(&mut self.published_keys, *key, at);
        }
    }
}

fn keep_earliest<K: Eq + Hash>(times: &mut HashMap<K, UnixTime>, key: K, at: UnixTime) {
    match times.entry(key) {
        Entry::Occupied(mut entry) => {
            let earliest = at.min(*entry.get());
            entry.insert(earliest);
        }
        Entry::Vacant(entry) => {
            entry.insert(at);
        }
    }
}

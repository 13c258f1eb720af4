use juma_format::{StatusRef, claims::LiveProfile, time::UnixTime, trust::Status};

use super::{Book, Row};
use crate::{
    SubjectId,
    ledger::{
        IssuanceState, LedgerError, Period, PeriodKind, ProofMark, PublicationPlan,
        PublicationState, Serial, event::Event, hash::Hex,
    },
};

impl Book {
    /// Whether the event may follow those before it. The same rules hold when it is asked for and
    /// when it is read back.
    pub(in crate::ledger) fn check(&self, event: &Event<'_>) -> Result<(), LedgerError> {
        match event {
            Event::Abandon { serial } | Event::Commit { serial, .. } => {
                let (serial, row) = self.known(*serial)?;
                match row.state {
                    IssuanceState::Planned => Ok(()),
                    _ => Err(LedgerError::AlreadySettled(serial)),
                }
            }
            Event::Change { serial, at, .. } => self.check_change(*serial, *at),
            Event::Floor { .. } => Ok(()),
            Event::List { number, .. } => {
                let next = self.next_list()?;
                (*number >= next)
                    .then_some(())
                    .ok_or(LedgerError::Contradiction)
            }
            Event::Plan { .. } => self.check_plan(event),
            Event::Publish {
                sequence,
                epoch,
                at,
                lists,
                keys,
            } => {
                time(*at)?;
                self.check_publish(*sequence, *epoch, lists, keys.len())
            }
            Event::Published { sequence } => {
                let found = self.publications.iter().any(|publication| {
                    publication.sequence == *sequence
                        && publication.state == PublicationState::Begun
                });
                found
                    .then_some(())
                    .ok_or(LedgerError::UnknownPublication(*sequence))
            }
        }
    }

    fn check_change(&self, serial: u64, at: u64) -> Result<(), LedgerError> {
        time(at)?;
        let (serial, row) = self.known(serial)?;
        if row.state == IssuanceState::Planned {
            return Err(LedgerError::NotCommitted(serial));
        }
        match self.status_of(serial)? {
            Status::Invalid => Err(LedgerError::AlreadyInvalid(serial)),
            _ => Ok(()),
        }
    }

    fn check_plan(&self, event: &Event<'_>) -> Result<(), LedgerError> {
        let Event::Plan {
            serial,
            subject,
            tier,
            list,
            index,
            issued,
            expires,
            profile,
            proof,
            guardian,
            ..
        } = event
        else {
            return Err(LedgerError::Contradiction);
        };
        time(*issued)?;
        let live = self.check_proof(*profile, proof.as_ref())?;
        let period = Period::of_expiry(PeriodKind::of(live), time(*expires)?);
        if let Some(guardian) = guardian {
            self.known(*guardian)?;
        }
        // The chain of a resident's rows counts them with 32 bits.
        u32::try_from(self.rows.len().saturating_add(1))
            .map_err(|_| LedgerError::NumbersExhausted)?;
        let home = self.list(*list)?;
        let last = self.rows.last().map_or(0, |row| row.serial);
        let fits = *serial > last.max(self.floors.serial)
            && Serial::new(*serial).is_some()
            && (self.subjects.contains_key(*subject) || SubjectId::new(subject).is_ok())
            && StatusRef::new(*list, *index).is_some()
            && *list > self.floors.list
            && home.is_free(*index)
            && home.tier == *tier
            && Some(home.period) == period;
        fits.then_some(()).ok_or(LedgerError::Contradiction)
    }

    /// The profile of a plan's proof, which must be new.
    fn check_proof(
        &self,
        profile: Option<u8>,
        proof: Option<&Hex<16>>,
    ) -> Result<Option<LiveProfile>, LedgerError> {
        match (profile, proof) {
            (None, None) => Ok(None),
            (Some(number), Some(mark)) => {
                if self.marks.contains(&ProofMark::from_bytes(mark.0)) {
                    return Err(LedgerError::ProofSignedBefore);
                }
                let profile = LiveProfile::from_number(number);
                Ok(Some(profile.ok_or(LedgerError::Contradiction)?))
            }
            _ => Err(LedgerError::Contradiction),
        }
    }

    fn check_publish(
        &self,
        sequence: u32,
        epoch: u32,
        lists: &[u32],
        keys: usize,
    ) -> Result<(), LedgerError> {
        if sequence < self.next_sequence()? {
            return Err(LedgerError::Contradiction);
        }
        let held = self.publications.last().map_or(0, |last| last.plan.epoch);
        if epoch < held {
            return Err(LedgerError::EpochBehind {
                held,
                offered: epoch,
            });
        }
        let (count, max) = (keys.max(lists.len()), PublicationPlan::MAX_PARTS);
        if count > max {
            return Err(LedgerError::TooManyParts { count, max });
        }
        lists
            .iter()
            .try_for_each(|list| self.list(*list).map(|_| ()))
    }

    fn known(&self, serial: u64) -> Result<(Serial, &Row), LedgerError> {
        let serial = Serial::new(serial).ok_or(LedgerError::Contradiction)?;
        Ok((serial, self.row(serial)?))
    }
}

fn time(seconds: u64) -> Result<UnixTime, LedgerError> {
    let time = UnixTime::from_seconds(seconds);
    time.may_be_signed()
        .then_some(time)
        .ok_or(LedgerError::TimeOutOfRange)
}

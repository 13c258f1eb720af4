//! What a publication is made of, whether it becomes a bundle or a contribution to one.

use std::collections::BTreeSet;

use juma_format::{
    body::{StatusDelta as StatusDeltaBody, StatusList as StatusListBody},
    claims::{LiveProfile, Tier},
    places::CityProfile,
    time::{DAY, UnixTime},
    trust::{PartKind, Purpose, StatusList, StatusListName, StatusTimes},
};
use juma_keys::{BundleRefusal, SigningKey, StatusKey, TrustedList, delta_between};
use juma_registry::ledger::{KeyHash, Ledger, Period, PeriodKind, PublicationPlan};

use super::{PublishError, TrustDocuments, parts::Parts};

/// What is published of a ledger, for gates or for a centre.
#[derive(Debug)]
pub struct Stock<'a, L: Ledger> {
    /// What was issued and changed.
    pub ledger: &'a mut L,
    /// The trust that the keys stand in.
    pub trust: &'a TrustDocuments,
    /// The profiles of its cities: what they answer, and whom their people call.
    pub places: &'a [CityProfile],
    /// The namespace of the status lists.
    pub namespace: &'a str,
    /// How many days a publication is good.
    pub bundle_days: u32,
    /// The longest that a code is good, in days: lists are published so far ahead.
    pub code_days: u32,
}

impl<L: Ledger> Stock<'_, L> {
    /// The number of a publication of which nothing is read yet.
    pub(super) fn next(&self) -> Result<u32, PublishError> {
        Ok(self.ledger.next_sequence()?)
    }

    /// When a publication of this moment is made and ends, unless the clock went back.
    pub(super) fn times(&self, now: UnixTime) -> Result<StatusTimes, PublishError> {
        let expires = now.plus(u64::from(self.bundle_days) * DAY);
        if !expires.may_be_signed() {
            return Err(PublishError::Time);
        }
        if let Some(last) = self.ledger.last_publication()?
            && now < last.plan.at
        {
            return Err(PublishError::ClockBehind { last: last.plan.at });
        }
        Ok(StatusTimes {
            issued: now,
            expires,
        })
    }

    pub(super) fn trusted_list(&self) -> Result<TrustedList, PublishError> {
        let roots: Vec<&[u8]> = self.trust.roots.iter().map(Vec::as_slice).collect();
        let refused = |refusal| PublishError::Bundle(BundleRefusal::Root(refusal));
        let root = self.trust.anchor.walk(&roots).map_err(refused)?;
        root.open_list(&self.trust.list).map_err(refused)
    }

    /// Every list that still has a code to end, and every list that may be needed before the
    /// publication ends, which is opened now.
    pub(super) fn lists(&mut self, times: StatusTimes) -> Result<Vec<u32>, PublishError> {
        self.open_lists_ahead(times)?;
        let lists = self.ledger.lists()?.into_iter();
        let now = times.issued;
        let in_use = lists.filter(|list| list.period.ends().is_none_or(|ends| ends > now));
        let numbers: BTreeSet<u32> = in_use.map(|list| list.number).collect();
        Ok(numbers.into_iter().collect())
    }

    /// Puts the lists among the parts, of each what is shorter, and the profiles; how many of the
    /// lists are there by their changes alone.
    pub(super) fn put(
        &self,
        parts: &mut Parts,
        status: &SigningKey<StatusKey>,
        (lists, times): (&[u32], StatusTimes),
        base: Option<&[StatusList]>,
    ) -> Result<usize, PublishError> {
        let (mut deltas, mut saved) = (Vec::new(), 0_usize);
        for number in lists {
            let list = self.status_list(*number, times)?;
            let whole = status.sign::<StatusListBody>(list.encode());
            match base.and_then(|base| delta(status, base, &list)) {
                Some(delta) if delta.len() < whole.len() => {
                    saved = saved.saturating_add(whole.len().saturating_sub(delta.len()));
                    deltas.push(delta);
                }
                _ => parts.push(PartKind::StatusList, whole)?,
            }
        }
        // What names its base takes a few bytes more.
        if base.is_some() && saved <= BASE_BYTES {
            return Err(PublishError::DeltaNotSmaller);
        }
        let count = deltas.len();
        for delta in deltas {
            parts.push(PartKind::StatusDelta, delta)?;
        }
        for profile in self.places {
            parts.push(PartKind::Places, profile.encode())?;
        }
        Ok(count)
    }

    /// Takes the sequence that was the next before anything was read, which no other publication
    /// has, whatever becomes of this one.
    pub(super) fn begin(
        &mut self,
        sequence: u32,
        list: &TrustedList,
        lists: &[u32],
        now: UnixTime,
    ) -> Result<(), PublishError> {
        let keys = list.entries().iter();
        let keys = keys.filter(|entry| entry.entry().purpose == Purpose::Code);
        let plan = PublicationPlan {
            epoch: list.list().epoch(),
            at: now,
            lists: lists.to_vec(),
            keys: keys
                .map(|entry| KeyHash::from_bytes(*entry.hash().as_bytes()))
                .collect(),
        };
        Ok(self.ledger.begin_publication(sequence, &plan)?)
    }

    /// Opens a list for every tier and every period in which a code can end that is issued while
    /// the publication lasts: quarters for static codes, months and weeks for live ones.
    fn open_lists_ahead(&mut self, times: StatusTimes) -> Result<(), PublishError> {
        for kind in PeriodKind::ALL {
            let days = match kind {
                PeriodKind::Quarter => self.code_days.into(),
                PeriodKind::Month => LiveProfile::P2.days(),
                PeriodKind::Week => LiveProfile::P1.days(),
            };
            let last = times.expires.plus(days * DAY);
            let mut period = Period::containing(kind, times.issued).ok_or(PublishError::Time)?;
            while period.begins().is_some_and(|begins| begins <= last) {
                for tier in Tier::ALL {
                    // Gives the list that is there while it has room, and opens the next one ahead
                    // of need.
                    self.ledger.open_list(tier, period)?;
                }
                let Some(next) = period.next() else { break };
                period = next;
            }
        }
        Ok(())
    }

    fn status_list(&self, number: u32, times: StatusTimes) -> Result<StatusList, PublishError> {
        let name = StatusListName::new(self.namespace, number).ok_or(PublishError::Namespace)?;
        let mut list = StatusList::all_valid(name, times);
        for entry in self.ledger.entries_of(number)? {
            if !list.set(entry.index, entry.status) {
                return Err(PublishError::Status);
            }
        }
        Ok(list)
    }
}

/// The changes of a list since a base that has it.
fn delta(
    status: &SigningKey<StatusKey>,
    base: &[StatusList],
    list: &StatusList,
) -> Option<Vec<u8>> {
    let known = base.iter().find(|known| known.name() == list.name())?;
    let delta = delta_between(known, list)?;
    Some(status.sign::<StatusDeltaBody>(delta.encode()))
}

/// What it takes a manifest to name its base: a key, two heads, a sequence, a hash.
const BASE_BYTES: usize = 42;

use core::fmt;
use std::collections::BTreeSet;

use juma_format::{
    Environment,
    body::{
        Manifest as ManifestBody, StatusDelta as StatusDeltaBody, StatusList as StatusListBody,
    },
    claims::{LiveProfile, Tier},
    places::CityProfile,
    time::{DAY, UnixTime},
    trust::{Manifest, PartKind, Purpose, StatusList, StatusListName, StatusTimes, write_bundle},
};
use juma_keys::{
    BundleKey, BundleRefusal, OpenedBundle, Opening, RootAnchor, SigningKey, StatusKey,
    TrustedList, base_of, delta_between, open_bundle,
};
use juma_registry::ledger::{KeyHash, Ledger, Period, PeriodKind, PublicationPlan};

mod error;
mod parts;

pub use error::PublishError;
use parts::Parts;

/// The keys that publish.
#[derive(Debug)]
pub struct PublisherKeys {
    /// Signs status lists.
    pub status: SigningKey<StatusKey>,
    /// Signs the manifest.
    pub bundle: SigningKey<BundleKey>,
}

/// The documents that the root has signed.
#[derive(Clone, Debug)]
pub struct TrustDocuments {
    /// What devices are given by hand.
    pub anchor: RootAnchor,
    /// The root documents, from the first on.
    pub roots: Vec<Vec<u8>>,
    /// The trust list.
    pub list: Vec<u8>,
}

/// Publishes what a ledger says.
#[derive(Debug)]
pub struct Publisher<'a, L: Ledger> {
    /// What was issued and changed.
    pub ledger: &'a mut L,
    /// The keys.
    pub keys: &'a PublisherKeys,
    /// The trust that they stand in.
    pub trust: &'a TrustDocuments,
    /// The profiles of its cities: what they answer, and whom their people call.
    pub places: &'a [CityProfile],
    /// The namespace of the status lists.
    pub namespace: &'a str,
    /// How many days a bundle is good.
    pub bundle_days: u32,
    /// The longest that a code is good, in days: lists are published so far ahead.
    pub code_days: u32,
}

/// How a publication is made, and what more it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishTerms<'a> {
    /// The full bundle whose changes are enough; without it, all is published.
    pub delta_to: Option<&'a [u8]>,
    /// SHA-256 of keys that nobody is to trust any more, of this publication and of those before:
    /// they are named until the trust list calls them compromised or drops them.
    pub distrusted: &'a [[u8; 32]],
}

/// A bundle that was made.
#[derive(Clone)]
pub struct Published {
    /// The file.
    pub bundle: Vec<u8>,
    /// Its sequence.
    pub sequence: u32,
    /// The status lists in it.
    pub lists: usize,
    /// Of these, those of which it has the changes alone.
    pub deltas: usize,
    /// The first second at which it is stale.
    pub expires: UnixTime,
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Published({}, {} bytes)",
            self.sequence,
            self.bundle.len()
        )
    }
}

impl<L: Ledger> Publisher<'_, L> {
    /// Makes the next bundle: every list that still has a code to end, and every list that may be
    /// needed before the bundle ends. `write` keeps the bytes where readers find them; the
    /// publication counts only when it has.
    ///
    /// # Errors
    /// When something cannot be published, or `write` fails. The sequence is spent all the same.
    pub fn publish<E: From<PublishError>>(
        &mut self,
        now: UnixTime,
        write: impl FnOnce(&Published) -> Result<(), E>,
    ) -> Result<Published, E> {
        self.publish_on(PublishTerms::default(), now, write)
    }

    /// The same on terms: a delta, or with keys to distrust.
    ///
    /// # Errors
    /// As [`Self::publish`], and when the terms cannot be kept; then no sequence is spent.
    pub fn publish_on<E: From<PublishError>>(
        &mut self,
        terms: PublishTerms<'_>,
        now: UnixTime,
        write: impl FnOnce(&Published) -> Result<(), E>,
    ) -> Result<Published, E> {
        let (sequence, published) = self.prepare(terms, now).map_err(E::from)?;
        write(&published)?;
        self.ledger
            .finish_publication(sequence)
            .map_err(PublishError::from)?;
        Ok(published)
    }

    fn prepare(
        &mut self,
        terms: PublishTerms<'_>,
        now: UnixTime,
    ) -> Result<(u32, Published), PublishError> {
        let expires = now.plus(u64::from(self.bundle_days) * DAY);
        if !expires.may_be_signed() {
            return Err(PublishError::Time);
        }
        if let Some(last) = self.ledger.last_publication()?
            && now < last.plan.at
        {
            return Err(PublishError::ClockBehind { last: last.plan.at });
        }
        let opened = self.trusted_list()?;
        let epoch = opened.list().epoch();
        let distrusted = self.to_distrust(&opened, terms.distrusted)?;
        let base = self.base(terms, epoch)?;
        self.open_lists_ahead(now, expires)?;
        let lists = self.lists_in_use(now)?;
        let times = StatusTimes {
            issued: now,
            expires,
        };
        let (parts, deltas) = self.parts(&lists, times, base.as_ref())?;
        let keys = opened.entries().iter();
        let keys = keys.filter(|entry| entry.entry().purpose == Purpose::Code);
        let keys = keys
            .map(|entry| KeyHash::from_bytes(*entry.hash().as_bytes()))
            .collect();
        let plan = PublicationPlan {
            epoch,
            at: now,
            lists: lists.clone(),
            keys,
        };
        let sequence = self.ledger.begin_publication(&plan)?;

        let manifest = Manifest {
            environment: self.environment(),
            epoch,
            sequence,
            issued: now,
            expires,
            parts: parts.named,
            distrusted,
            base: base.map(|base| base_of(&base.manifest)),
        };
        let envelope = self.keys.bundle.sign::<ManifestBody>(manifest.encode());
        let bundle = write_bundle(&envelope, &parts.bytes);
        // What a verifier would refuse is not published.
        let opening = Opening {
            full: terms.delta_to,
            ..Opening::of(&self.trust.anchor)
        };
        opening.open(&bundle).map_err(PublishError::Bundle)?;
        Ok((
            sequence,
            Published {
                bundle,
                sequence,
                lists: lists.len(),
                deltas,
                expires,
            },
        ))
    }

    /// What the manifest distrusts. A bundle by such a key would be the last that anybody takes.
    fn to_distrust(
        &self,
        list: &TrustedList,
        hashes: &[[u8; 32]],
    ) -> Result<Vec<[u8; 32]>, PublishError> {
        let distrusted = list.to_distrust(hashes);
        let own = [
            self.keys.status.public().hash(),
            self.keys.bundle.public().hash(),
        ];
        if own.iter().any(|own| distrusted.contains(own.as_bytes())) {
            return Err(PublishError::DistrustsItself);
        }
        Ok(distrusted)
    }

    /// The full bundle that a delta is to build on.
    fn base(
        &self,
        terms: PublishTerms<'_>,
        epoch: u32,
    ) -> Result<Option<OpenedBundle>, PublishError> {
        let Some(full) = terms.delta_to else {
            return Ok(None);
        };
        let base = open_bundle(&self.trust.anchor, full).map_err(PublishError::Base)?;
        if base.manifest.epoch != epoch {
            return Err(PublishError::BaseEpoch);
        }
        Ok(Some(base))
    }

    /// The parts, and how many of them are deltas: of each list what is shorter.
    fn parts(
        &self,
        lists: &[u32],
        times: StatusTimes,
        base: Option<&OpenedBundle>,
    ) -> Result<(Parts, usize), PublishError> {
        let mut parts = Parts::default();
        for root in &self.trust.roots {
            parts.push(PartKind::Root, root.clone())?;
        }
        parts.push(PartKind::TrustList, self.trust.list.clone())?;
        let (mut deltas, mut saved) = (Vec::new(), 0_usize);
        for number in lists {
            let list = self.status_list(*number, times)?;
            let whole = self.keys.status.sign::<StatusListBody>(list.encode());
            match base.and_then(|base| self.delta(base, &list)) {
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
        Ok((parts, count))
    }

    /// The changes of a list since a full bundle that has it.
    fn delta(&self, base: &OpenedBundle, list: &StatusList) -> Option<Vec<u8>> {
        let mut known = base.status_lists.iter();
        let known = known.find(|known| known.name() == list.name())?;
        let delta = delta_between(known, list)?;
        Some(self.keys.status.sign::<StatusDeltaBody>(delta.encode()))
    }

    fn environment(&self) -> Environment {
        self.trust.anchor.environment()
    }

    fn trusted_list(&self) -> Result<TrustedList, PublishError> {
        let roots: Vec<&[u8]> = self.trust.roots.iter().map(Vec::as_slice).collect();
        let refused = |refusal| PublishError::Bundle(BundleRefusal::Root(refusal));
        let root = self.trust.anchor.walk(&roots).map_err(refused)?;
        root.open_list(&self.trust.list).map_err(refused)
    }

    /// Opens a list for every tier and every period in which a code can end that is issued while
    /// the bundle lasts: quarters for static codes, months and weeks for live ones.
    fn open_lists_ahead(&mut self, now: UnixTime, until: UnixTime) -> Result<(), PublishError> {
        for kind in PeriodKind::ALL {
            let days = match kind {
                PeriodKind::Quarter => self.code_days.into(),
                PeriodKind::Month => LiveProfile::P2.days(),
                PeriodKind::Week => LiveProfile::P1.days(),
            };
            let last = until.plus(days * DAY);
            let mut period = Period::containing(kind, now).ok_or(PublishError::Time)?;
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

    /// The lists whose period is not over.
    fn lists_in_use(&self, now: UnixTime) -> Result<Vec<u32>, PublishError> {
        let lists = self.ledger.lists()?.into_iter();
        let in_use = lists.filter(|list| list.period.ends().is_none_or(|ends| ends > now));
        let numbers: BTreeSet<u32> = in_use.map(|list| list.number).collect();
        Ok(numbers.into_iter().collect())
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

/// What it takes a manifest to name its base: a key, two heads, a sequence, a hash.
const BASE_BYTES: usize = 42;

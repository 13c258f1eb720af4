use core::fmt;
use std::collections::BTreeSet;

use juma_format::{
    Environment,
    body::{Manifest as ManifestBody, StatusList as StatusListBody},
    claims::Tier,
    places::CityProfile,
    time::{DAY, UnixTime},
    trust::{
        Manifest, Part, PartKind, Purpose, StatusList, StatusListName, StatusTimes, write_bundle,
    },
};
use juma_keys::{
    BundleKey, BundleRefusal, RootAnchor, SigningKey, StatusKey, hash_of, open_bundle,
};
use juma_registry::ledger::{KeyHash, Ledger, LedgerError, PublicationPlan, Quarter};

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

/// Why nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublishError {
    /// The bundle would not be accepted by a verifier.
    Bundle(BundleRefusal),
    /// The clock is behind the last publication: what verifiers have seen would be newer.
    ClockBehind {
        /// The time of the last publication.
        last: UnixTime,
    },
    /// The ledger refused or failed.
    Ledger(LedgerError),
    /// The namespace names no lists.
    Namespace,
    /// A status cannot stand in its list.
    Status,
    /// A time is beyond what a signed body may hold.
    Time,
    /// The bundle is larger than a part may be.
    TooLarge,
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(refusal) => write!(f, "a verifier would refuse the bundle: {refusal}"),
            Self::ClockBehind { last } => {
                write!(
                    f,
                    "the clock is behind the last publication, which is of {last}"
                )
            }
            Self::Ledger(error) => error.fmt(f),
            Self::Namespace => write!(f, "the namespace names no status lists"),
            Self::Status => write!(f, "a status cannot stand in its list"),
            Self::Time => write!(f, "a time before 2020 or beyond 2100; set the clock"),
            Self::TooLarge => write!(f, "a part of 4 GiB or more"),
        }
    }
}

impl core::error::Error for PublishError {}

impl From<LedgerError> for PublishError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
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
        let (sequence, published) = self.prepare(now).map_err(E::from)?;
        write(&published)?;
        self.ledger
            .finish_publication(sequence)
            .map_err(PublishError::from)?;
        Ok(published)
    }

    fn prepare(&mut self, now: UnixTime) -> Result<(u32, Published), PublishError> {
        let expires = now.plus(u64::from(self.bundle_days) * DAY);
        if !expires.may_be_signed() {
            return Err(PublishError::Time);
        }
        if let Some(last) = self.ledger.last_publication()?
            && now < last.plan.at
        {
            return Err(PublishError::ClockBehind { last: last.plan.at });
        }
        self.open_lists_ahead(now, expires)?;
        let lists = self.lists_in_use(now)?;
        let opened = self.trusted_list()?;
        let epoch = opened.list().epoch();
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

        let times = StatusTimes {
            issued: now,
            expires,
        };
        let mut parts = Parts::default();
        for root in &self.trust.roots {
            parts.push(PartKind::Root, root.clone())?;
        }
        parts.push(PartKind::TrustList, self.trust.list.clone())?;
        for list in &lists {
            parts.push(PartKind::StatusList, self.status_list(*list, times)?)?;
        }
        for profile in self.places {
            parts.push(PartKind::Places, profile.encode())?;
        }
        let manifest = Manifest {
            environment: self.environment(),
            epoch,
            sequence,
            issued: now,
            expires,
            parts: parts.named,
            distrusted: Vec::new(),
        };
        let envelope = self.keys.bundle.sign::<ManifestBody>(manifest.encode());
        let bundle = write_bundle(&envelope, &parts.bytes);
        // What a verifier would refuse is not published.
        open_bundle(&self.trust.anchor, &bundle).map_err(PublishError::Bundle)?;
        Ok((
            sequence,
            Published {
                bundle,
                sequence,
                lists: lists.len(),
                expires,
            },
        ))
    }

    fn environment(&self) -> Environment {
        self.trust.anchor.environment()
    }

    fn trusted_list(&self) -> Result<juma_keys::TrustedList, PublishError> {
        let roots: Vec<&[u8]> = self.trust.roots.iter().map(Vec::as_slice).collect();
        let refused = |refusal| PublishError::Bundle(BundleRefusal::Root(refusal));
        let root = self.trust.anchor.walk(&roots).map_err(refused)?;
        root.open_list(&self.trust.list).map_err(refused)
    }

    /// Opens a list for every tier and every quarter in which a code can end that is issued while
    /// the bundle lasts.
    fn open_lists_ahead(&mut self, now: UnixTime, until: UnixTime) -> Result<(), PublishError> {
        let last = until.plus(u64::from(self.code_days) * DAY);
        let mut quarter = Quarter::containing(now).ok_or(PublishError::Time)?;
        while quarter.begins().is_some_and(|begins| begins <= last) {
            for tier in Tier::ALL {
                // Gives the list that is there while it has room, and opens the next one ahead of need.
                self.ledger.open_list(tier, quarter)?;
            }
            let Some(next) = quarter.next() else { break };
            quarter = next;
        }
        Ok(())
    }

    /// The lists whose quarter is not over.
    fn lists_in_use(&self, now: UnixTime) -> Result<Vec<u32>, PublishError> {
        let lists = self.ledger.lists()?.into_iter();
        let in_use = lists.filter(|list| list.quarter.ends().is_none_or(|ends| ends > now));
        let numbers: BTreeSet<u32> = in_use.map(|list| list.number).collect();
        Ok(numbers.into_iter().collect())
    }

    fn status_list(&self, number: u32, times: StatusTimes) -> Result<Vec<u8>, PublishError> {
        let name = StatusListName::new(self.namespace, number).ok_or(PublishError::Namespace)?;
        let mut list = StatusList::all_valid(name, times);
        for entry in self.ledger.entries_of(number)? {
            if !list.set(entry.index, entry.status) {
                return Err(PublishError::Status);
            }
        }
        Ok(self.keys.status.sign::<StatusListBody>(list.encode()))
    }
}

#[derive(Default)]
struct Parts {
    named: Vec<Part>,
    bytes: Vec<Vec<u8>>,
}

impl Parts {
    fn push(&mut self, kind: PartKind, bytes: Vec<u8>) -> Result<(), PublishError> {
        let size = u32::try_from(bytes.len()).map_err(|_| PublishError::TooLarge)?;
        self.named.push(Part {
            kind,
            size,
            hash: hash_of(&bytes),
        });
        self.bytes.push(bytes);
        Ok(())
    }
}

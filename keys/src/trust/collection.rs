//! One bundle of the contributions of many cities (SPEC §6.5, §6.9).

use core::fmt;
use std::collections::BTreeMap;

use juma_format::{
    Environment,
    body::Manifest as ManifestBody,
    places::CityProfile,
    region::Region,
    time::UnixTime,
    trust::{Manifest, Part, PartKind, StatusList, StatusListName, write_bundle},
};

use super::{
    bundle::{BundleRefusal, OpenedBundle, Opening, open_bundle},
    contribution::{Collected, ContributedList, open_contribution},
    delta::base_of,
    hash_of,
    list::TrustedList,
    root::{RootAnchor, TrustedRoot},
};
use crate::{kind::BundleKey, signing_key::SigningKey};

mod refusal;

pub use refusal::CollectionRefusal;

/// The contributions of many cities, checked, before they are put under one manifest.
#[derive(Debug)]
pub struct Collection<'a> {
    anchor: &'a RootAnchor,
    roots: &'a [Vec<u8>],
    list_bytes: &'a [u8],
    root: TrustedRoot,
    list: TrustedList,
    full: Option<&'a [u8]>,
    base: Option<OpenedBundle>,
    /// SHA-256 of keys to distrust, in the order of a manifest.
    distrusted: Vec<[u8; 32]>,
    found: BTreeMap<StatusListName, Found>,
    /// The profiles of cities.
    places: BTreeMap<Region, CityProfile>,
    /// What was collected before of each namespace.
    before: BTreeMap<String, Collected>,
    /// What is collected now.
    now: BTreeMap<String, Collected>,
    /// When it is put together.
    at: UnixTime,
}

/// A signed list, or a delta of one.
struct Found {
    kind: PartKind,
    bytes: Vec<u8>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// What became of a contribution that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is taken.
    Taken,
    /// A compromised key has signed it: nothing of it is taken.
    LeftOut,
}

/// How far ahead of the centre's clock a contribution may be made, in seconds: two clocks that people
/// have set. Whatever it says becomes the floor of the clock of every gate of the province.
const FUTURE_SKEW: u64 = 300;

/// What a bundle says of itself beside its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleTerms {
    /// Its sequence, which no other bundle of the epoch has.
    pub sequence: u32,
    /// The first second at which it is stale.
    pub expires: UnixTime,
}

impl<'a> Collection<'a> {
    /// Begins with the documents that the root has signed.
    ///
    /// # Errors
    /// When the anchor does not lead to them.
    pub fn begin(
        anchor: &'a RootAnchor,
        roots: &'a [Vec<u8>],
        list: &'a [u8],
        at: UnixTime,
    ) -> Result<Self, CollectionRefusal> {
        let documents: Vec<&[u8]> = roots.iter().map(Vec::as_slice).collect();
        let root = anchor.walk(&documents)?;
        Ok(Self {
            anchor,
            roots,
            list_bytes: list,
            list: root.open_list(list)?,
            root,
            full: None,
            base: None,
            distrusted: Vec::new(),
            found: BTreeMap::new(),
            places: BTreeMap::new(),
            before: BTreeMap::new(),
            now: BTreeMap::new(),
            at,
        })
    }

    /// The trust list, without the keys that are distrusted.
    #[must_use]
    pub const fn list(&self) -> &TrustedList {
        &self.list
    }

    /// The number of the last root document.
    #[must_use]
    pub const fn root_number(&self) -> u32 {
        self.root.document().number()
    }

    /// The names of the lists that were found, and whether of each there are the changes alone.
    pub fn lists(&self) -> impl Iterator<Item = (&StatusListName, bool)> {
        let found = self.found.iter();
        found.map(|(name, found)| (name, found.kind == PartKind::StatusDelta))
    }

    /// What was collected before, below which nothing goes.
    pub fn go_on_from(&mut self, before: impl IntoIterator<Item = Collected>) {
        let named = before.into_iter();
        self.before = named.map(|it| (it.namespace.clone(), it)).collect();
    }

    /// What has been collected of each namespace, now or before. What a compromised key has sent is
    /// forgotten, and so is what came by a key that the list has no more.
    #[must_use]
    pub fn collected(&self) -> Vec<Collected> {
        let before = self.before.values();
        let before = before.filter(|it| !self.now.contains_key(&it.namespace) && self.counts(it));
        let mut all: Vec<Collected> = before.chain(self.now.values()).cloned().collect();
        all.sort_by(|a, b| a.namespace.cmp(&b.namespace));
        all
    }

    /// A thief's sequence would keep the city's own contributions out for ever.
    fn counts(&self, collected: &Collected) -> bool {
        let entry = self.list.entry(collected.signer.key_id());
        entry.is_some_and(|entry| entry.hash() == collected.signer && !entry.is_compromised())
    }

    /// Takes keys of the list away, before contributions are added.
    pub fn distrust(&mut self, hashes: &[[u8; 32]]) {
        self.distrusted = self.list.to_distrust(hashes);
        self.list.distrust(&self.distrusted);
    }

    /// Builds on a full bundle.
    ///
    /// # Errors
    /// When it is no good, or of another epoch than the trust list.
    pub fn build_on(&mut self, full: &'a [u8]) -> Result<(), CollectionRefusal> {
        let base = open_bundle(self.anchor, full)?;
        let (trusted, found) = (self.list.list().epoch(), base.manifest.epoch);
        if trusted != found {
            return Err(BundleRefusal::Epoch { trusted, found }.into());
        }
        for profile in &base.places {
            self.places.insert(profile.city(), profile.clone());
        }
        (self.base, self.full) = (Some(base), Some(full));
        Ok(())
    }

    /// Takes a city's contribution, of which each namespace has one at the most.
    ///
    /// # Errors
    /// When something in it is no good, or it is older than one that was collected.
    pub fn add(&mut self, contribution: &[u8]) -> Result<Added, CollectionRefusal> {
        let base = self.base.as_ref().map(|base| base.status_lists.as_slice());
        let opened = open_contribution(&self.list, base.unwrap_or_default(), contribution)?;
        let Some(opened) = opened else {
            return Ok(Added::LeftOut);
        };
        let statement = &opened.statement;
        let (held, needed) = (self.list.list().version(), statement.trust_list);
        if held < needed {
            return Err(CollectionRefusal::TrustListOlder { held, needed });
        }
        let expires = statement.times.expires;
        if expires <= self.at {
            return Err(CollectionRefusal::Ended { expires });
        }
        let issued = statement.times.issued;
        if issued > self.at.plus(FUTURE_SKEW) {
            return Err(CollectionRefusal::InFuture { issued });
        }
        let collected = Collected::of(&opened);
        match self.now.get(&collected.namespace) {
            Some(same) if *same == collected => return Ok(Added::Taken),
            Some(_) => return Err(CollectionRefusal::ContributionTwice),
            None => {}
        }
        let before = self.before.get(&collected.namespace);
        if let Some(before) = before.filter(|before| self.counts(before)) {
            before.check_next(&collected)?;
        }
        self.check_base(&opened.lists)?;
        self.add_places(opened.places)?;
        for ContributedList { kind, list, bytes } in opened.lists {
            let bytes = bytes.to_vec();
            self.found
                .insert(list.name().clone(), Found { kind, bytes });
        }
        self.now.insert(collected.namespace.clone(), collected);
        Ok(Added::Taken)
    }

    /// A gate that has the base would refuse a list from before it.
    fn check_base(&self, lists: &[ContributedList<'_>]) -> Result<(), CollectionRefusal> {
        let is_older = |it: &ContributedList<'_>| {
            let base = self.base_list(it.list.name());
            base.is_some_and(|base| it.list.times().issued < base.times().issued)
        };
        if lists.iter().any(is_older) {
            Err(CollectionRefusal::Older)
        } else {
            Ok(())
        }
    }

    /// Those of the base give way; two of one city that differ are one too many.
    fn add_places(&mut self, profiles: Vec<CityProfile>) -> Result<(), CollectionRefusal> {
        let base = self.base.as_ref().map(|base| base.places.as_slice());
        let base = base.unwrap_or_default();
        let differs = |profile: &CityProfile| {
            let known = self.places.get(&profile.city());
            known.is_some_and(|known| known != profile && !base.contains(known))
        };
        if profiles.iter().any(differs) {
            return Err(BundleRefusal::PlacesTwice.into());
        }
        let named = profiles.into_iter().map(|it| (it.city(), it));
        self.places.extend(named);
        Ok(())
    }

    fn base_list(&self, name: &StatusListName) -> Option<&StatusList> {
        let lists = &self.base.as_ref()?.status_lists;
        lists.iter().find(|list| list.name() == name)
    }

    fn environment(&self) -> Environment {
        self.anchor.environment()
    }

    /// What would keep every bundle of it from being signed, to be asked before a sequence is spent.
    ///
    /// # Errors
    /// When the key is distrusted, or there is nothing to sign.
    pub fn check(&self, key: &SigningKey<BundleKey>) -> Result<(), CollectionRefusal> {
        if self.distrusted.contains(key.public().hash().as_bytes()) {
            return Err(CollectionRefusal::DistrustsItself);
        }
        let is_delta = |found: &Found| found.kind == PartKind::StatusDelta;
        let is_enough = match self.base {
            Some(_) => self.found.values().any(is_delta),
            None => !self.found.is_empty(),
        };
        if is_enough {
            Ok(())
        } else {
            Err(CollectionRefusal::Nothing)
        }
    }

    /// The bundle, which a verifier would open.
    ///
    /// # Errors
    /// As [`Self::check`], and when a verifier would refuse it.
    pub fn sign(
        &self,
        key: &SigningKey<BundleKey>,
        terms: BundleTerms,
    ) -> Result<Vec<u8>, CollectionRefusal> {
        self.check(key)?;
        let of_kind = |kind: PartKind| {
            let found = self.found.values().filter(move |found| found.kind == kind);
            found.map(move |found| (kind, found.bytes.clone()))
        };
        let roots = self.roots.iter().map(|root| (PartKind::Root, root.clone()));
        let places = self.places.values();
        let places = places.map(|profile| (PartKind::Places, profile.encode()));
        let parts: Vec<(PartKind, Vec<u8>)> = roots
            .chain([(PartKind::TrustList, self.list_bytes.to_vec())])
            .chain(of_kind(PartKind::StatusList))
            .chain(of_kind(PartKind::StatusDelta))
            .chain(places)
            .collect();
        let named = parts.iter().map(|(kind, bytes)| {
            Ok(Part {
                kind: *kind,
                size: u32::try_from(bytes.len()).map_err(|_| BundleRefusal::StatusMemory)?,
                hash: hash_of(bytes),
            })
        });
        let manifest = Manifest {
            environment: self.environment(),
            epoch: self.list.list().epoch(),
            sequence: terms.sequence,
            issued: self.at,
            expires: terms.expires,
            parts: named.collect::<Result<_, CollectionRefusal>>()?,
            distrusted: self.distrusted.clone(),
            base: self.base.as_ref().map(|base| base_of(&base.manifest)),
        };
        let envelope = key.sign::<ManifestBody>(manifest.encode());
        let bytes: Vec<Vec<u8>> = parts.into_iter().map(|(_, bytes)| bytes).collect();
        let bundle = write_bundle(&envelope, &bytes);
        let opening = Opening {
            full: self.full,
            ..Opening::of(self.anchor)
        };
        opening.open(&bundle)?;
        Ok(bundle)
    }
}

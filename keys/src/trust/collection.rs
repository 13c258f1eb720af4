//! One bundle of the status lists of many issuers (SPEC §6.5).

use core::fmt;
use std::collections::BTreeMap;

use juma_format::{
    Environment,
    body::{
        Manifest as ManifestBody, StatusDelta as StatusDeltaBody, StatusList as StatusListBody,
    },
    envelope::Envelope,
    places::CityProfile,
    region::Region,
    time::UnixTime,
    trust::{
        BundleParts, Manifest, Part, PartKind, StatusDelta, StatusList, StatusListName,
        StatusTimes, write_bundle,
    },
};

use super::{
    bundle::{BundleRefusal, OpenedBundle, Opening, manifest_unverified, open_bundle},
    delta::{DeltaRefusal, base_of},
    hash_of,
    list::TrustedList,
    root::{RootAnchor, TrustedRoot},
    statuses::check_status_signer,
};
use crate::{kind::BundleKey, signing_key::SigningKey};

mod refusal;

pub use refusal::CollectionRefusal;

/// The status lists of many issuers, checked, before they are put under one manifest.
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
    /// The profiles of cities, out of bundles whose manifests are good.
    places: BTreeMap<Region, CityProfile>,
    /// When it is put together.
    at: UnixTime,
}

/// A signed list, or a delta of one.
struct Found {
    kind: PartKind,
    times: StatusTimes,
    bytes: Vec<u8>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

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

    /// Takes keys of the list away, before lists are added.
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

    /// Takes the status lists, and with a base the deltas too, out of an issuer's bundle. Who signed
    /// its manifest does not matter to them: each list proves itself. Of several of one name the newest
    /// counts. What a compromised key has signed is left out, and counted. Profiles of cities, which
    /// only a manifest proves, come out of full bundles that a gate would open.
    ///
    /// # Errors
    /// When a list is no good.
    pub fn add(&mut self, bundle: &[u8]) -> Result<usize, CollectionRefusal> {
        let manifest = manifest_unverified(bundle)?;
        let pieces = BundleParts::parse(bundle).map_err(BundleRefusal::File)?;
        if manifest.parts.len() != pieces.parts.len() {
            return Err(BundleRefusal::PartCount.into());
        }
        let mut left_out = 0_usize;
        for (part, bytes) in manifest.parts.iter().zip(&pieces.parts) {
            let read = match part.kind {
                PartKind::StatusList => self.read_list(bytes)?,
                PartKind::StatusDelta => self.read_delta(bytes)?,
                _ => continue,
            };
            let Some((name, times)) = read else {
                left_out = left_out.saturating_add(1);
                continue;
            };
            self.keep(name, times, part.kind, bytes)?;
        }
        self.add_places(bundle)?;
        Ok(left_out)
    }

    fn add_places(&mut self, bundle: &[u8]) -> Result<(), CollectionRefusal> {
        // What no gate would open answers for no profile, nor does a key that is good no more.
        let is_good = |opened: &OpenedBundle| {
            let mut entries = self.list.entries().iter();
            entries.any(|entry| entry.hash() == opened.signer && !entry.is_compromised())
        };
        let opened = open_bundle(self.anchor, bundle).ok().filter(is_good);
        for profile in opened.map(|opened| opened.places).unwrap_or_default() {
            let in_base = self.base.as_ref().map(|base| &base.places);
            let is_of_base = in_base.is_some_and(|places| {
                places
                    .iter()
                    .any(|it| self.places.get(&profile.city()) == Some(it))
            });
            match self.places.get(&profile.city()) {
                Some(known) if *known != profile && !is_of_base => {
                    return Err(BundleRefusal::PlacesTwice.into());
                }
                _ => self.places.insert(profile.city(), profile),
            };
        }
        Ok(())
    }

    fn read_list(
        &self,
        bytes: &[u8],
    ) -> Result<Option<(StatusListName, StatusTimes)>, CollectionRefusal> {
        let envelope = Envelope::<StatusListBody>::parse(bytes).map_err(BundleRefusal::from)?;
        let Some((signer, key)) = check_status_signer(&self.list, envelope.key_id())? else {
            return Ok(None);
        };
        let verified = key.check(&envelope, self.environment());
        let verified = verified.map_err(BundleRefusal::from)?;
        let list = StatusList::decode(verified.payload()).map_err(BundleRefusal::Status)?;
        signer.check_status(list.name(), list.times())?;
        Ok(Some((list.name().clone(), list.times())))
    }

    fn read_delta(
        &self,
        bytes: &[u8],
    ) -> Result<Option<(StatusListName, StatusTimes)>, CollectionRefusal> {
        let envelope = Envelope::<StatusDeltaBody>::parse(bytes).map_err(BundleRefusal::from)?;
        let Some((signer, key)) = check_status_signer(&self.list, envelope.key_id())? else {
            return Ok(None);
        };
        let verified = key.check(&envelope, self.environment());
        let verified = verified.map_err(BundleRefusal::from)?;
        let delta = StatusDelta::decode(verified.payload()).map_err(BundleRefusal::Status)?;
        signer.check_status(delta.name(), delta.times())?;
        let base = self.base_list(delta.name());
        let base = base.ok_or(DeltaRefusal::ListUnknown)?;
        if hash_of(&base.entry_bytes()) != delta.base_hash() {
            return Err(DeltaRefusal::BaseHash.into());
        }
        Ok(Some((delta.name().clone(), delta.times())))
    }

    fn base_list(&self, name: &StatusListName) -> Option<&StatusList> {
        let lists = &self.base.as_ref()?.status_lists;
        lists.iter().find(|list| list.name() == name)
    }

    fn keep(
        &mut self,
        name: StatusListName,
        times: StatusTimes,
        kind: PartKind,
        bytes: &[u8],
    ) -> Result<(), CollectionRefusal> {
        if times.expires <= self.at {
            let expires = times.expires;
            return Err(CollectionRefusal::Ended { expires });
        }
        let base = self.base_list(&name).map(|list| list.times().issued);
        if base.is_some_and(|issued| times.issued < issued) {
            return Err(CollectionRefusal::Older);
        }
        if let Some(known) = self.found.get(&name) {
            let is_same_time = known.times.issued == times.issued;
            if is_same_time && known.kind == kind && known.bytes != bytes {
                return Err(CollectionRefusal::Twice);
            }
            let is_shorter = is_same_time && bytes.len() < known.bytes.len();
            if times.issued < known.times.issued || (is_same_time && !is_shorter) {
                return Ok(());
            }
        }
        let bytes = bytes.to_vec();
        self.found.insert(name, Found { kind, times, bytes });
        Ok(())
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

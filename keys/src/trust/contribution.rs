//! What a city hands to the centre (SPEC §6.9), opened as the centre and the city itself open it.

use std::collections::BTreeSet;

use juma_format::{
    KeyId,
    body::{
        Contribution as ContributionBody, StatusDelta as StatusDeltaBody,
        StatusList as StatusListBody,
    },
    envelope::Envelope,
    places::CityProfile,
    region::{Level, Region},
    time::UnixTime,
    trust::{
        Contribution, ContributionParts, Part, PartKind, Purpose, StatusDelta, StatusList,
        StatusListName, StatusTimes,
    },
};

use super::{
    bundle::BundleRefusal,
    collection::CollectionRefusal,
    delta::{DeltaRefusal, apply_delta},
    hash_of,
    list::TrustedList,
    statuses::check_status_signer,
};
use crate::{
    kind::StatusKey,
    public_key::{KeyHash, PublicKey},
};

/// A contribution of which every signature and every hash was checked. Nothing was compared with a
/// clock or with an earlier one.
#[derive(Clone, Debug)]
pub struct OpenedContribution<'a> {
    /// What it says of itself.
    pub statement: Contribution,
    /// The key that signed it and every list in it.
    pub signer: KeyHash,
    /// The status lists, and the deltas with what they lead to.
    pub lists: Vec<ContributedList<'a>>,
    /// The profiles of cities.
    pub places: Vec<CityProfile>,
}

/// A status list of a contribution.
#[derive(Clone)]
pub struct ContributedList<'a> {
    /// A whole list, or a delta.
    pub kind: PartKind,
    /// The list; of a delta, the one that it leads to.
    pub list: StatusList,
    /// The part, as it goes into a bundle.
    pub bytes: &'a [u8],
}

/// Not the bytes, which are many.
impl core::fmt::Debug for ContributedList<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ContributedList({}, {:?})", self.list.name(), self.kind)
    }
}

/// The most bytes of memory that the lists of one contribution take: twice what the codes of a whole
/// province take, and a quarter of what a gate has for all of them.
const MAX_CONTRIBUTED_MEMORY: usize = 64 << 20;

/// What a contribution says of itself, checked by nobody: good for choosing among files, and for
/// nothing else.
///
/// # Errors
/// When it says nothing.
pub fn contribution_unverified(bytes: &[u8]) -> Result<Contribution, CollectionRefusal> {
    let pieces = ContributionParts::parse(bytes).map_err(BundleRefusal::File)?;
    let envelope =
        Envelope::<ContributionBody>::parse(pieces.statement).map_err(BundleRefusal::from)?;
    let decoded = Contribution::decode(envelope.payload_unverified());
    Ok(decoded.map_err(BundleRefusal::from)?)
}

/// Opens a contribution by the trust list and checks all of it; its deltas lead on from the lists of
/// `base`. `None` when a compromised key has signed it.
///
/// # Errors
/// The first thing in it that is no good.
pub fn open_contribution<'a>(
    list: &TrustedList,
    base: &[StatusList],
    bytes: &'a [u8],
) -> Result<Option<OpenedContribution<'a>>, CollectionRefusal> {
    let pieces = ContributionParts::parse(bytes).map_err(BundleRefusal::File)?;
    let envelope =
        Envelope::<ContributionBody>::parse(pieces.statement).map_err(BundleRefusal::from)?;
    let Some((entry, key)) = check_status_signer(list, envelope.key_id())? else {
        return Ok(None);
    };
    let environment = list.list().environment();
    let verified = key.check(&envelope, environment);
    let verified = verified.map_err(BundleRefusal::from)?;
    let statement = Contribution::decode(verified.payload()).map_err(BundleRefusal::from)?;
    if statement.environment != environment {
        return Err(BundleRefusal::Environment.into());
    }
    entry.check_status(&statement.namespace, statement.times)?;
    check_parts(&statement.parts, &pieces.parts)?;

    let signer = Signer {
        key_id: envelope.key_id(),
        key,
        list,
        statement: &statement,
    };
    let (mut lists, mut places) = (Vec::new(), Vec::new());
    let mut unpacked = 0_usize;
    for (part, bytes) in statement.parts.iter().zip(&pieces.parts) {
        let list = match part.kind {
            PartKind::StatusList => signer.list(bytes)?,
            PartKind::StatusDelta => signer.delta(bytes, base)?,
            _ => {
                places.push(signer.profile(bytes)?);
                continue;
            }
        };
        // Before the next is unpacked: a few kilobytes can become a megabyte.
        unpacked = unpacked.saturating_add(list.memory());
        if unpacked > MAX_CONTRIBUTED_MEMORY {
            return Err(BundleRefusal::StatusMemory.into());
        }
        let kind = part.kind;
        lists.push(ContributedList { kind, list, bytes });
    }
    let names: BTreeSet<&StatusListName> = lists.iter().map(|it| it.list.name()).collect();
    if names.len() != lists.len() {
        return Err(BundleRefusal::StatusTwice.into());
    }
    let cities: BTreeSet<Region> = places.iter().map(CityProfile::city).collect();
    if cities.len() != places.len() {
        return Err(BundleRefusal::PlacesTwice.into());
    }
    Ok(Some(OpenedContribution {
        signer: entry.hash(),
        lists,
        places,
        statement,
    }))
}

/// Every part is the one that was named: none was left out on the way, and none put in.
fn check_parts(named: &[Part], parts: &[&[u8]]) -> Result<(), BundleRefusal> {
    if named.len() != parts.len() {
        return Err(BundleRefusal::PartCount);
    }
    for (index, (part, bytes)) in named.iter().zip(parts).enumerate() {
        if u32::try_from(bytes.len()) != Ok(part.size) || hash_of(bytes) != part.hash {
            return Err(BundleRefusal::PartHash { part: index });
        }
    }
    Ok(())
}

/// The key that signed the contribution, and what it may put into it.
struct Signer<'a> {
    key_id: KeyId,
    key: &'a PublicKey<StatusKey>,
    list: &'a TrustedList,
    statement: &'a Contribution,
}

impl Signer<'_> {
    fn list(&self, bytes: &[u8]) -> Result<StatusList, CollectionRefusal> {
        let envelope = Envelope::<StatusListBody>::parse(bytes).map_err(BundleRefusal::from)?;
        self.check_key(envelope.key_id())?;
        let environment = self.statement.environment;
        let verified = self.key.check(&envelope, environment);
        let verified = verified.map_err(BundleRefusal::from)?;
        let list = StatusList::decode(verified.payload()).map_err(BundleRefusal::Status)?;
        self.check_terms(list.name(), list.times())?;
        Ok(list)
    }

    fn delta(&self, bytes: &[u8], base: &[StatusList]) -> Result<StatusList, CollectionRefusal> {
        let envelope = Envelope::<StatusDeltaBody>::parse(bytes).map_err(BundleRefusal::from)?;
        self.check_key(envelope.key_id())?;
        let environment = self.statement.environment;
        let verified = self.key.check(&envelope, environment);
        let verified = verified.map_err(BundleRefusal::from)?;
        let delta = StatusDelta::decode(verified.payload()).map_err(BundleRefusal::Status)?;
        self.check_terms(delta.name(), delta.times())?;
        let base = base.iter().find(|list| list.name() == delta.name());
        let base = base.ok_or(DeltaRefusal::ListUnknown)?;
        Ok(apply_delta(&delta, base.clone())?)
    }

    /// One key answers for all of it, the one whose name the centre keeps.
    fn check_key(&self, key_id: KeyId) -> Result<(), BundleRefusal> {
        if key_id == self.key_id {
            Ok(())
        } else {
            Err(BundleRefusal::Signer)
        }
    }

    fn check_terms(
        &self,
        name: &StatusListName,
        times: StatusTimes,
    ) -> Result<(), CollectionRefusal> {
        if name.namespace() != self.statement.namespace {
            return Err(BundleRefusal::StatusNamespace.into());
        }
        if times == self.statement.times {
            Ok(())
        } else {
            Err(CollectionRefusal::Mixed)
        }
    }

    /// A profile is unsigned by itself, and says whom a city's people call: it has to be of the city
    /// whose codes the signer's namespace answers for.
    fn profile(&self, bytes: &[u8]) -> Result<CityProfile, CollectionRefusal> {
        let profile = CityProfile::decode(bytes).map_err(BundleRefusal::from)?;
        let city = profile.city();
        let entries = self.list.entries().iter();
        let mut entries = entries.filter(|entry| {
            let terms = entry.entry();
            terms.purpose == Purpose::Code
                && terms.namespace == self.statement.namespace
                && !entry.is_compromised()
        });
        // Of a place for one district, the city around it too; never the province around a city.
        let is_own = |prefix: &Region| {
            city.is_within(*prefix) || (city.level() == Level::Prefecture && prefix.is_within(city))
        };
        if entries.any(|entry| entry.entry().regions.iter().any(is_own)) {
            Ok(profile)
        } else {
            Err(CollectionRefusal::PlacesForeign { city })
        }
    }
}

/// The last contribution of a namespace that a centre has put under a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    /// The namespace.
    pub namespace: String,
    /// The key that signed it.
    pub signer: KeyHash,
    /// Its sequence.
    pub sequence: u32,
    /// When it was made.
    pub issued: UnixTime,
    /// SHA-256 of what was signed.
    pub hash: [u8; 32],
}

impl Collected {
    pub(super) fn of(opened: &OpenedContribution<'_>) -> Self {
        Self {
            namespace: opened.statement.namespace.clone(),
            signer: opened.signer,
            sequence: opened.statement.sequence,
            issued: opened.statement.times.issued,
            hash: hash_of(&opened.statement.encode()),
        }
    }

    /// Whether another may follow it: the same again, which says nothing new, or a later one.
    pub(super) fn check_next(&self, next: &Self) -> Result<(), CollectionRefusal> {
        if next.sequence == self.sequence && next.hash != self.hash {
            return Err(CollectionRefusal::ContributionTwice);
        }
        if next.sequence < self.sequence || next.issued < self.issued {
            let (held, offered) = (self.sequence, next.sequence);
            return Err(CollectionRefusal::ContributionOlder { held, offered });
        }
        Ok(())
    }
}

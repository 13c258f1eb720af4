use std::collections::HashSet;

use juma_format::{
    Environment, KeyId,
    algorithm::Suite,
    region::Region,
    time::UnixTime,
    trust::{EntryTimes, KeyState, Purpose, TrustEntry, TrustList},
};

use super::{CeremonyRefusal, ListChange, changes::find, root_draft::next};
use crate::{
    key_file::{KeyRole, PublicKeyFile},
    public_key::KeyHash,
    trust::TrustedList,
};

/// A trust list to be signed, whose keys are good and whose kids are distinct.
#[derive(Clone, Debug)]
pub struct ListDraft(TrustList);

/// When a document is made, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentTimes {
    /// When it is made.
    pub issued: UnixTime,
    /// The first second at which it is stale.
    pub expires: UnixTime,
}

/// Whether bundles go on counting their sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochStep {
    /// They do.
    Keep,
    /// They begin anew: somebody had a bundle key and counted up to the end.
    Raise,
}

/// The bounds of a new key.
#[derive(Clone, Debug)]
pub struct KeyTerms {
    /// Who holds it, for people.
    pub issuer: String,
    /// Where its codes may be from.
    pub regions: Vec<Region>,
    /// The namespace of its status lists.
    pub namespace: String,
    /// When.
    pub times: EntryTimes,
}

impl ListDraft {
    /// The first list of an environment, without keys.
    ///
    /// # Errors
    /// When a time is out of range.
    pub fn first(environment: Environment, times: DocumentTimes) -> Result<Self, CeremonyRefusal> {
        let list = TrustList::new(1, environment, times.issued, times.expires, 1, Vec::new())?;
        Self::of(list)
    }

    /// The list that follows another one: its entries, without those of which nothing is accepted
    /// any more.
    ///
    /// # Errors
    /// When a time is out of range or before the other list's.
    pub fn after(
        before: &TrustList,
        times: DocumentTimes,
        epoch: EpochStep,
    ) -> Result<Self, CeremonyRefusal> {
        if times.issued < before.issued() {
            return Err(CeremonyRefusal::Issued);
        }
        let entries = before.entries().iter();
        let entries = entries.filter(|entry| times.issued < entry.times.accept_until);
        let list = TrustList::new(
            next(before.version())?,
            before.environment(),
            times.issued,
            times.expires,
            match epoch {
                EpochStep::Keep => before.epoch(),
                EpochStep::Raise => next(before.epoch())?,
            },
            entries.cloned().collect(),
        )?;
        Self::of(list)
    }

    /// The draft of a list that was read.
    ///
    /// # Errors
    /// When a key is no good, or two have one kid.
    pub fn of(list: TrustList) -> Result<Self, CeremonyRefusal> {
        TrustedList::new(list.clone())?;
        Ok(Self(list))
    }

    /// The list.
    #[must_use]
    pub const fn list(&self) -> &TrustList {
        &self.0
    }

    /// Adds a key. `past` are lists of before: a key or a kid of theirs never comes again, for
    /// whatever purpose. Whether the key is used in another environment cannot be seen from here.
    ///
    /// # Errors
    /// When the key is known, has a known kid, or its bounds do not fit.
    pub fn add(
        &self,
        file: &PublicKeyFile,
        terms: KeyTerms,
        past: &[TrustList],
    ) -> Result<Self, CeremonyRefusal> {
        if file.environment != self.0.environment() {
            return Err(CeremonyRefusal::Environment);
        }
        let purpose = purpose_of(file.role)?;
        // Whose codes it signs, or whose records are sealed to it.
        let is_regional = matches!(purpose, Purpose::Code | Purpose::Seal);
        if is_regional == terms.regions.is_empty() {
            return Err(CeremonyRefusal::Regions);
        }
        let times = terms.times;
        if times.accept_until < times.sign_until.plus(times.max_validity) {
            return Err(CeremonyRefusal::AcceptUntil);
        }
        for list in past.iter().chain([&self.0]) {
            if list.environment() != self.0.environment() {
                return Err(CeremonyRefusal::Environment);
            }
            check_unknown(file.hash(), list)?;
        }
        let mut regions = terms.regions;
        regions.sort_unstable_by_key(|region| region.code());
        let entry = TrustEntry {
            key: file.as_bytes().to_vec(),
            purpose,
            suite: Suite::ED25519,
            issuer: terms.issuer,
            regions,
            namespace: terms.namespace,
            times,
            state: KeyState::Active,
        };
        let mut entries = self.0.entries().to_vec();
        entries.push(entry);
        self.with(entries)
    }

    /// Retires a key from the moment at which the list is made: what it has signed stays good, and
    /// it signs no more.
    ///
    /// # Errors
    /// When there is no such key, or it is not active.
    pub fn retire(&self, key: KeyHash) -> Result<Self, CeremonyRefusal> {
        self.move_to(key, KeyState::Retired)
    }

    /// Marks a key as compromised: nothing that it ever signed is good. Its entry stays as a
    /// tombstone until its accept-until.
    ///
    /// # Errors
    /// When there is no such key, or it is compromised already.
    pub fn compromise(&self, key: KeyHash) -> Result<Self, CeremonyRefusal> {
        self.move_to(key, KeyState::Compromised)
    }

    fn move_to(&self, key: KeyHash, to: KeyState) -> Result<Self, CeremonyRefusal> {
        let mut entries = self.0.entries().to_vec();
        let entry = entries
            .iter_mut()
            .find(|entry| KeyHash::of(&entry.key) == key)
            .ok_or(CeremonyRefusal::KeyUnknown)?;
        let from = entry.state;
        if to <= from {
            return Err(CeremonyRefusal::State { key, from, to });
        }
        entry.state = to;
        if to == KeyState::Retired {
            // Verifiers go by the period, so it ends here; it holds one second at least.
            let least = entry.times.sign_from.plus(1);
            let until = self.0.issued().max(least);
            entry.times.sign_until = entry.times.sign_until.min(until);
        }
        self.with(entries)
    }

    fn with(&self, entries: Vec<TrustEntry>) -> Result<Self, CeremonyRefusal> {
        let list = &self.0;
        Self::of(TrustList::new(
            list.version(),
            list.environment(),
            list.issued(),
            list.expires(),
            list.epoch(),
            entries,
        )?)
    }

    /// What it changes. A draft may come from anywhere, so this is where the rules hold.
    ///
    /// # Errors
    /// When it does not follow the other list, or breaks a rule of SPEC §6.7.
    pub fn changes_since(&self, before: &TrustList) -> Result<Vec<ListChange>, CeremonyRefusal> {
        let now = &self.0;
        if now.environment() != before.environment() {
            return Err(CeremonyRefusal::Environment);
        }
        let (expected, found) = (next(before.version())?, now.version());
        if expected != found {
            return Err(CeremonyRefusal::Succession { expected, found });
        }
        if now.issued() < before.issued() {
            return Err(CeremonyRefusal::Issued);
        }
        if !matches!(now.epoch().checked_sub(before.epoch()), Some(0 | 1)) {
            return Err(CeremonyRefusal::Epoch);
        }
        let kids: HashSet<KeyId> = before.entries().iter().map(key_id).collect();
        for old in before.entries() {
            let ended = old.times.accept_until <= now.issued();
            match find(now, &old.key) {
                None if ended => {}
                None => {
                    let key = KeyHash::of(&old.key);
                    return Err(CeremonyRefusal::Dropped { key });
                }
                Some(entry) => check_forward(old, entry, now.issued())?,
            }
        }
        for entry in now.entries() {
            let key_id = key_id(entry);
            if find(before, &entry.key).is_none() && kids.contains(&key_id) {
                return Err(CeremonyRefusal::Collision { key_id });
            }
        }
        Ok(ListChange::between(before, now))
    }
}

/// Only the state may change, and only forward; retirement also ends the time of signing.
fn check_forward(
    old: &TrustEntry,
    new: &TrustEntry,
    issued: UnixTime,
) -> Result<(), CeremonyRefusal> {
    let key = KeyHash::of(&old.key);
    let (from, to) = (old.state, new.state);
    if to < from {
        return Err(CeremonyRefusal::State { key, from, to });
    }
    let mut expected = old.clone();
    expected.state = to;
    if from == KeyState::Active && to > from && new.times.sign_until < old.times.sign_until {
        // Not before the list is made: what was signed until then stays good.
        if new.times.sign_until < issued {
            return Err(CeremonyRefusal::EntryChanged { key });
        }
        expected.times.sign_until = new.times.sign_until;
    }
    if expected != *new {
        return Err(CeremonyRefusal::EntryChanged { key });
    }
    Ok(())
}

fn check_unknown(key: KeyHash, list: &TrustList) -> Result<(), CeremonyRefusal> {
    for entry in list.entries() {
        let known = KeyHash::of(&entry.key);
        if known == key {
            return Err(CeremonyRefusal::KeyKnown { key });
        }
        if known.key_id() == key.key_id() {
            let key_id = key.key_id();
            return Err(CeremonyRefusal::Collision { key_id });
        }
    }
    Ok(())
}

fn key_id(entry: &TrustEntry) -> KeyId {
    KeyHash::of(&entry.key).key_id()
}

const fn purpose_of(role: KeyRole) -> Result<Purpose, CeremonyRefusal> {
    match role {
        KeyRole::Bundle => Ok(Purpose::Bundle),
        KeyRole::Code => Ok(Purpose::Code),
        KeyRole::Seal => Ok(Purpose::Seal),
        KeyRole::Status => Ok(Purpose::Status),
        KeyRole::Device | KeyRole::Holder | KeyRole::Job | KeyRole::Root => {
            Err(CeremonyRefusal::Purpose { role })
        }
    }
}

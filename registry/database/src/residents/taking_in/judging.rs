use std::collections::HashMap;

use juma_format::{
    person::{Address, AddressState},
    time::Date,
};
use juma_registry::record::{GuardianLink, LinkRelation, Record};

use super::batch::Batch;
use crate::residents::{
    Refusal,
    family::{ELDER, Kinship, MAJORITY, RelationKind},
};

/// What is to become of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) person: PersonFate,
    /// The relation to the guardian whom the record names, if it is a new one.
    pub(super) relation: Option<(RelationKind, Option<Kinship>)>,
}

/// What is to become of the person's facts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonFate {
    Enrol,
    Keep,
    Refuse(Refusal),
    Update,
}

/// Decides about every record before anything is written. A record stands or falls with its
/// guardian's, which may come later, and theirs with another's: so it is decided again without
/// those that fell, until none falls.
pub(super) fn judge(batch: &Batch<'_>, today: Date) -> Vec<Fate> {
    let mut fallen: HashMap<usize, Refusal> = HashMap::new();
    loop {
        let mut fates = people(batch, today, &fallen);
        let mut falls = Vec::new();
        for (place, record) in batch.records.iter().enumerate() {
            let Some(link) = record.guardian() else {
                continue;
            };
            let stands = |place: usize| {
                let fate = fates.get(place);
                fate.is_some_and(|fate| !matches!(fate.person, PersonFate::Refuse(_)))
            };
            if stands(place) {
                match relation(batch, record, link, today, &stands) {
                    Err(refusal) => falls.push((place, refusal)),
                    Ok(relation) => {
                        if let Some(fate) = fates.get_mut(place) {
                            fate.relation = relation;
                        }
                    }
                }
            }
        }
        if falls.is_empty() {
            return fates;
        }
        fallen.extend(falls);
    }
}

/// What the records say of people alone, one after the other: a document may go from one to
/// another.
fn people(batch: &Batch<'_>, today: Date, fallen: &HashMap<usize, Refusal>) -> Vec<Fate> {
    let mut changed: HashMap<(String, String), Option<&str>> = HashMap::new();
    let mut fates = Vec::with_capacity(batch.records.len());
    for (place, record) in batch.records.iter().enumerate() {
        let person = match fallen.get(&place) {
            Some(refusal) => PersonFate::Refuse(*refusal),
            None => one(batch, record, today, &changed),
        };
        if matches!(person, PersonFate::Enrol | PersonFate::Update) {
            if let Some(held) = batch.held.get(record.subject().as_str()) {
                changed.insert(document(held), None);
            }
            changed.insert(document(record), Some(record.subject().as_str()));
        }
        fates.push(Fate {
            person,
            relation: None,
        });
    }
    fates
}

fn one(
    batch: &Batch<'_>,
    record: &Record,
    today: Date,
    changed: &HashMap<(String, String), Option<&str>>,
) -> PersonFate {
    if let Err(error) = record.check_dates(today) {
        return PersonFate::Refuse(Refusal::Sanity(error));
    }
    let document = document(record);
    let holder = match changed.get(&document) {
        Some(holder) => *holder,
        None => batch.holders.get(&document).map(|holder| &**holder),
    };
    if holder.is_some_and(|holder| holder != record.subject().as_str()) {
        return PersonFate::Refuse(Refusal::DocumentInUse);
    }
    match batch.held.get(record.subject().as_str()) {
        None => PersonFate::Enrol,
        Some(held) if is_same(held, record) => PersonFate::Keep,
        Some(_) => PersonFate::Update,
    }
}

fn document(record: &Record) -> (String, String) {
    let document = &record.person().document;
    (document.kind().name().to_owned(), document.number())
}

/// Whether the register has a person as the record says.
fn is_same(held: &Record, record: &Record) -> bool {
    let (one, other) = (held.person(), record.person());
    held.population() == record.population()
        && held.region() == record.region()
        && held.gate() == record.gate()
        && held.identity() == record.identity()
        && one.name == other.name
        && one.document == other.document
        && one.address == other.address
        && one.household == other.household
}

/// The relation that a record asks for; none where it is there already.
fn relation(
    batch: &Batch<'_>,
    record: &Record,
    link: &GuardianLink,
    today: Date,
    stands: &impl Fn(usize) -> bool,
) -> Result<Option<(RelationKind, Option<Kinship>)>, Refusal> {
    if link.subject == *record.subject() {
        return Err(Refusal::SamePerson);
    }
    let in_batch = batch.places.get(&link.subject);
    let in_batch = in_batch.filter(|place| stands(**place));
    let guardian = in_batch.and_then(|place| batch.records.get(*place));
    let guardian = guardian.or_else(|| batch.held.get(link.subject.as_str()));
    let guardian = guardian.ok_or(Refusal::GuardianNotEnrolled)?;
    let last = batch.relation(&link.subject, record.subject());
    if let Some(open) = last.and_then(|last| last.open.as_deref()) {
        let is_co_resident = link.relation == LinkRelation::CoResident;
        return match (open, is_co_resident) {
            ("co-resident", true) | ("member", false) => Ok(None),
            _ => Err(Refusal::AlreadyRelated),
        };
    }
    let age = |record: &Record| {
        let born = record.person().document.birth_date();
        born.age_on(today).unwrap_or(0)
    };
    match link.relation {
        LinkRelation::Other => Err(Refusal::NotFamily),
        LinkRelation::CoResident if share_an_address(guardian, record) => {
            Ok(Some((RelationKind::CoResident, None)))
        }
        LinkRelation::CoResident => Err(Refusal::AddressDiffers),
        LinkRelation::Family(_) if age(guardian) < MAJORITY => Err(Refusal::GuardianIsMinor),
        LinkRelation::Family(relation) => {
            let kind = match age(record) {
                age if age < MAJORITY => RelationKind::Minor,
                age if age >= ELDER => RelationKind::Elder,
                _ => return Err(Refusal::NeitherMinorNorElder),
            };
            Ok(Some((kind, Some(relation))))
        }
    }
}

fn share_an_address(one: &Record, other: &Record) -> bool {
    let registered = |record: &Record| {
        let address: &Address = &record.person().address;
        matches!(
            address.state(),
            AddressState::Registered | AddressState::NonStandard
        )
    };
    let tail = |record: &Record| {
        let tail = record.person().address.tail();
        tail.map(|tail| tail.as_str().to_owned())
    };
    registered(one)
        && registered(other)
        && one.region() == other.region()
        && tail(one) == tail(other)
}

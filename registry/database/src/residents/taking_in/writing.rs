use std::collections::HashMap;

use juma_format::person::{AddressTail, Document};
use juma_registry::{
    SubjectId,
    ledger::Random,
    record::{GuardianLink, Record},
};
use serde_json::json;

use super::{
    TakenIn,
    batch::Batch,
    judging::{Fate, PersonFate},
};
use crate::{
    act::{Act, SubjectRow},
    journal::signed,
    residents::{
        ActError, Channel, Fact, Outcome, Resident,
        family::{Kinship, RelationKind},
        people::household_values,
        residence, update,
        words::sex_word,
    },
    store::Value,
};

/// Does what was decided: changes one after the other, then everybody who is new, then relations.
pub(super) fn write(
    act: &mut Act<'_>,
    batch: &Batch<'_>,
    fates: Vec<Fate>,
    random: &mut dyn Random,
) -> Result<Vec<TakenIn>, ActError> {
    let mut taken = Vec::with_capacity(fates.len());
    let (mut new, mut added) = (Newcomers::default(), Vec::new());
    for (record, fate) in batch.records.iter().zip(&fates) {
        taken.push(match fate.person {
            PersonFate::Refuse(refusal) => TakenIn::Refused(refusal),
            PersonFate::Keep => TakenIn::Same,
            PersonFate::Enrol => {
                new.add(act, batch, record, random)?;
                TakenIn::Enrolled
            }
            PersonFate::Update => {
                let resident = Resident {
                    subject: *batch
                        .row(record.subject())
                        .ok_or(crate::StoreError::Corrupt)?,
                    name: record.subject().clone(),
                };
                TakenIn::Updated(update::update(act, &resident, record, Channel::Import)?)
            }
        });
        if let (Some(link), Some((kind, kinship))) = (record.guardian(), fate.relation) {
            added.push((record, link, kind, kinship));
        }
    }
    new.write(act)?;
    relate(act, batch, &new, &added)?;
    for (taken, fate) in taken.iter_mut().zip(&fates) {
        if fate.relation.is_none() {
            continue;
        }
        match taken {
            TakenIn::Same => *taken = TakenIn::Updated(Outcome::unseen(vec![Fact::Relation])),
            TakenIn::Updated(outcome) => outcome.changed.push(Fact::Relation),
            TakenIn::Enrolled | TakenIn::Refused(_) => {}
        }
    }
    Ok(taken)
}

/// People who are not enrolled yet.
#[derive(Default)]
struct Newcomers<'a> {
    rows: HashMap<&'a SubjectId, SubjectRow>,
    people: Vec<Newcomer<'a>>,
}

struct Newcomer<'a> {
    record: &'a Record,
    subject: i64,
    /// Of somebody whom the register does not even know by name.
    key: Option<[u8; 32]>,
}

impl<'a> Newcomers<'a> {
    fn add(
        &mut self,
        act: &mut Act<'_>,
        batch: &Batch<'a>,
        record: &'a Record,
        random: &mut dyn Random,
    ) -> Result<(), ActError> {
        let (row, key) = match batch.row(record.subject()) {
            Some(row) => (*row, None),
            None => {
                let (row, key) = act.new_subject(random)?;
                (row, Some(key))
            }
        };
        let resident = Resident {
            subject: row,
            name: record.subject().clone(),
        };
        let number = record.person().document.number();
        let name = record.person().name.as_str();
        resident.record(act, "enrol", &[("name", name), ("document", &number)])?;
        self.rows.insert(record.subject(), row);
        self.people.push(Newcomer {
            record,
            subject: row.id,
            key,
        });
        Ok(())
    }

    fn write(&self, act: &mut Act<'_>) -> Result<(), ActError> {
        let mut subjects: Vec<Value<'_>> = Vec::new();
        let mut residents: Vec<Value<'_>> = Vec::new();
        for Newcomer {
            record,
            subject,
            key,
        } in &self.people
        {
            if let Some(key) = key {
                let name = record.subject().as_str();
                subjects.extend::<[Value<'_>; 3]>([(*subject).into(), name.into(), key.into()]);
            }
            let (person, gate) = (record.person(), record.gate());
            let [household_region, household_text] = household_values(person.household.as_ref());
            residents.extend::<[Value<'_>; 10]>([
                (*subject).into(),
                person.name.as_str().into(),
                record.population().name().into(),
                record.region().code().into(),
                household_region,
                household_text,
                gate.region.name().into(),
                gate.document_tail.name().into(),
                gate.coarsen.name().into(),
                1_i64.into(),
            ]);
        }
        let into = "subjects (id, subject, digest_key)";
        act.store.insert_many(into, 3, &subjects)?;
        let into = "residents (subject, name, population, region, household_region,
                        household_text, gate_region, gate_tail, gate_coarsen, revision)";
        act.store.insert_many(into, 10, &residents)?;
        self.write_documents(act)?;
        self.write_verifications(act)?;
        self.write_registrations(act)
    }

    fn write_documents(&self, act: &mut Act<'_>) -> Result<(), ActError> {
        let texts: Vec<_> = self
            .people
            .iter()
            .map(|new| {
                let document: &Document = &new.record.person().document;
                (document.number(), document.birth_date().to_string())
            })
            .collect();
        let since = signed(act.context.now.seconds())?;
        let mut values: Vec<Value<'_>> = Vec::new();
        for (new, (number, birth_date)) in self.people.iter().zip(&texts) {
            let document = &new.record.person().document;
            values.extend::<[Value<'_>; 7]>([
                new.subject.into(),
                1_i64.into(),
                document.kind().name().into(),
                (&**number).into(),
                (&**birth_date).into(),
                sex_word(document.sex()).into(),
                since.into(),
            ]);
        }
        let into = "documents (subject, number, kind, document, birth_date, sex, since)";
        Ok(act.store.insert_many(into, 7, &values)?)
    }

    fn write_verifications(&self, act: &mut Act<'_>) -> Result<(), ActError> {
        let times: Vec<_> = self
            .people
            .iter()
            .map(|new| new.record.identity().verified_at.to_string())
            .collect();
        let mut values: Vec<Value<'_>> = Vec::new();
        for (new, verified_at) in self.people.iter().zip(&times) {
            let identity = new.record.identity();
            values.extend::<[Value<'_>; 5]>([
                new.subject.into(),
                1_i64.into(),
                identity.level.name().into(),
                (&**verified_at).into(),
                (&*identity.reference).into(),
            ]);
        }
        let into = "verifications (subject, number, level, verified_at, reference)";
        Ok(act.store.insert_many(into, 5, &values)?)
    }

    fn write_registrations(&self, act: &mut Act<'_>) -> Result<(), ActError> {
        let since = signed(act.context.now.seconds())?;
        let mut values: Vec<Value<'_>> = Vec::new();
        for new in &self.people {
            let address = &new.record.person().address;
            let Some((state, form)) = residence::of_record(address) else {
                continue;
            };
            values.extend::<[Value<'_>; 8]>([
                new.subject.into(),
                1_i64.into(),
                new.record.region().code().into(),
                address.tail().map(AddressTail::as_str).into(),
                state.into(),
                form.name().into(),
                Channel::Import.name().into(),
                since.into(),
            ]);
        }
        let into = "registrations (subject, number, region, address, state, form, channel, since)";
        Ok(act.store.insert_many(into, 8, &values)?)
    }
}

/// A relation that a record asks for.
type Added<'a> = (&'a Record, &'a GuardianLink, RelationKind, Option<Kinship>);

fn relate(
    act: &mut Act<'_>,
    batch: &Batch<'_>,
    new: &Newcomers<'_>,
    added: &[Added<'_>],
) -> Result<(), ActError> {
    let since = signed(act.context.now.seconds())?;
    let row = |subject: &SubjectId| {
        let found = new.rows.get(subject).or_else(|| batch.row(subject));
        found.copied().ok_or(crate::StoreError::Corrupt)
    };
    let mut values: Vec<Value<'_>> = Vec::new();
    for (record, link, kind, kinship) in added {
        let (guardian, person) = (row(&link.subject)?, row(record.subject())?);
        let last = batch.relation(&link.subject, record.subject());
        let number = last.map_or(0, |last| last.number).saturating_add(1);
        let [word, reason] = kind.words();
        values.extend::<[Value<'_>; 7]>([
            guardian.id.into(),
            person.id.into(),
            number.into(),
            word.into(),
            reason.into(),
            kinship.map(Kinship::name).into(),
            since.into(),
        ]);
        let detail = json!({
            "person": person.digest("subject", record.subject().as_str()),
            "guardian": guardian.digest("subject", link.subject.as_str()),
        });
        if let Some(gathered) = &mut act.gathered {
            gathered.add(kind.act(), &detail.to_string());
        }
    }
    let into = "relations (guardian, person, number, kind, reason, kinship, since)";
    Ok(act.store.insert_many(into, 7, &values)?)
}

use juma_format::person::AddressState;
use juma_registry::{SubjectId, record::Record};

use super::{
    ActError, Channel, CodeFate, Fact, Outcome, Refusal, Resident,
    people::{household_values, refuse_taken},
    residence,
    row::Current,
};
use crate::{Register, act::Act, store::Value};

impl Register {
    /// Makes a resident what a record says, in one act: every fact that differs is changed as its
    /// own act would. Codes with an old name or document are revoked. A record that says what the
    /// register has changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::DocumentInUse`], [`Refusal::Sanity`], and when the
    /// register fails.
    pub fn update(&mut self, record: &Record, channel: Channel) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, record.subject())?;
            update(act, &resident, record, channel)
        })
    }
}

pub(super) fn update(
    act: &mut Act<'_>,
    resident: &Resident,
    record: &Record,
    channel: Channel,
) -> Result<Outcome, ActError> {
    record.check_dates(act.context.now.date())?;
    refuse_taken(act, &record.person().document, resident.subject.id)?;
    let held = held(act, record.subject())?;
    let (old, new) = (held.person(), record.person());
    let mut changed = Vec::new();
    let mut facts = Vec::new();
    let number = new.document.number();
    let columns = (held.population(), held.region(), held.gate());
    let is_person_other = columns != (record.population(), record.region(), record.gate());
    if old.name != new.name {
        changed.push(Fact::Name);
        facts.push(("name", new.name.as_str()));
    }
    if old.document != new.document {
        resident.replace_document(act, &new.document)?;
        changed.push(Fact::Document);
        facts.push(("document", &*number));
    }
    if old.household != new.household {
        changed.push(Fact::Household);
        let text = new.household.as_ref();
        facts.push(("household", text.map_or("", |it| it.tail.as_str())));
    }
    if held.identity() != record.identity() {
        resident.add_verification(act, record.identity())?;
        changed.push(Fact::Identity);
        facts.push(("reference", &*record.identity().reference));
    }
    let is_elsewhere = held.region() != record.region();
    let is_registered = new.address.state() != AddressState::None;
    if old.address != new.address || (is_elsewhere && is_registered) {
        resident.end_registration(act)?;
        residence::add_of_record(act, resident, record, channel)?;
        changed.push(Fact::Address);
        facts.push((
            "address",
            new.address.tail().map_or("", |tail| tail.as_str()),
        ));
    }
    if is_person_other {
        changed.push(Fact::Person);
    }
    if changed.is_empty() {
        return Ok(Outcome::unseen(changed));
    }
    resident.write_columns(act, record)?;
    resident.record(act, "update-resident", &facts)?;
    // What is verified anew looks the same in every code.
    if changed == [Fact::Identity] {
        return Ok(Outcome::unseen(changed));
    }
    resident.revise(act)?;
    let is_other = changed.contains(&Fact::Name) || changed.contains(&Fact::Document);
    let fate = if is_other {
        CodeFate::Revoke
    } else {
        CodeFate::Keep
    };
    resident.outcome(act, changed, fate)
}

fn held(act: &mut Act<'_>, subject: &SubjectId) -> Result<Record, ActError> {
    let held = Current::find(act.store, subject)?;
    Ok(held.ok_or(Refusal::NotEnrolled)?.record)
}

impl Resident {
    fn write_columns(&self, act: &mut Act<'_>, record: &Record) -> Result<(), ActError> {
        let (person, gate) = (record.person(), record.gate());
        let [household_region, household_text] = household_values(person.household.as_ref());
        let sql = "UPDATE residents SET name = $1, population = $2, region = $3,
                       household_region = $4, household_text = $5, gate_region = $6,
                       gate_tail = $7, gate_coarsen = $8
                   WHERE subject = $9";
        let values: [Value<'_>; 9] = [
            person.name.as_str().into(),
            record.population().name().into(),
            record.region().code().into(),
            household_region,
            household_text,
            gate.region.name().into(),
            gate.document_tail.name().into(),
            gate.coarsen.name().into(),
            self.subject.id.into(),
        ];
        act.store.execute(sql, &values)?;
        Ok(())
    }
}

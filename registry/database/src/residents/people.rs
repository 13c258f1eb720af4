use juma_format::person::{Document, HouseholdAddress, Name};
use juma_registry::{
    SubjectId,
    ledger::Random,
    record::{Identity, Record},
};

use super::{
    ActError, Channel, CodeFate, CountedTable, Fact, Outcome, Refusal, Resident, residence,
    row::Current, words::sex_word,
};
use crate::{Register, RegisterError, StoreError, act::Act, journal::signed, store::Value};

impl Register {
    /// Enrols a person whose identity was verified, with everything that the record says.
    ///
    /// # Errors
    /// [`Refusal::AlreadyEnrolled`], [`Refusal::DocumentInUse`], [`Refusal::Sanity`], and when the
    /// register fails.
    pub fn enrol(&mut self, record: &Record, random: &mut dyn Random) -> Result<Outcome, ActError> {
        self.write(|act| {
            if Resident::find(act, record.subject()).is_ok() {
                return Err(Refusal::AlreadyEnrolled.into());
            }
            enrol(act, record, random)
        })
    }

    /// The record of a resident, as codes are made of it.
    ///
    /// # Errors
    /// When the register fails.
    pub fn record(&self, subject: &SubjectId) -> Result<Option<Record>, RegisterError> {
        let current = self.read(|store| Current::find(store, subject))?;
        Ok(current.map(|current| current.record))
    }

    /// Adds a verification of the identity, which counts from now on.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], and when the register fails.
    pub fn verify_identity(
        &mut self,
        subject: &SubjectId,
        identity: &Identity,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            if identity.verified_at.date() > act.context.now.date() {
                return Err(juma_registry::record::SanityError::VerifiedInFuture.into());
            }
            resident.add_verification(act, identity)?;
            let facts = [("reference", &*identity.reference)];
            resident.record(act, "verify-identity", &facts)?;
            Ok(Outcome::unseen(vec![Fact::Identity]))
        })
    }

    /// Changes the name. Codes with the old one are revoked in the same act.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::SameFacts`], and when the register fails.
    pub fn change_name(&mut self, subject: &SubjectId, name: &Name) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            let sql = "UPDATE residents SET name = $1 WHERE subject = $2 AND name <> $3";
            let (name, id) = (name.as_str(), resident.subject.id);
            let values = [name.into(), id.into(), name.into()];
            if act.store.execute(sql, &values)? == 0 {
                return Err(Refusal::SameFacts.into());
            }
            resident.revise(act)?;
            resident.record(act, "change-name", &[("name", name)])?;
            resident.outcome(act, vec![Fact::Name], CodeFate::Revoke)
        })
    }

    /// Changes the identity document. Codes with the old one are revoked in the same act.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::SameFacts`], [`Refusal::DocumentInUse`], and when the
    /// register fails.
    pub fn change_document(
        &mut self,
        subject: &SubjectId,
        document: &Document,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            let held = Current::find(act.store, subject)?;
            if held.is_some_and(|held| held.record.person().document == *document) {
                return Err(Refusal::SameFacts.into());
            }
            refuse_taken(act, document, resident.subject.id)?;
            resident.replace_document(act, document)?;
            resident.revise(act)?;
            let number = document.number();
            resident.record(act, "change-document", &[("document", &number)])?;
            resident.outcome(act, vec![Fact::Document], CodeFate::Revoke)
        })
    }

    /// Refreshes the address of household registration; none takes it away.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::SameFacts`], and when the register fails.
    pub fn refresh_household(
        &mut self,
        subject: &SubjectId,
        household: Option<&HouseholdAddress>,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            let held = Current::find(act.store, subject)?;
            let held = held.and_then(|held| held.record.person().household.clone());
            if held.as_ref() == household {
                return Err(Refusal::SameFacts.into());
            }
            let sql = "UPDATE residents SET household_region = $1, household_text = $2
                       WHERE subject = $3";
            let [region, text] = household_values(household);
            let values = [region, text, resident.subject.id.into()];
            act.store.execute(sql, &values)?;
            resident.revise(act)?;
            let text = household.map_or("", |household| household.tail.as_str());
            resident.record(act, "refresh-household", &[("household", text)])?;
            resident.outcome(act, vec![Fact::Household], CodeFate::Keep)
        })
    }
}

/// Writes every row of a new resident.
pub(super) fn enrol(
    act: &mut Act<'_>,
    record: &Record,
    random: &mut dyn Random,
) -> Result<Outcome, ActError> {
    record.check_dates(act.context.now.date())?;
    // Who is not enrolled has no document yet.
    refuse_taken(act, &record.person().document, 0)?;
    let subject = act.subject(record.subject().as_str(), random)?;
    let resident = Resident {
        subject,
        name: record.subject().clone(),
    };
    let (person, gate) = (record.person(), record.gate());
    let [household_region, household_text] = household_values(person.household.as_ref());
    let sql = "INSERT INTO residents (subject, name, population, region, household_region,
                   household_text, gate_region, gate_tail, gate_coarsen, revision)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    let values = [
        subject.id.into(),
        person.name.as_str().into(),
        record.population().name().into(),
        record.region().code().into(),
        household_region,
        household_text,
        gate.region.name().into(),
        gate.document_tail.name().into(),
        gate.coarsen.name().into(),
    ];
    act.store.execute(sql, &values)?;
    resident.add_document(act, &person.document)?;
    resident.add_verification(act, record.identity())?;
    residence::add_of_record(act, &resident, record, Channel::Import)?;
    let number = person.document.number();
    let facts = [("name", person.name.as_str()), ("document", &*number)];
    resident.record(act, "enrol", &facts)?;
    resident.outcome(act, vec![Fact::Person], CodeFate::Keep)
}

/// Refuses a document that somebody else than this subject has.
pub(super) fn refuse_taken(
    act: &mut Act<'_>,
    document: &Document,
    own: i64,
) -> Result<(), ActError> {
    let sql = "SELECT subject FROM documents WHERE kind = $1 AND document = $2
               AND ended IS NULL AND subject <> $3";
    let number = document.number();
    let values = [document.kind().name().into(), (&*number).into(), own.into()];
    match act.store.first(sql, &values, |_| Ok(()))? {
        Some(()) => Err(Refusal::DocumentInUse.into()),
        None => Ok(()),
    }
}

pub(super) fn household_values(household: Option<&HouseholdAddress>) -> [Value<'_>; 2] {
    household.map_or([Value::Null, Value::Null], |household| {
        [
            household.region.code().into(),
            household.tail.as_str().into(),
        ]
    })
}

impl Resident {
    fn add_document(&self, act: &mut Act<'_>, document: &Document) -> Result<(), ActError> {
        let (kind, text) = (document.kind().name(), document.number());
        let number = self.next(act, CountedTable::Documents)?;
        let birth_date = document.birth_date().to_string();
        let sql = "INSERT INTO documents (subject, number, kind, document, birth_date, sex, since)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            self.subject.id.into(),
            number.into(),
            kind.into(),
            (&*text).into(),
            (&*birth_date).into(),
            sex_word(document.sex()).into(),
            signed(act.context.now.seconds())?.into(),
        ];
        act.store.execute(sql, &values)?;
        Ok(())
    }

    /// Ends the document in use, and puts another in its place.
    pub(super) fn replace_document(
        &self,
        act: &mut Act<'_>,
        document: &Document,
    ) -> Result<(), ActError> {
        let sql = "UPDATE documents SET ended = $1 WHERE subject = $2 AND ended IS NULL";
        let now = signed(act.context.now.seconds())?;
        let values = [now.into(), self.subject.id.into()];
        act.store.execute(sql, &values)?;
        self.add_document(act, document)
    }

    pub(super) fn add_verification(
        &self,
        act: &mut Act<'_>,
        identity: &Identity,
    ) -> Result<(), StoreError> {
        let number = self.next(act, CountedTable::Verifications)?;
        let verified_at = identity.verified_at.to_string();
        let sql = "INSERT INTO verifications (subject, number, level, verified_at, reference)
                   VALUES ($1, $2, $3, $4, $5)";
        let values = [
            self.subject.id.into(),
            number.into(),
            identity.level.name().into(),
            (&*verified_at).into(),
            (&*identity.reference).into(),
        ];
        act.store.execute(sql, &values).map(|_| ())
    }
}

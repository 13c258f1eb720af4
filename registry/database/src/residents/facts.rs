use std::collections::HashMap;

use juma_registry::{SubjectId, ledger::Revision, record::Record};

use super::{
    Fact,
    row::{COLUMN_COUNT, COLUMNS, Current, TABLES},
};
use crate::{
    Register, RegisterError, StoreError,
    act::SubjectRow,
    store::{Store, Value},
};

/// What the register has of a resident, and since which change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The record, as codes are made of it.
    pub record: Record,
    /// How often it had changed.
    pub revision: Revision,
}

/// A record beside what the register has of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// These facts are others there.
    Differs(Vec<Fact>),
    /// Nobody of this id is enrolled.
    NotEnrolled,
    /// A code of either says the same.
    Same(Revision),
}

impl Register {
    /// The facts about a resident.
    ///
    /// # Errors
    /// When the register fails.
    pub fn facts(&self, subject: &SubjectId) -> Result<Option<Facts>, RegisterError> {
        self.read(|store| Ok(find(store, subject)?))
    }

    /// The facts about many residents, by their ids; nothing of who is not enrolled.
    ///
    /// # Errors
    /// When the register fails.
    pub fn facts_of<'s>(
        &self,
        subjects: impl IntoIterator<Item = &'s SubjectId>,
    ) -> Result<HashMap<SubjectId, Facts>, RegisterError> {
        let names = subjects.into_iter().map(|subject| subject.as_str().into());
        let names: Vec<Value<'_>> = names.collect();
        self.read(|store| Ok(find_many(store, &names)?))
    }

    /// Compares a record with what the register has, as far as a code can show it: a verification
    /// of the identity stands in none.
    ///
    /// # Errors
    /// When the register fails.
    pub fn compare(&self, record: &Record) -> Result<Comparison, RegisterError> {
        let Some(held) = self.facts(record.subject())? else {
            return Ok(Comparison::NotEnrolled);
        };
        let differing = differing(&held.record, record);
        Ok(if differing.is_empty() {
            Comparison::Same(held.revision)
        } else {
            Comparison::Differs(differing)
        })
    }
}

fn find(store: &mut Store, subject: &SubjectId) -> Result<Option<Facts>, StoreError> {
    let Some(current) = Current::find(store, subject)? else {
        return Ok(None);
    };
    let row = SubjectRow::find(store, subject.as_str())?;
    let revision = row.and_then(|row| row.revision).and_then(|revision| {
        let revision = u64::try_from(revision).ok()?;
        Revision::new(revision)
    });
    Ok(Some(Facts {
        record: current.record,
        revision: revision.ok_or(StoreError::Corrupt)?,
    }))
}

fn find_many(
    store: &mut Store,
    names: &[Value<'_>],
) -> Result<HashMap<SubjectId, Facts>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, r.revision FROM residents r {TABLES}
         WHERE d.kind IS NOT NULL AND v.level IS NOT NULL AND s.subject IN"
    );
    let mut found = HashMap::with_capacity(names.len());
    store.query_in(&sql, names, &mut |row| {
        let Current { record } = Current::of(row)?;
        let revision = Revision::new(row.number(COLUMN_COUNT)?).ok_or(StoreError::Corrupt)?;
        found.insert(record.subject().clone(), Facts { record, revision });
        Ok(())
    })?;
    Ok(found)
}

fn differing(held: &Record, given: &Record) -> Vec<Fact> {
    let (old, new) = (held.person(), given.person());
    let columns = |record: &Record| (record.population(), record.region(), record.gate());
    let facts = [
        (Fact::Address, old.address == new.address),
        (Fact::Document, old.document == new.document),
        (Fact::Household, old.household == new.household),
        (Fact::Name, old.name == new.name),
        (Fact::Person, columns(held) == columns(given)),
    ];
    let differing = facts.into_iter().filter(|(_, is_same)| !is_same);
    differing.map(|(fact, _)| fact).collect()
}

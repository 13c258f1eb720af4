use std::collections::HashMap;

use juma_registry::{SubjectId, record::Record};

use crate::{
    StoreError,
    act::{Act, SubjectRow},
    residents::row::Current,
    store::Value,
};

/// Records of one person each, and all that the register has about them.
pub(super) struct Batch<'a> {
    pub(super) records: &'a [Record],
    /// By subject: which of the records is theirs.
    pub(super) places: HashMap<&'a SubjectId, usize>,
    /// Who of the records' people and their guardians has a row.
    pub(super) subjects: HashMap<String, SubjectRow>,
    /// Who of them is enrolled, as the register has them.
    pub(super) held: HashMap<String, Record>,
    /// Documents that are in use, by kind and number, and whose they are.
    pub(super) holders: HashMap<(String, String), String>,
    /// The last relation between two people, by their rows: guardian, person.
    pub(super) relations: HashMap<(i64, i64), LastRelation>,
}

/// The last of what was ever between two people.
pub(super) struct LastRelation {
    pub(super) number: i64,
    /// The kind of one that is not ended.
    pub(super) open: Option<String>,
}

impl<'a> Batch<'a> {
    pub(super) fn read(act: &mut Act<'_>, records: &'a [Record]) -> Result<Self, StoreError> {
        let mut batch = Self {
            records,
            places: HashMap::new(),
            subjects: HashMap::new(),
            held: HashMap::new(),
            holders: HashMap::new(),
            relations: HashMap::new(),
        };
        let mut names: Vec<Value<'_>> = Vec::new();
        for (place, record) in records.iter().enumerate() {
            batch.places.insert(record.subject(), place);
            names.push(record.subject().as_str().into());
            names.extend::<Option<Value<'_>>>(
                record.guardian().map(|link| link.subject.as_str().into()),
            );
        }
        batch.subjects = SubjectRow::find_many(act.store, &names)?;
        batch.held = Current::find_many(act.store, &names)?;
        batch.read_holders(act)?;
        batch.read_relations(act)?;
        Ok(batch)
    }

    fn read_holders(&mut self, act: &mut Act<'_>) -> Result<(), StoreError> {
        let numbers: Vec<String> = self
            .records
            .iter()
            .map(|record| record.person().document.number())
            .collect();
        let pairs = self.records.iter().zip(&numbers).flat_map(|(record, it)| {
            let kind = record.person().document.kind().name();
            [kind.into(), (&**it).into()]
        });
        let pairs: Vec<Value<'_>> = pairs.collect();
        let sql = "SELECT d.kind, d.document, s.subject FROM documents d
                   JOIN subjects s ON s.id = d.subject
                   WHERE d.ended IS NULL AND (d.kind, d.document) IN";
        let holders = &mut self.holders;
        act.store.query_in_pairs(sql, &pairs, &mut |row| {
            holders.insert((row.text(0)?, row.text(1)?), row.text(2)?);
            Ok(())
        })
    }

    fn read_relations(&mut self, act: &mut Act<'_>) -> Result<(), StoreError> {
        let links = self.records.iter().filter_map(Record::guardian);
        let guardians = links.filter_map(|link| self.subjects.get(link.subject.as_str()));
        let guardians: Vec<Value<'_>> = guardians.map(|row| row.id.into()).collect();
        let sql = "SELECT guardian, person, number, kind, ended FROM relations
                   WHERE guardian IN";
        let relations = &mut self.relations;
        act.store.query_in(sql, &guardians, &mut |row| {
            let pair = (row.integer(0)?, row.integer(1)?);
            let number = row.integer(2)?;
            let ended = row.optional_integer(4)?;
            let kind = row.text(3)?;
            let last = relations.entry(pair).or_insert(LastRelation {
                number: 0,
                open: None,
            });
            last.number = last.number.max(number);
            if ended.is_none() {
                last.open = Some(kind);
            }
            Ok(())
        })
    }

    /// The register's row of somebody.
    pub(super) fn row(&self, subject: &SubjectId) -> Option<&SubjectRow> {
        self.subjects.get(subject.as_str())
    }

    /// The last relation between two who both have a row.
    pub(super) fn relation(
        &self,
        guardian: &SubjectId,
        person: &SubjectId,
    ) -> Option<&LastRelation> {
        let pair = (self.row(guardian)?.id, self.row(person)?.id);
        self.relations.get(&pair)
    }
}

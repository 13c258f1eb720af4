use std::collections::HashMap;

use juma_registry::ledger::{LedgerError, Random};
use serde_json::Value as Json;

use crate::{
    Context, JournalEntry, Mark, StoreError,
    journal::{self, signed},
    residents::Gathered,
    store::{Row, Store, Value},
};

/// The row that every writer locks: which register this is, and its last numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) register: [u8; 16],
    pub(crate) entries: u32,
    pub(crate) act: u64,
    pub(crate) chain: [u8; 32],
    pub(crate) subject: i64,
    pub(crate) serial: u64,
    pub(crate) list: u32,
    pub(crate) closed_list: u32,
    pub(crate) sequence: u32,
    pub(crate) epoch: u32,
    pub(crate) session: i64,
}

const COLUMNS: &str = "SELECT register, entries, act, chain, subject, serial, list, closed_list,
    sequence, epoch, session FROM head";

impl Head {
    pub(crate) fn new(register: [u8; 16], entries: u32) -> Self {
        Self {
            register,
            entries,
            act: 0,
            chain: journal::start(&register),
            subject: 0,
            serial: 0,
            list: 0,
            closed_list: 0,
            sequence: 0,
            epoch: 0,
            session: 0,
        }
    }

    pub(crate) fn create(&self, store: &mut Store) -> Result<(), StoreError> {
        let sql = "INSERT INTO head (one, register, entries, act, chain, subject, serial, list,
                       closed_list, sequence, epoch, session)
                   VALUES (1, $1, $2, 0, $3, 0, 0, 0, 0, 0, 0, 0)";
        let values = [
            (&self.register).into(),
            self.entries.into(),
            (&self.chain).into(),
        ];
        store.execute(sql, &values).map(|_| ())
    }

    pub(crate) fn read(store: &mut Store) -> Result<Self, StoreError> {
        let head = store.first(COLUMNS, &[], Self::of)?;
        head.ok_or(StoreError::NotARegister)
    }

    fn lock(store: &mut Store) -> Result<Self, StoreError> {
        let sql = format!("{COLUMNS}{}", store.for_update());
        let head = store.first(&sql, &[], Self::of)?;
        head.ok_or(StoreError::NotARegister)
    }

    fn of(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            register: row.array(0)?,
            entries: row.number(1)?,
            act: row.number(2)?,
            chain: row.array(3)?,
            subject: row.integer(4)?,
            serial: row.number(5)?,
            list: row.number(6)?,
            closed_list: row.number(7)?,
            sequence: row.number(8)?,
            epoch: row.number(9)?,
            session: row.integer(10)?,
        })
    }

    fn write(&self, store: &mut Store) -> Result<(), StoreError> {
        let sql = "UPDATE head SET act = $1, chain = $2, subject = $3, serial = $4, list = $5,
                       closed_list = $6, sequence = $7, epoch = $8, session = $9";
        let values = [
            signed(self.act)?.into(),
            (&self.chain).into(),
            self.subject.into(),
            signed(self.serial)?.into(),
            self.list.into(),
            self.closed_list.into(),
            self.sequence.into(),
            self.epoch.into(),
            self.session.into(),
        ];
        store.execute(sql, &values).map(|_| ())
    }

    pub(crate) const fn mark(&self) -> Mark {
        Mark {
            register: self.register,
            act: self.act,
            chain: self.chain,
            serial: self.serial,
            list: self.list,
            sequence: self.sequence,
        }
    }
}

/// A transaction that writes. It has the lock.
pub(crate) struct Act<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) head: Head,
    pub(crate) context: &'a Context,
    /// The session of this process, when it has planned anything.
    pub(crate) session: Option<i64>,
    /// Where the acts of a batch are gathered, while there is one.
    pub(crate) gathered: Option<Gathered>,
}

impl<'a> Act<'a> {
    pub(crate) fn begin(
        store: &'a mut Store,
        context: &'a Context,
        session: Option<i64>,
    ) -> Result<Self, StoreError> {
        let head = Head::lock(store)?;
        Ok(Self {
            store,
            head,
            context,
            session,
            gathered: None,
        })
    }

    /// Writes what has become of the head, and says how far the register has come.
    pub(crate) fn end(self) -> Result<(Head, Option<i64>), StoreError> {
        self.head.write(self.store)?;
        Ok((self.head, self.session))
    }

    /// Writes an entry of the journal.
    pub(crate) fn record(&mut self, act: &str, detail: &Json) -> Result<(), StoreError> {
        let number = self.head.act.checked_add(1).ok_or(StoreError::Corrupt)?;
        let entry = JournalEntry {
            number,
            at: self.context.now,
            operator: self.context.operator.as_str().to_owned(),
            act: act.to_owned(),
            detail: detail.to_string(),
        };
        let chain = entry.chain(&self.head.chain);
        entry.store(&chain, self.store)?;
        (self.head.act, self.head.chain) = (number, chain);
        Ok(())
    }

    /// The row of a subject, made when there is none.
    pub(crate) fn subject(
        &mut self,
        subject: &str,
        random: &mut dyn Random,
    ) -> Result<SubjectRow, LedgerError> {
        if let Some(row) = SubjectRow::find(self.store, subject)? {
            return Ok(row);
        }
        let (row, key) = self.new_subject(random)?;
        let sql = "INSERT INTO subjects (id, subject, digest_key) VALUES ($1, $2, $3)";
        self.store
            .execute(sql, &[row.id.into(), subject.into(), (&key).into()])?;
        Ok(row)
    }

    /// What the row of a new subject will be, and its key. The caller writes it.
    pub(crate) fn new_subject(
        &mut self,
        random: &mut dyn Random,
    ) -> Result<(SubjectRow, [u8; 32]), LedgerError> {
        let mut key = [0; 32];
        random.fill(&mut key)?;
        self.head.subject = self.head.subject.saturating_add(1);
        let row = SubjectRow {
            id: self.head.subject,
            revision: None,
            key,
        };
        Ok((row, key))
    }
}

/// A subject in the register.
#[derive(Clone, Copy)]
pub(crate) struct SubjectRow {
    pub(crate) id: i64,
    /// How often the facts of a resident have changed; none for somebody who is not enrolled.
    pub(crate) revision: Option<i64>,
    key: [u8; 32],
}

impl SubjectRow {
    pub(crate) fn find(store: &mut Store, subject: &str) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT s.id, s.digest_key, r.revision FROM subjects s
                   LEFT JOIN residents r ON r.subject = s.id WHERE s.subject = $1";
        store.first(sql, &[subject.into()], |row| Self::of(row, 0))
    }

    /// Of columns that were read: id, digest key, revision.
    pub(crate) fn of(row: &Row<'_>, first: usize) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.integer(first)?,
            revision: row.optional_integer(first.saturating_add(2))?,
            key: row.array(first.saturating_add(1))?,
        })
    }

    /// The rows of all of these subjects that there are.
    pub(crate) fn find_many(
        store: &mut Store,
        subjects: &[Value<'_>],
    ) -> Result<HashMap<String, Self>, StoreError> {
        let sql = "SELECT s.id, s.digest_key, r.revision, s.subject FROM subjects s
                   LEFT JOIN residents r ON r.subject = s.id WHERE s.subject IN";
        let mut found = HashMap::new();
        store.query_in(sql, subjects, &mut |row| {
            found.insert(row.text(3)?, Self::of(row, 0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// How the journal names the person.
    pub(crate) fn digest(&self, what: &str, value: &str) -> String {
        journal::personal(&self.key, what, value.as_bytes())
    }
}

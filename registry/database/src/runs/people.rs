use std::{collections::BTreeSet, fmt};

use juma_format::claims::Tier;
use juma_registry::{SubjectId, record::Record};

use super::RunError;
use crate::{
    Carrier, Register, StoreError,
    act::SubjectRow,
    journal::signed,
    residents::row::{COLUMN_COUNT, COLUMNS, Current, TABLES},
    store::{Row, Value, numbered},
};

/// A resident, as a run finds them.
#[derive(Clone)]
pub struct Enrolled {
    pub(super) subject: SubjectRow,
    /// The record, or why there is none to make a code of.
    pub record: Result<Record, Unfit>,
}

/// Why a resident's rows make no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// They are not what the register writes.
    Damaged,
    /// There are none any more.
    Gone,
    /// There is no identity document.
    NoDocument,
    /// The identity was never verified.
    NotVerified,
}

impl Unfit {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Damaged => "row-damaged",
            Self::Gone => "not-enrolled",
            Self::NoDocument => "no-document",
            Self::NotVerified => "not-verified",
        }
    }
}

impl fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolled(..)")
    }
}

impl Enrolled {
    /// Where the resident stands in the order of a run.
    #[must_use]
    pub const fn place(&self) -> i64 {
        self.subject.id
    }
}

impl Register {
    /// The residents that stand after a place of the order of runs, at most so many.
    ///
    /// # Errors
    /// When the register fails.
    pub fn enrolled(&self, after: i64, most: u32) -> Result<Vec<Enrolled>, RunError> {
        let rows = format!(
            "SELECT {COLUMNS}, {SUBJECT} FROM residents r {TABLES}
             WHERE r.subject > $1 AND r.subject <= $2 ORDER BY r.subject"
        );
        let (table, of) = (["residents", "subject"], (after, i64::from(most)));
        let page = self.read(|store| store.page(table, &rows, of, enrolled))?;
        Ok(page.map(|(rows, _)| rows).unwrap_or_default())
    }

    /// Those of these residents that there are, in the order of runs.
    ///
    /// # Errors
    /// When the register fails.
    pub fn enrolled_of(&self, subjects: &[SubjectId]) -> Result<Vec<Enrolled>, RunError> {
        /// Names in one statement.
        const NAMES: usize = 500;
        let mut found = Vec::new();
        for subjects in subjects.chunks(NAMES) {
            let sql = format!(
                "SELECT {COLUMNS}, {SUBJECT} FROM residents r {TABLES} WHERE s.subject IN ({})",
                numbered(1, subjects.len())
            );
            let values: Vec<Value<'_>> = subjects.iter().map(|id| id.as_str().into()).collect();
            found.extend(self.read(|store| store.all(&sql, &values, enrolled))?);
        }
        found.sort_by_key(Enrolled::place);
        found.dedup_by_key(|one| one.place());
        Ok(found)
    }

    /// Who of these residents, in the order of runs, has a code of a tier to show on such a medium
    /// that is good now, for the person to show; live codes are another kind.
    ///
    /// # Errors
    /// When the register fails.
    pub fn places_with_code(
        &self,
        residents: &[Enrolled],
        tier: Tier,
        carrier: Carrier,
    ) -> Result<BTreeSet<i64>, RunError> {
        let (Some(first), Some(last)) = (residents.first(), residents.last()) else {
            return Ok(BTreeSet::new());
        };
        let sql = "SELECT DISTINCT subject FROM issuances
                   WHERE subject BETWEEN $1 AND $2 AND tier = $3 AND medium = $4
                     AND profile IS NULL AND guardian IS NULL
                     AND state = 'committed' AND status = 'valid' AND expires > $5";
        let values = [
            first.place().into(),
            last.place().into(),
            tier.name().into(),
            carrier.medium().into(),
            signed(self.now().seconds())?.into(),
        ];
        let places = self.read(|store| store.all(sql, &values, |row| row.integer(0)))?;
        Ok(places.into_iter().collect())
    }

    /// How many residents there are.
    ///
    /// # Errors
    /// When the register fails.
    pub fn count_enrolled(&self) -> Result<u64, RunError> {
        let sql = "SELECT count(*) FROM residents";
        let count = self.read(|store| store.first(sql, &[], |row| row.number(0)))?;
        Ok(count.unwrap_or(0))
    }
}

/// After the columns of a record.
const SUBJECT: &str = "s.id, s.digest_key, r.revision";

fn enrolled(row: &Row<'_>) -> Result<Enrolled, StoreError> {
    Ok(Enrolled {
        subject: SubjectRow::of(row, COLUMN_COUNT)?,
        record: record(row)?,
    })
}

/// What the columns of a record hold. A row that cannot be believed is that person's trouble; a
/// database that cannot be read is everybody's.
pub(super) fn record(row: &Row<'_>) -> Result<Result<Record, Unfit>, StoreError> {
    /// Of the document and of the verification.
    const KIND: usize = 9;
    const LEVEL: usize = 13;
    if row.optional_text(KIND)?.is_none() {
        return Ok(Err(Unfit::NoDocument));
    }
    if row.optional_text(LEVEL)?.is_none() {
        return Ok(Err(Unfit::NotVerified));
    }
    Ok(Current::of(row)
        .map(|current| current.record)
        .map_err(|_| Unfit::Damaged))
}

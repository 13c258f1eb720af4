use std::collections::HashMap;

use juma_format::{
    claims::{Person, Population},
    person::{
        Address, AddressState, AddressTail, Document, DocumentKind, HouseholdAddress, Name,
        TravelDocument,
    },
    region::Region,
    time::Date,
};
use juma_registry::{
    SubjectId,
    record::{
        Coarsen, GateRegion, GateShare, GateTail, Identity, IdentityLevel, Record, RecordParts,
        VerifiedAt,
    },
};

use super::words::sex;
use crate::{
    StoreError,
    store::{Row, Store, Value},
};

/// A resident's rows made into a record.
pub(crate) struct Current {
    pub(crate) record: Record,
}

/// What a record is made of.
pub(crate) const COLUMNS: &str = "s.subject, r.name, r.population, r.region,
        r.household_region, r.household_text, r.gate_region, r.gate_tail, r.gate_coarsen,
        d.kind, d.document, d.birth_date, d.sex, v.level, v.verified_at, v.reference,
        g.state, g.form, g.address";

/// How many columns that is.
pub(crate) const COLUMN_COUNT: usize = 19;

/// Where it stands, beside a resident `r`. Without a document or a verification the columns are
/// null, and there is no record.
pub(crate) const TABLES: &str = "JOIN subjects s ON s.id = r.subject
    LEFT JOIN documents d ON d.subject = r.subject AND d.ended IS NULL
    LEFT JOIN verifications v ON v.subject = r.subject
        AND v.number = (SELECT max(w.number) FROM verifications w WHERE w.subject = r.subject)
    LEFT JOIN registrations g ON g.subject = r.subject AND g.ended IS NULL";

impl Current {
    /// The resident of an id.
    pub(crate) fn find(store: &mut Store, subject: &SubjectId) -> Result<Option<Self>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM residents r {TABLES}
             WHERE s.subject = $1 AND d.kind IS NOT NULL AND v.level IS NOT NULL"
        );
        store.first(&sql, &[subject.as_str().into()], Self::of)
    }

    /// All residents of these ids that there are.
    pub(crate) fn find_many(
        store: &mut Store,
        subjects: &[Value<'_>],
    ) -> Result<HashMap<String, Record>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM residents r {TABLES}
             WHERE d.kind IS NOT NULL AND v.level IS NOT NULL AND s.subject IN"
        );
        let mut found = HashMap::new();
        store.query_in(&sql, subjects, &mut |row| {
            let Self { record } = Self::of(row)?;
            found.insert(record.subject().as_str().to_owned(), record);
            Ok(())
        })?;
        Ok(found)
    }

    /// The record of a row with [`COLUMNS`].
    pub(crate) fn of(row: &Row<'_>) -> Result<Self, StoreError> {
        let household = match row.optional_integer(4)? {
            None => None,
            Some(_) => Some(HouseholdAddress {
                region: region(row, 4)?,
                tail: tail(row.text(5)?)?,
            }),
        };
        let parts = RecordParts {
            subject: SubjectId::new(&row.text(0)?).map_err(|_| StoreError::Corrupt)?,
            population: word(row, 2, Population::from_name)?,
            region: region(row, 3)?,
            person: Person {
                name: Name::new(row.text(1)?).map_err(|_| StoreError::Corrupt)?,
                document: document(row)?,
                address: address(row)?,
                household,
            },
            identity: Identity {
                level: word(row, 13, IdentityLevel::from_name)?,
                verified_at: word(row, 14, VerifiedAt::parse)?,
                reference: row.text(15)?,
            },
            gate: GateShare {
                region: word(row, 6, GateRegion::from_name)?,
                document_tail: word(row, 7, GateTail::from_name)?,
                coarsen: word(row, 8, Coarsen::from_name)?,
            },
            // Who shows whose code stands in the relations.
            guardian: None,
        };
        Ok(Self {
            record: Record::from_parts(parts)?,
        })
    }
}

fn word<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(&row.text(column)?).ok_or(StoreError::Corrupt)
}

fn region(row: &Row<'_>, column: usize) -> Result<Region, StoreError> {
    Region::from_code(row.number(column)?).map_err(|_| StoreError::Corrupt)
}

fn tail(text: String) -> Result<AddressTail, StoreError> {
    AddressTail::new(text).map_err(|_| StoreError::Corrupt)
}

fn document(row: &Row<'_>) -> Result<Document, StoreError> {
    let kind = word(row, 9, DocumentKind::from_name)?;
    let number = row.text(10)?;
    let document = if kind.is_numbered() {
        Document::numbered(kind, &number)
    } else {
        let birth_date = word(row, 11, Date::parse)?;
        TravelDocument::new(kind, &number, birth_date, sex(&row.text(12)?)?).map(Document::Travel)
    };
    document.map_err(|_| StoreError::Corrupt)
}

/// The address as a code may say it: a pending one is there and is not shown.
fn address(row: &Row<'_>) -> Result<Address, StoreError> {
    let Some(state) = row.optional_text(16)? else {
        return Ok(Address::None);
    };
    let state = match (&*state, &*row.text(17)?) {
        ("pending", _) => AddressState::Pending,
        ("registered", "standard") => AddressState::Registered,
        ("registered", "non-standard") => AddressState::NonStandard,
        ("withheld", _) => AddressState::Withheld,
        _ => return Err(StoreError::Corrupt),
    };
    let text = row.optional_text(18)?.filter(|_| state.has_address());
    Address::from_parts(state, text.map(tail).transpose()?).ok_or(StoreError::Corrupt)
}

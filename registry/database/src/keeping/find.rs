use juma_format::{KeyId, StatusRef, claims::Tier, time::UnixTime};
use juma_registry::{
    SubjectId,
    ledger::{CodeHash, Serial, Status},
};

use crate::{Register, RegisterError, StoreError, ledger::status, store::Row};

/// A code in hand, as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCode {
    /// Its serial.
    pub serial: Serial,
    /// Its tier.
    pub tier: Tier,
    /// The key that signed it.
    pub key_id: KeyId,
    /// Its place in the status lists.
    pub status_ref: StatusRef,
    /// When it was issued.
    pub issued: UnixTime,
    /// The first second at which it is over.
    pub expires: UnixTime,
    /// Its status, as the next publication says it.
    pub status: Status,
    /// Whether it says what the register has.
    pub freshness: Freshness,
    /// Whose it is; nobody's when the person was erased.
    pub subject: Option<SubjectId>,
}

/// Whether a code says what the register has of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It was made of the facts as they are.
    Current,
    /// The facts have changed since.
    Stale,
    /// The person is not enrolled: it was made of a record of its own, or they were erased.
    Unenrolled,
}

impl Freshness {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stale => "stale",
            Self::Unenrolled => "unenrolled",
        }
    }
}

impl Register {
    /// The code of a hash; none when none with it was ever handed over here.
    ///
    /// # Errors
    /// When the register fails.
    pub fn find_code(&self, code: &CodeHash) -> Result<Option<FoundCode>, RegisterError> {
        let sql = "SELECT i.serial, i.tier, i.kid, i.list, i.place, i.issued, i.expires, i.status,
                       i.revision, r.revision, s.subject
                   FROM issuances i JOIN subjects s ON s.id = i.subject
                   LEFT JOIN residents r ON r.subject = i.subject
                   WHERE i.code = $1 ORDER BY i.serial";
        self.read(|store| Ok(store.first(sql, &[code.as_bytes().into()], of_row)?))
    }
}

fn of_row(row: &Row<'_>) -> Result<FoundCode, StoreError> {
    let freshness = match (row.optional_integer(8)?, row.optional_integer(9)?) {
        (_, None) => Freshness::Unenrolled,
        (Some(made_of), Some(held)) if made_of >= held => Freshness::Current,
        _ => Freshness::Stale,
    };
    let subject = row.optional_text(10)?.map(|text| SubjectId::new(&text));
    Ok(FoundCode {
        serial: Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)?,
        tier: Tier::from_name(&row.text(1)?).ok_or(StoreError::Corrupt)?,
        key_id: KeyId::from_bytes(row.array(2)?),
        status_ref: StatusRef::new(row.number(3)?, row.number(4)?).ok_or(StoreError::Corrupt)?,
        issued: UnixTime::from_seconds(row.number(5)?),
        expires: UnixTime::from_seconds(row.number(6)?),
        status: status(&row.text(7)?)?,
        freshness,
        subject: subject.transpose().map_err(|_| StoreError::Corrupt)?,
    })
}

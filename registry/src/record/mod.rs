//! The JSON form of one row of the register.
//!
//! ```
//! use juma_format::time::Date;
//! use juma_registry::record::Record;
//!
//! let record = Record::from_json(
//!     r#"{
//!         "subject": "R-000001",
//!         "note": "fictional",
//!         "name": "张三",
//!         "population": "migrant",
//!         "document": {"kind": "citizen", "number": "11010519491231002X"},
//!         "identity": {
//!             "level": "in-person",
//!             "verified_at": "2026-05-01T09:30:00+08:00",
//!             "reference": "V-2026-0001"
//!         },
//!         "region": "440305",
//!         "address": {"state": "registered", "text": "粤海街道科苑路15号"},
//!         "household_address": {"region": "110105", "text": "建国路1号"},
//!         "gate": {"region": "district", "document_tail": "shown", "coarsen": "name"}
//!     }"#
//!     .as_bytes(),
//! )?;
//! record.check_dates(Date::parse("2026-11-22").unwrap()).unwrap();
//! assert_eq!(record.person().name.as_str(), "张三");
//! # Ok::<(), juma_registry::record::RecordError>(())
//! ```

mod city;
mod error;
mod field;
mod gate;
mod guardian;
mod identity;
mod object;
mod read;
mod source;
#[cfg(test)]
mod tests;
mod warning;
mod write;

pub use error::{Problem, RecordError, SanityError};
pub use field::RecordField;
pub use gate::{Coarsen, GateRegion, GateShare, GateTail};
pub use guardian::{GuardianLink, LinkRelation};
pub use identity::{Identity, IdentityLevel, VerifiedAt};
pub use source::Position;
pub use warning::RecordWarning;

use juma_format::{
    claims::{Person, Population},
    region::Region,
    time::Date,
};

use crate::{SubjectId, redacted_debug};

/// The most bytes of a record. The longest lawful one stays below 4 KiB; the rest is for notes.
pub const MAX_RECORD_BYTES: usize = 64 * 1024;

/// The greatest age that is believed. The oldest person on record became 122.
pub const MAX_AGE_YEARS: u32 = 130;

/// The parts of a record, each valid by itself.
#[derive(Clone)]
pub struct RecordParts {
    /// See [`Record::subject`].
    pub subject: SubjectId,
    /// See [`Record::population`].
    pub population: Population,
    /// See [`Record::region`].
    pub region: Region,
    /// See [`Record::person`].
    pub person: Person,
    /// See [`Record::identity`].
    pub identity: Identity,
    /// See [`Record::gate`].
    pub gate: GateShare,
    /// See [`Record::guardian`].
    pub guardian: Option<GuardianLink>,
}

redacted_debug!(RecordParts => "RecordParts");

/// One row of the register: a person who can be given a code, valid by construction.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    subject: SubjectId,
    population: Population,
    region: Region,
    person: Person,
    identity: Identity,
    gate: GateShare,
    guardian: Option<GuardianLink>,
    warnings: Vec<RecordWarning>,
}

redacted_debug!(Record => "Record");

impl Record {
    /// Reads the JSON form. Unknown fields are refused; `null` is the same as leaving a field out;
    /// a byte order mark is skipped.
    ///
    /// # Errors
    /// The first thing that is wrong, and where.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        let error = |before, problem| RecordError {
            field: RecordField::Record,
            at: source::position(before),
            problem,
        };
        let (bytes, max) = (json.len(), MAX_RECORD_BYTES);
        if bytes > max {
            return Err(error(&[], Problem::TooLarge { bytes, max }));
        }
        let text = std::str::from_utf8(json).map_err(|bad| {
            let good = json.get(..bad.valid_up_to()).unwrap_or_default();
            error(good, Problem::NotUtf8)
        })?;
        read::read(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }

    /// The JSON form, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        write::write(self)
    }

    /// The record of these parts.
    ///
    /// # Errors
    /// When they do not go together: the region is a province, the id is the document's number, or
    /// the verification's reference is no line of text.
    pub fn from_parts(parts: RecordParts) -> Result<Self, RecordError> {
        read::check_parts(&parts)?;
        Ok(Self {
            subject: parts.subject,
            population: parts.population,
            region: parts.region,
            person: parts.person,
            identity: parts.identity,
            gate: parts.gate,
            guardian: parts.guardian,
            warnings: Vec::new(),
        })
    }

    /// The register's own id of the person.
    #[must_use]
    pub const fn subject(&self) -> &SubjectId {
        &self.subject
    }

    /// The population.
    #[must_use]
    pub const fn population(&self) -> Population {
        self.population
    }

    /// The administering region, a prefecture or a district.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.region
    }

    /// What a code of the full tier says of the person.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// That the person's identity was verified.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What the person's gate code may say.
    #[must_use]
    pub const fn gate(&self) -> GateShare {
        self.gate
    }

    /// Who asks to show the person's code, if anybody does.
    #[must_use]
    pub const fn guardian(&self) -> Option<&GuardianLink> {
        self.guardian.as_ref()
    }

    /// The record of the same person, whose code this guardian asks to show.
    #[must_use]
    pub fn shown_by(mut self, guardian: GuardianLink) -> Self {
        self.guardian = Some(guardian);
        self
    }

    /// What somebody should look at.
    #[must_use]
    pub fn warnings(&self) -> &[RecordWarning] {
        &self.warnings
    }

    /// Says more that somebody should look at.
    pub(crate) fn warn(&mut self, warnings: impl IntoIterator<Item = RecordWarning>) {
        self.warnings.extend(warnings);
    }

    /// Whether the dates can be true on this day of the UTC+8 calendar.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check_dates(&self, today: Date) -> Result<(), SanityError> {
        let age = self.person.document.birth_date().age_on(today);
        if age.ok_or(SanityError::BirthInFuture)? > MAX_AGE_YEARS {
            let max_years = MAX_AGE_YEARS;
            return Err(SanityError::BirthTooLongAgo { max_years });
        }
        if self.identity.verified_at.date() > today {
            return Err(SanityError::VerifiedInFuture);
        }
        Ok(())
    }
}

use super::{ClaimKey, ClaimsError, flags::Flags, key::number};
use crate::{
    cbor::{Reader, Writer},
    person::{
        Address, AddressTail, Document, DocumentKind, HouseholdAddress, IdNumber, Name, Sex,
        TravelDocument, redacted_debug,
    },
    region::Region,
    text,
    time::Date,
};

/// The record of a person, as the full tier and a sealed part hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Name,
    /// The identity document, with birth date and sex.
    pub document: Document,
    /// The residence address below the code's region.
    pub address: Address,
    /// The address of household registration, where it differs and the city says so.
    pub household: Option<HouseholdAddress>,
}

redacted_debug!(Person => "Person");

/// The fields of a person as they stand in a map, before they are put together.
#[derive(Default)]
pub(super) struct PersonFields {
    document: Option<DocumentNumber>,
    birth_date: Option<Date>,
    tail: Option<AddressTail>,
    household: Option<HouseholdAddress>,
}

enum DocumentNumber {
    Integer(u64),
    Text(alloc::string::String),
}

impl Person {
    /// How many map entries [`Self::write`] makes.
    pub(super) fn entries(&self) -> u64 {
        let travel = matches!(self.document, Document::Travel(_));
        2 + u64::from(travel)
            + u64::from(self.address.tail().is_some())
            + u64::from(self.household.is_some())
    }

    /// Writes name, document, birth date, address and household address, in the order of keys.
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.integer(number::NAME);
        text::write(self.name.as_str(), writer);
        writer.integer(number::DOCUMENT);
        match &self.document {
            Document::Numbered(id) => writer.unsigned(id.body()),
            Document::Travel(document) => writer.text(document.number()),
        };
        if let Document::Travel(_) = self.document {
            writer
                .integer(number::BIRTH_DATE)
                .integer(self.document.birth_date().days());
        }
        if let Some(tail) = self.address.tail() {
            writer.integer(number::ADDRESS_TAIL);
            text::write(tail.as_str(), writer);
        }
        if let Some(household) = &self.household {
            writer
                .integer(number::HOUSEHOLD)
                .array(2)
                .unsigned(household.region.code().into());
            text::write(household.tail.as_str(), writer);
        }
    }
}

impl PersonFields {
    /// Reads the value of one of a person's keys; says `false` for the key of something else.
    pub(super) fn read(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<bool, ClaimsError> {
        match key {
            number::DOCUMENT => {
                self.document = Some(if reader.is_unsigned_next() {
                    DocumentNumber::Integer(reader.unsigned()?)
                } else {
                    DocumentNumber::Text(reader.text()?.into())
                });
            }
            number::BIRTH_DATE => {
                let days = reader.integer()?;
                let date = Date::from_days(days);
                self.birth_date = Some(date.ok_or(ClaimsError::OutOfRange(ClaimKey::BirthDate))?);
            }
            number::ADDRESS_TAIL => {
                self.tail = Some(read_tail(reader, ClaimKey::AddressTail)?);
            }
            number::HOUSEHOLD => {
                if reader.array()? != 2 {
                    return Err(ClaimsError::OutOfRange(ClaimKey::Household));
                }
                let region = read_region(reader, ClaimKey::Household)?;
                let tail = read_tail(reader, ClaimKey::Household)?;
                self.household = Some(HouseholdAddress { region, tail });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The first of a person's keys that was there, for a tier that has none of them.
    pub(super) fn first(&self) -> Option<ClaimKey> {
        let document = self.document.as_ref().map(|_| ClaimKey::Document);
        document
            .or(self.birth_date.map(|_| ClaimKey::BirthDate))
            .or(self.tail.as_ref().map(|_| ClaimKey::AddressTail))
            .or(self.household.as_ref().map(|_| ClaimKey::Household))
    }

    pub(super) fn assemble(self, name: Name, flags: &Flags) -> Result<Person, ClaimsError> {
        let kind = flags
            .document
            .ok_or(ClaimsError::Missing(ClaimKey::Document))?;
        let number = self
            .document
            .ok_or(ClaimsError::Missing(ClaimKey::Document))?;
        let document = assemble_document(kind, number, self.birth_date, flags.sex)?;
        let unexpected = if self.tail.is_some() {
            ClaimsError::Unexpected(ClaimKey::AddressTail)
        } else {
            ClaimsError::Missing(ClaimKey::AddressTail)
        };
        let address = Address::from_parts(flags.address, self.tail).ok_or(unexpected)?;
        Ok(Person {
            name,
            document,
            address,
            household: self.household,
        })
    }
}

fn assemble_document(
    kind: DocumentKind,
    number: DocumentNumber,
    birth_date: Option<Date>,
    sex: Option<Sex>,
) -> Result<Document, ClaimsError> {
    let unexpected = |key| Err(ClaimsError::Unexpected(key));
    match (number, birth_date, sex) {
        (DocumentNumber::Integer(_), Some(_), _) => unexpected(ClaimKey::BirthDate),
        (DocumentNumber::Integer(_), _, Some(_)) => unexpected(ClaimKey::Sex),
        (DocumentNumber::Integer(body), None, None) => {
            let number = IdNumber::from_body(body).map_err(|error| {
                ClaimsError::Document(crate::person::DocumentError::Number(error))
            })?;
            Document::from_id_number(kind, number).map_err(ClaimsError::Document)
        }
        (DocumentNumber::Text(_), None, _) => Err(ClaimsError::Missing(ClaimKey::BirthDate)),
        (DocumentNumber::Text(_), _, None) => Err(ClaimsError::Missing(ClaimKey::Sex)),
        (DocumentNumber::Text(number), Some(birth_date), Some(sex)) => {
            TravelDocument::new(kind, &number, birth_date, sex)
                .map(Document::Travel)
                .map_err(ClaimsError::Document)
        }
    }
}

pub(super) fn read_region(reader: &mut Reader<'_>, key: ClaimKey) -> Result<Region, ClaimsError> {
    let code = u32::try_from(reader.unsigned()?).map_err(|_| ClaimsError::OutOfRange(key))?;
    Region::from_code(code).map_err(|_| ClaimsError::OutOfRange(key))
}

fn read_tail(reader: &mut Reader<'_>, key: ClaimKey) -> Result<AddressTail, ClaimsError> {
    let tail = text::read(reader).map_err(|error| ClaimsError::text(key, error))?;
    AddressTail::new(tail).map_err(|error| ClaimsError::Characters(key, error))
}

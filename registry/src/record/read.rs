use juma_format::{
    characters,
    claims::{Person, Population},
    person::{
        Address, AddressState, AddressTail, Document, DocumentKind, HouseholdAddress, Name, Sex,
        TravelDocument,
    },
    region::{Level, Region, Standing},
    time::Date,
};

use super::{
    Coarsen, GateRegion, GateShare, GateTail, GuardianLink, Identity, IdentityLevel, LinkRelation,
    Problem, Record, RecordError, RecordField as Field, RecordParts, RecordWarning, VerifiedAt,
    object::{Object, Value},
    source::Source,
};
use crate::{SubjectError, SubjectId};

const RECORD: [Field; 11] = [
    Field::Subject,
    Field::Note,
    Field::Name,
    Field::Population,
    Field::Document,
    Field::Identity,
    Field::Region,
    Field::Address,
    Field::HouseholdAddress,
    Field::Gate,
    Field::Guardian,
];
const DOCUMENT: [Field; 4] = [
    Field::DocumentKind,
    Field::DocumentNumber,
    Field::DocumentBirthDate,
    Field::DocumentSex,
];
const IDENTITY: [Field; 3] = [
    Field::IdentityLevel,
    Field::IdentityVerifiedAt,
    Field::IdentityReference,
];
const ADDRESS: [Field; 2] = [Field::AddressState, Field::AddressText];
const HOUSEHOLD: [Field; 2] = [Field::HouseholdRegion, Field::HouseholdText];
const GUARDIAN: [Field; 2] = [Field::GuardianSubject, Field::GuardianRelation];
const GATE: [Field; 3] = [
    Field::GateRegion,
    Field::GateDocumentTail,
    Field::GateCoarsen,
];

/// Reads a record, and collects what is odd about it.
pub(super) fn read(text: &str) -> Result<Record, RecordError> {
    let object = Object::of_record(Source::new(text), &RECORD)?;
    let mut warnings = Vec::new();
    let subject_value = object.required(Field::Subject)?;
    let subject_error = |error| subject_value.error(Problem::Subject(error));
    let subject = SubjectId::new(&subject_value.text()?).map_err(subject_error)?;
    if let Some(note) = object.optional(Field::Note) {
        note.text()?;
    }
    let name = read_name(object.required(Field::Name)?, &mut warnings)?;
    let population = object
        .required(Field::Population)?
        .word(Population::from_name)?;
    let document = read_document(object.required(Field::Document)?, &mut warnings)?;
    if subject.as_str().eq_ignore_ascii_case(&document.number()) {
        return Err(subject_error(SubjectError::DocumentNumber));
    }
    let identity = object
        .optional(Field::Identity)
        .ok_or_else(|| object.error(Field::Identity, Problem::NotIdentityVerified))?;
    let identity = read_identity(identity)?;
    let region = object.required(Field::Region)?;
    let code = read_region(region, &mut warnings)?;
    if code.level() == Level::Province {
        return Err(region.error(Problem::RegionTooWide));
    }
    let address = read_address(object.required(Field::Address)?, &mut warnings)?;
    let household = object.optional(Field::HouseholdAddress);
    let household = household
        .map(|value| read_household(value, &mut warnings))
        .transpose()?;
    let gate = object.optional(Field::Gate).map(read_gate).transpose()?;
    let guardian = object.optional(Field::Guardian);
    let guardian = guardian.map(read_guardian).transpose()?;
    Ok(Record {
        subject,
        population,
        region: code,
        person: Person {
            name,
            document,
            address,
            household,
        },
        identity,
        gate: gate.unwrap_or_default(),
        guardian,
        warnings,
    })
}

/// What [`read`] sees to beside each field.
pub(super) fn check_parts(parts: &RecordParts) -> Result<(), RecordError> {
    let error = |field, problem| RecordError {
        field,
        at: super::source::position(&[]),
        problem,
    };
    if parts.region.level() == Level::Province {
        return Err(error(Field::Region, Problem::RegionTooWide));
    }
    let number = parts.person.document.number();
    if parts.subject.as_str().eq_ignore_ascii_case(&number) {
        let problem = Problem::Subject(SubjectError::DocumentNumber);
        return Err(error(Field::Subject, problem));
    }
    check_reference(&parts.identity.reference)
        .map_err(|problem| error(Field::IdentityReference, problem))
}

fn read_name(value: Value<'_>, warnings: &mut Vec<RecordWarning>) -> Result<Name, RecordError> {
    let (name, changes) = characters::normalise_separators(&value.text()?);
    let changes = changes
        .iter()
        .map(|change| RecordWarning::SeparatorNormalised { at: change.at });
    warnings.extend(changes);
    warn_of_private_use(Field::Name, &name, warnings);
    Name::new(name).map_err(|error| value.error(Problem::Text(error)))
}

fn read_document(
    value: Value<'_>,
    warnings: &mut Vec<RecordWarning>,
) -> Result<Document, RecordError> {
    let object = value.object(&DOCUMENT)?;
    let kind = object
        .required(Field::DocumentKind)?
        .word(DocumentKind::from_name)?;
    let number = object.required(Field::DocumentNumber)?;
    let document = if kind.is_numbered() {
        for field in [Field::DocumentBirthDate, Field::DocumentSex] {
            if let Some(value) = object.optional(field) {
                return Err(value.error(Problem::Unexpected));
            }
        }
        Document::numbered(kind, &number.text()?)
    } else {
        let birth_date = object.required(Field::DocumentBirthDate)?;
        let birth_date =
            Date::parse(&birth_date.text()?).ok_or_else(|| birth_date.error(Problem::Date))?;
        let sex = object.required(Field::DocumentSex)?.word(sex_of)?;
        TravelDocument::new(kind, &number.text()?, birth_date, sex).map(Document::Travel)
    };
    let document = document.map_err(|error| number.error(Problem::Document(error)))?;
    if let (DocumentKind::Citizen, Document::Numbered(number)) = (kind, &document) {
        let region = Region::from_code(number.division());
        if region.map_or(Standing::Unknown, Region::standing) == Standing::Unknown {
            warnings.push(RecordWarning::DivisionUnknown {
                field: Field::DocumentNumber,
            });
        }
    }
    Ok(document)
}

fn sex_of(word: &str) -> Option<Sex> {
    match word {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        "unspecified" => Some(Sex::Unspecified),
        _ => None,
    }
}

fn read_identity(value: Value<'_>) -> Result<Identity, RecordError> {
    let object = value.object(&IDENTITY)?;
    let level = object
        .required(Field::IdentityLevel)?
        .word(IdentityLevel::from_name)?;
    let verified_at = object.required(Field::IdentityVerifiedAt)?;
    let verified_at =
        VerifiedAt::parse(&verified_at.text()?).ok_or_else(|| verified_at.error(Problem::Date))?;
    let value = object.required(Field::IdentityReference)?;
    let reference = value.text()?;
    check_reference(&reference).map_err(|problem| value.error(problem))?;
    Ok(Identity {
        level,
        verified_at,
        reference,
    })
}

fn check_reference(reference: &str) -> Result<(), Problem> {
    use juma_format::person::PersonTextError;

    let (chars, max) = (reference.chars().count(), Identity::MAX_REFERENCE_CHARS);
    if chars > max {
        return Err(Problem::Text(PersonTextError::TooLong { chars, max }));
    }
    characters::check_line(reference).map_err(|error| Problem::Text(error.into()))
}

/// Six digits: 440305, 440300, 440000.
fn read_region(value: Value<'_>, warnings: &mut Vec<RecordWarning>) -> Result<Region, RecordError> {
    let text = value.text()?;
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(value.error(Problem::RegionDigits));
    }
    let region = Region::parse(&text).map_err(|error| value.error(Problem::Region(error)))?;
    if region.standing() == Standing::Unknown {
        let field = value.field();
        warnings.push(RecordWarning::DivisionUnknown { field });
    }
    Ok(region)
}

fn read_address(
    value: Value<'_>,
    warnings: &mut Vec<RecordWarning>,
) -> Result<Address, RecordError> {
    let object = value.object(&ADDRESS)?;
    let state = object
        .required(Field::AddressState)?
        .word(AddressState::from_name)?;
    let text = object.optional(Field::AddressText);
    let tail = text.map(|value| read_tail(value, warnings)).transpose()?;
    Address::from_parts(state, tail).ok_or_else(|| match text {
        Some(value) => value.error(Problem::Unexpected),
        None => object.error(Field::AddressText, Problem::Missing),
    })
}

fn read_household(
    value: Value<'_>,
    warnings: &mut Vec<RecordWarning>,
) -> Result<HouseholdAddress, RecordError> {
    let object = value.object(&HOUSEHOLD)?;
    let region = read_region(object.required(Field::HouseholdRegion)?, warnings)?;
    let tail = read_tail(object.required(Field::HouseholdText)?, warnings)?;
    Ok(HouseholdAddress { region, tail })
}

fn read_tail(
    value: Value<'_>,
    warnings: &mut Vec<RecordWarning>,
) -> Result<AddressTail, RecordError> {
    let text = value.text()?;
    warn_of_private_use(value.field(), &text, warnings);
    AddressTail::new(text).map_err(|error| value.error(Problem::Text(error)))
}

fn read_gate(value: Value<'_>) -> Result<GateShare, RecordError> {
    let object = value.object(&GATE)?;
    let mut gate = GateShare::default();
    if let Some(region) = object.optional(Field::GateRegion) {
        gate.region = region.word(GateRegion::from_name)?;
    }
    if let Some(tail) = object.optional(Field::GateDocumentTail) {
        gate.document_tail = tail.word(GateTail::from_name)?;
    }
    if let Some(coarsen) = object.optional(Field::GateCoarsen) {
        gate.coarsen = coarsen.word(Coarsen::from_name)?;
    }
    Ok(gate)
}

fn read_guardian(value: Value<'_>) -> Result<GuardianLink, RecordError> {
    let object = value.object(&GUARDIAN)?;
    let subject = object.required(Field::GuardianSubject)?;
    Ok(GuardianLink {
        subject: SubjectId::new(&subject.text()?)
            .map_err(|error| subject.error(Problem::Subject(error)))?,
        relation: object
            .required(Field::GuardianRelation)?
            .word(LinkRelation::from_name)?,
    })
}

fn warn_of_private_use(field: Field, text: &str, warnings: &mut Vec<RecordWarning>) {
    let found = characters::private_use(text);
    warnings.extend(found.map(|(at, _)| RecordWarning::PrivateUse { field, at }));
}

//! Reading of maps with closed sets of fields, which root documents, trust lists, entries and
//! manifests are.

use core::fmt;

use crate::{
    Environment,
    cbor::{CborError, Reader},
    text::{self, TextError},
    time::UnixTime,
};

/// A field of a trust document, by its name in SPEC §6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// Until when a code of a key may be accepted.
    AcceptUntil,
    /// The own code of a city's district.
    AreaCode,
    /// The districts of a city.
    Areas,
    /// The region of a city's profile.
    City,
    /// The bundle or the entries that a delta builds on.
    Base,
    /// The changes of a status delta.
    Changes,
    /// The keys that a manifest distrusts.
    Distrusted,
    /// The entries of a trust list.
    Entries,
    /// The environment.
    Environment,
    /// The epoch of bundles.
    Epoch,
    /// When a document ends.
    Expires,
    /// A telephone number to ask at.
    Hotline,
    /// When a document was made.
    Issued,
    /// The name of an issuer.
    Issuer,
    /// A public key.
    Key,
    /// The keys of a root document.
    Keys,
    /// The greatest numbers of days that a city sets.
    Maxima,
    /// The greatest validity of a code of a key.
    MaxValidity,
    /// What a place is called.
    Names,
    /// The namespace of status lists.
    Namespace,
    /// The number of a root document.
    Number,
    /// The parts of a bundle.
    Parts,
    /// What a key may sign.
    Purpose,
    /// Where a key may sign, and what a district comprises.
    Regions,
    /// Where residence is registered when that is elsewhere.
    RegisteredAt,
    /// A city's answers.
    Rules,
    /// The place of a bundle in the row of bundles.
    Sequence,
    /// The hash of what a status delta leads to.
    Result,
    /// From when a key may sign.
    SignFrom,
    /// Until when a key may sign.
    SignUntil,
    /// Whether a key is active, retired or compromised.
    State,
    /// The statuses of a status list.
    Statuses,
    /// What a status list is called.
    Subject,
    /// The suite of a key.
    Suite,
    /// How many signatures a root document asks for.
    Threshold,
    /// The version of a trust list.
    Version,
}

impl Field {
    /// The name of SPEC §6.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AcceptUntil => "accept-until",
            Self::AreaCode => "area-code",
            Self::Areas => "areas",
            Self::City => "city",
            Self::Base => "base",
            Self::Changes => "changes",
            Self::Distrusted => "distrusted",
            Self::Entries => "entries",
            Self::Environment => "environment",
            Self::Epoch => "epoch",
            Self::Expires => "expires",
            Self::Hotline => "hotline",
            Self::Issued => "issued",
            Self::Issuer => "issuer",
            Self::Key => "key",
            Self::Keys => "keys",
            Self::Maxima => "maxima",
            Self::MaxValidity => "max-validity",
            Self::Names => "names",
            Self::Namespace => "namespace",
            Self::Number => "number",
            Self::Parts => "parts",
            Self::Purpose => "purpose",
            Self::Regions => "regions",
            Self::RegisteredAt => "registered-at",
            Self::Rules => "rules",
            Self::Sequence => "sequence",
            Self::Result => "result",
            Self::SignFrom => "sign-from",
            Self::SignUntil => "sign-until",
            Self::State => "state",
            Self::Statuses => "statuses",
            Self::Subject => "subject",
            Self::Suite => "suite",
            Self::Threshold => "threshold",
            Self::Version => "version",
        }
    }
}

/// Why the payload of a root document, trust list, status list or manifest is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// The bytes are not deterministic CBOR, or a value has the wrong type.
    Cbor(CborError),
    /// A field is not there.
    Missing(Field),
    /// Values that must ascend do not, or one stands twice.
    Order(Field),
    /// A value is outside its range.
    OutOfRange(Field),
    /// A key that the document does not have.
    Unknown {
        /// The key.
        key: i64,
    },
}

impl DocumentError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cbor(error) => error.slug(),
            Self::Missing(_) => "field-missing",
            Self::Order(_) => "field-order",
            Self::OutOfRange(_) => "field-range",
            Self::Unknown { .. } => "field-unknown",
        }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Missing(field) => write!(f, "{} is missing", field.name()),
            Self::Order(field) => write!(f, "{} do not ascend", field.name()),
            Self::OutOfRange(field) => write!(f, "{} is out of range", field.name()),
            Self::Unknown { key } => write!(f, "field {key} is not known"),
        }
    }
}

impl core::error::Error for DocumentError {}

impl From<CborError> for DocumentError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

/// Checks when a document was made and when it ends.
pub(super) fn check_period(issued: UnixTime, expires: UnixTime) -> Result<(), DocumentError> {
    for (time, field) in [(issued, Field::Issued), (expires, Field::Expires)] {
        if !time.may_be_signed() {
            return Err(DocumentError::OutOfRange(field));
        }
    }
    if expires <= issued {
        return Err(DocumentError::OutOfRange(Field::Expires));
    }
    Ok(())
}

/// `value`, or the error that the field is missing.
pub(crate) fn need<T>(value: Option<T>, field: Field) -> Result<T, DocumentError> {
    value.ok_or(DocumentError::Missing(field))
}

pub(super) fn read_time(reader: &mut Reader<'_>, field: Field) -> Result<UnixTime, DocumentError> {
    let time = UnixTime::from_seconds(reader.unsigned()?);
    if time.may_be_signed() {
        Ok(time)
    } else {
        Err(DocumentError::OutOfRange(field))
    }
}

pub(super) fn read_environment(reader: &mut Reader<'_>) -> Result<Environment, DocumentError> {
    Environment::from_number(reader.unsigned()?)
        .ok_or(DocumentError::OutOfRange(Field::Environment))
}

/// A number that counts from 1 and can be counted up for ever.
pub(super) fn read_number(reader: &mut Reader<'_>, field: Field) -> Result<u32, DocumentError> {
    match u32::try_from(reader.unsigned()?) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(DocumentError::OutOfRange(field)),
    }
}

pub(crate) fn read_text(
    reader: &mut Reader<'_>,
    field: Field,
) -> Result<alloc::string::String, DocumentError> {
    text::read(reader).map_err(|error| match error {
        TextError::Cbor(error) => DocumentError::Cbor(error),
        TextError::Encoding => DocumentError::OutOfRange(field),
    })
}

/// The length of a list, refused above `max`.
pub(crate) fn read_length(
    reader: &mut Reader<'_>,
    field: Field,
    max: usize,
) -> Result<usize, DocumentError> {
    match usize::try_from(reader.array()?) {
        Ok(length) if length <= max => Ok(length),
        _ => Err(DocumentError::OutOfRange(field)),
    }
}

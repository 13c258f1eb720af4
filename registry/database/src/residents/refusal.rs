use std::{fmt, io};

use juma_registry::{
    ledger::{LedgerError, RandomError},
    record::{RecordError, SanityError},
};

use crate::{RegisterError, StoreError, error::Failure};

/// Why an act is not done: for the facts' sake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The two do not live at one registered address.
    AddressDiffers,
    /// There is no address to register or confirm.
    AddressMissing,
    /// The person is enrolled already.
    AlreadyEnrolled,
    /// A residence is registered or pending already; it is corrected, confirmed or ended.
    AlreadyRegistered,
    /// The one may show the other's code already, or lives with them.
    AlreadyRelated,
    /// Somebody else has the document.
    DocumentInUse,
    /// Whoever shows a member's code must be of age.
    GuardianIsMinor,
    /// The guardian whom a record names is not enrolled.
    GuardianNotEnrolled,
    /// The person is neither under 18 nor 60 or over on that day.
    NeitherMinorNorElder,
    /// Nobody of this id is enrolled.
    NotEnrolled,
    /// No permit is linked.
    NoPermit,
    /// No residence is registered or pending.
    NoResidence,
    /// Who is neither family nor lives there is nothing to the person here.
    NotFamily,
    /// No registration is pending.
    NotPending,
    /// There is no such relation.
    NotRelated,
    /// A permit is linked already.
    PermitLinked,
    /// What is given is what the register has.
    SameFacts,
    /// The two are one person.
    SamePerson,
    /// A date cannot be true today.
    Sanity(SanityError),
}

impl Refusal {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AddressDiffers => "address-differs",
            Self::AddressMissing => "address-missing",
            Self::AlreadyEnrolled => "already-enrolled",
            Self::AlreadyRegistered => "already-registered",
            Self::AlreadyRelated => "already-related",
            Self::DocumentInUse => "document-in-use",
            Self::GuardianIsMinor => "guardian-is-minor",
            Self::GuardianNotEnrolled => "guardian-not-enrolled",
            Self::NeitherMinorNorElder => "neither-minor-nor-elder",
            Self::NotEnrolled => "not-enrolled",
            Self::NoPermit => "no-permit",
            Self::NoResidence => "no-residence",
            Self::NotFamily => "not-family",
            Self::NotPending => "not-pending",
            Self::NotRelated => "not-related",
            Self::PermitLinked => "permit-linked",
            Self::SameFacts => "same-facts",
            Self::SamePerson => "same-person",
            Self::Sanity(error) => error.slug(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AddressDiffers => "the two do not live at one registered address",
            Self::AddressMissing => {
                "no address is known yet: resident update with \
                 {\"state\":\"registered\",\"text\":…} registers one"
            }
            Self::AlreadyEnrolled => "the person is enrolled already",
            Self::AlreadyRegistered => "a residence is registered already: correct or end it",
            Self::AlreadyRelated => {
                "the two are related already: family list says how, family end ends it"
            }
            Self::DocumentInUse => "somebody else has this document",
            Self::GuardianNotEnrolled => "the guardian is not enrolled",
            Self::GuardianIsMinor => "who shows a member's code must be 18 or over",
            Self::NeitherMinorNorElder => {
                "only a family member under 18 or of 60 and over on that day can be added"
            }
            Self::NotEnrolled => "nobody of this id is enrolled",
            Self::NoPermit => "no residence permit is linked",
            Self::NotFamily => "only family or a co-resident can be named",
            Self::NoResidence => "no residence is registered",
            Self::NotPending => "no registration is pending",
            Self::NotRelated => "the two are not related",
            Self::PermitLinked => "a residence permit is linked already: end it first",
            Self::SameFacts => "the register has it so already",
            Self::SamePerson => "the two are one person",
            Self::Sanity(error) => return error.fmt(f),
        })
    }
}

impl std::error::Error for Refusal {}

/// Why an act did not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActError {
    /// For the facts' sake.
    Refused(Refusal),
    /// The register failed.
    Register(RegisterError),
}

impl ActError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.slug(),
            Self::Register(error) => error.slug(),
        }
    }
}

impl fmt::Display for ActError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Register(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ActError {}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RegisterError> for ActError {
    fn from(error: RegisterError) -> Self {
        Self::Register(error)
    }
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Register(error.into())
    }
}

impl From<LedgerError> for ActError {
    fn from(error: LedgerError) -> Self {
        Self::Register(error.into())
    }
}

impl From<RandomError> for ActError {
    fn from(error: RandomError) -> Self {
        LedgerError::from(error).into()
    }
}

impl From<SanityError> for ActError {
    fn from(error: SanityError) -> Self {
        Self::Refused(Refusal::Sanity(error))
    }
}

/// A row that makes no record is not what was written.
impl From<RecordError> for StoreError {
    fn from(_: RecordError) -> Self {
        Self::Corrupt
    }
}

impl Failure for ActError {
    fn of_witness(kind: io::ErrorKind) -> Self {
        RegisterError::Witness(kind).into()
    }
}

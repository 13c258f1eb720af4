use std::fmt;

/// A field of a record, by its place in the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordField {
    /// The residence address.
    Address,
    /// Its state.
    AddressState,
    /// The address below the region.
    AddressText,
    /// The identity document.
    Document,
    /// The birth date beside a travel document.
    DocumentBirthDate,
    /// The kind of document.
    DocumentKind,
    /// Its number.
    DocumentNumber,
    /// The sex beside a travel document.
    DocumentSex,
    /// What a gate code may say.
    Gate,
    /// What it leaves out for a person who would stand out.
    GateCoarsen,
    /// Whether it has the document's last two characters.
    GateDocumentTail,
    /// How fine its region is.
    GateRegion,
    /// Who asks to show the person's code.
    Guardian,
    /// What they are to the person.
    GuardianRelation,
    /// The guardian's own id in the register.
    GuardianSubject,
    /// The address of household registration.
    HouseholdAddress,
    /// The region of that address.
    HouseholdRegion,
    /// The rest of that address.
    HouseholdText,
    /// The verification of the person's identity.
    Identity,
    /// How the identity was verified.
    IdentityLevel,
    /// Where the verification is on file.
    IdentityReference,
    /// When it took place.
    IdentityVerifiedAt,
    /// The name.
    Name,
    /// Free text for whoever reads the file.
    Note,
    /// The population.
    Population,
    /// The record as a whole.
    Record,
    /// The administering region.
    Region,
    /// The register's own id.
    Subject,
}

impl RecordField {
    /// Its path in the JSON; empty for the record as a whole.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::AddressState => "address.state",
            Self::AddressText => "address.text",
            Self::Document => "document",
            Self::DocumentBirthDate => "document.birth_date",
            Self::DocumentKind => "document.kind",
            Self::DocumentNumber => "document.number",
            Self::DocumentSex => "document.sex",
            Self::Gate => "gate",
            Self::GateCoarsen => "gate.coarsen",
            Self::GateDocumentTail => "gate.document_tail",
            Self::GateRegion => "gate.region",
            Self::Guardian => "guardian",
            Self::GuardianRelation => "guardian.relation",
            Self::GuardianSubject => "guardian.subject",
            Self::HouseholdAddress => "household_address",
            Self::HouseholdRegion => "household_address.region",
            Self::HouseholdText => "household_address.text",
            Self::Identity => "identity",
            Self::IdentityLevel => "identity.level",
            Self::IdentityReference => "identity.reference",
            Self::IdentityVerifiedAt => "identity.verified_at",
            Self::Name => "name",
            Self::Note => "note",
            Self::Population => "population",
            Self::Record => "",
            Self::Region => "region",
            Self::Subject => "subject",
        }
    }

    /// Whether it stands in the object that this field is.
    pub(crate) fn is_part_of(self, object: Self) -> bool {
        let part = self.path().split_once('.');
        part.is_some_and(|(parent, _)| parent == object.path())
    }

    /// Its name in the object that holds it.
    pub(super) fn key(self) -> &'static str {
        let path = self.path();
        path.rsplit_once('.').map_or(path, |(_, key)| key)
    }
}

impl fmt::Display for RecordField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str("the record"),
            field => f.write_str(field.path()),
        }
    }
}

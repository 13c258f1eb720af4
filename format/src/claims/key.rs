use core::fmt;

/// The keys of the claims, by name (SPEC §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimKey {
    /// `exp` of RFC 8392.
    Expires,
    /// `iat` of RFC 8392.
    Issued,
    /// The residence map.
    Residence,
    /// The small enumerations.
    Flags,
    /// The status reference.
    Status,
    /// The administering region.
    Region,
    /// The name, masked or whole.
    Name,
    /// The document's number.
    Document,
    /// The birth date, where the number does not imply it.
    BirthDate,
    /// The sex, where the number does not imply it; it stands in the flags.
    Sex,
    /// The residence address below the region.
    AddressTail,
    /// The address of household registration.
    Household,
    /// The last two characters of the document's number.
    DocumentTail,
    /// The anchor of a live code.
    Anchor,
    /// The holder's public key.
    HolderKey,
    /// The tag of a guardian code.
    GuardianTag,
    /// The sealed part.
    Sealed,
}

/// The numbers of the keys. All but the claims set's are below 24, so that each takes one byte.
pub(super) mod number {
    pub(crate) const EXPIRES: i64 = 4;
    pub(crate) const ISSUED: i64 = 6;
    pub(crate) const RESIDENCE: i64 = -65_537;

    pub(crate) const FLAGS: i64 = 1;
    pub(crate) const STATUS: i64 = 2;
    pub(crate) const REGION: i64 = 3;
    pub(crate) const NAME: i64 = 4;
    pub(crate) const DOCUMENT: i64 = 5;
    pub(crate) const BIRTH_DATE: i64 = 6;
    pub(crate) const ADDRESS_TAIL: i64 = 7;
    pub(crate) const HOUSEHOLD: i64 = 8;
    pub(crate) const DOCUMENT_TAIL: i64 = 9;
    pub(crate) const ANCHOR: i64 = 10;
    pub(crate) const HOLDER_KEY: i64 = 11;
    pub(crate) const GUARDIAN_TAG: i64 = 12;
    pub(crate) const SEALED: i64 = 13;

    /// Keys of the residence map that an older verifier passes over. No restriction may ever live
    /// here: whoever does not know it would not keep it.
    pub(crate) const IGNORABLE: core::ops::RangeInclusive<i64> = 128..=255;
}

impl ClaimKey {
    /// The name of SPEC §5.1.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expires => "exp",
            Self::Issued => "iat",
            Self::Residence => "residence",
            Self::Flags => "flags",
            Self::Status => "status",
            Self::Region => "region",
            Self::Name => "name",
            Self::Document => "document",
            Self::BirthDate => "birth-date",
            Self::Sex => "sex",
            Self::AddressTail => "address-tail",
            Self::Household => "household",
            Self::DocumentTail => "document-tail",
            Self::Anchor => "anchor",
            Self::HolderKey => "holder-key",
            Self::GuardianTag => "guardian-tag",
            Self::Sealed => "sealed",
        }
    }

    /// The claim of a key of the residence map.
    #[must_use]
    pub(super) const fn of_residence(key: i64) -> Option<Self> {
        Some(match key {
            number::FLAGS => Self::Flags,
            number::STATUS => Self::Status,
            number::REGION => Self::Region,
            number::NAME => Self::Name,
            number::DOCUMENT => Self::Document,
            number::BIRTH_DATE => Self::BirthDate,
            number::ADDRESS_TAIL => Self::AddressTail,
            number::HOUSEHOLD => Self::Household,
            number::DOCUMENT_TAIL => Self::DocumentTail,
            number::ANCHOR => Self::Anchor,
            number::HOLDER_KEY => Self::HolderKey,
            number::GUARDIAN_TAG => Self::GuardianTag,
            number::SEALED => Self::Sealed,
            _ => return None,
        })
    }
}

impl fmt::Display for ClaimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

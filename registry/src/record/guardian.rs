use juma_format::claims::Relation;

use crate::{SubjectId, redacted_debug};

/// Who asks to show the person's code (代亮), and what the register says they are to the person.
#[derive(Clone, PartialEq, Eq)]
pub struct GuardianLink {
    /// The guardian's own id in the register.
    pub subject: SubjectId,
    /// What they are to the person.
    pub relation: LinkRelation,
}

redacted_debug!(GuardianLink => "GuardianLink");

/// What somebody who asks to show a person's code is to that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRelation {
    /// Somebody who shares the address (同住人), and may show nobody's code.
    CoResident,
    /// Family, or appointed by law.
    Family(Relation),
    /// Somebody else.
    Other,
}

impl LinkRelation {
    /// The word of records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoResident => "co-resident",
            Self::Family(relation) => relation.name(),
            Self::Other => "other",
        }
    }

    /// The relation of a word: those of [`Relation::name`], `co-resident` and `other`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "co-resident" => Some(Self::CoResident),
            "other" => Some(Self::Other),
            name => Relation::from_name(name).map(Self::Family),
        }
    }
}

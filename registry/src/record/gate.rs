use juma_format::region::{Level, Region};

/// What a person's gate code may say beyond the least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateShare {
    /// How fine its region is.
    pub region: GateRegion,
    /// Whether it has the document's last two characters, for staff to compare.
    pub document_tail: GateTail,
    /// What it leaves out.
    pub coarsen: Coarsen,
}

/// How fine the region of a gate code is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GateRegion {
    /// The district, where the city needs it.
    District,
    /// The prefecture.
    #[default]
    Prefecture,
}

/// Whether a gate code has the document's last two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GateTail {
    /// It has not.
    #[default]
    Hidden,
    /// It has.
    Shown,
}

/// What a gate code leaves out for a person who would stand out by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coarsen {
    /// Even the first character of the name.
    Name,
    /// Nothing.
    #[default]
    Nothing,
}

impl GateRegion {
    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Prefecture => "prefecture",
        }
    }

    /// The value of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "district" => Some(Self::District),
            "prefecture" => Some(Self::Prefecture),
            _ => None,
        }
    }

    /// As much of a region as a gate code may say.
    #[must_use]
    pub const fn of(self, region: Region) -> Region {
        match self {
            Self::District => region,
            Self::Prefecture => region.truncate(Level::Prefecture),
        }
    }
}

impl GateTail {
    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Shown => "shown",
        }
    }

    /// The value of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "hidden" => Some(Self::Hidden),
            "shown" => Some(Self::Shown),
            _ => None,
        }
    }
}

impl Coarsen {
    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nothing => "nothing",
        }
    }

    /// The value of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "name" => Some(Self::Name),
            "nothing" => Some(Self::Nothing),
            _ => None,
        }
    }
}

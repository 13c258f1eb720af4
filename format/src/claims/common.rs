use core::fmt;

use crate::{StatusRef, region::Region, time::UnixTime};

/// What codes of every tier say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Common {
    /// The first second at which the code is no longer valid: 00:00 UTC+8 of a day.
    pub expires: UnixTime,
    /// Where the code's status stands.
    pub status: StatusRef,
    /// The administering region, at prefecture or district level.
    pub region: Region,
    /// Which population the person belongs to.
    pub population: Population,
    /// Who may show the code.
    pub bearer: Bearer,
    /// What the code is shown on, and how a copy is told from it.
    pub medium: Medium,
}

impl fmt::Debug for Common {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Common")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// The three populations of the residence register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// Household registered here (户籍).
    Household,
    /// From elsewhere on the mainland (流动).
    Migrant,
    /// From outside the mainland or abroad (国境外).
    Outside,
}

impl Population {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Household, Self::Migrant, Self::Outside];

    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Migrant => "migrant",
            Self::Outside => "outside",
        }
    }

    /// The population of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|population| population.name() == name)
    }
}

/// Who may show a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// The person whom it is about.
    Holder,
    /// A guardian, together with the guardian's own code (代亮码, SPEC §7.3).
    Guardian {
        /// What the guardian is to the person.
        relation: Relation,
        /// Ties the code to the guardian's own.
        tag: [u8; 8],
    },
}

/// The tag links two people, so it is not printed.
impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Holder => "Holder",
            Self::Guardian { .. } => "Guardian(..)",
        })
    }
}

/// What a guardian is to the person whose code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Father or mother.
    Parent,
    /// Grandfather or grandmother.
    Grandparent,
    /// Son or daughter.
    Child,
    /// Grandson or granddaughter.
    Grandchild,
    /// Husband or wife.
    Spouse,
    /// Brother or sister.
    Sibling,
    /// Appointed by law.
    LegalGuardian,
}

impl Relation {
    /// All of them, in the order of their numbers, which begin with 1.
    pub const ALL: [Self; 7] = [
        Self::Parent,
        Self::Grandparent,
        Self::Child,
        Self::Grandchild,
        Self::Spouse,
        Self::Sibling,
        Self::LegalGuardian,
    ];

    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Grandparent => "grandparent",
            Self::Child => "child",
            Self::Grandchild => "grandchild",
            Self::Spouse => "spouse",
            Self::Sibling => "sibling",
            Self::LegalGuardian => "legal-guardian",
        }
    }

    /// The relation of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.name() == name)
    }
}

/// What a code is shown on. Paper is never live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A sheet or a card.
    Paper,
    /// A phone.
    Screen(Liveness),
}

impl Medium {
    /// The proof that the code asks for.
    #[must_use]
    pub const fn liveness(self) -> Liveness {
        match self {
            Self::Paper => Liveness::Static,
            Self::Screen(liveness) => liveness,
        }
    }
}

/// How a code is told from a copy of it (SPEC §7).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// Not at all: whoever shows it must be looked at.
    Static,
    /// By a hash chain.
    Anchor {
        /// Slot length and count.
        profile: LiveProfile,
        /// The end of the chain, x\[0\].
        anchor: [u8; 16],
    },
    /// By a key that the holder keeps.
    HolderKey {
        /// Slot length and count.
        profile: LiveProfile,
        /// The public key.
        key: [u8; 32],
    },
}

/// An anchor and a key stay the same for weeks and would link a person's visits, so they are not
/// printed.
impl fmt::Debug for Liveness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Static => "Static",
            Self::Anchor { .. } => "Anchor(..)",
            Self::HolderKey { .. } => "HolderKey(..)",
        })
    }
}

/// Slot length, count of slots and greatest skew of a live code (SPEC §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveProfile {
    /// 30 s, 8 days.
    P1,
    /// 30 s, 31 days.
    P2,
}

impl LiveProfile {
    /// All of them, in the order of their numbers, which begin with 1.
    pub const ALL: [Self; 2] = [Self::P1, Self::P2];

    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P1 => "P1",
            Self::P2 => "P2",
        }
    }

    /// Its number in flags and ledgers.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::P1 => 1,
            Self::P2 => 2,
        }
    }

    /// The profile of a number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.number() == number)
    }

    /// The profile of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// The length of a slot in seconds.
    #[must_use]
    pub const fn slot_seconds(self) -> u64 {
        match self {
            Self::P1 | Self::P2 => 30,
        }
    }

    /// The days that a chain lasts.
    #[must_use]
    pub const fn days(self) -> u64 {
        match self {
            Self::P1 => 8,
            Self::P2 => 31,
        }
    }

    /// The count of slots, N.
    #[must_use]
    pub const fn slots(self) -> u64 {
        self.days() * crate::time::DAY / self.slot_seconds()
    }

    /// The greatest difference between the two clocks that is forgiven, in seconds, either way.
    #[must_use]
    pub const fn skew_seconds(self) -> u64 {
        match self {
            Self::P1 | Self::P2 => 60,
        }
    }
}

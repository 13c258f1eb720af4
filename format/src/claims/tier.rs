use core::fmt;

use super::{Person, SealedPart};
use crate::{
    person::{AddressState, DocumentTail, MaskedName},
    time::UnixTime,
};

/// How much a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// What a venue's gate needs: a masked name.
    Gate,
    /// The whole record in the clear.
    Full,
    /// The gate's share in the clear, the whole record sealed to officers.
    Sealed,
}

impl Tier {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Gate, Self::Full, Self::Sealed];

    /// The word of commands and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Full => "full",
            Self::Sealed => "sealed",
        }
    }

    /// The tier of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a tier adds to the common claims. Tiers are closed: a code holds what its tier holds and
/// nothing of another.
#[derive(Clone, PartialEq, Eq)]
pub enum TierClaims {
    /// See [`Tier::Gate`].
    Gate(Gate),
    /// See [`Tier::Full`].
    Full(Full),
    /// See [`Tier::Sealed`].
    Sealed(Sealed),
}

impl TierClaims {
    /// The share that a gate may see of any tier.
    #[must_use]
    pub fn gate_share(&self) -> Gate {
        match self {
            Self::Gate(gate) | Self::Sealed(Sealed { gate, .. }) => gate.clone(),
            Self::Full(full) => Gate {
                name: full.person.name.masked(),
                address: full.person.address.state(),
                document_tail: None,
            },
        }
    }
}

/// What a gate may know.
#[derive(Clone, PartialEq, Eq)]
pub struct Gate {
    /// The masked name.
    pub name: MaskedName,
    /// The state of the address.
    pub address: AddressState,
    /// The last two characters of the document's number, where the issuer gives them for staff to
    /// compare.
    pub document_tail: Option<DocumentTail>,
}

/// The whole record.
#[derive(Clone, PartialEq, Eq)]
pub struct Full {
    /// When it was signed. Other tiers do not say, because the moment would link a person's codes.
    pub issued: UnixTime,
    /// The person.
    pub person: Person,
}

/// The gate's share, and the whole record for officers.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What is in the clear.
    pub gate: Gate,
    /// What is not.
    pub part: SealedPart,
}

crate::person::redacted_debug!(
    TierClaims => "TierClaims", Gate => "Gate", Full => "Full", Sealed => "Sealed",
);

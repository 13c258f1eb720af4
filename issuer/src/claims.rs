use juma_format::{
    claims::{Claims, ClaimsError, Common, Full, Gate, Tier, TierClaims},
    person::MaskedName,
    region::Region,
    time::UnixTime,
};
use juma_registry::record::{Coarsen, GateTail, Record};

/// The tiers that need no officer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClearTier {
    /// See [`Tier::Full`].
    Full,
    /// See [`Tier::Gate`].
    Gate,
}

impl ClearTier {
    /// The tier of the claims.
    #[must_use]
    pub const fn tier(self) -> Tier {
        match self {
            Self::Full => Tier::Full,
            Self::Gate => Tier::Gate,
        }
    }

    /// The region that a code of the tier carries.
    pub(crate) const fn region(self, record: &Record) -> Region {
        match self {
            Self::Full => record.region(),
            Self::Gate => record.gate().region.of(record.region()),
        }
    }

    /// The claims of the tier about a record.
    pub(crate) fn claims(
        self,
        record: &Record,
        common: Common,
        issued: UnixTime,
    ) -> Result<Claims, ClaimsError> {
        let tier = match self {
            Self::Full => TierClaims::Full(Full {
                issued,
                person: record.person().clone(),
            }),
            Self::Gate => TierClaims::Gate(gate(record)),
        };
        Claims::new(common, tier)
    }
}

/// The share of a gate.
pub(crate) fn gate(record: &Record) -> Gate {
    let (person, share) = (record.person(), record.gate());
    Gate {
        name: match share.coarsen {
            Coarsen::Name => MaskedName::hidden(),
            _ => person.name.masked(),
        },
        address: person.address.state(),
        document_tail: match share.document_tail {
            GateTail::Hidden => None,
            GateTail::Shown => Some(person.document.tail()),
        },
    }
}

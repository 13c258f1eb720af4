use juma_format::{
    claims::{Claims, ClaimsError, Common, Full, Gate, Person, Population, Tier, TierClaims},
    person::MaskedName,
    region::Region,
    time::UnixTime,
};

/// What the register says of a person, ready to become the claims of any tier.
#[derive(Clone)]
pub struct Facts {
    /// The person.
    pub person: Person,
    /// The population.
    pub population: Population,
    /// The administering region, as exact as it is known.
    pub region: Region,
    /// How exact a gate code is about the region.
    pub gate_region: GateRegion,
    /// How much of the name a gate code shows.
    pub gate_name: GateName,
    /// Whether a gate code shows the end of the document's number.
    pub gate_document: GateDocument,
}

/// How exact a gate code is about the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateRegion {
    /// To the district, where the city needs it.
    District,
    /// To the prefecture.
    Prefecture,
}

/// How much of the name a gate code shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateName {
    /// Nothing, where fewer than 50 people in the register are alike.
    Hidden,
    /// The first character.
    Masked,
}

/// Whether a gate code shows the end of the document's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateDocument {
    /// It does not.
    Hidden,
    /// The last two characters, for staff to compare.
    LastTwo,
}

impl core::fmt::Debug for Facts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Facts(..)")
    }
}

impl Facts {
    /// The region that a code of a tier carries.
    #[must_use]
    pub const fn region(&self, tier: Tier) -> Region {
        match (tier, self.gate_region) {
            (Tier::Full, _) | (_, GateRegion::District) => self.region,
            (Tier::Gate | Tier::Sealed, GateRegion::Prefecture) => self.region.prefecture(),
        }
    }

    /// The claims of a tier in the clear.
    ///
    /// # Errors
    /// When the parts make no code.
    pub fn claims(
        &self,
        tier: ClearTier,
        common: Common,
        issued: UnixTime,
    ) -> Result<Claims, ClaimsError> {
        let tier = match tier {
            ClearTier::Full => TierClaims::Full(Full {
                issued,
                person: self.person.clone(),
            }),
            ClearTier::Gate => TierClaims::Gate(self.gate()),
        };
        Claims::new(common, tier)
    }

    fn gate(&self) -> Gate {
        Gate {
            name: match self.gate_name {
                GateName::Hidden => MaskedName::hidden(),
                GateName::Masked => self.person.name.masked(),
            },
            address: self.person.address.state(),
            document_tail: match self.gate_document {
                GateDocument::Hidden => None,
                GateDocument::LastTwo => Some(self.person.document.tail()),
            },
        }
    }
}

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
}

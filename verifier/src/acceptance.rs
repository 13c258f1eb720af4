use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, Liveness, Medium, Person, Population, Relation, Tier, TierClaims},
    person::{AddressState, DocumentTail, MaskedName},
    redacted_debug,
    region::Region,
    time::UnixTime,
};

use crate::policy::Share;

/// A code that is good here and now. What it shows is what the venue's policy lets it show.
#[derive(Clone)]
pub struct Acceptance {
    claims: Claims,
    share: Share,
    issuer: String,
    guardian: Option<Box<Self>>,
}

/// What the person at the gate should do although the code is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// A valid signature does not say that the bearer is the person: compare face or document.
    CompareBearer,
    /// It is a paper code: look for the sheet itself and refuse it on a screen.
    LookForSheet,
    /// A sealed part is there that only officers read.
    SealedPart,
}

/// What a venue may know.
#[derive(Clone)]
pub enum Shown {
    /// The gate's share.
    Gate(GateShare),
    /// Everything that is in the clear.
    Full(GateShare, FullShare),
}

/// The share of a gate, the same of any tier.
#[derive(Clone)]
pub struct GateShare {
    /// The tier of the code.
    pub tier: Tier,
    /// The masked name.
    pub name: MaskedName,
    /// The population.
    pub population: Population,
    /// The prefecture, or what the gate tier itself says.
    pub region: Region,
    /// The state of the address.
    pub address: AddressState,
    /// The last two characters of the document, where the gate tier says them.
    pub document_tail: Option<DocumentTail>,
    /// What the guardian is to the person, when a guardian shows the code.
    pub guardian: Option<Relation>,
    /// The first moment it is no longer good.
    pub expires: UnixTime,
}

/// What the full share adds.
#[derive(Clone)]
pub struct FullShare {
    /// When it was signed.
    pub issued: UnixTime,
    /// The administering region as the code has it.
    pub region: Region,
    /// The person.
    pub person: Person,
}

impl Advice {
    /// The word of JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::CompareBearer => "compare-bearer",
            Self::LookForSheet => "look-for-sheet",
            Self::SealedPart => "sealed-part",
        }
    }
}

impl Acceptance {
    pub(crate) const fn new(claims: Claims, share: Share, issuer: String) -> Self {
        Self {
            claims,
            share,
            issuer,
            guardian: None,
        }
    }

    /// The same, shown by the guardian whose own code is there too.
    pub(crate) fn with_guardian(self, guardian: Self) -> Self {
        Self {
            guardian: Some(Box::new(guardian)),
            ..self
        }
    }

    /// The guardian's own code, when the pair was proved.
    #[must_use]
    pub fn guardian(&self) -> Option<&Self> {
        self.guardian.as_deref()
    }

    /// Who issued the code, as the trust list names them.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where the status of the code stands.
    #[must_use]
    pub const fn status(&self) -> StatusRef {
        self.claims.common().status
    }

    /// What to do although it is good.
    #[must_use]
    pub fn advice(&self) -> Vec<Advice> {
        let mut advice = Vec::new();
        match self.claims.common().medium {
            Medium::Paper => advice.extend([Advice::LookForSheet, Advice::CompareBearer]),
            Medium::Screen(Liveness::Static) => advice.push(Advice::CompareBearer),
            Medium::Screen(_) => {}
        }
        if self.claims.tier() == Tier::Sealed {
            advice.push(Advice::SealedPart);
        }
        advice
    }

    /// What the venue may know.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let common = self.claims.common();
        let personal = self.claims.personal_before_verdict();
        let gate = personal.gate_share();
        let share = GateShare {
            tier: self.claims.tier(),
            name: gate.name,
            population: common.population,
            region: match personal {
                TierClaims::Full(_) => common.region.prefecture(),
                TierClaims::Gate(_) | TierClaims::Sealed(_) => common.region,
            },
            address: gate.address,
            document_tail: gate.document_tail,
            guardian: match common.bearer {
                Bearer::Holder => None,
                Bearer::Guardian { relation, .. } => Some(relation),
            },
            expires: common.expires,
        };
        match (self.share, personal) {
            (Share::Full, TierClaims::Full(full)) => {
                let region = common.region;
                let (issued, person) = (full.issued, full.person.clone());
                Shown::Full(
                    share,
                    FullShare {
                        issued,
                        region,
                        person,
                    },
                )
            }
            _ => Shown::Gate(share),
        }
    }
}

redacted_debug!(
    Acceptance => "Acceptance",
    Shown => "Shown",
    GateShare => "GateShare",
    FullShare => "FullShare",
);

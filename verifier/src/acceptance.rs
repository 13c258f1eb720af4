use juma_format::{
    KeyId, StatusRef,
    claims::{
        Bearer, Claims, Liveness, Medium, Person, Population, Relation, SealedRecord, Tier,
        TierClaims,
    },
    person::{AddressState, DocumentTail, MaskedName},
    redacted_debug,
    region::Region,
    time::UnixTime,
};

use crate::policy::Share;

/// A code that is good here and now. What it shows is what the venue's policy lets it show.
#[derive(Clone)]
pub struct Acceptance {
    /// On the heap: a verdict that refuses is a few bytes.
    pub(crate) claims: Box<Claims>,
    pub(crate) share: Share,
    pub(crate) signer: KeyId,
    issuer: String,
    guardian: Option<Box<Self>>,
    /// What an officer has opened.
    record: Option<Box<SealedRecord>>,
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
    /// Everything that is in the clear, or that an officer has opened.
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
    /// When it was signed; codes whose record was sealed do not say.
    pub issued: Option<UnixTime>,
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
    pub(crate) fn new(claims: Claims, share: Share, signer: KeyId, issuer: String) -> Self {
        Self {
            claims: Box::new(claims),
            share,
            signer,
            issuer,
            guardian: None,
            record: None,
        }
    }

    /// The same with its sealed record open.
    pub(crate) fn with_record(self, record: SealedRecord) -> Self {
        Self {
            record: Some(Box::new(record)),
            ..self
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

    /// The key that signed the code.
    #[must_use]
    pub const fn signer(&self) -> KeyId {
        self.signer
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
        if self.claims.tier() == Tier::Sealed && self.record.is_none() {
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
        let full = match (self.share, personal, &self.record) {
            (Share::Gate, _, _) => None,
            (Share::Full, TierClaims::Full(full), _) => Some(FullShare {
                issued: Some(full.issued),
                region: common.region,
                person: full.person.clone(),
            }),
            (Share::Full, _, Some(record)) => Some(FullShare {
                issued: None,
                region: record.region,
                person: record.person.clone(),
            }),
            (Share::Full, _, None) => None,
        };
        match full {
            Some(full) => Shown::Full(share, full),
            None => Shown::Gate(share),
        }
    }
}

redacted_debug!(
    Acceptance => "Acceptance",
    Shown => "Shown",
    GateShare => "GateShare",
    FullShare => "FullShare",
);

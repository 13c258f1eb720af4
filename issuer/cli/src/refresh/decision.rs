use juma_cli::failure::Failure;
use juma_register::{
    Carrier, DueBearer, DueCode, DueReason, Facts, Kinship, Register, RegisterError, RelationKind,
    Successor,
};
use juma_registry::{
    SubjectId,
    record::{GuardianLink, LinkRelation},
};

use crate::register;

/// What is to be done about a code that is due, as far as the register alone says.
pub(super) enum Decision {
    /// Another is there already: the old one is revoked.
    Close,
    /// One is issued of these facts.
    Issue(Box<Material>),
    /// Somebody has to act first.
    Wait(Wait),
}

/// What a code is issued of.
pub(super) struct Material {
    pub(super) facts: Facts,
    /// Who shows it, where that is not the person.
    pub(super) guardian: Option<Guardian>,
}

/// Who shows a code, by the register's relations.
pub(super) struct Guardian {
    pub(super) subject: SubjectId,
    pub(super) kinship: Kinship,
    pub(super) kind: RelationKind,
    /// What the guardian's own code was shown on that was named.
    pub(super) beside: Carrier,
}

impl Guardian {
    pub(super) fn link(&self) -> GuardianLink {
        GuardianLink {
            subject: self.subject.clone(),
            relation: LinkRelation::Family(self.kinship),
        }
    }
}

/// For whom a new code waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// For the family of an elder, who says again that somebody shows their code.
    Family,
    /// For the guardian's own code.
    GuardianCode,
    /// For the text of the guardian's own code, of which nothing was kept.
    GuardianText,
    /// For the holder, who makes the secret of a live code.
    Holder,
    /// For a key or a rule that lets a code end later than this one.
    Later,
    /// For the person's enrolment.
    Enrolment,
    /// For a relation in the register.
    Relation,
}

impl Wait {
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Enrolment => "not-enrolled",
            Self::Family => "family-consent",
            Self::GuardianCode => "guardian-code",
            Self::GuardianText => "guardian-code-text",
            Self::Holder => "holder-request",
            Self::Later => "nothing-later",
            Self::Relation => "relation-missing",
        }
    }

    /// What it is and what to do.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Enrolment => {
                "the person is not in the register: resident enrol, or sign --record"
            }
            Self::Family => {
                "an elder's code is shown by another for as long as the family says: sign \
                 --guardian-code when they ask"
            }
            Self::GuardianCode => {
                "the guardian has no good gate code that it could name: issue it first"
            }
            Self::GuardianText => {
                "nothing was kept of the guardian's code that it would name: sign --guardian-code"
            }
            Self::Holder => {
                "a live code's secret is the holder's: sign --live with a new request, or with a new \
                 wallet"
            }
            Self::Later => "none that is signed now would end later: publish the next keys first",
            Self::Relation => {
                "the register has no relation between guardian and member: family add-member"
            }
        }
    }
}

/// Decides about one code, by what the register has of the person.
pub(super) fn decide(
    register: &Register,
    due: &DueCode,
    facts: Option<&Facts>,
) -> Result<Decision, Failure> {
    if due.successor == Successor::There {
        return Ok(Decision::Close);
    }
    if due.carrier == Carrier::Live {
        return Ok(Decision::Wait(Wait::Holder));
    }
    let Some(facts) = facts else {
        return Ok(Decision::Wait(Wait::Enrolment));
    };
    let guardian = match &due.bearer {
        DueBearer::Holder => None,
        DueBearer::Guardian { subject, beside } => {
            let relation = register.guardian_of(subject, &due.subject);
            let relation = relation.map_err(failed)?;
            let Some((kind, kinship)) = relation.and_then(|it| Some((it.kind, it.kinship?))) else {
                return Ok(Decision::Wait(Wait::Relation));
            };
            if kind == RelationKind::Elder && due.reason == DueReason::Ends {
                return Ok(Decision::Wait(Wait::Family));
            }
            Some(Guardian {
                subject: subject.clone(),
                kinship,
                kind,
                beside: *beside,
            })
        }
    };
    Ok(Decision::Issue(Box::new(Material {
        facts: facts.clone(),
        guardian,
    })))
}

pub(super) fn failed(error: RegisterError) -> Failure {
    register::failed(error)
}

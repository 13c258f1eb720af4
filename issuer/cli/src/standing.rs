//! A record that is to be signed, beside what the register has of the person.

use std::fmt;

use juma_cli::failure::Failure;
use juma_keys::hash_of;
use juma_register::{Comparison, Fact, Register, RelationKind};
use juma_registry::{
    ledger::{CodeHash, Ledger, Revision},
    record::{GuardianLink, LinkRelation, Record},
};

use crate::register::failed;

/// Why a record is not signed: the register has these facts otherwise. A code of it would be taken
/// for one of what the register has, and nobody would ever replace it.
pub(crate) struct Differs(Vec<Fact>);

impl Differs {
    pub(crate) const SLUG: &str = "record-differs";

    /// Which facts.
    pub(crate) fn facts(&self) -> &[Fact] {
        &self.0
    }
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts: Vec<&str> = self.0.iter().copied().map(Fact::name).collect();
        write!(
            f,
            "the register has otherwise: {}; sign what resident show prints, or change the register first",
            facts.join(", ")
        )
    }
}

/// Who is to show the code of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShownBy {
    /// The guardian whom the record names.
    Guardian,
    /// The person.
    Holder,
}

/// Of which revision a record is; of none where the person is not enrolled, and the record is all
/// that is known.
pub(crate) fn compare(
    register: &Register,
    record: &Record,
    shown_by: ShownBy,
) -> Result<Result<Option<Revision>, Differs>, Failure> {
    let revision = match register.compare(record).map_err(failed)? {
        Comparison::Differs(facts) => return Ok(Err(Differs(facts))),
        Comparison::NotEnrolled => return Ok(Ok(None)),
        Comparison::Same(revision) => revision,
    };
    // Who is no family is refused for that, by its own reason.
    if let (ShownBy::Guardian, Some(link)) = (shown_by, record.guardian())
        && let LinkRelation::Family(kinship) = link.relation
    {
        let relation = register.guardian_of(&link.subject, record.subject());
        let held = relation
            .map_err(failed)?
            .and_then(|relation| relation.kinship);
        if held != Some(kinship) {
            return Ok(Err(Differs(vec![Fact::Relation])));
        }
    }
    Ok(Ok(Some(revision)))
}

/// The guardian of a person by the register: the one whose own code this is, if anything is between
/// the two. Whoever only lives there is named too, to be refused for that.
pub(crate) fn guardian(
    register: &Register,
    record: &Record,
    code: &[u8],
) -> Result<Option<GuardianLink>, Failure> {
    let hash = CodeHash::from_bytes(hash_of(code));
    let Some(serial) = register.find(&hash).map_err(failed)? else {
        return Ok(None);
    };
    let subject = register.issuance(serial).map_err(failed)?.plan.subject;
    let person = record.subject();
    if let Some(relation) = register.guardian_of(&subject, person).map_err(failed)? {
        return Ok(relation.kinship.map(|kinship| GuardianLink {
            subject,
            relation: LinkRelation::Family(kinship),
        }));
    }
    let all = register.relations(person).map_err(failed)?;
    let lives_there = all.iter().any(|relation| {
        relation.kind == RelationKind::CoResident
            && [&relation.guardian, &relation.person].contains(&&subject)
    });
    Ok(lives_there.then_some(GuardianLink {
        subject,
        relation: LinkRelation::CoResident,
    }))
}

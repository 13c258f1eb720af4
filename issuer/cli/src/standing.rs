//! A record that is to be signed, beside what the register has of the person.

use std::fmt;

use juma_cli::failure::Failure;
use juma_register::{Comparison, Fact, Register, RegisterError};
use juma_registry::{
    ledger::Revision,
    record::{LinkRelation, Record},
};

/// Why a record is not signed: the register has these facts otherwise. A code of it would be taken
/// for one of what the register has, and nobody would ever replace it.
pub(crate) struct Differs(Vec<Fact>);

impl Differs {
    pub(crate) const SLUG: &str = "record-differs";
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
    let failed = |error: RegisterError| Failure::new("the register failed").because(error);
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

use juma_registry::SubjectId;

use super::{ActError, CountedTable, Fact, Outcome, Refusal, Resident};
use crate::{Register, act::Act, journal::signed};

impl Register {
    /// Links a residence permit, given as the register of permits numbers it.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::PermitLinked`], and when the register fails.
    pub fn link_permit(&mut self, subject: &SubjectId, permit: &str) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            let id = resident.subject.id;
            let sql = "SELECT number FROM permits WHERE subject = $1 AND ended IS NULL";
            if act.store.first(sql, &[id.into()], |_| Ok(()))?.is_some() {
                return Err(Refusal::PermitLinked.into());
            }
            let number = resident.next(act, CountedTable::Permits)?;
            let sql = "INSERT INTO permits (subject, number, permit, since)
                       VALUES ($1, $2, $3, $4)";
            let now = signed(act.context.now.seconds())?;
            let values = [id.into(), number.into(), permit.into(), now.into()];
            act.store.execute(sql, &values)?;
            resident.record(act, "link-permit", &[("permit", permit)])?;
            Ok(Outcome::unseen(vec![Fact::Permit]))
        })
    }

    /// Ends the residence permit that is linked.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::NoPermit`], and when the register fails.
    pub fn end_permit(&mut self, subject: &SubjectId) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            if !resident.end_permit(act)? {
                return Err(Refusal::NoPermit.into());
            }
            resident.record(act, "end-permit", &[])?;
            Ok(Outcome::unseen(vec![Fact::Permit]))
        })
    }
}

impl Resident {
    /// Ends the permit that is linked, and says whether there was one.
    pub(super) fn end_permit(&self, act: &mut Act<'_>) -> Result<bool, ActError> {
        let sql = "UPDATE permits SET ended = $1 WHERE subject = $2 AND ended IS NULL";
        let now = signed(act.context.now.seconds())?;
        let values = [now.into(), self.subject.id.into()];
        Ok(act.store.execute(sql, &values)? == 1)
    }
}

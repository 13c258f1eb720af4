use std::collections::HashMap;

use juma_registry::ledger::{
    FileLedger, Floors, Issuance, IssuanceState, Ledger, LedgerError, PublicationState, Random,
    Status, StatusEntry,
};
use serde_json::json;

use crate::{
    Register, RegisterError, StoreError,
    act::Act,
    journal::signed,
    ledger::{planning, publications, status_word},
    store::Value,
};

/// What was taken over from a ledger's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Codes, settled or not; what was planned and never settled is given up.
    pub codes: u64,
    /// Status lists, all of which are closed: their indexes were drawn in another way.
    pub lists: u64,
}

impl Register {
    /// Takes everything over that a ledger's file knows, in one act. The register must be new.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when it is not, and when the database or the witness fails.
    pub fn adopt(
        &mut self,
        file: &FileLedger,
        random: &mut dyn Random,
    ) -> Result<Adopted, RegisterError> {
        self.write(|act| {
            if act.head.act != 0 {
                return Err(StoreError::Exists.into());
            }
            let lists = adopt_lists(act, file)?;
            let codes = adopt_codes(act, file, random)?;
            adopt_publications(act, file)?;
            let floors = file.floors();
            let head = &mut act.head;
            let closed = Floors {
                list: head.list.max(floors.list),
                sequence: head.sequence.max(floors.sequence),
                serial: head.serial.max(floors.serial),
            };
            publications::raise_floors(act, closed)?;
            let detail = json!({"codes": codes, "lists": lists, "head": file.head()});
            act.record("adopt", &detail)?;
            Ok(Adopted { codes, lists })
        })
    }
}

fn adopt_lists(act: &mut Act<'_>, file: &FileLedger) -> Result<u64, RegisterError> {
    let lists = file.lists()?;
    for list in &lists {
        let (tier, period) = (list.tier.name(), list.period.to_string());
        // The key of an order that nobody will use: the list is closed.
        let sql = "INSERT INTO status_lists (number, tier, period, used, index_key)
                   VALUES ($1, $2, $3, $4, $5)";
        let values = [
            list.number.into(),
            tier.into(),
            (&*period).into(),
            list.used.into(),
            (&[0; 32]).into(),
        ];
        act.store.execute(sql, &values)?;
        act.head.list = act.head.list.max(list.number);
    }
    Ok(u64::try_from(lists.len()).unwrap_or(u64::MAX))
}

fn adopt_codes(
    act: &mut Act<'_>,
    file: &FileLedger,
    random: &mut dyn Random,
) -> Result<u64, RegisterError> {
    let mut marks: HashMap<(u32, u32), StatusEntry> = HashMap::new();
    for list in file.lists()? {
        let entries = file.entries_of(list.number)?.into_iter();
        marks.extend(entries.map(|entry| ((list.number, entry.index), entry)));
    }
    let mut codes = 0_u64;
    for issuance in file.issuances() {
        let issuance = issuance?;
        let place = (issuance.status.list(), issuance.status.index());
        adopt_code(act, &issuance, marks.get(&place), random)?;
        act.head.serial = issuance.serial.number();
        codes = codes.saturating_add(1);
    }
    Ok(codes)
}

fn adopt_code(
    act: &mut Act<'_>,
    issuance: &Issuance,
    mark: Option<&StatusEntry>,
    random: &mut dyn Random,
) -> Result<(), LedgerError> {
    let plan = &issuance.plan;
    let subject = act.subject(plan.subject.as_str(), random)?;
    let issued = signed(plan.issued_at.seconds())?;
    let (state, code) = match &issuance.state {
        IssuanceState::Committed(code) => ("committed", Value::from(code.as_bytes())),
        IssuanceState::Abandoned | IssuanceState::Planned => ("abandoned", Value::Null),
    };
    let (status, since) = match (mark, state) {
        (Some(mark), _) => (mark.status, signed(mark.since.seconds())?.into()),
        (None, "committed") => (Status::Valid, Value::Null),
        (None, _) => (Status::Invalid, issued.into()),
    };
    let [profile, proof, guardian, medium] = planning::extra_values(plan)?;
    let sql = "INSERT INTO issuances (serial, subject, tier, kid, list, place, issued, expires,
                   state, code, status, since, profile, proof, guardian, medium)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let values = [
        signed(issuance.serial.number())?.into(),
        subject.id.into(),
        plan.tier.name().into(),
        plan.key_id.as_bytes().into(),
        issuance.status.list().into(),
        issuance.status.index().into(),
        issued.into(),
        signed(plan.expires.seconds())?.into(),
        state.into(),
        code,
        status_word(status).into(),
        since,
        profile,
        proof,
        guardian,
        medium,
    ];
    act.store.execute(sql, &values)?;
    Ok(())
}

fn adopt_publications(act: &mut Act<'_>, file: &FileLedger) -> Result<(), RegisterError> {
    for publication in file.publications() {
        // The numbers stay as they were, whatever gaps a floor had left.
        publications::write(act, publication.sequence, &publication.plan)?;
        if publication.state == PublicationState::Finished {
            publications::finish(act, publication.sequence)?;
        }
    }
    Ok(())
}

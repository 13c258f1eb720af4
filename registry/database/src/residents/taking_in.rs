use juma_registry::{ledger::Random, record::Record};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{ActError, Channel, Outcome, Refusal, Resident, people, update};
use crate::{Register, act::Act};

/// What became of a record that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// The person is enrolled now.
    Enrolled,
    /// Nothing of it was done.
    Refused(Refusal),
    /// The register had it so already.
    Same,
    /// The resident is what the record says now.
    Updated(Outcome),
}

/// What the acts of a batch say of people, in one digest instead of an entry each.
#[derive(Default)]
pub(crate) struct Gathered {
    acts: u64,
    digest: Sha256,
}

impl Gathered {
    pub(crate) fn add(&mut self, name: &str, detail: &str) {
        self.acts = self.acts.saturating_add(1);
        for text in [name, " ", detail, "\n"] {
            self.digest.update(text);
        }
    }
}

impl Register {
    /// Takes records in, all in one act: who is not enrolled is, and who is becomes what the record
    /// says. A record that is refused changes nothing and keeps no other back; one that is taken in
    /// again changes nothing either. The journal has one entry for all of them, with a digest of
    /// what each would have said, and one for every code that is revoked.
    ///
    /// # Errors
    /// When the register fails; then none was taken in.
    pub fn take_in(
        &mut self,
        records: &[Record],
        random: &mut dyn Random,
    ) -> Result<Vec<TakenIn>, ActError> {
        self.write(|act| {
            act.gathered = Some(Gathered::default());
            let taken = records.iter().map(|record| take_in(act, record, random));
            let taken = taken.collect::<Result<Vec<_>, _>>()?;
            let gathered = act.gathered.take().unwrap_or_default();
            if gathered.acts > 0 {
                let digest: [u8; 32] = gathered.digest.finalize().into();
                let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                let detail = json!({"acts": gathered.acts, "digest": digest});
                act.record("take-in", &detail)?;
            }
            Ok(taken)
        })
    }
}

fn take_in(
    act: &mut Act<'_>,
    record: &Record,
    random: &mut dyn Random,
) -> Result<TakenIn, ActError> {
    let taken = match Resident::find(act, record.subject()) {
        Ok(resident) => update::update(act, &resident, record, Channel::Import).map(|outcome| {
            if outcome.changed.is_empty() {
                TakenIn::Same
            } else {
                TakenIn::Updated(outcome)
            }
        }),
        Err(ActError::Refused(_)) => people::enrol(act, record, random).map(|_| TakenIn::Enrolled),
        Err(error) => Err(error),
    };
    match taken {
        Err(ActError::Refused(refusal)) => Ok(TakenIn::Refused(refusal)),
        taken => taken,
    }
}

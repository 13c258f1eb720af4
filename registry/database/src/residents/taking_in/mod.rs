mod batch;
mod judging;
mod writing;

use std::collections::HashSet;

use juma_registry::{ledger::Random, record::Record};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{ActError, Outcome, Refusal};
use crate::{Register, act::Act};
use batch::Batch;

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
    /// Takes records in, all in one act: who is not enrolled is, who is becomes what the record
    /// says, and whoever a record names as guardian may show the code. A guardian may come later in
    /// the batch than who names them. A record that is refused changes nothing and keeps no other
    /// back; one that is taken in again changes nothing either, and one without a guardian ends no
    /// relation. The journal has one entry for all of them, with a digest of what each would have
    /// said, and one for every code that is revoked.
    ///
    /// # Errors
    /// When the register fails; then none was taken in.
    pub fn take_in(
        &mut self,
        records: &[Record],
        random: &mut dyn Random,
    ) -> Result<Vec<TakenIn>, ActError> {
        let taken = self.write(|act| {
            act.store.plan_afresh()?;
            act.gathered = Some(Gathered::default());
            let mut taken = Vec::with_capacity(records.len());
            let mut rest = records;
            while !rest.is_empty() {
                let (now, later) = rest.split_at(distinct(rest));
                taken.extend(take_in(act, now, random)?);
                rest = later;
            }
            let gathered = act.gathered.take().unwrap_or_default();
            if gathered.acts > 0 {
                let digest: [u8; 32] = gathered.digest.finalize().into();
                let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                let detail = json!({"acts": gathered.acts, "digest": digest});
                act.record("take-in", &detail)?;
            }
            Ok::<_, ActError>(taken)
        })?;
        self.grew(records.len());
        Ok(taken)
    }
}

/// How many of the first records are about one person each.
fn distinct(records: &[Record]) -> usize {
    let mut seen = HashSet::new();
    let all = records
        .iter()
        .take_while(|record| seen.insert(record.subject()));
    all.count()
}

fn take_in(
    act: &mut Act<'_>,
    records: &[Record],
    random: &mut dyn Random,
) -> Result<Vec<TakenIn>, ActError> {
    let batch = Batch::read(act, records)?;
    let fates = judging::judge(&batch, act.context.now.date());
    writing::write(act, &batch, fates, random)
}

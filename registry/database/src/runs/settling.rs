use juma_registry::ledger::{CodeHash, LedgerError, PairingKey, Serial};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    RunError, RunId, RunRefusal, RunState,
    batch::{Stored, skip},
    standing::{expect, hex},
};
use crate::{act::Act, journal::signed, ledger, store::Store};

/// What became of a planned code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not issued, for this reason, in a word.
    GivenUp(&'static str),
    /// The code of this hash was signed and handed over.
    Issued {
        /// Its hash.
        code: CodeHash,
        /// What the tags of members' codes beside it are made with, where it can have any.
        pairing: Option<PairingKey>,
    },
}

/// A digest of what became of the codes of a batch: of each its serial, eight bytes, big-endian, and
/// the hash of the code, or zeros where there is none.
#[must_use]
pub fn fates_digest(fates: impl IntoIterator<Item = (Serial, Option<CodeHash>)>) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (serial, code) in fates {
        digest.update(serial.number().to_be_bytes());
        digest.update(code.map_or([0; 32], |code| *code.as_bytes()));
    }
    digest.finalize().into()
}

pub(super) fn settle(
    act: &mut Act<'_>,
    run: RunId,
    number: u32,
    fates: &[(Serial, Fate)],
) -> Result<(), RunError> {
    expect(act.store, run, RunState::Planned)?;
    let stored = Stored::find(act.store, run, number)?;
    let known = ledger::issuances_between(act.store, stored.first, stored.count())?;
    let same = known.iter().map(|code| code.serial);
    if !same.eq(fates.iter().map(|(serial, _)| *serial)) {
        return Err(RunRefusal::OtherBatch.into());
    }
    let hash = |fate: &Fate| match fate {
        Fate::GivenUp(_) => None,
        Fate::Issued { code, .. } => Some(*code),
    };
    let digest = fates_digest(fates.iter().map(|(serial, fate)| (*serial, hash(fate))));
    if stored.settled == digest {
        return Ok(());
    }
    let mut issued = Vec::with_capacity(fates.len());
    let mut keys = Vec::new();
    let mut given_up = 0_u32;
    let name = run.to_string();
    for (serial, fate) in fates {
        match fate {
            Fate::Issued { code, pairing } => {
                issued.push((*serial, *code));
                keys.extend(pairing.map(|key| (*serial, key)));
            }
            Fate::GivenUp(reason) => {
                ledger::give_up(act.store, *serial)?;
                let subject = subject_of(act.store, *serial)?;
                skip(act, &name, subject, reason)?;
                given_up = given_up.saturating_add(1);
            }
        }
    }
    ledger::settle(act, &issued)?;
    ledger::keep_of_guardians(act.store, &keys)?;
    let sql = "UPDATE run_batches SET settled = $1, given_up = $2 WHERE run = $3 AND number = $4";
    let values = [
        (&digest).into(),
        given_up.into(),
        (&*name).into(),
        number.into(),
    ];
    act.store.execute(sql, &values)?;
    let detail = json!({
        "run": name, "batch": number, "count": issued.len(), "given_up": given_up,
        "digest": hex(&digest),
    });
    act.record("commit", &detail)?;
    Ok(())
}

fn subject_of(store: &mut Store, serial: Serial) -> Result<i64, RunError> {
    let sql = "SELECT subject FROM issuances WHERE serial = $1";
    let values = [signed(serial.number())?.into()];
    let found = store.first(sql, &values, |row| row.integer(0))?;
    Ok(found.ok_or(LedgerError::UnknownSerial(serial))?)
}

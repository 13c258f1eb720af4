use juma_registry::ledger::{CodeHash, LedgerError, PairingKey, Serial, Settlement, StatusChange};

use super::issuances;
use crate::{StoreError, act::Act, journal::signed};

/// Calls a code issued and writes what follows from that, in one act.
pub(super) fn settle(
    act: &mut Act<'_>,
    serial: Serial,
    code: CodeHash,
    settlement: &Settlement<'_>,
) -> Result<(), LedgerError> {
    issuances::commit(act, &[(serial, code)])?;
    let number = signed(serial.number())?;
    if let Some(revision) = settlement.revision {
        let sql = "UPDATE issuances SET revision = $1 WHERE serial = $2";
        let values = [signed(revision.number())?.into(), number.into()];
        act.store.execute(sql, &values)?;
    }
    let now = act.context.now;
    for replaced in settlement.replaces {
        match issuances::change(act, *replaced, StatusChange::Revoke, now) {
            Ok(_) | Err(LedgerError::AlreadyInvalid(_)) => {}
            Err(error) => return Err(error),
        }
        let sql = "UPDATE issuances SET due = NULL WHERE serial = $1";
        act.store
            .execute(sql, &[signed(replaced.number())?.into()])?;
    }
    for (of, key) in settlement.pairing {
        // A code that nobody else's names needs none, and that is nearly every code.
        if *of != serial || is_guardians(act, number)? {
            keep(act, *of, key)?;
        }
    }
    Ok(())
}

/// Whether the person of a code may show somebody else's.
fn is_guardians(act: &mut Act<'_>, serial: i64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM issuances i JOIN relations r ON r.guardian = i.subject
               WHERE i.serial = $1 AND r.kind = 'member' AND r.ended IS NULL";
    let found = act.store.first(sql, &[serial.into()], |_| Ok(()))?;
    Ok(found.is_some())
}

pub(super) fn keep(act: &mut Act<'_>, of: Serial, key: &PairingKey) -> Result<(), StoreError> {
    let sql = "INSERT INTO pairing_keys (serial, key) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let values = [signed(of.number())?.into(), key.as_bytes().into()];
    act.store.execute(sql, &values).map(|_| ())
}

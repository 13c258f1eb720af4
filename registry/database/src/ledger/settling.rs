use std::collections::HashSet;

use juma_registry::ledger::{CodeHash, LedgerError, PairingKey, Serial, Settlement, StatusChange};

use super::issuances;
use crate::{
    StoreError,
    act::Act,
    journal::signed,
    store::{Store, Value},
};

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
        if *of == serial {
            keep_of_guardians(act.store, &[(serial, *key)])?;
        } else {
            keep(act.store, &[(*of, *key)])?;
        }
    }
    Ok(())
}

/// Keeps the keys of those codes whose persons show somebody else's: one that nobody's names needs
/// none, and that is nearly every code.
pub(crate) fn keep_of_guardians(
    store: &mut Store,
    keys: &[(Serial, PairingKey)],
) -> Result<(), StoreError> {
    let mut serials = Vec::with_capacity(keys.len());
    for (serial, _) in keys {
        serials.push(signed(serial.number())?.into());
    }
    let mut guardians: HashSet<u64> = HashSet::new();
    let sql = "SELECT i.serial FROM issuances i WHERE EXISTS (SELECT 1 FROM relations r
                   WHERE r.guardian = i.subject AND r.kind = 'member' AND r.ended IS NULL)
               AND i.serial IN";
    store.query_in(sql, &serials, &mut |row| {
        let _ = guardians.insert(row.number(0)?);
        Ok(())
    })?;
    let kept: Vec<(Serial, PairingKey)> = keys
        .iter()
        .filter(|(serial, _)| guardians.contains(&serial.number()))
        .copied()
        .collect();
    keep(store, &kept)
}

pub(super) fn keep(store: &mut Store, keys: &[(Serial, PairingKey)]) -> Result<(), StoreError> {
    let mut values: Vec<Value<'_>> = Vec::with_capacity(keys.len().saturating_mul(2));
    for (of, key) in keys {
        values.push(signed(of.number())?.into());
        values.push(key.as_bytes().into());
    }
    store.insert_missing("pairing_keys (serial, key)", 2, &values)
}

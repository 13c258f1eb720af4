use juma_format::time::UnixTime;

use crate::{Register, RegisterError, act::Head, journal::signed, migrations, store::Store};

/// How much there is in a register, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The version of the schema.
    pub version: u32,
    /// The acts of the journal.
    pub acts: u64,
    /// People who are enrolled.
    pub residents: u64,
    /// Codes that were begun and are not settled.
    pub planned: u64,
    /// Good codes that do not say what the register has.
    pub stale: u64,
    /// Revocations, suspensions and what took them back, since the last publication was planned:
    /// no verifier knows of them.
    pub unpublished: u64,
    /// Codes that are handed over and not over, by when they end.
    pub ending: Vec<EndingCodes>,
}

/// Codes that end at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndingCodes {
    /// When.
    pub expires: UnixTime,
    /// Those that are good.
    pub valid: u64,
    /// Those that are suspended.
    pub suspended: u64,
    /// Those that are revoked.
    pub revoked: u64,
}

/// A publication that was begun and not finished is with nobody.
const UNPUBLISHED: &str = "SELECT count(*) FROM journal WHERE act = 'change' AND number > (
    SELECT coalesce(max(number), 0) FROM journal WHERE act = 'publish' AND number < (
        SELECT coalesce(max(number), 0) FROM journal WHERE act = 'published'))";

impl Register {
    /// When a copy was last made of the register.
    ///
    /// # Errors
    /// When the register fails.
    pub fn last_backup(&self) -> Result<Option<UnixTime>, RegisterError> {
        let sql = "SELECT max(at) FROM journal WHERE act = 'backup'";
        let at = self.read(|store| store.first(sql, &[], |row| row.optional_integer(0)))?;
        let at = at.flatten().and_then(|at| u64::try_from(at).ok());
        Ok(at.map(UnixTime::from_seconds))
    }

    /// Counts everything. It reads every code.
    ///
    /// # Errors
    /// When the register fails.
    pub fn counts(&self) -> Result<Counts, RegisterError> {
        let now = signed(self.now().seconds())?;
        self.read(|store| {
            let head = Head::read(store)?;
            let one = |store: &mut Store, sql: &str| -> Result<u64, RegisterError> {
                Ok(store.first(sql, &[], |row| row.number(0))?.unwrap_or(0))
            };
            let sql = "SELECT expires, sum(CASE WHEN status = 'valid' THEN 1 ELSE 0 END),
                           sum(CASE WHEN status = 'suspended' THEN 1 ELSE 0 END),
                           sum(CASE WHEN status = 'invalid' THEN 1 ELSE 0 END)
                       FROM issuances WHERE state = 'committed' AND expires > $1
                       GROUP BY expires ORDER BY expires";
            let ending = store.all(sql, &[now.into()], |row| {
                Ok(EndingCodes {
                    expires: UnixTime::from_seconds(row.number(0)?),
                    valid: row.number(1)?,
                    suspended: row.number(2)?,
                    revoked: row.number(3)?,
                })
            })?;
            let sql = "SELECT count(*) FROM issuances i JOIN residents r ON r.subject = i.subject
                       WHERE i.state = 'committed' AND i.status <> 'invalid' AND i.expires > $1
                         AND (i.revision IS NULL OR i.revision < r.revision)";
            let stale = store.first(sql, &[now.into()], |row| row.number(0))?;
            Ok(Counts {
                version: migrations::version(store)?.unwrap_or(0),
                acts: head.act,
                residents: one(store, "SELECT count(*) FROM residents")?,
                planned: one(
                    store,
                    "SELECT count(*) FROM issuances WHERE state = 'planned'",
                )?,
                stale: stale.unwrap_or(0),
                unpublished: one(store, UNPUBLISHED)?,
                ending,
            })
        })
    }
}

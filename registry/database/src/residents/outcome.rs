use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::ledger::{Serial, StatusChange};

use super::{ActError, Resident};
use crate::{StoreError, act::Act, journal::signed, ledger};

/// What an act has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// The facts that are others now; none when all was so already.
    pub changed: Vec<Fact>,
    /// The person's codes that show it no longer.
    pub stale: Vec<StaleCode>,
}

/// A fact about a resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The residence address or its state.
    Address,
    /// The identity document.
    Document,
    /// The address of household registration.
    Household,
    /// The verification of the identity.
    Identity,
    /// The name.
    Name,
    /// The residence permit.
    Permit,
    /// The person as a whole.
    Person,
    /// A relation to somebody.
    Relation,
}

impl Fact {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Document => "document",
            Self::Household => "household",
            Self::Identity => "identity",
            Self::Name => "name",
            Self::Permit => "permit",
            Self::Person => "person",
            Self::Relation => "relation",
        }
    }
}

/// A code that does not show what the register has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleCode {
    /// Its serial.
    pub serial: Serial,
    /// Its tier.
    pub tier: Tier,
    /// When it ends.
    pub expires: UnixTime,
    /// What the act has made of it.
    pub fate: CodeFate,
}

/// What an act makes of a stale code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFate {
    /// It stays good until another is issued or it ends.
    Keep,
    /// It is revoked from the next publication on.
    Revoke,
}

impl CodeFate {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "stale",
            Self::Revoke => "revoked",
        }
    }
}

impl Resident {
    /// The outcome of an act that changed these facts, which codes can show.
    pub(super) fn outcome(
        &self,
        act: &mut Act<'_>,
        changed: Vec<Fact>,
        fate: CodeFate,
    ) -> Result<Outcome, ActError> {
        let stale = self.stale(act, fate)?;
        if fate == CodeFate::Revoke {
            for code in &stale {
                let now = act.context.now;
                ledger::change(act, code.serial, StatusChange::Revoke, now)?;
            }
        }
        Ok(Outcome { changed, stale })
    }

    /// The codes of this resident that are good and were made of other facts than these.
    fn stale(&self, act: &mut Act<'_>, fate: CodeFate) -> Result<Vec<StaleCode>, StoreError> {
        let sql = "SELECT i.serial, i.tier, i.expires FROM issuances i
                   JOIN residents r ON r.subject = i.subject
                   WHERE i.subject = $1 AND i.state = 'committed' AND i.status <> 'invalid'
                     AND i.expires > $2 AND (i.revision IS NULL OR i.revision < r.revision)
                   ORDER BY i.serial";
        let now = signed(act.context.now.seconds())?;
        act.store
            .all(sql, &[self.subject.id.into(), now.into()], |row| {
                Ok(StaleCode {
                    serial: Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)?,
                    tier: Tier::from_name(&row.text(1)?).ok_or(StoreError::Corrupt)?,
                    expires: UnixTime::from_seconds(row.number(2)?),
                    fate,
                })
            })
    }
}

impl Outcome {
    /// Of an act that no code shows.
    pub(super) const fn unseen(changed: Vec<Fact>) -> Self {
        Self {
            changed,
            stale: Vec::new(),
        }
    }
}

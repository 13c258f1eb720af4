use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::ledger::{Serial, StatusChange};

use super::{ActError, Resident};
use crate::{
    StoreError,
    act::Act,
    journal::signed,
    ledger,
    store::{Row, Value},
};

/// What an act has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// The facts that are others now; none when all was so already.
    pub changed: Vec<Fact>,
    /// The person's codes that show it no longer, and the members' codes that name one of them.
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
    /// Whose it is.
    pub of: CodeOf,
}

/// Whose code an act has made stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeOf {
    /// A member's, that the person shows beside a code of their own which is stale.
    Member,
    /// The person's own.
    Person,
}

impl CodeOf {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Person => "person",
        }
    }
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
        let mut stale = self.stale(act, fate)?;
        for own in stale.clone() {
            stale.extend(naming(act, own.serial, fate)?);
        }
        if fate == CodeFate::Revoke {
            for code in &stale {
                revoke_for_another(act, code.serial)?;
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
        let values = [self.subject.id.into(), now.into()];
        act.store.all(sql, &values, |row| {
            let of = CodeOf::Person;
            stale_code(row, fate, of)
        })
    }

    /// Revokes the codes of this resident that a guardian shows, for good: none comes after them.
    pub(super) fn revoke_shown_by(
        &self,
        act: &mut Act<'_>,
        guardian: &Self,
    ) -> Result<Vec<StaleCode>, ActError> {
        let sql = "SELECT i.serial, i.tier, i.expires FROM issuances i
                   JOIN issuances g ON g.serial = i.guardian
                   WHERE i.subject = $1 AND i.state = 'committed' AND i.status <> 'invalid'
                     AND i.expires > $2 AND g.subject = $3
                   ORDER BY i.serial";
        let now = act.context.now;
        let values = [
            self.subject.id.into(),
            signed(now.seconds())?.into(),
            guardian.subject.id.into(),
        ];
        let shown = act.store.all(sql, &values, |row| {
            stale_code(row, CodeFate::Revoke, CodeOf::Member)
        })?;
        for code in &shown {
            ledger::change(act, code.serial, StatusChange::Revoke, now)?;
        }
        Ok(shown)
    }
}

/// The members' codes that are good and name a guardian's own code.
fn naming(act: &mut Act<'_>, own: Serial, fate: CodeFate) -> Result<Vec<StaleCode>, StoreError> {
    let sql = "SELECT serial, tier, expires FROM issuances
               WHERE guardian = $1 AND state = 'committed' AND status <> 'invalid'
                 AND expires > $2 ORDER BY serial";
    let now = signed(act.context.now.seconds())?;
    let values = [signed(own.number())?.into(), now.into()];
    act.store
        .all(sql, &values, |row| stale_code(row, fate, CodeOf::Member))
}

/// Revokes a code in whose place another is due, if it was good: whoever has suspended one has not
/// asked for a new one.
fn revoke_for_another(act: &mut Act<'_>, serial: Serial) -> Result<(), ActError> {
    let now = act.context.now;
    let sql = "UPDATE issuances SET due = $1 WHERE serial = $2 AND status = 'valid'";
    let values: [Value<'_>; 2] = [
        signed(now.seconds())?.into(),
        signed(serial.number())?.into(),
    ];
    act.store.execute(sql, &values)?;
    ledger::change(act, serial, StatusChange::Revoke, now)?;
    Ok(())
}

fn stale_code(row: &Row<'_>, fate: CodeFate, of: CodeOf) -> Result<StaleCode, StoreError> {
    Ok(StaleCode {
        serial: Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)?,
        tier: Tier::from_name(&row.text(1)?).ok_or(StoreError::Corrupt)?,
        expires: UnixTime::from_seconds(row.number(2)?),
        fate,
        of,
    })
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

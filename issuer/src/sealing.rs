use juma_format::{
    claims::{Bearer, Claims, Common, Sealed, SealedRecord, TierClaims},
    region::Region,
    time::UnixTime,
    trust::KeyState,
};
use juma_keys::{
    EntryKey, RecipientKey, RecordError, SealContext, SealKey, Secret, TrustedList, placeholder,
    seal_record,
};
use juma_registry::record::Record;

use crate::{Authority, ClearTier, IssueError};

/// How much a code is to say.
#[derive(Clone, Copy, Debug)]
pub enum OrderTier<'a> {
    /// What anybody can read.
    Clear(ClearTier),
    /// The gate's share for anybody, the whole record for officers.
    Sealed(Sealing<'a>),
}

/// What records are sealed with.
#[derive(Clone, Copy, Debug)]
pub struct Sealing<'a> {
    /// Whom they are sealed to.
    pub recipient: RecipientKey<SealKey>,
    /// 32 random bytes, for one code or for a whole job.
    pub secret: &'a Secret,
}

impl From<ClearTier> for OrderTier<'_> {
    fn from(tier: ClearTier) -> Self {
        Self::Clear(tier)
    }
}

impl OrderTier<'_> {
    /// The tier of the claims.
    #[must_use]
    pub const fn tier(&self) -> juma_format::claims::Tier {
        match self {
            Self::Clear(tier) => tier.tier(),
            Self::Sealed(_) => juma_format::claims::Tier::Sealed,
        }
    }

    /// The region that a code of the tier carries in the clear.
    pub(crate) const fn region(&self, record: &Record) -> Region {
        match self {
            Self::Clear(tier) => tier.region(record),
            Self::Sealed(_) => ClearTier::Gate.region(record),
        }
    }

    /// The claims about a record; those of a sealed code for one signer.
    pub(crate) fn claims(
        &self,
        record: &Record,
        common: Common,
        now: UnixTime,
        authority: &Authority,
    ) -> Result<Claims, IssueError> {
        match self {
            Self::Clear(tier) => Ok(tier.claims(record, common, now)?),
            Self::Sealed(sealing) => sealing.claims(record, common, authority),
        }
    }
}

impl Sealing<'_> {
    fn claims(
        &self,
        record: &Record,
        common: Common,
        authority: &Authority,
    ) -> Result<Claims, IssueError> {
        let sealed = sealed_record(record, common.bearer);
        let gate = crate::claims::gate(record);
        let with = |part| {
            let gate = gate.clone();
            Claims::new(common, TierClaims::Sealed(Sealed { gate, part }))
        };
        // What the part is bound to does not depend on what stands in its place.
        let empty = with(placeholder(&sealed)?)?;
        let context = SealContext {
            environment: authority.environment(),
            signer: authority.key_hash().key_id(),
            claims: &empty,
        };
        let part = seal_record(&sealed, &context, &self.recipient, self.secret)?;
        Ok(with(part)?)
    }
}

fn sealed_record(record: &Record, bearer: Bearer) -> SealedRecord {
    let person = record.person().clone();
    SealedRecord::new(record.region(), record.population(), bearer, person)
}

impl From<RecordError> for IssueError {
    fn from(error: RecordError) -> Self {
        Self::Seal(error)
    }
}

/// The key that records of a region are sealed to now: of those in force, the one that came into
/// force last, so that a quarter's key takes over from the one before.
#[must_use]
pub fn seal_key_in_force(
    list: &TrustedList,
    region: Region,
    now: UnixTime,
) -> Option<RecipientKey<SealKey>> {
    let in_force = list.entries().iter().filter_map(|entry| match entry.key() {
        EntryKey::Seal(key)
            if entry.signs_at(now)
                && entry.entry().state == KeyState::Active
                && entry.entry().covers(region) =>
        {
            Some((entry.entry().times.sign_from, entry.hash(), *key))
        }
        _ => None,
    });
    // By name where two begin at once: every issuer chooses the same.
    let newest = in_force.max_by_key(|(from, hash, _)| (*from, *hash));
    newest.map(|(_, _, key)| key)
}

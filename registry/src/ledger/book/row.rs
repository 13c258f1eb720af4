use std::sync::Arc;

use juma_format::{KeyId, StatusRef, claims::Tier, time::UnixTime};

use crate::{
    SubjectId,
    ledger::{
        Issuance, IssuanceState, IssuePlan, LedgerError, PlannedBearer, PlannedProof, Serial,
    },
};

/// An issuance in as little memory as is easy: a ledger may have millions.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) serial: u64,
    pub(super) subject: Arc<str>,
    pub(super) list: u32,
    pub(super) index: u32,
    /// Seconds: what may be signed fits 32 bits.
    pub(super) issued: u32,
    pub(super) expires: u32,
    /// The place of the same resident's row before this one, counted from 1; 0 without.
    pub(super) previous: u32,
    pub(super) key: KeyId,
    pub(super) tier: Tier,
    pub(super) state: IssuanceState,
}

impl Row {
    pub(super) fn issuance(
        &self,
        proof: PlannedProof,
        bearer: PlannedBearer,
    ) -> Result<Issuance, LedgerError> {
        Ok(Issuance {
            serial: Serial::new(self.serial).ok_or(LedgerError::Contradiction)?,
            plan: IssuePlan {
                subject: SubjectId::from_shared(Arc::clone(&self.subject)),
                tier: self.tier,
                key_id: self.key,
                issued_at: UnixTime::from_seconds(self.issued.into()),
                expires: UnixTime::from_seconds(self.expires.into()),
                proof,
                bearer,
            },
            status: StatusRef::new(self.list, self.index).ok_or(LedgerError::Contradiction)?,
            state: self.state,
        })
    }
}

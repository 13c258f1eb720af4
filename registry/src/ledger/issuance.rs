use std::fmt;

use juma_format::{
    KeyId, StatusRef,
    claims::{LiveProfile, Tier},
    time::UnixTime,
    trust::Status,
};

use super::{CodeHash, PeriodKind, Serial};
use crate::SubjectId;

/// What is known of a code before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuePlan {
    /// Whom it is about.
    pub subject: SubjectId,
    /// Its tier.
    pub tier: Tier,
    /// The kid of the key that will sign it.
    pub key_id: KeyId,
    /// When.
    pub issued_at: UnixTime,
    /// When it ends, which chooses the status list.
    pub expires: UnixTime,
    /// How it will be told from a copy.
    pub proof: PlannedProof,
    /// Who may show it.
    pub bearer: PlannedBearer,
}

/// How a code will be told from a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedProof {
    /// By a chain or a key of the holder.
    Live {
        /// Its profile, which chooses the status list's period.
        profile: LiveProfile,
        /// Its anchor or key.
        mark: ProofMark,
    },
    /// By the sheet or card itself, which a person looks at. A ledger that is a file calls it static.
    Paper,
    /// Not at all.
    Static,
}

/// What an anchor or a holder's key is known by: an anchor itself, the first half of a key's
/// SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProofMark([u8; 16]);

/// Who may show a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedBearer {
    /// A guardian, beside the guardian's own code of this serial.
    Guardian {
        /// The serial of that code.
        code: Serial,
    },
    /// The person whom it is about.
    Holder,
}

impl PlannedProof {
    /// The kind of period that the code's status list is for.
    #[must_use]
    pub const fn period_kind(self) -> PeriodKind {
        match self {
            Self::Live { profile, .. } => PeriodKind::of(Some(profile)),
            Self::Paper | Self::Static => PeriodKind::of(None),
        }
    }
}

impl ProofMark {
    /// The mark of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// It stays the same for weeks and would link a person's visits, so it is not printed.
impl fmt::Debug for ProofMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofMark(..)")
    }
}

/// What a plan reserved for a code. Neither number is ever given again, whatever becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The issuance's number.
    pub serial: Serial,
    /// Where the code's status will stand.
    pub status: StatusRef,
}

/// A code that was planned, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// Its number.
    pub serial: Serial,
    /// What was planned.
    pub plan: IssuePlan,
    /// Where its status stands.
    pub status: StatusRef,
    /// How far it came.
    pub state: IssuanceState,
}

/// How far an issuance came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuanceState {
    /// Given up. Its index is published as invalid, in case a code got out after all.
    Abandoned,
    /// The code of this hash was signed and handed over.
    Committed(CodeHash),
    /// Reserved, and not settled yet.
    Planned,
}

/// What is to become of an issued code's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusChange {
    /// End a suspension.
    Restore,
    /// For good.
    Revoke,
    /// For now.
    Suspend,
}

impl StatusChange {
    /// The status that it leads to.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Restore => Status::Valid,
            Self::Revoke => Status::Invalid,
            Self::Suspend => Status::Suspended,
        }
    }

    /// The word of the ledger and of JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Revoke => "revoke",
            Self::Suspend => "suspend",
        }
    }

    /// The change of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Restore, Self::Revoke, Self::Suspend]
            .into_iter()
            .find(|change| change.name() == name)
    }
}

impl fmt::Display for StatusChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An entry of a status list that is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    /// Its index.
    pub index: u32,
    /// What the list must say there.
    pub status: Status,
    /// Since when; for an abandoned code, when it was planned.
    pub since: UnixTime,
}

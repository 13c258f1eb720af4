use core::fmt;

use juma_format::{
    claims::{Claims, ClaimsError, Tier},
    time::UnixTime,
};
use juma_keys::{GuardianKey, RecordError};
use juma_registry::{
    ledger::{
        IssuePlan, KeyHash, Ledger, LedgerError, PairingKey, Period, Planned, PlannedProof, Random,
        RandomError, Revision, Serial, Settlement,
    },
    record::{Record, SanityError},
};

use crate::{
    Authority, GuardianRefusal, ImageError, Order, OrderBearer, Rendered, SignRefusal, SignedCode,
    Validity, Workshop,
};

/// A code that was issued.
#[derive(Debug)]
pub struct Issued {
    /// Its serial in the ledger.
    pub serial: Serial,
    /// The code.
    pub code: SignedCode,
    /// What it says.
    pub claims: Claims,
    /// When it ends.
    pub expires: UnixTime,
    /// What it was drawn as.
    pub rendered: Rendered,
}

impl Issued {
    /// What the ledger is to keep, so that members' codes can be issued beside a guardian's without
    /// its text: of the code that this one names, or of this one where others can name it.
    #[must_use]
    pub fn pairing(&self, order: &Order<'_>) -> Option<(Serial, PairingKey)> {
        let kept = |key: GuardianKey| PairingKey::from_bytes(*key.as_bytes());
        match order.bearer {
            OrderBearer::Guardian(guardianship) => {
                Some((guardianship.code, kept(guardianship.key)))
            }
            OrderBearer::Holder if order.tier.tier() == Tier::Gate => {
                Some((self.serial, kept(GuardianKey::of(self.code.bytes()))))
            }
            OrderBearer::Holder => None,
        }
    }
}

/// What a code takes the place of, and what it was made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Succession<'a> {
    /// Codes that are revoked when it is issued.
    pub replaces: &'a [Serial],
    /// The revision of the person's facts that the record has; where it is not said, it is the one
    /// of the moment of the plan.
    pub revision: Option<Revision>,
}

/// Why no code was issued. Nothing was signed, or what was signed was given up and its index is
/// spent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// The facts make no code.
    Claims(ClaimsError),
    /// The guardian may not show the code.
    Guardian(GuardianRefusal),
    /// The picture failed.
    Image(ImageError),
    /// The ledger refused or failed.
    Ledger(LedgerError),
    /// No bundle that was made early enough has the key or the list: publish first.
    NotPublished,
    /// There is no randomness.
    Random(RandomError),
    /// What was read back is not what was signed.
    ReadBack,
    /// The key may not sign it.
    Refused(SignRefusal),
    /// The record cannot be sealed.
    Seal(RecordError),
    /// The record cannot be true today.
    Sanity(SanityError),
    /// The code would not fit into the longest text (SPEC §2).
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The greatest length in bytes.
        max: usize,
    },
}

impl IssueError {
    /// The word for a record that must not be signed; none for what failed.
    #[must_use]
    pub const fn refusal(&self) -> Option<&'static str> {
        Some(match self {
            Self::Sanity(error) => error.slug(),
            Self::Claims(error) => error.slug(),
            Self::Guardian(error) => error.slug(),
            Self::Ledger(error @ LedgerError::ProofSignedBefore) => error.slug(),
            Self::Refused(error) => error.slug(),
            Self::Seal(RecordError::TooLong) | Self::TooLarge { .. } => "text-too-long",
            _ => return None,
        })
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claims(error) => error.fmt(f),
            Self::Guardian(refusal) => refusal.fmt(f),
            Self::Image(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
            Self::NotPublished => {
                write!(
                    f,
                    "no bundle has carried the key and the status list early enough"
                )
            }
            Self::Random(error) => error.fmt(f),
            Self::ReadBack => write!(f, "what was read back is not what was signed"),
            Self::Refused(error) => error.fmt(f),
            Self::Sanity(error) => error.fmt(f),
            Self::Seal(error) => error.fmt(f),
            Self::TooLarge { bytes, max } => {
                write!(f, "the code would have {bytes} bytes, the limit is {max}")
            }
        }
    }
}

impl core::error::Error for IssueError {}

impl From<ClaimsError> for IssueError {
    fn from(error: ClaimsError) -> Self {
        Self::Claims(error)
    }
}

impl From<ImageError> for IssueError {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

impl From<LedgerError> for IssueError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<RandomError> for IssueError {
    fn from(error: RandomError) -> Self {
        Self::Random(error)
    }
}

impl From<SanityError> for IssueError {
    fn from(error: SanityError) -> Self {
        Self::Sanity(error)
    }
}

impl From<SignRefusal> for IssueError {
    fn from(error: SignRefusal) -> Self {
        Self::Refused(error)
    }
}

/// Issues codes by one authority's key from one ledger.
#[derive(Debug)]
pub struct Issuer<'a, L: Ledger> {
    /// The key and its bounds.
    pub authority: &'a Authority,
    /// Where serials and indexes come from.
    pub ledger: &'a mut L,
    /// How long codes are good.
    pub validity: Validity,
    /// How long ago, in seconds, a bundle must have carried key and list before they are used
    /// (SPEC §6.4).
    pub lead_time: u64,
}

impl<L: Ledger> Issuer<'_, L> {
    /// Issues one code that stays in memory: see [`Self::issue_to`].
    ///
    /// # Errors
    /// When anything is refused or fails. What was reserved then is never used again.
    pub fn issue(
        &mut self,
        record: &Record,
        order: &Order<'_>,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Issued, IssueError> {
        self.issue_to(record, order, now, random, |_| Ok(()))
    }

    /// Issues one code: reserve, sign, draw, read back, deliver, settle. A code that was delivered
    /// and not settled, because something failed in between, is published as invalid: a crash
    /// leaves nobody a good code that nobody knows of.
    ///
    /// # Errors
    /// When anything is refused or fails. What was reserved then is never used again.
    pub fn issue_to<E: From<IssueError>>(
        &mut self,
        record: &Record,
        order: &Order<'_>,
        now: UnixTime,
        random: &mut dyn Random,
        deliver: impl FnOnce(&Issued) -> Result<(), E>,
    ) -> Result<Issued, E> {
        self.issue_as(record, order, Succession::default(), now, random, deliver)
    }

    /// As [`Self::issue_to`], for a code that takes the place of others: they are revoked in the act
    /// that calls the new one issued, so that nobody is left without a code, or with two.
    ///
    /// # Errors
    /// When anything is refused or fails. What was reserved then is never used again, and the codes
    /// that were to be replaced are as good as they were.
    pub fn issue_as<E: From<IssueError>>(
        &mut self,
        record: &Record,
        order: &Order<'_>,
        succession: Succession<'_>,
        now: UnixTime,
        random: &mut dyn Random,
        deliver: impl FnOnce(&Issued) -> Result<(), E>,
    ) -> Result<Issued, E> {
        let workshop = Workshop {
            authority: self.authority,
            validity: self.validity,
        };
        let expires = workshop.expiry(record, order, now, random)?;
        let plan = workshop.plan(record, order, expires, now);
        let planned = self.reserve(&plan, random)?;
        let made = workshop
            .make(record, order, expires, now, planned)
            .map_err(E::from)
            .and_then(|issued| deliver(&issued).map(|()| issued));
        match made {
            Ok(issued) => {
                let pairing = issued.pairing(order);
                let settlement = Settlement {
                    replaces: succession.replaces,
                    revision: succession.revision,
                    pairing: pairing.as_slice(),
                };
                let (serial, code) = (planned.serial, issued.code.hash());
                let settled = self.ledger.settle(serial, code, &settlement, now);
                settled.map_err(IssueError::from)?;
                Ok(issued)
            }
            Err(error) => {
                self.ledger
                    .abandon(planned.serial)
                    .map_err(IssueError::from)?;
                Err(error)
            }
        }
    }

    fn reserve(
        &mut self,
        plan: &IssuePlan,
        random: &mut dyn Random,
    ) -> Result<Planned, IssueError> {
        if let PlannedProof::Live { mark, .. } = &plan.proof
            && self.ledger.is_proof_known(mark)?
        {
            return Err(LedgerError::ProofSignedBefore.into());
        }
        let period = Period::of_expiry(plan.proof.period_kind(), plan.expires);
        let period = period.ok_or(LedgerError::TimeOutOfRange)?;
        let list = match self.ledger.list_for(plan.tier, period) {
            Err(LedgerError::NoOpenList { .. }) => return Err(IssueError::NotPublished),
            list => list?,
        };
        let published = KeyHash::from_bytes(*self.authority.key_hash().as_bytes());
        let made_by = plan.issued_at.minus(self.lead_time);
        if !self.ledger.is_published(list, &published, made_by)? {
            return Err(IssueError::NotPublished);
        }
        Ok(self.ledger.plan(plan, random)?)
    }
}

#[cfg(test)]
mod tests;

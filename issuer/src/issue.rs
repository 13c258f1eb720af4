use core::fmt;

use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, ClaimsError, Common},
    code_text::MAX_CODE_BYTES,
    time::UnixTime,
};
use juma_keys::{RecordError, Slots};
use juma_registry::{
    ledger::{
        IssuePlan, KeyHash, Ledger, LedgerError, Period, Planned, PlannedBearer, PlannedProof,
        Random, RandomError, Serial,
    },
    record::{Record, SanityError},
};

use crate::{
    Authority, GuardianRefusal, ImageError, ImageFormat, Order, OrderBearer, OrderMedium, Rendered,
    SignRefusal, SignedCode, Validity, draw_expiry, render, validity::last_midnight,
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
        let expires = self.expiry(record, order, now, random)?;
        let planned = self.reserve(record, order, expires, now, random)?;
        let made = self
            .make(record, order, expires, now, planned)
            .map_err(E::from)
            .and_then(|issued| deliver(&issued).map(|()| issued));
        match made {
            Ok(issued) => {
                let settled = self.ledger.commit(planned.serial, issued.code.hash());
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

    /// Draws the end of the code. Everything that can be refused is refused here, before an index
    /// is spent: the claims differ from the final ones by the index alone, and none is longer than
    /// the last.
    fn expiry(
        &self,
        record: &Record,
        order: &Order<'_>,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<UnixTime, IssueError> {
        record.check_dates(now.date())?;
        let mut latest = self.authority.latest_end(now);
        if let OrderBearer::Guardian(guardianship) = order.bearer {
            latest = latest.min(guardianship.latest);
        }
        let expires = match order.medium {
            // Nothing is drawn: live codes of one day end on one day, and thousands with them.
            OrderMedium::Live { profile, .. } => {
                last_midnight(Slots::end_of_code(profile, now).min(latest))
            }
            OrderMedium::Paper | OrderMedium::Screen => {
                draw_expiry(now, self.validity, latest, random)?
            }
        };
        let last = StatusRef::new(StatusRef::MAX_LIST, StatusRef::ENTRIES - 1)
            .ok_or(LedgerError::NumbersExhausted)?;
        let trial = self.claims(record, order, expires, now, last)?;
        self.authority.check(&trial, now)?;
        let (bytes, max) = (SignedCode::length(&trial), MAX_CODE_BYTES);
        if bytes > max {
            return Err(IssueError::TooLarge { bytes, max });
        }
        Ok(expires)
    }

    fn make(
        &self,
        record: &Record,
        order: &Order<'_>,
        expires: UnixTime,
        now: UnixTime,
        planned: Planned,
    ) -> Result<Issued, IssueError> {
        let claims = self.claims(record, order, expires, now, planned.status)?;
        let (code, rendered) = self.sign_and_draw(&claims, order.format)?;
        let serial = planned.serial;
        Ok(Issued {
            serial,
            code,
            claims,
            expires,
            rendered,
        })
    }

    fn reserve(
        &mut self,
        record: &Record,
        order: &Order<'_>,
        expires: UnixTime,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Planned, IssueError> {
        let tier = order.tier.tier();
        let proof = order.medium.planned();
        if let PlannedProof::Live { mark, .. } = &proof
            && self.ledger.is_proof_known(mark)?
        {
            return Err(LedgerError::ProofSignedBefore.into());
        }
        let period = Period::of_expiry(proof.period_kind(), expires);
        let period = period.ok_or(LedgerError::TimeOutOfRange)?;
        let key_hash = self.authority.key_hash();
        let list = match self.ledger.list_for(tier, period) {
            Err(LedgerError::NoOpenList { .. }) => return Err(IssueError::NotPublished),
            list => list?,
        };
        let published = KeyHash::from_bytes(*key_hash.as_bytes());
        if !self
            .ledger
            .is_published(list, &published, now.minus(self.lead_time))?
        {
            return Err(IssueError::NotPublished);
        }
        let plan = IssuePlan {
            subject: record.subject().clone(),
            tier,
            key_id: key_hash.key_id(),
            issued_at: now,
            expires,
            proof,
            bearer: match order.bearer {
                OrderBearer::Guardian(guardianship) => PlannedBearer::Guardian {
                    code: guardianship.code,
                },
                OrderBearer::Holder => PlannedBearer::Holder,
            },
        };
        Ok(self.ledger.plan(&plan, random)?)
    }

    fn claims(
        &self,
        record: &Record,
        order: &Order<'_>,
        expires: UnixTime,
        now: UnixTime,
        status: StatusRef,
    ) -> Result<Claims, IssueError> {
        let common = Common {
            expires,
            status,
            region: order.tier.region(record),
            population: record.population(),
            bearer: match order.bearer {
                OrderBearer::Guardian(guardianship) => {
                    let key = self.authority.key();
                    let key_id = key.public().key_id();
                    let tag = guardianship.key.tag(key.environment(), key_id, status);
                    let relation = guardianship.relation;
                    Bearer::Guardian { relation, tag }
                }
                OrderBearer::Holder => Bearer::Holder,
            },
            medium: order.medium.medium(),
        };
        order.tier.claims(record, common, now, self.authority)
    }

    fn sign_and_draw(
        &self,
        claims: &Claims,
        format: ImageFormat,
    ) -> Result<(SignedCode, Rendered), IssueError> {
        let code = SignedCode::sign(self.authority, claims);
        let rendered = render(&code.text(), format)?;
        if !code.is_read_from(&rendered.read_back, self.authority, claims) {
            return Err(IssueError::ReadBack);
        }
        Ok((code, rendered))
    }
}

#[cfg(test)]
mod tests;

use core::fmt;

use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, ClaimsError, Common, Liveness, Medium},
    code_text::MAX_CODE_BYTES,
    time::UnixTime,
};
use juma_registry::{
    ledger::{
        IssuePlan, KeyHash, Ledger, LedgerError, Planned, Quarter, Random, RandomError, Serial,
    },
    record::{Record, SanityError},
};

use crate::{
    Authority, ClearTier, ImageError, ImageFormat, Rendered, SignRefusal, SignedCode, Validity,
    draw_expiry, render,
};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The tier.
    pub tier: ClearTier,
    /// What the code is shown on.
    pub medium: OrderMedium,
    /// What it is drawn as.
    pub format: ImageFormat,
}

/// What a static code is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderMedium {
    /// A sheet or a card; the code says so.
    Paper,
    /// A phone.
    Screen,
}

/// A code that was issued.
#[derive(Debug)]
pub struct Issued {
    /// Its serial in the ledger.
    pub serial: Serial,
    /// The code.
    pub code: SignedCode,
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
    /// Issues one code: reserve, sign, draw, read back, settle.
    ///
    /// # Errors
    /// When anything is refused or fails. What was reserved then is never used again.
    pub fn issue(
        &mut self,
        record: &Record,
        order: &Order,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Issued, IssueError> {
        record.check_dates(now.date())?;
        let latest = self.authority.latest_end(now);
        let expires = draw_expiry(now, self.validity, latest, random)?;
        // Everything that can be refused is, before an index is spent: the claims differ from the
        // final ones by the index alone, and none is longer than the last.
        let unsigned = |status| self.claims(record, order, expires, now, status);
        let trial = StatusRef::new(StatusRef::MAX_LIST, StatusRef::ENTRIES - 1)
            .ok_or(LedgerError::NumbersExhausted)?;
        let trial = unsigned(trial)?;
        self.authority.check(&trial, now)?;
        let (bytes, max) = (SignedCode::length(&trial), MAX_CODE_BYTES);
        if bytes > max {
            return Err(IssueError::TooLarge { bytes, max });
        }

        let planned = self.reserve(record, order, expires, now, random)?;
        let claims = self.claims(record, order, expires, now, planned.status)?;
        match self.sign_and_draw(&claims, order.format) {
            Ok((code, rendered)) => {
                self.ledger.commit(planned.serial, code.hash())?;
                Ok(Issued {
                    serial: planned.serial,
                    code,
                    expires,
                    rendered,
                })
            }
            Err(error) => {
                self.ledger.abandon(planned.serial)?;
                Err(error)
            }
        }
    }

    fn reserve(
        &mut self,
        record: &Record,
        order: &Order,
        expires: UnixTime,
        now: UnixTime,
        random: &mut dyn Random,
    ) -> Result<Planned, IssueError> {
        let tier = order.tier.tier();
        let quarter = Quarter::of_expiry(expires).ok_or(LedgerError::TimeOutOfRange)?;
        let key_hash = self.authority.key_hash();
        let list = match self.ledger.list_for(tier, quarter) {
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
        };
        Ok(self.ledger.plan(&plan, random)?)
    }

    fn claims(
        &self,
        record: &Record,
        order: &Order,
        expires: UnixTime,
        now: UnixTime,
        status: StatusRef,
    ) -> Result<Claims, ClaimsError> {
        let common = Common {
            expires,
            status,
            region: order.tier.region(record),
            population: record.population(),
            bearer: Bearer::Holder,
            medium: match order.medium {
                OrderMedium::Paper => Medium::Paper,
                OrderMedium::Screen => Medium::Screen(Liveness::Static),
            },
        };
        order.tier.claims(record, common, now)
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

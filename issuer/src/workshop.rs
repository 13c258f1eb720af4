use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, Common},
    code_text::MAX_CODE_BYTES,
    time::UnixTime,
};
use juma_keys::Slots;
use juma_registry::{
    ledger::{IssuePlan, LedgerError, Planned, PlannedBearer, Random},
    record::Record,
};

use crate::{
    Authority, ImageFormat, IssueError, Issued, Order, OrderBearer, OrderMedium, Rendered,
    SignedCode, Validity, draw_expiry, render, validity::last_midnight,
};

/// Makes codes without a ledger: for the one that is signed at a desk and for a million that a run
/// signs on all cores.
#[derive(Clone, Copy, Debug)]
pub struct Workshop<'a> {
    /// The key and its bounds.
    pub authority: &'a Authority,
    /// How long codes are good.
    pub validity: Validity,
}

impl Workshop<'_> {
    /// Draws the end of the code. Everything that can be refused is refused here, before an index
    /// is spent: the claims differ from the final ones by the index alone, and none is longer than
    /// the last.
    ///
    /// # Errors
    /// When the record must not be signed.
    pub fn expiry(
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

    /// What the ledger is to know of a code.
    #[must_use]
    pub fn plan(
        &self,
        record: &Record,
        order: &Order<'_>,
        expires: UnixTime,
        now: UnixTime,
    ) -> IssuePlan {
        IssuePlan {
            subject: record.subject().clone(),
            tier: order.tier.tier(),
            key_id: self.authority.key_hash().key_id(),
            issued_at: now,
            expires,
            proof: order.medium.planned(),
            bearer: match order.bearer {
                OrderBearer::Guardian(guardianship) => PlannedBearer::Guardian {
                    code: guardianship.code,
                },
                OrderBearer::Holder => PlannedBearer::Holder,
            },
        }
    }

    /// Makes the code that numbers were reserved for: sign, draw, read back, compare.
    ///
    /// # Errors
    /// When what was read back is not what was signed, and when anything else is wrong with it.
    pub fn make(
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

//! What a new code is to be, by the one whose place it takes.

use juma_cli::failure::Failure;
use juma_format::{
    claims::Tier,
    places::{CityProfile, CityRules},
    region::Region,
    time::{DAY, UnixTime},
};
use juma_issuer::{
    ClearTier, Guardianship, Issuer, Order, OrderBearer, OrderMedium, OrderTier, Sealing, Validity,
    Workshop,
};
use juma_keys::{RecipientKey, SealKey};
use juma_register::{
    Carrier, DueBearer, DueCode, DueReason, Predecessor, Register, RelationKind, Successor,
};
use juma_registry::{
    ledger::{Ledger, PlannedProof, Serial},
    record::Record,
};

use super::{
    batch::{self, Blank},
    decision::{Guardian, Material, Wait, failed},
    renewal::{Renewal, Renewed},
};
use crate::{home::random, profiles, register, sign};

/// What the new code is, besides the order.
struct Terms {
    record: Record,
    medium: OrderMedium,
    bearer: OrderBearer,
    validity: Validity,
}

/// What is to be done about one code.
pub(super) enum Step<'a> {
    Close,
    Issue(Box<Blank<'a>>),
    /// The guardian's own is renewed first, and then this is looked at again.
    OwnFirst(DueCode),
    Said(Renewed),
}

/// Whether the guardian's own code is renewed for the sake of the member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    AsItIs,
    RenewFirst,
}

/// Whether a code that ends then has half of its time before it, and need not be renewed for the
/// sake of one that names it.
pub(super) fn lasts(expires: UnixTime, now: UnixTime, validity: &Validity) -> bool {
    expires >= now.plus(u64::from(validity.days) * DAY / 2)
}

impl Renewal<'_> {
    /// What is to be done about a code in whose place another is due.
    pub(super) fn blank<'s>(
        &'s self,
        register: &mut Register,
        due: &DueCode,
        material: &Material,
        own: Own,
    ) -> Result<Step<'s>, Failure> {
        let rules = self.rules(&material.facts.record);
        let medium = match due.carrier {
            Carrier::Paper => OrderMedium::Paper,
            Carrier::Live | Carrier::Screen => OrderMedium::Screen,
        };
        let mut record = profiles::record_under(self.places, &material.facts.record);
        if due.tier != Tier::Full
            && let Some(crowds) = &self.crowds
        {
            let coarsen = crowds.coarsen(&record);
            record = record.coarsened(coarsen);
        }
        let now = self.bench.home.now;
        let mut terms = Terms {
            record,
            medium,
            bearer: OrderBearer::Holder,
            validity: sign::validity(medium, self.bench.home, rules),
        };
        let mut latest = self.latest(&terms.validity);
        if let Some(guardian) = &material.guardian {
            terms.record = terms.record.shown_by(guardian.link());
            let guardianship = match self.beside(register, due, guardian, &terms, own)? {
                Ok(guardianship) => bounded(guardianship, now, rules),
                Err(step) => return Ok(step),
            };
            let guardianship = match guardian.kind {
                // The family has said how long, and a new address does not make that longer.
                RelationKind::Elder => guardianship.until(due.expires),
                _ => guardianship,
            };
            latest = latest.min(guardianship.latest());
            terms.bearer = OrderBearer::Guardian(guardianship);
        }
        if due.reason == DueReason::Ends {
            let days = latest.since(due.expires) / DAY;
            match (latest > due.expires && days > 0, &terms.bearer) {
                (true, _) => {}
                // A minor's ends with the birthday, and another would too.
                (false, OrderBearer::Guardian(_)) => return Ok(Step::Said(Renewed::Nothing)),
                (false, OrderBearer::Holder) => {
                    return Ok(Step::Said(Renewed::Waits(Wait::Later)));
                }
            }
            // The end is drawn, and must not be drawn before the one that is to be put off.
            let spread = u32::try_from(days.saturating_sub(1)).unwrap_or(u32::MAX);
            terms.validity.spread = terms.validity.spread.min(spread);
        }
        self.ordered(due, material, terms)
    }

    /// The latest end of a code that is signed now.
    fn latest(&self, validity: &Validity) -> UnixTime {
        let now = self.bench.home.now;
        let most = now.plus(u64::from(validity.days) * DAY);
        self.bench.authority.latest_end(now).min(most)
    }

    fn rules(&self, record: &Record) -> Option<&CityRules> {
        profiles::of(self.places, record.region()).map(CityProfile::rules)
    }

    /// The guardian's own code that a member's is to name. Where both end soon, the guardian's is
    /// renewed first: the member's cannot outlive it.
    fn beside(
        &self,
        register: &mut Register,
        due: &DueCode,
        guardian: &Guardian,
        terms: &Terms,
        own: Own,
    ) -> Result<Result<Guardianship, Step<'static>>, Failure> {
        let (serial, guardianship) = match self.guardianship(register, due, guardian, terms)? {
            Ok(found) => found,
            Err(renewed) => return Ok(Err(Step::Said(renewed))),
        };
        if due.reason != DueReason::Ends || own == Own::AsItIs {
            return Ok(Ok(guardianship));
        }
        let named = register.issuance(serial);
        let named = named.map_err(register::failed)?;
        let is_bound = guardianship.latest() == named.plan.expires;
        if !is_bound || lasts(named.plan.expires, self.bench.home.now, &terms.validity) {
            return Ok(Ok(guardianship));
        }
        if register.is_followed(serial).map_err(register::failed)? {
            return Ok(Err(Step::Said(Renewed::Waits(Wait::GuardianText))));
        }
        Ok(Err(Step::OwnFirst(DueCode {
            serial,
            subject: named.plan.subject,
            tier: named.plan.tier,
            carrier: match named.plan.proof {
                PlannedProof::Live { .. } => Carrier::Live,
                PlannedProof::Paper => Carrier::Paper,
                PlannedProof::Static => Carrier::Screen,
            },
            bearer: DueBearer::Holder,
            expires: named.plan.expires,
            reason: DueReason::Ends,
            successor: Successor::Missing,
        })))
    }

    fn guardianship(
        &self,
        register: &mut Register,
        due: &DueCode,
        guardian: &Guardian,
        terms: &Terms,
    ) -> Result<Result<(Serial, Guardianship), Renewed>, Failure> {
        let now = self.bench.home.now;
        let carriers = (due.carrier, guardian.beside);
        let own = register.pairing_code(&guardian.subject, carriers, now);
        let Some(own) = own.map_err(failed)? else {
            return Ok(Err(Renewed::Waits(Wait::GuardianCode)));
        };
        let Some(key) = own.key else {
            return Ok(Err(Renewed::Waits(Wait::GuardianText)));
        };
        let issuer = Issuer {
            authority: &self.bench.authority,
            ledger: register,
            validity: terms.validity,
            lead_time: self.bench.home.settings.lead_seconds(),
        };
        match issuer.guardianship_beside(&terms.record, (own.serial, key), terms.medium, now) {
            Ok(guardianship) => Ok(Ok((own.serial, guardianship))),
            Err(error) => batch::refusal(error).map(Err),
        }
    }

    /// Everything about the new code but its numbers, unless it must not be issued.
    fn ordered<'s>(
        &'s self,
        due: &DueCode,
        material: &Material,
        terms: Terms,
    ) -> Result<Step<'s>, Failure> {
        let order = Order {
            tier: match due.tier {
                Tier::Full => ClearTier::Full.into(),
                Tier::Gate => ClearTier::Gate.into(),
                Tier::Sealed => OrderTier::Sealed(Sealing {
                    recipient: self.seal_key(terms.record.region())?,
                    secret: &self.sealing,
                }),
            },
            medium: terms.medium,
            bearer: terms.bearer,
            format: self.format,
        };
        let now = self.bench.home.now;
        let workshop = Workshop {
            authority: &self.bench.authority,
            validity: terms.validity,
        };
        let expires = match workshop.expiry(&terms.record, &order, now, &mut random) {
            Ok(expires) => expires,
            Err(error) => return batch::refusal(error).map(Step::Said),
        };
        let plan = workshop.plan(&terms.record, &order, expires, now);
        Ok(Step::Issue(Box::new(Blank {
            record: terms.record,
            order,
            validity: terms.validity,
            expires,
            plan,
            revision: material.facts.revision,
            replaces: due.serial,
            predecessor: match due.reason {
                // It is good until it ends: the new one may be on its way for weeks.
                DueReason::Ends => Predecessor::Keep,
                DueReason::Facts | DueReason::Guardian => Predecessor::Revoke,
            },
        })))
    }

    fn seal_key(&self, region: Region) -> Result<RecipientKey<SealKey>, Failure> {
        let mut known = self.seal_keys.borrow_mut();
        if let Some(key) = known.get(&region.code()) {
            return Ok(*key);
        }
        let key = self.bench.home.seal_key(region)?;
        known.insert(region.code(), key);
        Ok(key)
    }
}

/// How long a guardian may show a code by what the city lets an elder's be.
pub(crate) fn bounded(
    guardianship: Guardianship,
    now: UnixTime,
    rules: Option<&CityRules>,
) -> Guardianship {
    match (guardianship.ward(), rules) {
        (juma_issuer::Ward::Elder, Some(rules)) => {
            guardianship.until(now.plus(u64::from(rules.maxima.elder_days) * DAY))
        }
        _ => guardianship,
    }
}

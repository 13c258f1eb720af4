//! What every code of a run is made with, on any thread.

use juma_cli::failure::Failure;
use juma_format::{
    places::{CityProfile, CityRules},
    time::UnixTime,
};
use juma_issuer::{
    Authority, ClearTier, Crowds, Order, OrderBearer, OrderMedium, OrderTier, Sealing, Validity,
    Workshop, seal_key_in_force,
};
use juma_keys::{JobSecret, TrustedList};
use juma_register::{Enrolled, NewCode};
use juma_registry::{
    ledger::RandomError,
    record::{Coarsen, Record},
};

use super::manifest::{Medium, Terms, Tier};
use crate::{profiles, sign};

/// Everything that a code of the run follows from, besides the resident and the numbers.
pub(super) struct Shop<'a> {
    pub(super) authority: &'a Authority,
    pub(super) places: &'a [CityProfile],
    pub(super) list: &'a TrustedList,
    pub(super) terms: &'a Terms,
    pub(super) secret: &'a JobSecret,
    pub(super) sealing: juma_keys::Secret,
}

/// Why somebody gets no code, or nobody.
pub(super) enum Unmade {
    Failed(Failure),
    Skipped(&'static str),
}

impl<'a> Shop<'a> {
    pub(super) const fn at(&self) -> UnixTime {
        UnixTime::from_seconds(self.terms.at)
    }

    /// Whether gate codes are made, or codes with a gate's part.
    pub(super) fn has_gate_part(&self) -> bool {
        self.terms.asked.tier != Tier::Full
    }

    const fn medium(&self) -> OrderMedium {
        match self.terms.asked.medium {
            Medium::Paper => OrderMedium::Paper,
            Medium::Screen => OrderMedium::Screen,
        }
    }

    fn rules(&self, record: &Record) -> Option<&'a CityRules> {
        profiles::of(self.places, record.region()).map(CityProfile::rules)
    }

    /// The record as the city's rules let a code say it.
    pub(super) fn under_rules(&self, record: &Record) -> Record {
        profiles::record_under(self.places, record)
    }

    /// What makes the code of a record.
    pub(super) fn workshop(&self, record: &Record) -> Workshop<'a> {
        let settled = Validity {
            days: self.terms.days,
            spread: self.terms.spread_days,
        };
        Workshop {
            authority: self.authority,
            validity: sign::bounded(settled, self.medium(), self.rules(record)),
        }
    }

    /// What is asked for of a record.
    pub(super) fn order(&self, record: &Record) -> Result<Order<'_>, Unmade> {
        let tier = match self.terms.asked.tier {
            Tier::Full => ClearTier::Full.into(),
            Tier::Gate => ClearTier::Gate.into(),
            Tier::Sealed => OrderTier::Sealed(Sealing {
                recipient: seal_key_in_force(self.list, record.region(), self.at())
                    .ok_or(Unmade::Skipped("no-seal-key"))?,
                secret: &self.sealing,
            }),
        };
        Ok(Order {
            tier,
            medium: self.medium(),
            bearer: OrderBearer::Holder,
            format: self.terms.asked.format.image(),
        })
    }

    /// What remains comparable of a record under its city's rules, without the secret for nobody.
    pub(super) fn input(&self, record: &Record) -> [u8; 8] {
        self.secret.digest("input", record.to_json().as_bytes())
    }

    /// A code to plan for a resident.
    pub(super) fn wanted<'r>(
        &self,
        resident: &'r Enrolled,
        crowds: &Crowds,
    ) -> Result<NewCode<'r>, Unmade> {
        let record = resident.record.as_ref();
        let record = record.map_err(|unfit| Unmade::Skipped(unfit.slug()))?;
        let record = self.under_rules(record);
        let coarsen = if self.has_gate_part() {
            crowds.coarsen(&record)
        } else {
            Coarsen::Nothing
        };
        let input = self.input(&record);
        let record = record.coarsened(coarsen);
        let (workshop, order) = (self.workshop(&record), self.order(&record)?);
        let subject = record.subject().as_str();
        let mut drawn = self.secret.draw("expiry", subject.as_bytes());
        let mut random = |bytes: &mut [u8]| {
            drawn.fill(bytes);
            Ok::<(), RandomError>(())
        };
        let expires = workshop.expiry(&record, &order, self.at(), &mut random);
        let expires = expires.map_err(|error| match error.refusal() {
            Some(slug) => Unmade::Skipped(slug),
            None => Unmade::Failed(Failure::new("nothing more was planned").because(error)),
        })?;
        Ok(NewCode {
            resident,
            plan: workshop.plan(&record, &order, expires, self.at()),
            input,
            coarsen,
        })
    }
}

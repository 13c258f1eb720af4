use juma_cli::{failure::Failure, key_files, passphrase::PassphraseArgs};
use juma_format::{
    claims::Tier,
    places::{CityProfile, CityRules},
    time::{DAY, UnixTime},
};
use juma_issuer::{
    Authority, ClearTier, Guardianship, ImageFormat, IssueError, Issuer, Order, OrderBearer,
    OrderMedium, OrderTier, Sealing, Succession, Validity,
};
use juma_register::{
    Bearers, Carrier, DueBearer, DueCode, DueQuery, DueReason, Register, RelationKind, Successor,
    Whose,
};
use juma_registry::{
    SubjectId,
    ledger::{Ledger, PlannedProof, Serial, StatusChange},
    record::Record,
};

use super::{
    decision::{self, Decision, Guardian, Material, Wait, failed},
    folder::Folder,
};
use crate::{
    home::{Home, random},
    profiles,
    sign::{self, Denied},
};

/// What it takes to issue codes in the place of others.
pub(crate) struct Renewal<'a> {
    home: &'a Home,
    places: &'a [CityProfile],
    authority: Authority,
    folder: Folder,
    format: ImageFormat,
}

/// What became of a code that was due.
pub(crate) enum Renewed {
    /// Another was there, and the old one is revoked now.
    Closed,
    /// Another was issued.
    Issued(Successful),
    /// Nothing has to be done.
    Nothing,
    /// None may be issued, for this reason.
    Refused { slug: &'static str, message: String },
    /// Somebody has to act first.
    Waits(Wait),
}

/// A code that was issued in the place of another.
pub(crate) struct Successful {
    pub(crate) serial: Serial,
    pub(crate) expires: UnixTime,
    pub(crate) out: String,
}

/// What was done about one code.
pub(crate) struct Done {
    pub(crate) due: DueCode,
    pub(crate) renewed: Renewed,
}

/// What the new code is, besides the order.
struct Terms {
    record: Record,
    medium: OrderMedium,
    bearer: OrderBearer,
    validity: Validity,
}

impl<'a> Renewal<'a> {
    pub(crate) fn prepare(
        home: &'a Home,
        places: &'a [CityProfile],
        folder: Folder,
        format: ImageFormat,
        passphrase: &PassphraseArgs,
    ) -> Result<Self, Failure> {
        Ok(Self {
            home,
            places,
            authority: home.authority(&passphrase.source())?,
            folder,
            format,
        })
    }

    /// Issues what is due to one person, and what is due because of it to those whose codes the
    /// person shows.
    pub(crate) fn renew_person(
        &self,
        register: &mut Register,
        subject: &SubjectId,
    ) -> Result<Vec<Done>, Failure> {
        let mut done = Vec::new();
        for bearers in [Bearers::Holders, Bearers::Guardians] {
            let mut query = DueQuery {
                whose: Whose::Person(subject),
                bearers,
                after: 0,
                upto: register.mark().map_err(failed)?.serial,
                now: self.home.now,
                within: 0,
            };
            loop {
                let page = register.due_codes(&query).map_err(failed)?;
                let Some(last) = page.last() else { break };
                query.after = last.serial.number();
                for due in page {
                    done.extend(self.renew(register, due)?);
                }
            }
        }
        Ok(done)
    }

    /// Does what is to be done about one code; about the guardian's own before it, where both end.
    pub(crate) fn renew(
        &self,
        register: &mut Register,
        due: DueCode,
    ) -> Result<Vec<Done>, Failure> {
        let mut done = Vec::new();
        let renewed = match decision::decide(register, &due)? {
            Decision::Close => self.close(register, &due)?,
            Decision::Wait(wait) => Renewed::Waits(wait),
            Decision::Issue(material) => self.issue(register, &due, &material, &mut done)?,
        };
        done.push(Done { due, renewed });
        Ok(done)
    }

    fn close(&self, register: &mut Register, due: &DueCode) -> Result<Renewed, Failure> {
        let changed = register.change(due.serial, StatusChange::Revoke, self.home.now);
        changed.map_err(|error| Failure::new("the register failed").because(error))?;
        Ok(Renewed::Closed)
    }

    fn issue(
        &self,
        register: &mut Register,
        due: &DueCode,
        material: &Material,
        before: &mut Vec<Done>,
    ) -> Result<Renewed, Failure> {
        let rules = self.rules(&material.facts.record);
        let medium = match due.carrier {
            Carrier::Paper => OrderMedium::Paper,
            Carrier::Live | Carrier::Screen => OrderMedium::Screen,
        };
        let mut record = material.facts.record.clone();
        if let Some(rules) = rules {
            record = record.under(rules);
        }
        let mut terms = Terms {
            record,
            medium,
            bearer: OrderBearer::Holder,
            validity: sign::validity(medium, self.home, rules),
        };
        let mut latest = self.latest(&terms.validity);
        if let Some(guardian) = &material.guardian {
            terms.record = terms.record.shown_by(guardian.link());
            let found = self.beside(register, due, guardian, &terms, before)?;
            let guardianship = match found {
                Ok(guardianship) => bounded(guardianship, self.home.now, rules),
                Err(renewed) => return Ok(renewed),
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
                (false, OrderBearer::Guardian(_)) => return Ok(Renewed::Nothing),
                (false, OrderBearer::Holder) => return Ok(Renewed::Waits(Wait::Later)),
            }
            // The end is drawn, and must not be drawn before the one that is to be put off.
            let spread = u32::try_from(days.saturating_sub(1)).unwrap_or(u32::MAX);
            terms.validity.spread = terms.validity.spread.min(spread);
        }
        self.sign(register, due, material, &terms)
    }

    /// The latest end of a code that is signed now.
    fn latest(&self, validity: &Validity) -> UnixTime {
        let now = self.home.now;
        let most = now.plus(u64::from(validity.days) * DAY);
        self.authority.latest_end(now).min(most)
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
        before: &mut Vec<Done>,
    ) -> Result<Result<Guardianship, Renewed>, Failure> {
        let found = self.guardianship(register, due, guardian, terms)?;
        let (Ok((serial, guardianship)), DueReason::Ends) = (&found, due.reason) else {
            return Ok(found.map(|(_, guardianship)| guardianship));
        };
        let own = register.issuance(*serial);
        let own = own.map_err(|error| Failure::new("the register failed").because(error))?;
        let half = u64::from(terms.validity.days) * DAY / 2;
        let is_bound = guardianship.latest() == own.plan.expires;
        if !is_bound || own.plan.expires >= self.home.now.plus(half) {
            return Ok(found.map(|(_, guardianship)| guardianship));
        }
        let own = DueCode {
            serial: *serial,
            subject: own.plan.subject,
            tier: own.plan.tier,
            carrier: match own.plan.proof {
                PlannedProof::Live { .. } => Carrier::Live,
                PlannedProof::Paper => Carrier::Paper,
                PlannedProof::Static => Carrier::Screen,
            },
            bearer: DueBearer::Holder,
            expires: own.plan.expires,
            reason: DueReason::Ends,
            successor: Successor::Missing,
        };
        before.extend(self.renew(register, own)?);
        let found = self.guardianship(register, due, guardian, terms)?;
        Ok(found.map(|(_, guardianship)| guardianship))
    }

    fn guardianship(
        &self,
        register: &mut Register,
        due: &DueCode,
        guardian: &Guardian,
        terms: &Terms,
    ) -> Result<Result<(Serial, Guardianship), Renewed>, Failure> {
        let now = self.home.now;
        let carriers = (due.carrier, guardian.beside);
        let own = register.pairing_code(&guardian.subject, carriers, now);
        let Some(own) = own.map_err(failed)? else {
            return Ok(Err(Renewed::Waits(Wait::GuardianCode)));
        };
        let Some(key) = own.key else {
            return Ok(Err(Renewed::Waits(Wait::GuardianText)));
        };
        let issuer = self.issuer(register, terms.validity);
        match issuer.guardianship_beside(&terms.record, (own.serial, key), terms.medium, now) {
            Ok(guardianship) => Ok(Ok((own.serial, guardianship))),
            Err(error) => refused(error).map(Err),
        }
    }

    fn sign(
        &self,
        register: &mut Register,
        due: &DueCode,
        material: &Material,
        terms: &Terms,
    ) -> Result<Renewed, Failure> {
        let secret = key_files::secret()?;
        let order = Order {
            tier: match due.tier {
                Tier::Full => ClearTier::Full.into(),
                Tier::Gate => ClearTier::Gate.into(),
                Tier::Sealed => OrderTier::Sealed(Sealing {
                    recipient: self.home.seal_key(terms.record.region())?,
                    secret: &secret,
                }),
            },
            medium: terms.medium,
            bearer: terms.bearer,
            format: self.format,
        };
        let replaces = match due.reason {
            // It is good until it ends: the new one may be on its way for weeks.
            DueReason::Ends => Vec::new(),
            DueReason::Facts | DueReason::Guardian => {
                register.codes_of_kind(due).map_err(failed)?
            }
        };
        let succession = Succession {
            replaces: &replaces,
            revision: Some(material.facts.revision),
        };
        let now = self.home.now;
        let mut issuer = self.issuer(register, terms.validity);
        let record = &terms.record;
        let issued = issuer.issue_as(record, &order, succession, now, &mut random, |issued| {
            let written = self.folder.write(issued.serial, &issued.rendered.bytes);
            written.map(drop).map_err(Denied::Undelivered)
        });
        match issued {
            Ok(issued) => Ok(Renewed::Issued(Successful {
                serial: issued.serial,
                expires: issued.expires,
                out: self.folder.path(issued.serial).display().to_string(),
            })),
            Err(Denied::Issue(error)) => refused(error),
            Err(Denied::Undelivered(failure)) => Err(failure),
        }
    }

    fn issuer<'r>(&'r self, ledger: &'r mut Register, validity: Validity) -> Issuer<'r, Register> {
        Issuer {
            authority: &self.authority,
            ledger,
            validity,
            lead_time: self.home.settings.lead_seconds(),
        }
    }
}

/// What must not be issued is said of the one code; what failed ends the run.
fn refused(error: IssueError) -> Result<Renewed, Failure> {
    match error.refusal() {
        Some(slug) => Ok(Renewed::Refused {
            slug,
            message: error.to_string(),
        }),
        None => Err(sign::failure(error)),
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

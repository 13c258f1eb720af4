//! Who may show another's code (代亮, SPEC §7.3), and for how long.

use core::fmt;

use juma_format::{
    body::Code,
    claims::{Relation, Tier},
    envelope::Envelope,
    time::{DAY, Date, UnixTime},
    trust::Status,
};
use juma_keys::{GuardianKey, hash_of};
use juma_registry::{
    ledger::{
        CodeHash, IssuanceState, Ledger, LedgerError, PairingKey, PlannedBearer, PlannedProof,
        Serial,
    },
    record::{LinkRelation, Record},
};

use crate::{IssueError, Issuer, OrderMedium};

/// The age from which nobody shows a person's code for them as a minor's.
pub const ADULT_YEARS: i32 = 18;

/// The age from which somebody may as an elder's.
pub const ELDER_YEARS: u32 = 60;

/// Days between the 18th birthday and the last day of a minor's guardian code: on the birthday
/// itself the person is of age (Civil Code art. 17). Another reading of the law is another number
/// here.
pub const MAJORITY_DAYS_AFTER_BIRTHDAY: u32 = 0;

/// The most days that an elder's guardian code is good: half a year, so that the family says again
/// that it is still wanted.
pub const ELDER_CODE_DAYS: u64 = 183;

/// That a guardian may show a person's code beside the own code of a serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardianship {
    pub(crate) relation: Relation,
    pub(crate) key: GuardianKey,
    pub(crate) code: Serial,
    pub(crate) latest: UnixTime,
    ward: Ward,
}

/// Why somebody's code may be shown by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ward {
    /// They are 60 or over.
    Elder,
    /// They are under 18.
    Minor,
}

impl Guardianship {
    /// What the guardian is to the person.
    #[must_use]
    pub const fn relation(&self) -> Relation {
        self.relation
    }

    /// The latest end of the code.
    #[must_use]
    pub const fn latest(&self) -> UnixTime {
        self.latest
    }

    /// Why the code may be shown by another.
    #[must_use]
    pub const fn ward(&self) -> Ward {
        self.ward
    }

    /// The same, with a code that ends no later than this moment either.
    #[must_use]
    pub fn until(mut self, latest: UnixTime) -> Self {
        self.latest = self.latest.min(latest);
        self
    }
}

/// Why no guardian's code is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardianRefusal {
    /// The person is of age and not 60 yet.
    Adult {
        /// The person's age in years.
        years: u32,
    },
    /// They only live together.
    CoResident,
    /// The guardian's own code is revoked, suspended or was never finished.
    CodeNotGood,
    /// The guardian's own code is over.
    CodeOver,
    /// No code of this issuer.
    CodeUnknown,
    /// The code is none that a pair can be proved with: not of the gate tier, itself a guardian's,
    /// of profile P1, or live where the member's is on paper.
    CodeUnfit,
    /// Nothing names a guardian for the person.
    NotNamed,
    /// They are no family.
    NotFamily,
    /// The code is somebody else's than the guardian's whom the register names.
    OtherPerson,
    /// Nobody is the own guardian.
    Oneself,
}

impl GuardianRefusal {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Adult { .. } => "guardian-adult",
            Self::CoResident => "guardian-co-resident",
            Self::CodeNotGood => "guardian-code-not-good",
            Self::CodeOver => "guardian-code-over",
            Self::CodeUnfit => "guardian-code-unfit",
            Self::CodeUnknown => "guardian-code-unknown",
            Self::NotNamed => "guardian-not-named",
            Self::NotFamily => "guardian-not-family",
            Self::OtherPerson => "guardian-other-person",
            Self::Oneself => "guardian-oneself",
        }
    }
}

impl fmt::Display for GuardianRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Adult { years } => write!(
                f,
                "the person is {years}: a code is shown for those under {ADULT_YEARS} and of \
                 {ELDER_YEARS} and over"
            ),
            Self::CoResident => write!(f, "a co-resident shares the address and shows no code"),
            Self::CodeNotGood => write!(f, "the guardian's own code is not good any more"),
            Self::CodeOver => write!(f, "the guardian's own code is over: issue a new one first"),
            Self::CodeUnfit => write!(
                f,
                "the guardian's own code must be of the gate tier, shown by themselves, static or P2, \
                 and static for paper"
            ),
            Self::CodeUnknown => write!(f, "the guardian's own code is not of this issuer"),
            Self::NotNamed => write!(
                f,
                "neither the record nor the register has a guardian whose code this is: enrol both \
                 and add the relation (family add-member), or add \"guardian\" to the record"
            ),
            Self::NotFamily => write!(f, "only family shows a person's code"),
            Self::OtherPerson => write!(f, "the code is not the one of the guardian named"),
            Self::Oneself => write!(f, "nobody is the own guardian"),
        }
    }
}

impl core::error::Error for GuardianRefusal {}

impl<L: Ledger> Issuer<'_, L> {
    /// Whether the guardian whom a record names may show the person's code beside the guardian's
    /// own, given by its bytes, and until when at the latest: never longer than that code, for a
    /// minor until the 18th birthday, for an elder half a year.
    ///
    /// # Errors
    /// When they may not, or the ledger fails.
    pub fn guardianship(
        &self,
        record: &Record,
        own_code: &[u8],
        medium: OrderMedium,
        now: UnixTime,
    ) -> Result<Guardianship, IssueError> {
        let asked = Asked::of(record, now)?;
        let is_code = Envelope::<Code>::parse(own_code).is_ok();
        let found = self.ledger.find(&CodeHash::from_bytes(hash_of(own_code)))?;
        let serial = found
            .filter(|_| is_code)
            .ok_or(GuardianRefusal::CodeUnknown)?;
        self.beside(asked, serial, GuardianKey::of(own_code), medium, now)
    }

    /// As [`Self::guardianship`], beside the code of a serial whose key was kept.
    ///
    /// # Errors
    /// When they may not, or the ledger fails.
    pub fn guardianship_beside(
        &self,
        record: &Record,
        (serial, key): (Serial, PairingKey),
        medium: OrderMedium,
        now: UnixTime,
    ) -> Result<Guardianship, IssueError> {
        let asked = Asked::of(record, now)?;
        let key = GuardianKey::from_bytes(*key.as_bytes());
        self.beside(asked, serial, key, medium, now)
    }

    fn beside(
        &self,
        asked: Asked<'_>,
        serial: Serial,
        key: GuardianKey,
        medium: OrderMedium,
        now: UnixTime,
    ) -> Result<Guardianship, IssueError> {
        let code = self.own_code(serial, medium, now)?;
        if code.subject != *asked.guardian {
            return Err(GuardianRefusal::OtherPerson.into());
        }
        Ok(Guardianship {
            relation: asked.relation,
            key,
            code: code.serial,
            latest: asked.until.min(code.expires),
            ward: asked.ward,
        })
    }

    fn own_code(
        &self,
        serial: Serial,
        medium: OrderMedium,
        now: UnixTime,
    ) -> Result<OwnCode, IssueError> {
        let issuance = self.ledger.issuance(serial)?;
        let is_whole = matches!(issuance.state, IssuanceState::Committed(_));
        if !is_whole || self.ledger.status_of(serial)? != Status::Valid {
            return Err(GuardianRefusal::CodeNotGood.into());
        }
        let plan = issuance.plan;
        if plan.expires <= now {
            return Err(GuardianRefusal::CodeOver.into());
        }
        use juma_format::claims::LiveProfile;
        let is_fit = match plan.proof {
            PlannedProof::Paper | PlannedProof::Static => true,
            PlannedProof::Live { profile, .. } => {
                profile == LiveProfile::P2 && medium != OrderMedium::Paper
            }
        };
        let is_own = plan.bearer == PlannedBearer::Holder && plan.tier == Tier::Gate;
        if !is_fit || !is_own {
            return Err(GuardianRefusal::CodeUnfit.into());
        }
        Ok(OwnCode {
            serial,
            subject: plan.subject,
            expires: plan.expires,
        })
    }
}

/// What a record asks for, where it may be asked.
struct Asked<'a> {
    guardian: &'a juma_registry::SubjectId,
    relation: Relation,
    until: UnixTime,
    ward: Ward,
}

impl<'a> Asked<'a> {
    fn of(record: &'a Record, now: UnixTime) -> Result<Self, GuardianRefusal> {
        let link = record.guardian().ok_or(GuardianRefusal::NotNamed)?;
        let relation = match link.relation {
            LinkRelation::CoResident => return Err(GuardianRefusal::CoResident),
            LinkRelation::Other => return Err(GuardianRefusal::NotFamily),
            LinkRelation::Family(relation) => relation,
        };
        if link.subject == *record.subject() {
            return Err(GuardianRefusal::Oneself);
        }
        let (ward, until) = latest_for(record.person().document.birth_date(), now)?;
        Ok(Self {
            guardian: &link.subject,
            relation,
            until,
            ward,
        })
    }
}

struct OwnCode {
    serial: Serial,
    subject: juma_registry::SubjectId,
    expires: UnixTime,
}

/// The latest end of a guardian code for somebody of this birth, by age on the day of issue
/// (UTC+8).
fn latest_for(born: Date, now: UnixTime) -> Result<(Ward, UnixTime), GuardianRefusal> {
    let years = born.age_on(now.date()).unwrap_or(0);
    if years >= ELDER_YEARS {
        return Ok((Ward::Elder, now.plus(ELDER_CODE_DAYS * DAY)));
    }
    let of_age = majority(born).and_then(Date::midnight);
    match of_age {
        Some(of_age) if now < of_age => Ok((Ward::Minor, of_age)),
        _ => Err(GuardianRefusal::Adult { years }),
    }
}

/// The day on which a person comes of age. Whoever was born on 29 February does on 1 March: there
/// is no 29 February eighteen years later.
fn majority(born: Date) -> Option<Date> {
    let (year, month, day) = born.ymd();
    let year = year.checked_add(ADULT_YEARS)?;
    let birthday = Date::from_ymd(year, month, day).or_else(|| Date::from_ymd(year, 3, 1))?;
    Some(birthday.plus_days(MAJORITY_DAYS_AFTER_BIRTHDAY))
}

impl From<GuardianRefusal> for IssueError {
    fn from(refusal: GuardianRefusal) -> Self {
        Self::Guardian(refusal)
    }
}

/// So that a `?` on the ledger reads the same here as in the rest of the issuer.
const _: fn(LedgerError) -> IssueError = IssueError::from;

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(born: &str, at: &str, seconds: u64) -> Result<String, GuardianRefusal> {
        let now = Date::parse(at).unwrap().midnight().unwrap().plus(seconds);
        latest_for(Date::parse(born).unwrap(), now).map(|(_, end)| end.to_string())
    }

    #[test]
    fn ages_at_their_edges() {
        let birthday = Ok("2027-06-15T00:00:00+08:00".to_owned());
        assert_eq!(latest("2009-06-15", "2026-11-22", 0), birthday);
        assert_eq!(latest("2009-06-15", "2027-06-14", 86_399), birthday);
        let adult = |years| Err(GuardianRefusal::Adult { years });
        assert_eq!(latest("2009-06-15", "2027-06-15", 0), adult(18));
        assert_eq!(
            latest("2008-02-29", "2026-02-28", 86_399),
            Ok("2026-03-01T00:00:00+08:00".to_owned())
        );
        assert_eq!(latest("2008-02-29", "2026-03-01", 0), adult(18));
        assert_eq!(latest("1967-06-15", "2027-06-14", 86_399), adult(59));
        assert_eq!(
            latest("1967-06-15", "2027-06-15", 0),
            Ok("2027-12-15T00:00:00+08:00".to_owned())
        );
    }
}

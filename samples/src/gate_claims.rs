use juma_cli::failure::Failure;
use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, Common, Gate, Medium, Population, Tier, TierClaims},
    region::Region,
    time::UnixTime,
};
use juma_registry::{SubjectId, record::Record};

use crate::{Office, moments::ISSUED};

/// The claims of a gate code that the issuer does not make yet.
pub(crate) struct GateClaims {
    pub(crate) region: Region,
    pub(crate) expires: UnixTime,
    subject: SubjectId,
    population: Population,
    medium: Medium,
    gate: Gate,
}

/// How long such codes are good.
const DAYS: u32 = 300;

impl GateClaims {
    pub(crate) fn of(record: &Record, medium: Medium) -> Self {
        let person = record.person();
        Self {
            region: record.region().prefecture(),
            expires: ISSUED.date().plus_days(DAYS).midnight().unwrap_or(ISSUED),
            subject: record.subject().clone(),
            population: record.population(),
            medium,
            gate: Gate {
                name: person.name.masked(),
                address: person.address.state(),
                document_tail: None,
            },
        }
    }

    /// Has the office sign them for a bearer, which may depend on the code's place in the lists.
    pub(crate) fn sign(
        self,
        office: &mut Office,
        now: UnixTime,
        bearer: impl FnOnce(StatusRef) -> Bearer,
    ) -> Result<Vec<u8>, Failure> {
        let (subject, expires) = (self.subject, self.expires);
        let signed = office.sign(&subject, (Tier::Gate, expires), now, |status| {
            let common = Common {
                expires,
                status,
                region: self.region,
                population: self.population,
                bearer: bearer(status),
                medium: self.medium,
            };
            Claims::new(common, TierClaims::Gate(self.gate))
        })?;
        Ok(signed.bytes)
    }
}

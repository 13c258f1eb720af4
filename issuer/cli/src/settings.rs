use std::{fmt, path::Path};

use juma_cli::failure::Failure;
use juma_format::{Environment, region::Region, trust::TrustEntry};
use juma_issuer::Validity;
use juma_register::RETENTION_DAYS;
use serde::{Deserialize, Serialize};

/// `home.toml`: what an issuing place has settled for itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    /// `demo`, `test` or `production`; the keys say the same.
    environment: String,
    /// Who issues, for people.
    pub(crate) issuer: String,
    /// The region that it issues for, digits of GB/T 2260.
    region: String,
    /// The namespace of its status lists.
    pub(crate) namespace: String,
    /// The most days that a code is good.
    pub(crate) code_days: u32,
    /// The days among which the end of a code is drawn.
    pub(crate) spread_days: u32,
    /// How many days a bundle is good.
    pub(crate) bundle_days: u32,
    /// How many hours ago a bundle must have carried key and list before they are used.
    pub(crate) lead_hours: u32,
    /// The most codes of a bulk run; as many as there are people when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) quota_run: Option<u64>,
    /// The most codes of all bulk runs of a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) quota_day: Option<u64>,
    /// How many operators a bulk run takes: 1, or 2 where another one has to approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) approvals: Option<u32>,
    /// How many days after the last trace of somebody what is held on them is erased.
    #[serde(default = "retention_days")]
    pub(crate) retention_days: u32,
    /// The `postgres://` URL of a register on a server; without one it is a file in the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) register: Option<String>,
}

const fn retention_days() -> u32 {
    RETENTION_DAYS
}

/// The most bytes of the file.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

impl Settings {
    /// The settings of a demo.
    pub(crate) fn demo(region: Region) -> Self {
        let place = region
            .name()
            .map_or_else(|| region.to_string(), |name| name.to_string());
        Self {
            environment: Environment::Demo.name().to_owned(),
            issuer: format!("{place} DEMO"),
            region: region.to_string(),
            namespace: region.to_string(),
            code_days: Validity::YEAR.days,
            spread_days: Validity::YEAR.spread,
            bundle_days: 90,
            lead_hours: 0,
            quota_run: None,
            quota_day: None,
            approvals: None,
            retention_days: RETENTION_DAYS,
            register: None,
        }
    }

    /// The settings of a place whose keys a trust list has: code days and their spread as long as
    /// the keys allow, and a year at most.
    pub(crate) fn founded(
        environment: Environment,
        entry: &TrustEntry,
        region: Region,
        max_days: u32,
        (bundle_days, lead_hours): (u32, u32),
    ) -> Result<Self, Failure> {
        let code_days = max_days.min(Validity::YEAR.days);
        if code_days < 2 {
            return Err(Failure::new(
                "the key for codes lets none be good for two days",
            ));
        }
        Ok(Self {
            environment: environment.name().to_owned(),
            issuer: entry.issuer.clone(),
            region: region.to_string(),
            namespace: entry.namespace.clone(),
            code_days,
            spread_days: Validity::YEAR.spread.min(code_days.div_ceil(6)),
            bundle_days,
            lead_hours,
            quota_run: None,
            quota_day: None,
            approvals: None,
            retention_days: RETENTION_DAYS,
            register: None,
        })
    }

    /// Reads the file.
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            let before = error
                .span()
                .and_then(|span| text.get(..span.start))
                .unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Failure::new(format!("line {line}: {}", error.message().trim())).at(path)
        })?;
        if Environment::from_name(&settings.environment).is_none() {
            return Err(Failure::new("environment is not demo, test or production").at(path));
        }
        if settings.spread_days == 0 || settings.spread_days >= settings.code_days {
            return Err(
                Failure::new("spread-days must be at least 1 and less than code-days").at(path),
            );
        }
        if settings
            .approvals
            .is_some_and(|count| !(1..=2).contains(&count))
        {
            return Err(Failure::new("approvals must be 1 or 2").at(path));
        }
        Ok(settings)
    }

    /// The environment.
    pub(crate) fn environment(&self) -> Environment {
        Environment::from_name(&self.environment).unwrap_or(Environment::Demo)
    }

    /// A time that was given is for rehearsals.
    pub(crate) fn refuse_given_time(&self, home: &Path) -> Result<(), Failure> {
        if self.environment() == Environment::Demo {
            return Ok(());
        }
        Err(Failure::new("--at is for demo homes").at(home))
    }

    /// How long codes are good.
    pub(crate) const fn validity(&self) -> Validity {
        Validity {
            days: self.code_days,
            spread: self.spread_days,
        }
    }

    /// The lead time in seconds.
    pub(crate) fn lead_seconds(&self) -> u64 {
        u64::from(self.lead_hours) * 3600
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = toml::to_string(self).map_err(|_| fmt::Error)?;
        writeln!(
            f,
            "# Settings of an issuing place. No code ends later than its key allows, whatever stands here."
        )?;
        f.write_str(&body)
    }
}

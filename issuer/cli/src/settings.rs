use std::{fmt, path::Path};

use juma_cli::failure::Failure;
use juma_format::{Environment, region::Region};
use juma_issuer::Validity;
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
    /// The `postgres://` URL of a register on a server; without one it is a file in the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) register: Option<String>,
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
            register: None,
        }
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
        Ok(settings)
    }

    /// The environment.
    pub(crate) fn environment(&self) -> Environment {
        Environment::from_name(&self.environment).unwrap_or(Environment::Demo)
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

//! A venue's policy as TOML (SPEC §9.4).

use std::fmt;

use juma_format::{
    characters::check_line,
    claims::{Population, Tier},
    region::Region,
    time::DAY,
};
use serde::Deserialize;

#[cfg(not(feature = "policy-files"))]
mod plain;

use crate::{AddressNeed, Admission, GREATEST_STATUS_AGE, GuardianNeed, Openable, Policy, Share};

/// The most bytes of a policy: all regions of the country named one by one.
pub const MAX_POLICY_BYTES: usize = 64 * 1024;

/// A value, and where it begins as far as the reader says.
#[derive(Deserialize)]
#[cfg_attr(feature = "policy-files", serde(from = "toml::Spanned<T>"))]
#[cfg_attr(not(feature = "policy-files"), serde(from = "T"))]
struct Placed<T> {
    value: T,
    at: Option<usize>,
}

#[cfg(feature = "policy-files")]
impl<T> From<toml::Spanned<T>> for Placed<T> {
    fn from(spanned: toml::Spanned<T>) -> Self {
        let at = Some(spanned.span().start);
        let value = spanned.into_inner();
        Self { value, at }
    }
}

#[cfg(not(feature = "policy-files"))]
impl<T> From<T> for Placed<T> {
    fn from(value: T) -> Self {
        Self { value, at: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PolicyFile {
    name: Placed<String>,
    show: ShareWord,
    static_codes: AdmissionWord,
    paper: AdmissionWord,
    address: AddressWord,
    #[serde(default)]
    guardian: GuardianWord,
    least_tier: TierWord,
    regions: Vec<Placed<String>>,
    populations: Vec<PopulationWord>,
    oldest_status_days: Placed<u32>,
    opens_on: Vec<Placed<String>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ShareWord {
    Full,
    Gate,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AdmissionWord {
    Admit,
    Refuse,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AddressWord {
    Any,
    Registered,
}

/// A policy that says nothing of it is an older one, and asks for both codes.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum GuardianWord {
    Alone,
    #[default]
    Beside,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TierWord {
    Full,
    Gate,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PopulationWord {
    Household,
    Migrant,
    Outside,
}

/// What is wrong with a policy, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl std::error::Error for PolicyFault {}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// The built-in policy of a name, or what a text that is no such name says.
///
/// # Errors
/// As [`parse_policy`].
pub fn policy_of(name_or_text: &str) -> Result<Policy, PolicyFault> {
    match Policy::built_in(name_or_text) {
        Some(policy) => Ok(policy),
        None => parse_policy(name_or_text),
    }
}

/// Reads a policy.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse_policy(text: &str) -> Result<Policy, PolicyFault> {
    if text.len() > MAX_POLICY_BYTES {
        let what = format!("longer than {MAX_POLICY_BYTES} bytes");
        return Err(PolicyFault { line: 1, what });
    }
    let fault = |at: Option<usize>, what: String| {
        let before = at.and_then(|at| text.get(..at)).unwrap_or_default();
        PolicyFault {
            line: before.matches('\n').count() + 1,
            what,
        }
    };
    let file = read(text).map_err(|(at, what)| fault(at, what))?;
    let wrong = |at: Option<usize>, what: &str| Err(fault(at, what.to_owned()));
    if check_line(&file.name.value).is_err() {
        return wrong(file.name.at, "name is empty or cannot be shown on one line");
    }
    if file.populations.is_empty() {
        return Err(fault(
            None,
            "populations is empty, so nobody would be admitted".to_owned(),
        ));
    }
    let days = file.oldest_status_days.value;
    if u64::from(days) * DAY > GREATEST_STATUS_AGE {
        let max = GREATEST_STATUS_AGE / DAY;
        let what = format!("oldest-status-days is {days}, the limit is {max}");
        return wrong(file.oldest_status_days.at, &what);
    }
    let mut regions = Vec::new();
    for region in &file.regions {
        match Region::parse(&region.value) {
            Ok(region) => regions.push(region),
            Err(error) => return wrong(region.at, &format!("regions: {error}")),
        }
    }
    let mut opens_on = Vec::new();
    for slug in &file.opens_on {
        match Openable::from_slug(&slug.value) {
            Some(openable) => opens_on.push(openable),
            None => {
                let words = Openable::ALL.map(Openable::slug).join(", ");
                return wrong(
                    slug.at,
                    &format!("opens-on may hold {words} and nothing else"),
                );
            }
        }
    }
    Ok(Policy {
        name: file.name.value,
        show: match file.show {
            ShareWord::Full => Share::Full,
            ShareWord::Gate => Share::Gate,
        },
        static_codes: file.static_codes.into(),
        paper: file.paper.into(),
        address: match file.address {
            AddressWord::Any => AddressNeed::Any,
            AddressWord::Registered => AddressNeed::Registered,
        },
        guardian: match file.guardian {
            GuardianWord::Alone => GuardianNeed::Alone,
            GuardianWord::Beside => GuardianNeed::Beside,
        },
        least_tier: match file.least_tier {
            TierWord::Full => Tier::Full,
            TierWord::Gate => Tier::Gate,
        },
        regions,
        populations: file.populations.into_iter().map(Population::from).collect(),
        max_status_age: u64::from(days) * DAY,
        opens_on,
    })
}

/// Reads the words, or says what is wrong and where.
#[cfg(feature = "policy-files")]
fn read(text: &str) -> Result<PolicyFile, (Option<usize>, String)> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map(|span| span.start);
        // The message is of several lines when it lists what may stand there.
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        (at, what)
    })
}

#[cfg(not(feature = "policy-files"))]
use plain::read;

impl From<AdmissionWord> for Admission {
    fn from(word: AdmissionWord) -> Self {
        match word {
            AdmissionWord::Admit => Self::Admit,
            AdmissionWord::Refuse => Self::Refuse,
        }
    }
}

impl From<PopulationWord> for Population {
    fn from(word: PopulationWord) -> Self {
        match word {
            PopulationWord::Household => Self::Household,
            PopulationWord::Migrant => Self::Migrant,
            PopulationWord::Outside => Self::Outside,
        }
    }
}

/// A policy as the file that says it.
#[cfg(feature = "policy-files")]
#[derive(Clone, Copy, Debug)]
pub struct PolicyText<'a>(pub &'a Policy);

#[cfg(feature = "policy-files")]
impl fmt::Display for PolicyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = self.0;
        let word = |admission| match admission {
            Admission::Admit => "admit",
            Admission::Refuse => "refuse",
        };
        let list = |words: Vec<String>| {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("[{}]", quoted.join(", "))
        };
        let show = match policy.show {
            Share::Full => "full",
            Share::Gate => "gate",
        };
        let address = match policy.address {
            AddressNeed::Any => "any",
            AddressNeed::Registered => "registered",
        };
        let guardian = match policy.guardian {
            GuardianNeed::Alone => "alone",
            GuardianNeed::Beside => "beside",
        };
        let tier = match policy.least_tier {
            Tier::Gate => "gate",
            Tier::Full | Tier::Sealed => "full",
        };
        let regions = policy.regions.iter().map(Region::to_string).collect();
        let populations = policy
            .populations
            .iter()
            .map(|p| p.name().to_owned())
            .collect();
        let opens_on = policy
            .opens_on
            .iter()
            .map(|o| o.slug().to_owned())
            .collect();
        // A name may hold what a string of TOML has to escape.
        let name = toml::Value::String(policy.name.clone());
        writeln!(f, "name = {name}")?;
        writeln!(
            f,
            "show = \"{show}\"            # the most that is displayed: gate, full"
        )?;
        writeln!(
            f,
            "static-codes = \"{}\"   # codes without a live proof: admit, refuse",
            word(policy.static_codes)
        )?;
        writeln!(
            f,
            "paper = \"{}\"          # admit, refuse",
            word(policy.paper)
        )?;
        writeln!(f, "address = \"{address}\"          # any, registered")?;
        writeln!(
            f,
            "guardian = \"{guardian}\"      # the guardian's own code with a member's: beside, alone (not needed)"
        )?;
        writeln!(f, "least-tier = \"{tier}\"      # gate, full")?;
        writeln!(
            f,
            "regions = {}            # prefixes of GB/T 2260; all when empty",
            list(regions)
        )?;
        writeln!(f, "populations = {}", list(populations))?;
        writeln!(f, "oldest-status-days = {}", policy.max_status_age / DAY)?;
        let words = Openable::ALL.map(Openable::slug).join(", ");
        writeln!(
            f,
            "# The gate opens although the verdict stays undecided; any of: {words}"
        )?;
        writeln!(f, "opens-on = {}", list(opens_on))
    }
}

#[cfg(all(test, feature = "policy-files"))]
mod tests;

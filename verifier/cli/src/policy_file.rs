//! A venue's policy as TOML (SPEC §9.4).

use std::{fmt, path::Path};

use juma_cli::{failure::Failure, files};
use juma_format::{
    characters::check_line,
    claims::{Population, Tier},
    region::Region,
    time::DAY,
};
use juma_verifier::{AddressNeed, Admission, GuardianNeed, Openable, Policy, Share};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The most bytes of a policy: all regions of the country named one by one.
const MAX_BYTES: usize = 64 * 1024;

/// The greatest age of a status list that a venue may still take, in days. What is older says
/// nothing about today.
const MAX_STATUS_DAYS: u32 = 366;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PolicyFile {
    name: Spanned<String>,
    show: ShareWord,
    static_codes: AdmissionWord,
    paper: AdmissionWord,
    address: AddressWord,
    #[serde(default)]
    guardian: GuardianWord,
    least_tier: TierWord,
    regions: Vec<Spanned<String>>,
    populations: Vec<PopulationWord>,
    oldest_status_days: Spanned<u32>,
    opens_on: Vec<Spanned<String>>,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ShareWord {
    Full,
    Gate,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum AdmissionWord {
    Admit,
    Refuse,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum AddressWord {
    Any,
    Registered,
}

/// A policy that says nothing of it is an older one, and asks for both codes.
#[derive(Clone, Copy, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum GuardianWord {
    Alone,
    #[default]
    Beside,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum TierWord {
    Full,
    Gate,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum PopulationWord {
    Household,
    Migrant,
    Outside,
}

/// The policy of a name or of a file: a name is never a path.
pub(crate) fn named(name: &Path) -> Result<Policy, Failure> {
    if let Some(policy) = name.to_str().and_then(Policy::built_in) {
        return Ok(policy);
    }
    if name.extension().is_none_or(|ending| ending != "toml") {
        let names = Policy::BUILT_IN.join(", ");
        return Err(Failure::new("no such policy")
            .at(name)
            .advise(format!("name {names}, or a file that ends in .toml")));
    }
    let bytes = files::read_bounded(name, MAX_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new("not UTF-8").at(name))?;
    parse(&text).map_err(|fault| Failure::new(fault.to_string()).at(name))
}

/// What is wrong with a policy, and in which line.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

fn parse(text: &str) -> Result<Policy, Fault> {
    let fault = |at: Option<usize>, what: String| {
        let before = at.and_then(|at| text.get(..at)).unwrap_or_default();
        Fault {
            line: before.matches('\n').count() + 1,
            what,
        }
    };
    let file: PolicyFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map(|span| span.start);
        // The message is of several lines when it lists what may stand there.
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        fault(at, what)
    })?;
    let wrong = |spanned: std::ops::Range<usize>, what: &str| {
        Err(fault(Some(spanned.start), what.to_owned()))
    };
    if check_line(file.name.get_ref()).is_err() {
        return wrong(
            file.name.span(),
            "name is empty or cannot be shown on one line",
        );
    }
    if file.populations.is_empty() {
        return Err(fault(
            None,
            "populations is empty, so nobody would be admitted".to_owned(),
        ));
    }
    let days = *file.oldest_status_days.get_ref();
    if days > MAX_STATUS_DAYS {
        let what = format!("oldest-status-days is {days}, the limit is {MAX_STATUS_DAYS}");
        return wrong(file.oldest_status_days.span(), &what);
    }
    let mut regions = Vec::new();
    for region in &file.regions {
        match Region::parse(region.get_ref()) {
            Ok(region) => regions.push(region),
            Err(error) => return wrong(region.span(), &format!("regions: {error}")),
        }
    }
    let mut opens_on = Vec::new();
    for slug in &file.opens_on {
        match Openable::from_slug(slug.get_ref()) {
            Some(openable) => opens_on.push(openable),
            None => {
                let words = Openable::ALL.map(Openable::slug).join(", ");
                return wrong(
                    slug.span(),
                    &format!("opens-on may hold {words} and nothing else"),
                );
            }
        }
    }
    Ok(Policy {
        name: file.name.into_inner(),
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
pub(crate) struct Shown<'a>(pub(crate) &'a Policy);

impl fmt::Display for Shown<'_> {
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
        writeln!(f, "name = \"{}\"", policy.name)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_policy_is_what_its_file_says() {
        for name in Policy::BUILT_IN {
            let policy = Policy::built_in(name).unwrap();
            assert_eq!(parse(&Shown(&policy).to_string()).unwrap(), policy);
            assert!(policy.opens_on.is_empty(), "{name}");
        }
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let library = Shown(&Policy::built_in("library").unwrap()).to_string();
        let fault = |from: &str, to: &str| {
            let text = library.replace(from, to);
            assert_ne!(text, library, "{from}");
            parse(&text).unwrap_err()
        };
        let unknown = fault("paper =", "papper =");
        assert_eq!(unknown.line, 4);
        assert!(unknown.what.contains("papper"), "{unknown}");
        assert_eq!(fault("show = \"gate\"", "show = \"all\"").line, 2);
        assert_eq!(fault("regions = []", "regions = [\"44\", \"9\"]").line, 8);
        assert_eq!(fault("days = 35", "days = 367").line, 10);
        assert_eq!(fault("opens-on = []", "opens-on = [\"revoked\"]").line, 12);
        assert_eq!(fault("name = \"library\"", "name = \"\"").line, 1);
        let missing = fault("oldest-status-days = 35\n", "");
        assert!(missing.what.contains("oldest-status-days"), "{missing}");
    }

    #[test]
    fn an_older_policy_asks_for_the_guardian() {
        let library = Shown(&Policy::built_in("library").unwrap()).to_string();
        let lines = library.lines().filter(|line| !line.starts_with("guardian"));
        let older = lines.collect::<Vec<_>>().join("\n");
        assert_eq!(parse(&older).unwrap().guardian, GuardianNeed::Beside);
        let alone = library.replace("guardian = \"beside\"", "guardian = \"alone\"");
        let policy = parse(&alone).unwrap();
        assert_eq!(policy.guardian, GuardianNeed::Alone);
        assert_eq!(parse(&Shown(&policy).to_string()).unwrap(), policy);
    }

    #[test]
    fn a_strict_venue() {
        let library = Shown(&Policy::built_in("library").unwrap()).to_string();
        let strict = library
            .replace("static-codes = \"admit\"", "static-codes = \"refuse\"")
            .replace("regions = []", "regions = [\"440300\", \"44\"]")
            .replace("opens-on = []", "opens-on = [\"status-stale\"]");
        let policy = parse(&strict).unwrap();
        assert_eq!(policy.static_codes, Admission::Refuse);
        assert_eq!(policy.regions.len(), 2);
        assert_eq!(policy.opens_on, [Openable::StatusStale]);
        assert_eq!(parse(&Shown(&policy).to_string()).unwrap(), policy);
    }
}

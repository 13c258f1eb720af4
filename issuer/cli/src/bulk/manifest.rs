//! The manifest of a run: what was asked for, what it was planned from, what came of it.

use std::path::Path;

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_format::{claims::Population, region::Region};
use juma_keys::hash_of;
use juma_register::{Carrier, Enrolled, Register, RunError, RunId};
use juma_registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::{
    args::IssueArgs,
    format::{Format, Names},
};
use crate::args::TierArg;

/// The most bytes of a manifest: the ids of a long command line fit.
const MAX_BYTES: usize = 4 << 20;

const VERSION: u32 = 1;

/// `run.json`. The parts follow one another as the run goes on; nothing in it is about a person but
/// the ids that were typed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) juma_run: u32,
    pub(super) run: String,
    pub(super) terms: Terms,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<Plan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) done: Option<Done>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) verified: Option<Verified>,
}

/// What a run is. The register knows its hash.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    pub(super) environment: String,
    pub(super) issuer: String,
    /// SHA-256 of the key that signs.
    pub(super) key: String,
    /// The moment that every code is signed at, in seconds since 1970.
    pub(super) at: u64,
    pub(super) days: u32,
    pub(super) spread_days: u32,
    pub(super) lead_hours: u32,
    pub(super) approvals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quota_run: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quota_day: Option<u64>,
    pub(super) asked: Asked,
}

/// What was typed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) who: Who,
    pub(super) tier: Tier,
    pub(super) medium: Medium,
    pub(super) format: Format,
    pub(super) batch: u32,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Who {
    All {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        regions: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        populations: Vec<String>,
        #[serde(default, skip_serializing_if = "Reach::is_everybody")]
        reach: Reach,
    },
    Subjects(Vec<String>),
}

/// Whether those are meant too who have such a code.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reach {
    #[default]
    Everybody,
    /// Who has no good code of the tier and the medium.
    WithoutCode,
}

impl Reach {
    // As serde calls it.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_everybody(&self) -> bool {
        *self == Self::Everybody
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Tier {
    Full,
    Gate,
    Sealed,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Medium {
    Paper,
    Screen,
}

/// What was planned.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) operator: String,
    /// Who approved it, where somebody has to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) approver: String,
    /// SHA-256 over a keyed digest of each record.
    pub(super) input: String,
    pub(super) planned: u64,
    pub(super) skipped: u64,
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Done {
    pub(super) issued: u64,
    pub(super) given_up: u64,
    pub(super) skipped: u64,
    /// SHA-256 over the serials and the hashes of the codes, batch by batch.
    pub(super) root: String,
}

/// That it was read again.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verified {
    pub(super) secret: Secret,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Secret {
    Destroyed,
}

impl Manifest {
    pub(super) fn new(run: RunId, terms: Terms) -> Self {
        Self {
            juma_run: VERSION,
            run: run.to_string(),
            terms,
            plan: None,
            done: None,
            verified: None,
        }
    }

    /// The manifest of a folder; none where there is no run.
    pub(super) fn read(folder: &Path) -> Result<Option<(Self, RunId)>, Failure> {
        let path = folder.join(Names::MANIFEST);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = files::read_bounded(&path, MAX_BYTES)?;
        let damaged = || Failure::new("not the manifest of a run").at(&path);
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|error| damaged().because(error.to_string()))?;
        if manifest.juma_run != VERSION {
            return Err(damaged().advise("take a newer version of this program"));
        }
        let run = RunId::parse(&manifest.run).ok_or_else(damaged)?;
        Ok(Some((manifest, run)))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::new("the manifest has no JSON form").because(error);
        let mut bytes = serde_json::to_vec_pretty(self).map_err(failed)?;
        bytes.push(b'\n');
        files::write_atomically(&folder.join(Names::MANIFEST), &bytes, Access::Private)
    }

    /// What the register remembers of the terms.
    pub(super) fn terms_digest(&self) -> Result<[u8; 32], Failure> {
        let failed = |error| Failure::new("the manifest has no JSON form").because(error);
        let bytes = serde_json::to_vec(&(&self.run, &self.terms)).map_err(failed)?;
        Ok(hash_of(&bytes))
    }
}

impl Asked {
    pub(super) fn of(args: &IssueArgs) -> Self {
        let who = if args.who.all {
            let populations = args
                .who
                .population
                .iter()
                .map(|one| one.population().name());
            Who::All {
                regions: args.who.region.iter().map(ToString::to_string).collect(),
                populations: populations.map(str::to_owned).collect(),
                reach: if args.who.missing {
                    Reach::WithoutCode
                } else {
                    Reach::Everybody
                },
            }
        } else {
            let mut subjects: Vec<String> =
                args.who.subject.iter().map(ToString::to_string).collect();
            subjects.sort_unstable();
            subjects.dedup();
            Who::Subjects(subjects)
        };
        Self {
            who,
            tier: match args.tier {
                TierArg::Full => Tier::Full,
                TierArg::Gate => Tier::Gate,
                TierArg::Sealed => Tier::Sealed,
            },
            medium: if args.paper {
                Medium::Paper
            } else {
                Medium::Screen
            },
            format: Format::of(args.format, args.module_pixels),
            batch: args.batch,
        }
    }
}

impl Tier {
    pub(super) const fn name(self) -> &'static str {
        self.of_codes().name()
    }

    /// The tier of its codes.
    pub(super) const fn of_codes(self) -> juma_format::claims::Tier {
        match self {
            Self::Full => juma_format::claims::Tier::Full,
            Self::Gate => juma_format::claims::Tier::Gate,
            Self::Sealed => juma_format::claims::Tier::Sealed,
        }
    }
}

/// Who is meant, ready to be asked of each resident.
pub(super) enum Wanted {
    All {
        regions: Vec<Region>,
        populations: Vec<Population>,
        reach: Reach,
    },
    Subjects(Vec<SubjectId>),
}

impl Wanted {
    pub(super) fn of(who: &Who) -> Result<Self, Failure> {
        let damaged = || Failure::new("the manifest names nobody");
        Ok(match who {
            Who::All {
                regions,
                populations,
                reach,
            } => {
                let regions = regions.iter().map(|code| Region::parse(code).ok());
                let populations = populations.iter().map(|name| Population::from_name(name));
                Self::All {
                    regions: regions.collect::<Option<_>>().ok_or_else(damaged)?,
                    populations: populations.collect::<Option<_>>().ok_or_else(damaged)?,
                    reach: *reach,
                }
            }
            Who::Subjects(subjects) => {
                let subjects = subjects.iter().map(|id| SubjectId::new(id).ok());
                Self::Subjects(subjects.collect::<Option<_>>().ok_or_else(damaged)?)
            }
        })
    }

    /// Leaves out, of residents in the order of runs, who has a code where only others are meant.
    pub(super) fn reach(
        &self,
        residents: &mut Vec<Enrolled>,
        register: &Register,
        asked: &Asked,
    ) -> Result<(), RunError> {
        if !matches!(
            self,
            Self::All {
                reach: Reach::WithoutCode,
                ..
            }
        ) {
            return Ok(());
        }
        let carrier = match asked.medium {
            Medium::Paper => Carrier::Paper,
            Medium::Screen => Carrier::Screen,
        };
        let have = register.places_with_code(residents, asked.tier.of_codes(), carrier)?;
        residents.retain(|resident| !have.contains(&resident.place()));
        Ok(())
    }

    /// Whether a resident is meant. Whoever has no record is, so that somebody hears of it.
    pub(super) fn has(&self, resident: &Enrolled) -> bool {
        let Ok(record) = &resident.record else {
            return true;
        };
        match self {
            Self::All {
                regions,
                populations,
                ..
            } => {
                let within = |prefix: &Region| record.region().is_within(*prefix);
                (regions.is_empty() || regions.iter().any(within))
                    && (populations.is_empty() || populations.contains(&record.population()))
            }
            Self::Subjects(subjects) => subjects.binary_search(record.subject()).is_ok(),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

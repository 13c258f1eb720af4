//! What was typed of bulk runs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use juma_cli::passphrase::PassphraseArgs;
use juma_format::{claims::Population, region::Region};
use juma_register::RunId;
use juma_registry::SubjectId;

use crate::args::{HomeArgs, TierArg};

#[derive(Args, Debug)]
pub(crate) struct IssueArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    #[command(flatten)]
    pub(crate) who: WhoArgs,
    /// How much the codes say.
    #[arg(long, value_enum, default_value_t = TierArg::Gate)]
    pub(crate) tier: TierArg,
    /// Mark the codes as ones on paper.
    #[arg(long)]
    pub(crate) paper: bool,
    /// The folder of the run: codes, manifest, who was skipped. The same command with the same
    /// folder goes on where it was.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// What the codes are written as.
    #[arg(long, value_enum, default_value_t = FormatArg::Png)]
    pub(crate) format: FormatArg,
    /// Pixels of a module in a PNG.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) module_pixels: u8,
    /// Codes of a batch, which is durable as a whole.
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) batch: u32,
    /// Plan only: codes get their numbers, and are signed when the command is run again.
    #[arg(long)]
    pub(crate) plan_only: bool,
    /// Sign on so many threads; as many as there are cores when it is not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

/// Who gets a code.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("who").required(true).args(["subject", "all", "resume"]))]
pub(crate) struct WhoArgs {
    /// The residents of these ids.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',', value_parser = SubjectId::new)]
    pub(crate) subject: Vec<SubjectId>,
    /// Every resident of the register.
    #[arg(long)]
    pub(crate) all: bool,
    /// Of all residents only those of these regions: 2, 4 or 6 digits of GB/T 2260.
    #[arg(long, value_name = "CODE", requires = "all", value_delimiter = ',', value_parser = Region::parse)]
    pub(crate) region: Vec<Region>,
    /// Of all residents only these populations.
    #[arg(long, value_enum, requires = "all", value_delimiter = ',')]
    pub(crate) population: Vec<PopulationArg>,
    /// Of all residents only those who have no good code of this tier, on paper or not as asked.
    #[arg(long, requires = "all")]
    pub(crate) missing: bool,
    /// Go on with the run that the folder holds, whatever it was begun with.
    #[arg(long, conflicts_with_all = ["tier", "paper", "format", "module_pixels", "batch"])]
    pub(crate) resume: bool,
}

/// What a code of a run is written as. Print-ready sheets are a further kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// A PNG a code.
    Png,
    /// An SVG a code.
    Svg,
    /// The text of a code, and no picture.
    Txt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PopulationArg {
    Household,
    Migrant,
    Outside,
}

impl PopulationArg {
    pub(crate) const fn population(self) -> Population {
        match self {
            Self::Household => Population::Household,
            Self::Migrant => Population::Migrant,
            Self::Outside => Population::Outside,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The run, as `issue` names it.
    #[arg(value_name = "RUN", value_parser = parse_run)]
    pub(crate) run: RunId,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyRunArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The folder of the run.
    #[arg(value_name = "RUN-DIR")]
    pub(crate) folder: PathBuf,
    /// Read on so many threads; as many as there are cores when it is not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

fn parse_run(text: &str) -> Result<RunId, &'static str> {
    RunId::parse(text).ok_or("not a run, which is 16 hexadecimal digits")
}

//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use juma_cli::clock::parse_time;
use juma_format::time::UnixTime;
use juma_verifier::{Challenge, Policy};

/// Judges residence codes with no network.
///
/// Exit status: 0 accepted or done, 1 refused, 3 undecided, 2 the command itself failed. For many
/// files: 2 if any could not be read, else 1, else 3, else 0.
#[derive(Debug, Parser)]
#[command(name = "juma-verifier", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take trust list and status lists from a bundle.
    Import(ImportArgs),
    /// Judge codes in pictures (PNG, JPEG), texts and folders.
    Check(CheckArgs),
    /// Show what a code says of itself, checked by nobody.
    Inspect(InspectArgs),
    /// Show the versions and ages of the trust data.
    Status(StatusArgs),
    /// Show a venue's policy as the file that says it.
    Policy(PolicyArgs),
}

#[derive(Args, Debug)]
pub(crate) struct StateArgs {
    /// The folder of this device's trust data.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: PathBuf,
    /// Take this moment for now (RFC 3339), for audits. The output says so.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) state: StateArgs,
    /// The root that this device trusts; needed once.
    #[arg(long, value_name = "ROOT.pub")]
    pub(crate) root: Option<PathBuf>,
    /// The sequence on the stick's label: refuse anything older. For a device that knows nothing
    /// yet and cannot tell an old stick.
    #[arg(long, value_name = "SEQUENCE")]
    pub(crate) at_least: Option<u32>,
    /// The bundle.
    #[arg(value_name = "BUNDLE.jmb")]
    pub(crate) bundle: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) state: StateArgs,
    /// The venue: library, museum, hospital, officer, or a policy of your own that ends in .toml.
    #[arg(long, value_name = "NAME|FILE.toml", default_value = Policy::BUILT_IN[0])]
    pub(crate) policy: PathBuf,
    /// The number that the holder was asked to confirm: only a code with the holder's own key that
    /// answers it is accepted.
    #[arg(long, value_name = "NUMBER", value_parser = parse_challenge)]
    pub(crate) challenge: Option<Challenge>,
    /// Pictures, texts or folders; - reads one from standard input.
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) sources: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// Print JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// A picture or a text; - reads standard input.
    #[arg(value_name = "FILE|-")]
    pub(crate) source: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Print it, to use or to change.
    Show {
        /// library, museum, hospital, officer, or a file that ends in .toml.
        #[arg(value_name = "NAME|FILE.toml")]
        policy: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

fn parse_challenge(text: &str) -> Result<Challenge, &'static str> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_digits.then(|| text.parse().ok()).flatten();
    number
        .and_then(Challenge::new)
        .ok_or("not a number of at most nine digits")
}

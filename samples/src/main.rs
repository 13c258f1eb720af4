//! The command `juma-samples`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use juma_cli::{
    clock::{self, parse_time},
    exit::Exit,
    failure::{self, Failure},
    output::Output,
};
use juma_format::time::UnixTime;
use juma_samples::{Collection, FOLDER, demo, sample_world};

/// Makes the fictional samples of Juma, and demonstrates it with them.
///
/// Exit status: 0 done, 1 something is not as expected, 2 the command itself failed.
#[derive(Debug, Parser)]
#[command(name = "juma-samples", version, propagate_version = true)]
struct Cli {
    /// The folder of the samples.
    #[arg(long, value_name = "DIR", default_value = FOLDER, global = true)]
    folder: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make codes, pictures, trust and README from the records, the same each time.
    Make {
        /// Change nothing; say what differs.
        #[arg(long)]
        check: bool,
    },
    /// Issue every record now, judge the pictures, and judge the committed samples.
    Demo {
        /// Take this moment for now (RFC 3339).
        #[arg(long, value_name = "TIME", value_parser = parse_time)]
        at: Option<UnixTime>,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| run(&cli))
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    match cli.command {
        Command::Make { check } => {
            let collection = Collection::of(&sample_world()?)?;
            let (differing, verb) = if check {
                (collection.differing(&cli.folder)?, "differs")
            } else {
                (collection.write(&cli.folder)?, "made")
            };
            for name in &differing {
                output.line(format_args!("{verb}: {name}"))?;
            }
            let count = collection.files().len();
            output.line(format_args!("{count} files, {} {verb}", differing.len()))?;
            Ok(if check && !differing.is_empty() {
                Exit::Refused
            } else {
                Exit::Done
            })
        }
        Command::Demo { at } => demo::run(&cli.folder, at.unwrap_or_else(clock::now), &mut output),
    }
}

//! The command `juma-samples`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use juma_cli::{
    clock::{self, parse_time},
    exit::Exit,
    failure::{self, Failure},
    output::Output,
};
use juma_format::time::UnixTime;
use juma_samples::{
    Collection, FOLDER, SampleWorld, Spec, demo, example, read_records, sample_world, sizes,
};

/// Makes the fictional samples of Juma, and demonstrates it with them.
///
/// Exit status: 0 done, 1 something is not as expected, 2 the command itself failed.
#[derive(Debug, Parser)]
#[command(name = "juma-samples", version, propagate_version = true)]
struct Cli {
    /// The folder of the samples; otherwise that of the checkout it was built in.
    #[arg(long, value_name = "DIR", default_value = FOLDER, hide_default_value = true, global = true)]
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
    /// Print the table of sizes that SPEC.md has.
    Sizes,
    /// Print the worked example that SPEC.md has.
    Example,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| run(&cli))
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    match cli.command {
        Command::Make { check } => make(&cli.folder, check, &mut output),
        Command::Demo { at } => demo::run(&cli.folder, at.unwrap_or_else(clock::now), &mut output),
        Command::Sizes => print(&sizes::table()?, &mut output),
        Command::Example => print(&example::section(&sample_world()?)?, &mut output),
    }
}

fn print(text: &str, output: &mut Output) -> Result<Exit, Failure> {
    output.bytes(text.as_bytes())?;
    Ok(Exit::Done)
}

/// Makes the files, and the two sections of the SPEC.md above their folder; with `check` says only
/// what would change.
fn make(folder: &Path, check: bool, output: &mut Output) -> Result<Exit, Failure> {
    let world = SampleWorld::of(read_records(&folder.join("records"))?)?;
    let collection = Collection::of(&world)?;
    let mut differing = collection.differing(folder)?;
    let path = folder.join("../SPEC.md");
    if path.exists() {
        let spec = Spec::read(&path)?;
        let renewed = spec.renewed(&world)?;
        if renewed != spec {
            differing.push("../SPEC.md".to_owned());
        }
        if !check {
            renewed.write(&path)?;
        }
    }
    if !check {
        collection.write(folder)?;
    }
    let verb = if check { "differs" } else { "made" };
    for name in &differing {
        output.line(format_args!("{verb}: {name}"))?;
    }
    let count = collection.files().len();
    output.line(format_args!(
        "{count} files and SPEC.md, {} {verb}",
        differing.len()
    ))?;
    Ok(if check && !differing.is_empty() {
        Exit::Refused
    } else {
        Exit::Done
    })
}

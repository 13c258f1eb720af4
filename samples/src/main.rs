//! The command `juma-samples`.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use juma_cli::{
    clock::{self, parse_time},
    exit::Exit,
    failure::{self, Failure},
    output::Output,
};
use juma_format::{
    region::Region,
    time::{Date, UnixTime},
};
use juma_samples::{
    Collection, FOLDER, SampleWorld, Spec, demo, example,
    people::{self, Encoding, Form, MAX_PEOPLE, People, PeopleTerms, Words},
    read_records, sample_world, sizes,
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
    /// Write a file of as many fictional residents as are wanted, for imports and bulk runs; the
    /// same terms make the same file.
    People(PeopleArgs),
    /// Print the table of sizes that SPEC.md has.
    Sizes,
    /// Print the worked example that SPEC.md has.
    Example,
}

#[derive(Args, Debug)]
struct PeopleArgs {
    /// How many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_PEOPLE))]
    count: u64,
    /// Another seed makes other people.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The day on which they are as old as they are; today when it is not said.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    on: Option<Date>,
    /// Where they live: 2, 4 or 6 digits of GB/T 2260.
    #[arg(long, value_name = "CODE", default_value = "4403", value_parser = Region::parse)]
    region: Region,
    /// How many of a thousand have moved; one in ten of these has a new name too.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1000))]
    changed: u16,
    #[arg(long, value_enum, default_value_t = FormArg::Csv)]
    format: FormArg,
    /// Write headers and words of a table in Chinese.
    #[arg(long)]
    chinese: bool,
    /// Write GB 18030 instead of UTF-8.
    #[arg(long)]
    gb18030: bool,
    /// Where to write it, in place of what may be there.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormArg {
    Csv,
    Jsonl,
}

fn parse_date(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("no date that exists, written YYYY-MM-DD")
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| run(&cli))
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    match &cli.command {
        Command::Make { check } => make(&cli.folder, *check, &mut output),
        Command::Demo { at } => demo::run(&cli.folder, at.unwrap_or_else(clock::now), &mut output),
        Command::People(args) => people(args, &mut output),
        Command::Sizes => print(&sizes::table()?, &mut output),
        Command::Example => print(&example::section(&sample_world()?)?, &mut output),
    }
}

fn print(text: &str, output: &mut Output) -> Result<Exit, Failure> {
    output.bytes(text.as_bytes())?;
    Ok(Exit::Done)
}

fn people(args: &PeopleArgs, output: &mut Output) -> Result<Exit, Failure> {
    let cannot = |error| {
        Failure::new("cannot be written")
            .at(&args.out)
            .because(error)
    };
    let on = args.on.unwrap_or_else(|| clock::now().date());
    let mut terms = PeopleTerms::new(args.count, args.seed, on, args.region);
    terms.changed_per_mille = args.changed;
    let form = match (args.format, args.chinese) {
        (FormArg::Csv, true) => Form::Csv(Words::Zh),
        (FormArg::Csv, false) => Form::Csv(Words::En),
        (FormArg::Jsonl, _) => Form::Jsonl,
    };
    let encoding = if args.gb18030 {
        Encoding::Gb18030
    } else {
        Encoding::Utf8
    };
    let mut file = BufWriter::new(File::create(&args.out).map_err(cannot)?);
    let left_out = people::write(People::new(&terms), form, encoding, &mut file).map_err(cannot)?;
    file.flush().map_err(cannot)?;
    output.line(format_args!("{} residents of {on}", args.count - left_out))?;
    if left_out > 0 {
        output.line(format_args!(
            "{left_out} left out: a character of theirs would come back from GB 18030 as another"
        ))?;
    }
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

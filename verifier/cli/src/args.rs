//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};
use juma_cli::{clock::parse_time, passphrase::PassphraseArgs};
use juma_format::time::UnixTime;
use juma_verifier::{Challenge, Policy};

use crate::{
    gate::Bell,
    languages::LanguagesArgs,
    officer::{DeviceArgs, UnlockArgs},
    report::Digits,
};

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
    /// Judge what is held up to a camera or a scanner, until stopped.
    Gate(GateArgs),
    /// Make an officer's device a key of its own.
    Device(DeviceArgs),
    /// Take an officer's seal keys that were wrapped for this device, destroy those that are due, and
    /// list the rest.
    Unlock(UnlockArgs),
    /// Show what a code says of itself, checked by nobody.
    Inspect(InspectArgs),
    /// Show the versions and ages of the trust data.
    Status(StatusArgs),
    /// Show or confirm this device's time.
    Clock(ClockArgs),
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

impl StateArgs {
    /// Who says what time it is, for JSON.
    pub(crate) const fn clock(&self) -> &'static str {
        match self.at {
            Some(_) => "given",
            None => "device",
        }
    }
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
    /// Open what is sealed, for a policy that shows the whole record, with this device's keys: see
    /// device and unlock. Each opening is noted in DIR/opened.jsonl.
    #[arg(long)]
    pub(crate) unlock: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    #[command(flatten)]
    pub(crate) digits: DigitsArgs,
    #[command(flatten)]
    pub(crate) languages: LanguagesArgs,
    /// Pictures, texts or folders; - reads one from standard input.
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) sources: Vec<PathBuf>,
}

/// `--document`.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct DigitsArgs {
    /// Show all of the document's number, where the policy shows the whole record; without it, the
    /// last two characters. The JSON of a check has all of it.
    #[arg(long)]
    document: bool,
}

impl DigitsArgs {
    pub(crate) const fn digits(self) -> Digits {
        if self.document {
            Digits::All
        } else {
            Digits::LastTwo
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct GateArgs {
    #[command(flatten)]
    pub(crate) state: StateArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// The venue: library, museum, hospital, officer, or a policy of your own that ends in .toml.
    #[arg(long, value_name = "NAME|FILE.toml", default_value = Policy::BUILT_IN[0])]
    pub(crate) policy: PathBuf,
    /// Ask each holder to confirm a number: one is drawn, shown, and used once. Only codes with the
    /// holder's own key that answer it are accepted.
    #[arg(long)]
    pub(crate) challenge: bool,
    #[command(flatten)]
    pub(crate) digits: DigitsArgs,
    #[command(flatten)]
    pub(crate) languages: LanguagesArgs,
    /// Run this program on each verdict, the verdict as JSON on its standard input; never by a shell.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) exec: Option<PathBuf>,
    /// Write what was decided, and of nobody, to files in this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) journal: Option<PathBuf>,
    /// When the terminal's bell rings.
    #[arg(long, value_name = "WHEN", default_value = "never")]
    pub(crate) bell: Bell,
    /// Of a live stream on standard input, judge the newest frame and drop those that wait. Without
    /// it every frame is judged, and time is the stream's own.
    #[arg(long)]
    pub(crate) live: bool,
    /// Frames a second of a stream that does not say it itself.
    #[arg(long, value_name = "N", default_value = "25", value_parser = value_parser!(u32).range(1..=1000))]
    pub(crate) fps: u32,
    /// The speed of a serial scanner that is not on USB.
    #[arg(long, value_name = "BAUD", default_value = "9600")]
    pub(crate) baud: u32,
}

/// What is held up to; one of the three.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct InputArgs {
    /// Frames: - is standard input (Y4M, MJPEG, PNG or JPEG one after the other), or such a file, or
    /// a folder of pictures.
    #[arg(long, value_name = "-|FILE|DIR")]
    pub(crate) frames: Option<PathBuf>,
    /// A camera of this machine (Linux): /dev/video0.
    #[arg(long, value_name = "DEV")]
    pub(crate) camera: Option<PathBuf>,
    /// A hardware scanner: a serial device (/dev/ttyACM0), or - for one that types on standard input.
    #[arg(long, value_name = "DEV|-")]
    pub(crate) scanner: Option<PathBuf>,
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

/// A clock behind what is known for certain is never believed, whatever anybody confirms: set it.
#[derive(Args, Debug)]
pub(crate) struct ClockArgs {
    #[command(subcommand)]
    pub(crate) command: ClockCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClockCommand {
    /// Show what the clock shows, what is known of the time, and whether the clock is believed.
    Show(ClockFolder),
    /// Confirm after a restart that the clock is right, by a watch. Until then a device without a
    /// battery clock accepts nothing.
    Confirm {
        #[command(flatten)]
        folder: ClockFolder,
        /// What the watch shows (RFC 3339); the device's clock must show the same, five minutes about.
        #[arg(long, value_name = "TIME", value_parser = parse_time)]
        time: UnixTime,
    },
    /// Say whether the clock runs on while the device is off.
    Battery {
        #[command(flatten)]
        folder: ClockFolder,
        /// Whether there is a battery for it.
        #[arg(value_enum)]
        battery: BatteryArg,
    },
}

#[derive(Args, Debug)]
pub(crate) struct ClockFolder {
    /// The folder of this device's trust data.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: PathBuf,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BatteryArg {
    /// There is none: a person confirms the time after each restart.
    None,
    /// There is one.
    Present,
}

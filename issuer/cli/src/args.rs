//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use juma_cli::{
    clock::parse_time,
    language::{Language, LanguageArgs},
    live_profile::ProfileArg,
    passphrase::PassphraseArgs,
};
use juma_format::{region::Region, time::UnixTime};
use juma_registry::{SubjectId, ledger::Serial};

use crate::bulk::args::{IssueArgs, RunArgs, VerifyRunArgs};
use crate::import::args::ImportArgs;
use crate::keeping::args::{BackupArgs, ExportArgs, FindArgs, PurgeArgs, RestoreArgs, StatusArgs};
use crate::printing::{PrintArgs, args::PaperArgs};
use crate::refresh::args::RefreshArgs;
use crate::residents::args::{FamilyCommand, PermitCommand, ResidenceCommand, ResidentCommand};
use crate::target::ReplaceArgs;

/// Signs residents' facts into QR codes.
///
/// Exit status: 0 done, 1 refused (nothing was signed, because it must not be), 2 the command
/// itself failed.
#[derive(Debug, Parser)]
#[command(name = "juma-issuer", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Found a DEMO environment: fresh keys in the clear, a root, a register. Production exists only
    /// through the ceremony of juma-keys.
    Init(InitArgs),
    /// Found an issuing place from what a ceremony of juma-keys has made.
    Found(FoundArgs),
    /// Take a newer trust list, newer root documents or new keys.
    Trust(TrustArgs),
    /// Take residents in from files: tables or lines of records. Importing twice changes nothing.
    Import(ImportArgs),
    /// Enrol, change and show residents.
    #[command(subcommand)]
    Resident(ResidentCommand),
    /// Confirm and end registrations of residence.
    #[command(subcommand)]
    Residence(ResidenceCommand),
    /// Say who may show whose code.
    #[command(subcommand)]
    Family(FamilyCommand),
    /// Link and end residence permits.
    #[command(subcommand)]
    Permit(PermitCommand),
    /// Check the journal of every act by its hash chain, and print it.
    Journal(JournalArgs),
    /// Say of a code in hand its serial, its status, and whether its facts are still so.
    Find(FindArgs),
    /// Say how the place stands and what is near its end.
    Status(StatusArgs),
    /// Write everything that is held on one person into a file.
    Export(ExportArgs),
    /// Erase what is held on people who are due.
    Purge(PurgeArgs),
    /// Copy register, keys and trust into one encrypted file.
    Backup(BackupArgs),
    /// Make a home of a backup, or go on from an older copy of the register, without giving any
    /// index twice.
    Restore(RestoreArgs),
    /// Take over the ledger of a home that was founded before the register was a database.
    Migrate(MigrateArgs),
    /// Sign one record into one code.
    Sign(SignArgs),
    /// Issue codes to many residents at once, into a folder: plan, sign, write, settle. Killed or
    /// stopped, the same command goes on where it was.
    Issue(IssueArgs),
    /// Approve a run that another operator has planned.
    Approve(RunArgs),
    /// End a run before its end: what it has planned and not issued is published as invalid.
    GiveUp(RunArgs),
    /// Read everything that a run has issued again, and say whether it is whole.
    VerifyRun(VerifyRunArgs),
    /// Issue codes again whose facts have changed or whose end is near.
    Refresh(RefreshArgs),
    /// Print codes for paper that were issued before: on sheets, cards or pages.
    Print(PrintArgs),
    /// Revoke, suspend or restore codes.
    Revoke(RevokeArgs),
    /// Write the next bundle for verifiers (.jmb: trust list, status lists, manifest), or the next
    /// contribution for the centre that makes the bundles of many cities (.jmc).
    Publish(PublishArgs),
}

#[derive(Args, Clone, Debug)]
pub(crate) struct HomeArgs {
    /// The folder of this issuing place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: PathBuf,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// Who acts, for the journal; the account's name when it is not said.
    #[arg(long, value_name = "NAME")]
    pub(crate) operator: Option<String>,
    /// Take this moment for now (RFC 3339), for rehearsals. Demo homes only.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
    #[command(flatten)]
    pub(crate) language: LanguageArgs,
}

impl HomeArgs {
    /// The language of answers. JSON and failures have one, which is English.
    pub(crate) fn language(&self) -> Language {
        self.language.language()
    }
}

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The region that it signs for: 2, 4 or 6 digits of GB/T 2260.
    #[arg(long, value_name = "CODE", default_value = "4403", value_parser = Region::parse)]
    pub(crate) region: Region,
    /// Keep the register in this PostgreSQL database, which must hold none yet; without it the
    /// register is a file of SQLite in the home.
    #[arg(long, value_name = "postgres://USER@HOST/DATABASE")]
    pub(crate) register: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct JournalArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct FoundArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The root that verifiers are given by hand.
    #[arg(long, value_name = "ROOT.pub")]
    pub(crate) root: PathBuf,
    /// Every root document, the first first.
    #[arg(long, value_name = "ROOT.cose", required = true, value_delimiter = ',')]
    pub(crate) roots: Vec<PathBuf>,
    /// The trust list.
    #[arg(long, value_name = "LIST.cose")]
    pub(crate) list: PathBuf,
    /// Private keys of the list: for codes, one a month or more, and for status lists. A place whose
    /// bundles gates take themselves has one for bundles too; a city under a centre has none. They
    /// stay encrypted.
    #[arg(long, value_name = "FILE.key", required = true, value_delimiter = ',')]
    pub(crate) keys: Vec<PathBuf>,
    /// How many days a bundle or a contribution is good.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) bundle_days: u32,
    /// How many hours ago a bundle or a contribution must have carried a key and a list before they
    /// sign: as long as sticks take to reach the gates, and before that contributions the centre.
    #[arg(long, value_name = "HOURS", default_value_t = 168, value_parser = clap::value_parser!(u32).range(0..=8784))]
    pub(crate) lead_hours: u32,
    /// Keep the register in this PostgreSQL database, or join the places that keep theirs there;
    /// without it the register is a file of SQLite in the home.
    #[arg(long, value_name = "postgres://USER@HOST/DATABASE")]
    pub(crate) register: Option<String>,
}

#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("taken").required(true).multiple(true).args(["roots", "list", "keys"]))]
pub(crate) struct TrustArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The root documents after those of the home, ascending.
    #[arg(long, value_name = "ROOT.cose", value_delimiter = ',')]
    pub(crate) roots: Vec<PathBuf>,
    /// The newer trust list.
    #[arg(long, value_name = "LIST.cose")]
    pub(crate) list: Option<PathBuf>,
    /// New private keys of the list. They stay encrypted.
    #[arg(long, value_name = "FILE.key", value_delimiter = ',')]
    pub(crate) keys: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The record, as JSON.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) record: PathBuf,
    /// How much the code says.
    #[arg(long, value_enum, default_value_t = TierArg::Gate)]
    pub(crate) tier: TierArg,
    /// Mark the code as one on paper, which one in a .pdf always is.
    #[arg(long)]
    pub(crate) paper: bool,
    /// Sign a live code: for a holder's request, or without one into an encrypted wallet with a
    /// seed that is made here and kept nowhere else.
    #[arg(long, conflicts_with = "paper")]
    pub(crate) live: bool,
    /// The holder's request. The answer is a .txt, which the holder adds to the wallet.
    #[arg(long, value_name = "FILE", requires = "live")]
    pub(crate) request: Option<PathBuf>,
    /// How long a live code without a request is good: P1 is 8 days, P2 is 31.
    #[arg(long, value_enum, requires = "live", conflicts_with = "request", default_value_t = ProfileArg::P2)]
    pub(crate) profile: ProfileArg,
    /// Read the passphrase of the wallet from this file instead of making one and printing it.
    #[arg(
        long,
        value_name = "FILE",
        requires = "live",
        conflicts_with = "request"
    )]
    pub(crate) wallet_passphrase_file: Option<PathBuf>,
    /// Sign the code for a guardian to show (代亮): the text of the guardian's own gate code, which
    /// is issued first. Where the record names no guardian, the register says what its person is to
    /// this one.
    #[arg(long, value_name = "CODE.txt")]
    pub(crate) guardian_code: Option<PathBuf>,
    /// Where to write it: .png, .svg, .txt or, to print it, .pdf by the ending; - draws it on the
    /// terminal; .wallet for --live without a request.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) replace: ReplaceArgs,
    #[command(flatten)]
    pub(crate) print: PaperArgs,
    /// Pixels of a module in a PNG.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) module_pixels: u8,
    /// Also print the bytes that each claim costs.
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TierArg {
    /// What a venue's gate needs: a masked name.
    Gate,
    /// The whole record.
    Full,
    /// What a gate needs for anybody, the whole record for officers alone.
    Sealed,
}

#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["serial", "subject"]))]
#[command(group = clap::ArgGroup::new("what").args(["suspend", "restore"]))]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The code of this serial.
    #[arg(long, value_name = "S", value_parser = parse_serial)]
    pub(crate) serial: Option<Serial>,
    /// Every code of this person that is not over.
    #[arg(long, value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) subject: Option<SubjectId>,
    /// Of this person's codes only those that were issued before this moment (RFC 3339).
    #[arg(long, value_name = "TIME", requires = "subject", value_parser = parse_time)]
    pub(crate) issued_before: Option<UnixTime>,
    /// Suspend instead: a suspended code can be restored, a revoked one cannot.
    #[arg(long)]
    pub(crate) suspend: bool,
    /// Restore suspended codes instead.
    #[arg(long)]
    pub(crate) restore: bool,
}

#[derive(Args, Debug)]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Where to write it: a bundle (.jmb), for which the home needs a key for bundles; or a contribution
    /// (.jmc), which the centre puts into its bundle with juma-keys bundle and no gate takes.
    #[arg(long, value_name = "FILE.jmb|FILE.jmc")]
    pub(crate) out: PathBuf,
    /// Publish only what has changed since the last full bundle, which a gate needs to have, or since
    /// the last whole contribution.
    #[arg(long)]
    pub(crate) delta: bool,
    /// Let nobody trust this key any more: its public key file, or its SHA-256. Every later bundle
    /// says so too, until the trust list does or drops the key. Bundles alone can say it.
    #[arg(long, value_name = "KEY.pub|HASH")]
    pub(crate) distrust: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

fn parse_serial(text: &str) -> Result<Serial, &'static str> {
    Serial::parse(text).ok_or("not a serial, which is 1 to 10 digits and not 0")
}

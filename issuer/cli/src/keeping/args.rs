use std::path::PathBuf;

use clap::Args;
use juma_cli::passphrase::PassphraseArgs;
use juma_registry::SubjectId;

use crate::args::HomeArgs;

/// Whose passphrase it is: the copy has one of its own.
const OF_COPY_FILE: &str =
    "Read the passphrase of the copy from this file instead of asking for it";
const OF_COPY_FD: &str =
    "Read the passphrase of the copy from this open file descriptor instead of asking for it";

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The person.
    #[arg(long, value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) subject: SubjectId,
    /// Where to write it, as JSON. It must not be there yet.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("who").required(true).args(["subject", "due"]))]
pub(crate) struct PurgeArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Erase what is held on this person, if it is due.
    #[arg(long, value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) subject: Option<SubjectId>,
    /// Erase what is held on everybody who is due: no code good, no residence registered, and
    /// nothing done for as long as `retention-days` of home.toml says.
    #[arg(long)]
    pub(crate) due: bool,
    /// The person asks for it, or should never have been enrolled: do not wait for the time, nor
    /// for the end of a residence.
    #[arg(long, requires = "subject", conflicts_with = "due")]
    pub(crate) on_request: bool,
    /// Only say who is due.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Args, Debug)]
#[command(mut_arg("passphrase_file", |arg| arg.help(OF_COPY_FILE)))]
#[command(mut_arg("passphrase_fd", |arg| arg.help(OF_COPY_FD)))]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Where to write it, outside the home. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Args, Debug)]
#[command(mut_arg("passphrase_file", |arg| arg.help(OF_COPY_FILE)))]
#[command(mut_arg("passphrase_fd", |arg| arg.help(OF_COPY_FD)))]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Make the home, which must not be there yet, of this backup. Without it, a home that is there
    /// goes on with a register that was put back from an older copy.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// The home that it replaces: its mark and its bundles say how far it had come.
    #[arg(long, value_name = "DIR")]
    pub(crate) old_home: Vec<PathBuf>,
    /// The last bundle or contribution (.jmc) that was published, and the full one that it builds on
    /// if it is a delta.
    #[arg(long, value_name = "FILE.jmb")]
    pub(crate) bundle: Vec<PathBuf>,
    /// There is neither an old home nor a bundle: skip ahead of what may have been given since. What
    /// was revoked since is then not known.
    #[arg(long, conflicts_with_all = ["old_home", "bundle"])]
    pub(crate) without_evidence: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Args, Debug)]
pub(crate) struct FindArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Also say whose code it is, by the register's id.
    #[arg(long)]
    pub(crate) whose: bool,
    /// Pictures, files with a text, - for a text on standard input, or texts themselves.
    #[arg(value_name = "CODE", required = true)]
    pub(crate) codes: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
}

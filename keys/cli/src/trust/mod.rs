//! Ceremonies of root keys: drafts, signatures and what comes of them (SPEC §6.7).

mod anchor;
mod combine;
mod description;
mod draft;
mod edit;
mod files;
mod inspect;
mod sign;
mod words;

use clap::Subcommand;
use juma_cli::{exit::Exit, failure::Failure, output::note};
use juma_keys::CeremonyRefusal;

/// Make root documents and trust lists on machines that nothing joins
///
/// A draft travels on a stick to every holder of a root key, who signs it on a machine of their own;
/// the signatures travel back, and `combine` makes of them the file that goes into bundles. Every
/// file says on its first line what it is, and `inspect` shows all of them.
///
/// What is refused is refused with status 1 and changes nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    DraftRoot(draft::DraftRoot),
    DraftList(draft::DraftList),
    Add(Box<edit::Add>),
    Retire(edit::Retire),
    Compromise(edit::Compromise),
    Sign(sign::Sign),
    Combine(combine::Combine),
    Inspect(inspect::Inspect),
    Anchor(anchor::Anchor),
}

/// Why a command ends.
enum Stop {
    /// It could not do its work.
    Failed(Failure),
    /// A rule of ceremonies forbids it.
    Refused(CeremonyRefusal),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<CeremonyRefusal> for Stop {
    fn from(refusal: CeremonyRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Trust {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let done = match &self.command {
            Command::DraftRoot(command) => command.run(),
            Command::DraftList(command) => command.run(),
            Command::Add(command) => command.run(),
            Command::Retire(command) => command.run(),
            Command::Compromise(command) => command.run(),
            Command::Sign(command) => command.run(),
            Command::Combine(command) => command.run(),
            Command::Inspect(command) => command.run(),
            Command::Anchor(command) => command.run(),
        };
        match done {
            Ok(()) => Ok(Exit::Done),
            Err(Stop::Failed(failure)) => Err(failure),
            Err(Stop::Refused(refusal)) => {
                note(format_args!("refused: {}: {refusal}", refusal.slug()));
                Ok(Exit::Refused)
            }
        }
    }
}

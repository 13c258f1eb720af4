//! The command `juma-issuer`: codes, revocations and bundles of one issuing place.

mod args;
mod documents;
mod found;
mod home;
mod init;
mod journal;
mod keyring;
mod live;
mod migrate;
mod printing;
mod profiles;
mod publish;
mod register;
mod residents;
mod revoke;
mod settings;
mod sign;
mod trust;

use std::process::ExitCode;

use clap::Parser;
use juma_cli::failure;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Found(args) => found::run(&args),
        Command::Trust(args) => trust::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Print(args) => printing::run(&args),
        Command::Revoke(args) => revoke::run(&args),
        Command::Resident(command) => residents::resident(&command),
        Command::Residence(command) => residents::residence(&command),
        Command::Family(command) => residents::family(&command),
        Command::Permit(command) => residents::permit(&command),
        Command::Publish(args) => publish::run(&args),
    })
}

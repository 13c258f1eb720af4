//! The command `juma-issuer`: codes, revocations and bundles of one issuing place.

mod args;
mod bulk;
mod documents;
mod draft;
mod found;
mod home;
mod import;
mod init;
mod journal;
mod keeping;
mod keyring;
mod live;
mod migrate;
mod printing;
mod profiles;
mod publish;
mod refresh;
mod register;
mod residents;
mod revoke;
mod settings;
mod sign;
mod standing;
mod target;
mod trust;
mod words;

use std::process::ExitCode;

use clap::Parser;
use juma_cli::failure;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Find(args) => keeping::find::run(&args),
        Command::Status(args) => keeping::status::run(&args),
        Command::Export(args) => keeping::export::run(&args),
        Command::Purge(args) => keeping::purge::run(&args),
        Command::Backup(args) => keeping::backup::run(&args),
        Command::Restore(args) => keeping::restore::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Found(args) => found::run(&args),
        Command::Trust(args) => trust::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Issue(args) => bulk::issue(&args),
        Command::Approve(args) => bulk::approve(&args),
        Command::GiveUp(args) => bulk::give_up(&args),
        Command::VerifyRun(args) => bulk::verify_run(&args),
        Command::Refresh(args) => refresh::run(&args),
        Command::Print(args) => printing::run(&args),
        Command::Revoke(args) => revoke::run(&args),
        Command::Resident(command) => residents::resident(&command),
        Command::Residence(command) => residents::residence(&command),
        Command::Family(command) => residents::family(&command),
        Command::Permit(command) => residents::permit(&command),
        Command::Import(args) => import::run(&args),
        Command::Publish(args) => publish::run(&args),
    })
}

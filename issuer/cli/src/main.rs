//! The command `juma-issuer`: codes, revocations and bundles of one issuing place.

mod args;
mod home;
mod init;
mod journal;
mod migrate;
mod profiles;
mod publish;
mod register;
mod revoke;
mod settings;
mod sign;

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
        Command::Sign(args) => sign::run(&args),
        Command::Revoke(args) => revoke::run(&args),
        Command::Publish(args) => publish::run(&args),
    })
}

//! The command `juma-verifier`: codes in pictures and texts, judged with no network.

mod args;
mod budget;
mod check;
mod clock;
mod ends;
mod gate;
mod help;
mod import;
mod inspect;
mod languages;
mod officer;
mod policy_file;
mod report;
mod source;
mod state_dir;
mod status;
mod stick;

#[cfg(test)]
#[path = "../../tests/world/mod.rs"]
mod world;

use std::process::ExitCode;

use clap::Parser;
use juma_cli::{exit::Exit, failure, output::Output};
use juma_report::{claims as claims_json, words};
use juma_verifier::PolicyText;

use crate::args::{Cli, Command, PolicyCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| match cli.command {
        Command::Import(args) => import::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Gate(args) => gate::run(&args),
        Command::Device(args) => officer::device(&args),
        Command::Unlock(args) => officer::unlock(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Clock(args) => clock::run(&args),
        Command::Policy(args) => {
            let PolicyCommand::Show { policy } = args.command;
            let policy = policy_file::named(&policy)?;
            Output::stdout().bytes(PolicyText(&policy).to_string().as_bytes())?;
            Ok(Exit::Done)
        }
    })
}

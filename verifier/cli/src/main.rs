//! The command `juma-verifier`: codes in pictures and texts, judged with no network.

mod age;
mod args;
mod budget;
mod check;
mod claims_json;
mod help;
mod import;
mod inspect;
mod policy_file;
mod report;
mod source;
mod state_dir;
mod status;
mod stick;
mod words;

#[cfg(test)]
#[path = "../../tests/world/mod.rs"]
mod world;

use std::process::ExitCode;

use clap::Parser;
use juma_cli::{exit::Exit, failure, output::Output};

use crate::args::{Cli, Command, PolicyCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| match cli.command {
        Command::Import(args) => import::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Policy(args) => {
            let PolicyCommand::Show { policy } = args.command;
            let policy = policy_file::named(&policy)?;
            Output::stdout().bytes(policy_file::Shown(&policy).to_string().as_bytes())?;
            Ok(Exit::Done)
        }
    })
}

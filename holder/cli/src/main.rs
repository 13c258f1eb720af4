//! The command `juma-holder`: a resident's wallet.

mod add;
mod args;
mod family;
mod init;
mod picture;
mod request;
mod show;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use juma_cli::failure;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    failure::run(|| match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Request(args) => request::run(&args),
        Command::Add(args) => add::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Family(args) => family::run(&args),
    })
}

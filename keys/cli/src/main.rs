//! The command juma-keys: makes key files, says what they are, changes their passphrases, and
//! holds the ceremonies of root keys.

mod description;
mod inspect;
mod new;
mod passwd;
mod trust;
mod wrap;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use juma_cli::failure;

/// Make and look after the keys of a Juma authority, and what its root keys sign.
///
/// A private key lives in FILE.key, readable by its owner only and encrypted with a passphrase. Its
/// public half lives in FILE.pub, which may go anywhere. Passphrases are asked for on the terminal,
/// or read from a file or an open file descriptor; never give one as an argument.
#[derive(Debug, Parser)]
#[command(name = "juma-keys", version, after_help = EXIT_STATUSES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUSES: &str = "Exit status: 0 done, 1 refused by a rule of ceremonies, 2 failed; one line on standard error\nsays why.";

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Inspect(inspect::Inspect),
    Passwd(passwd::Passwd),
    Trust(trust::Trust),
    Wrap(wrap::Wrap),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    failure::run(|| match arguments.command {
        Command::New(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Passwd(command) => command.run(),
        Command::Trust(command) => command.run(),
        Command::Wrap(command) => command.run(),
    })
}

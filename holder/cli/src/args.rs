//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use juma_cli::{
    clock::parse_time,
    live_profile::ProfileArg,
    passphrase::{NewPassphraseArgs, PassphraseArgs},
    world::World,
};
use juma_format::{code_text::MAX_CHALLENGE, time::UnixTime};

/// Keeps a resident's codes and shows the live code of this moment. A wallet is encrypted with a
/// passphrase; its seeds never leave it.
///
/// Exit status: 0 done, 1 refused (a code that is not for this wallet), 2 the command itself failed.
#[derive(Debug, Parser)]
#[command(name = "juma-holder", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an empty wallet with a key of the holder's own.
    Init(InitArgs),
    /// Make fresh seeds and the file that asks an issuer for their codes.
    Request(RequestArgs),
    /// Take the issuer's answers into the wallet: codes as texts, or wallets of one code.
    Add(AddArgs),
    /// Draw the code of this moment.
    Show(ShowArgs),
    /// Draw the code again each time it changes, until stopped.
    Watch(WatchArgs),
    /// List the codes of the wallet; or draw a family member's beside one's own (代亮码).
    Family(FamilyArgs),
}

/// Whose passphrase it is.
const OF_WALLET_FILE: &str =
    "Read the passphrase of the wallet from this file instead of asking for it";
const OF_WALLET_FD: &str =
    "Read the passphrase of the wallet from this open file descriptor instead of asking for it";

#[derive(Args, Debug)]
#[command(mut_arg("passphrase_file", |arg| arg.help(OF_WALLET_FILE)))]
#[command(mut_arg("passphrase_fd", |arg| arg.help(OF_WALLET_FD)))]
pub(crate) struct WalletArgs {
    /// The wallet.
    #[arg(value_name = "WALLET")]
    pub(crate) wallet: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    /// The world that its codes will belong to.
    #[arg(long, value_enum, value_name = "ENV", default_value_t = World::Demo)]
    pub(crate) env: World,
}

#[derive(Args, Debug)]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    /// How many codes are wanted: one for each tier, and each member of the family.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) codes: u8,
    /// How long the codes are good: P1 is 8 days, P2 is 31.
    #[arg(long, value_enum, default_value_t = ProfileArg::P2)]
    pub(crate) profile: ProfileArg,
    /// Make keys instead of seeds, for venues that ask to confirm a number.
    #[arg(long)]
    pub(crate) holder_key: bool,
    /// Where to write the request; it holds nothing secret.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    /// Codes as texts (JM1:…), or wallets that an issuer made.
    #[arg(value_name = "FILE.txt|FILE.wallet", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The passphrase of a wallet that an issuer made is that of --passphrase-file unless one is
    /// given here.
    #[command(flatten)]
    pub(crate) issuers: NewPassphraseArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Where to draw it: .png, .svg or .txt by the ending; - draws it on the terminal.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Take this moment for now (RFC 3339).
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
    /// The number that the venue asks to confirm, for a code with the holder's key.
    #[arg(long, value_name = "NUMBER", value_parser = parse_challenge)]
    pub(crate) challenge: Option<u32>,
}

#[derive(Args, Debug)]
pub(crate) struct WhichArgs {
    /// The number of the code, as `family` lists them; otherwise the own one that ends last.
    #[arg(long, value_name = "N")]
    pub(crate) code: Option<usize>,
    /// Pixels of a module in a PNG.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) module_pixels: u8,
}

#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Write a picture each time instead of drawing on the terminal: .png, .svg or .txt.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    /// Stop after so many pictures.
    #[arg(long, value_name = "N")]
    pub(crate) times: Option<u32>,
}

#[derive(Args, Debug)]
pub(crate) struct FamilyArgs {
    #[command(flatten)]
    pub(crate) wallet: WalletArgs,
    /// Draw this member's code and the guardian's own that it names, side by side.
    #[arg(long, value_name = "N", requires = "out")]
    pub(crate) show: Option<usize>,
    /// Where to draw them: a .png.
    #[arg(long, value_name = "FILE.png", requires = "show")]
    pub(crate) out: Option<PathBuf>,
    /// Take this moment for now (RFC 3339).
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
}

fn parse_challenge(text: &str) -> Result<u32, &'static str> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<u32> = is_digits.then(|| text.parse().ok()).flatten();
    let number = number.filter(|number| u64::from(*number) <= MAX_CHALLENGE);
    number.ok_or("not a number of at most nine digits")
}

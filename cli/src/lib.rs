//! What the commands of Juma share, and nothing but the commands may use: this is where the clock
//! is read, files are opened, randomness is drawn, passphrases are asked for and lines are printed.
//!
//! A `main` is one line:
//!
//! ```no_run
//! use juma_cli::{exit::Exit, failure, output::Output};
//!
//! fn main() -> std::process::ExitCode {
//!     failure::run(|| {
//!         Output::stdout().line("good morning")?;
//!         Ok(Exit::Done)
//!     })
//! }
//! ```

pub mod clock;
pub mod distrust;
pub mod exit;
pub mod failure;
pub mod files;
pub mod key_files;
pub mod language;
pub mod live_profile;
pub mod output;
pub mod passphrase;
pub mod random;
pub mod stop;
pub mod wallets;
pub mod world;

use std::path::PathBuf;

use juma_cli::{exit::Exit, failure::Failure, key_files};

use crate::description::{Description, FormArgs};

/// Say what a key file is: a private, a public or a wrapped key, or a root file
///
/// Prints purpose, environment, kid, SHA-256 of the public key and whether the private key is
/// encrypted. The private key itself is never opened, so no passphrase is needed.
#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// The key file
    file: PathBuf,

    #[command(flatten)]
    form: FormArgs,
}

impl Inspect {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let file = key_files::read_any(&self.file)?;
        Description::of(&self.file, &file).print(self.form)?;
        Ok(Exit::Done)
    }
}

use std::path::Path;

use juma_format::Environment;
use juma_keys::{KeptKey, PrivateKeyFile};

use super::{encrypt, generate};
use crate::{failure::Failure, passphrase::PassphraseArgs};

/// `--clear`, or a passphrase: how a new private key is kept.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ProtectionArgs {
    /// Leave the private key unencrypted; demo keys only
    #[arg(long, conflicts_with_all = ["passphrase_file", "passphrase_fd"])]
    clear: bool,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl ProtectionArgs {
    /// A new key as the file that is to be at `path`; a person is asked for a passphrase where none
    /// is given.
    ///
    /// # Errors
    /// When it is to be in the clear outside the demo environment, no passphrase can be had, or the
    /// operating system has no randomness to give.
    pub fn make<T: KeptKey>(
        &self,
        environment: Environment,
        path: &Path,
    ) -> Result<PrivateKeyFile, Failure> {
        if !self.clear {
            let passphrase = self.passphrase.source().chosen(path)?;
            return encrypt(&generate::<T>(environment)?, &passphrase);
        }
        if environment != Environment::Demo {
            return Err(
                Failure::new(format!("a {environment} key must be encrypted"))
                    .at(path)
                    .advise("leave out --clear"),
            );
        }
        PrivateKeyFile::clear(&generate::<T>(environment)?).map_err(|error| {
            Failure::new("the key file cannot be made")
                .at(path)
                .because(error)
        })
    }
}

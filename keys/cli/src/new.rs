use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    key_files::{self, KeyFile, ProtectionArgs},
    world::World,
};
use juma_keys::{
    BundleKey, CodeKey, KeptKey, PrivateKeyFile, RecipientSecretKey, RootKey, SealKey, SigningKey,
    StatusKey,
};

use crate::description::{Description, FormArgs};

/// Make a new key: FILE.key and, beside it, FILE.pub
///
/// Existing files are never overwritten. The passphrase is asked for twice, and needs at least 12
/// characters.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// What the key is for
    #[arg(long, value_enum)]
    purpose: Purpose,

    /// Which world the key and everything that it signs belong to
    #[arg(long, value_enum)]
    env: World,

    /// Where to write the private key; the public key goes beside it, with .pub for .key
    #[arg(long, value_name = "FILE.key")]
    out: PathBuf,

    #[command(flatten)]
    protection: ProtectionArgs,

    #[command(flatten)]
    form: FormArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Purpose {
    /// Residence codes
    Code,
    /// Status lists
    Status,
    /// Bundles for gates
    Bundle,
    /// Root documents and trust lists
    Root,
    /// Nothing: officers' records are sealed to it
    Seal,
}

impl New {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let public = public_path(&self.out);
        files::refuse_existing(&self.out)?;
        files::refuse_existing(&public)?;
        let file = match self.purpose {
            Purpose::Code => self.make::<SigningKey<CodeKey>>(),
            Purpose::Status => self.make::<SigningKey<StatusKey>>(),
            Purpose::Bundle => self.make::<SigningKey<BundleKey>>(),
            Purpose::Root => self.make::<SigningKey<RootKey>>(),
            Purpose::Seal => self.make::<RecipientSecretKey<SealKey>>(),
        }?;
        key_files::write_private(&self.out, &file)?;
        if let Err(failure) = key_files::write_public(&public, &file.public_file()) {
            // A key without its public half is of no use to anybody, and nobody has used it yet.
            drop(fs::remove_file(&self.out));
            return Err(failure);
        }
        Description::of(&self.out, &KeyFile::Private(file)).print(self.form)?;
        Ok(Exit::Done)
    }

    fn make<T: KeptKey>(&self) -> Result<PrivateKeyFile, Failure> {
        self.protection.make::<T>(self.env.into(), &self.out)
    }
}

/// `a.pub` for `a.key`, `a.b.pub` for `a.b`.
fn public_path(private: &Path) -> PathBuf {
    if private.extension().is_some_and(|it| it == "key") {
        return private.with_extension("pub");
    }
    let mut name = private.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_file_never_has_the_name_of_the_private_one() {
        for (private, public) in [
            ("x/a.key", "x/a.pub"),
            ("a.2027-03.key", "a.2027-03.pub"),
            ("a", "a.pub"),
            ("a.pub", "a.pub.pub"),
        ] {
            assert_eq!(public_path(Path::new(private)), Path::new(public));
        }
    }
}

use std::path::PathBuf;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    key_files,
    output::note,
    passphrase::{NewPassphraseArgs, PassphraseArgs},
};
use juma_keys::{
    BundleKey, CodeKey, DeviceKey, HolderKey, JobKey, KeptKey, KeyRole, PrivateKeyFile,
    RecipientSecretKey, RootKey, SealKey, SigningKey, StatusKey,
};

/// Change the passphrase of a private key, or encrypt one that was made with --clear
///
/// The file is replaced in one step: whatever happens, the old one or the new one is there, whole.
/// Copies made before still open with the old passphrase.
#[derive(Debug, clap::Args)]
pub(crate) struct Passwd {
    /// The private key file
    file: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    new_passphrase: NewPassphraseArgs,
}

impl Passwd {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let file = key_files::read_private_file(&self.file)?;
        match file.role() {
            KeyRole::Bundle => self.change::<SigningKey<BundleKey>>(&file),
            KeyRole::Code => self.change::<SigningKey<CodeKey>>(&file),
            KeyRole::Device => self.change::<RecipientSecretKey<DeviceKey>>(&file),
            KeyRole::Holder => self.change::<SigningKey<HolderKey>>(&file),
            KeyRole::Job => self.change::<RecipientSecretKey<JobKey>>(&file),
            KeyRole::Root => self.change::<SigningKey<RootKey>>(&file),
            KeyRole::Seal => self.change::<RecipientSecretKey<SealKey>>(&file),
            KeyRole::Status => self.change::<SigningKey<StatusKey>>(&file),
        }?;
        note("the passphrase is changed; copies made before still open with the old one");
        Ok(Exit::Done)
    }

    fn change<T: KeptKey>(&self, file: &PrivateKeyFile) -> Result<(), Failure> {
        let key = key_files::open::<T>(file, &self.file, &self.passphrase.source())?;
        let passphrase = self.new_passphrase.source().chosen(&self.file)?;
        let changed = key_files::encrypt(&key, &passphrase)?;
        // The old file goes only when the new one is known to open.
        changed.open::<T>(Some(&passphrase)).map_err(|error| {
            Failure::new("the new file does not open; the old one stands")
                .at(&self.file)
                .because(error)
        })?;
        key_files::replace_private(&self.file, &changed)
    }
}

use std::path::PathBuf;

use juma_cli::{
    clock::parse_time,
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    key_files::{self, KeyFile},
    passphrase::PassphraseArgs,
};
use juma_format::time::UnixTime;
use juma_keys::{DeviceKey, RecipientSecretKey, SealKey, WrappedKey};

use crate::description::{Description, FormArgs};

/// Wrap a seal key for one officer's device, which alone can open it
///
/// The device makes its own key with: juma-verifier device new. It destroys the seal key from the
/// day that is given: the end of the last code that was sealed to it.
#[derive(Debug, clap::Args)]
pub(crate) struct Wrap {
    /// The seal key
    #[arg(value_name = "SEAL.key")]
    key: PathBuf,

    /// The public key of the device
    #[arg(long = "for", value_name = "DEVICE.pub")]
    device: PathBuf,

    /// When the device destroys it: a date, by the calendar of UTC+8, or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    destroy_from: UnixTime,

    /// Where to write the wrapped key
    #[arg(long, value_name = "FILE.jmw")]
    out: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    form: FormArgs,
}

impl Wrap {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        files::refuse_existing(&self.out)?;
        let device = key_files::read_public(&self.device)?;
        let failed = |path: &PathBuf, error| {
            Failure::new("the key file cannot be used")
                .at(path)
                .because(error)
        };
        let recipient = device
            .recipient::<DeviceKey>()
            .map_err(|error| failed(&self.device, error))?;
        let key: RecipientSecretKey<SealKey> =
            key_files::read_private(&self.key, &self.passphrase.source())?;
        if device.environment != key.environment() {
            let (ours, theirs) = (key.environment(), device.environment);
            return Err(
                Failure::new(format!("a {theirs} device, and the seal key is of {ours}"))
                    .at(&self.device),
            );
        }
        let secret = key_files::secret()?;
        let wrapped = WrappedKey::wrap(&key, &recipient, self.destroy_from, &secret)
            .map_err(|error| Failure::new("the key cannot be wrapped").because(error))?;
        files::create_new(&self.out, wrapped.to_string().as_bytes(), Access::Private)?;
        Description::of(&self.out, &KeyFile::Wrapped(wrapped)).print(self.form)?;
        Ok(Exit::Done)
    }
}

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    key_files::{self, ProtectionArgs},
    output::Output,
    passphrase::PassphraseArgs,
};
use juma_format::characters::display_safe;
use juma_keys::{DeviceKey, RecipientSecretKey};
use juma_verifier::State;

use crate::state_dir::StateDir;

const DEVICE_KEY: &str = "device.key";

#[derive(Args, Debug)]
pub(crate) struct DeviceArgs {
    #[command(subcommand)]
    command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    /// Make it. The private half stays in the state folder, encrypted by the officer's passphrase;
    /// the public file goes to whoever wraps seal keys: juma-keys wrap.
    New(NewArgs),
}

#[derive(Args, Debug)]
struct NewArgs {
    /// The folder of this device's trust data.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Where to write the public file.
    #[arg(long, value_name = "DEVICE.pub")]
    out: PathBuf,
    #[command(flatten)]
    protection: ProtectionArgs,
}

pub(crate) fn run(args: &DeviceArgs) -> Result<Exit, Failure> {
    let DeviceCommand::New(args) = &args.command;
    let dir = StateDir::new(&args.state);
    let environment = dir.load()?.environment();
    let path = dir.path().join(DEVICE_KEY);
    let _lock = dir.lock()?;
    files::refuse_existing(&path)?;
    files::refuse_existing(&args.out)?;
    files::require_folder(&args.out)?;
    let protection = &args.protection;
    let file = protection.make::<RecipientSecretKey<DeviceKey>>(environment, &path)?;
    key_files::write_private(&path, &file)?;
    let public = file.public_file();
    if let Err(failure) = key_files::write_public(&args.out, &public) {
        // A key without its public half is of no use to anybody, and nobody has used it yet.
        drop(fs::remove_file(&path));
        return Err(failure);
    }
    let out = display_safe(&args.out.display().to_string());
    let hash = public.hash();
    let mut output = Output::stdout();
    output.line(format_args!("本机密钥 / device key   {hash}"))?;
    output.line(format_args!("请上交 / hand in        {out}"))?;
    Ok(Exit::Done)
}

/// The device's own key.
pub(super) fn open(
    dir: &StateDir,
    state: &State,
    passphrase: &PassphraseArgs,
) -> Result<RecipientSecretKey<DeviceKey>, Failure> {
    let path = dir.path().join(DEVICE_KEY);
    if !path.exists() {
        return Err(Failure::new("this device has no key of its own")
            .at(&path)
            .advise("make it: juma-verifier device new"));
    }
    let key: RecipientSecretKey<DeviceKey> = key_files::read_private(&path, &passphrase.source())?;
    juma_verifier::Officer::belongs(&key, state)
        .map_err(|error| Failure::new(error.to_string()).at(&path))?;
    Ok(key)
}

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use juma_cli::{
    exit::Exit, failure::Failure, key_files, output::Output, passphrase::PassphraseArgs,
};
use juma_format::time::UnixTime;
use juma_keys::{DeviceKey, RecipientSecretKey, WrappedKey};
use serde_json::{Value, json};

use super::{
    device,
    held::{Held, MAX_HELD},
    moment, unusable, warn,
};
use crate::state_dir::StateDir;

#[derive(Args, Debug)]
pub(crate) struct UnlockArgs {
    /// The folder of this device's trust data.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Print JSON, one object a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// The wrapped keys that were handed over; without any, the passphrase is not asked for.
    #[arg(value_name = "FILE.jmw")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &UnlockArgs) -> Result<Exit, Failure> {
    match take(args) {
        Err(failure) if args.json => {
            let (state, error) = (args.state.to_string_lossy(), failure.to_string());
            Output::stdout().json(&json!({"state": state, "error": error}))?;
            Ok(Exit::Failed)
        }
        taken => taken,
    }
}

fn take(args: &UnlockArgs) -> Result<Exit, Failure> {
    let dir = StateDir::new(&args.state);
    let state = dir.load()?;
    let now = moment(&state);
    let held = Held::of(&dir);
    let _lock = dir.lock()?;
    held.sweep();
    // Whatever becomes of the new ones, the old ones go.
    let (mut kept, destroyed) = destroy_due(&held, now)?;
    if !args.files.is_empty() {
        let device = device::open(&dir, &state, &args.passphrase)?;
        // All are looked at before one is kept.
        let mut new = Vec::new();
        for path in &args.files {
            let wrapped = opened(path, &device, now)?;
            let place = held.path(&wrapped);
            match kept.get(&place) {
                Some(other) if other.hash() != wrapped.hash() => {
                    return Err(unusable()
                        .at(path)
                        .because("another seal key of the same kid is held"));
                }
                _ => {}
            }
            kept.insert(place, wrapped.clone());
            new.push(wrapped);
        }
        if kept.len() > MAX_HELD {
            return Err(held.too_many());
        }
        new.iter().try_for_each(|wrapped| held.keep(wrapped))?;
    }
    print(args, &kept, &destroyed)?;
    Ok(Exit::Done)
}

/// A wrapped key that opens on this device, today.
fn opened(
    path: &Path,
    device: &RecipientSecretKey<DeviceKey>,
    now: UnixTime,
) -> Result<WrappedKey, Failure> {
    let wrapped = key_files::read_wrapped(path)?;
    // What opens it is dropped, and wiped, here.
    wrapped
        .open(device)
        .map_err(|error| unusable().at(path).because(error))?;
    let due = wrapped.destroy_from();
    if due <= now {
        return Err(unusable()
            .at(path)
            .because(format!("it was to be destroyed from {due}"))
            .advise("ask for the key of this quarter"));
    }
    Ok(wrapped)
}

/// Removes what is due. Gives what is left, and what was removed.
fn destroy_due(
    held: &Held,
    now: UnixTime,
) -> Result<(BTreeMap<PathBuf, WrappedKey>, Vec<WrappedKey>), Failure> {
    let (mut kept, mut destroyed) = (BTreeMap::new(), Vec::new());
    for (path, wrapped) in held.read()? {
        match wrapped {
            Err(failure) => warn(&failure),
            Ok(wrapped) if wrapped.destroy_from() <= now => {
                fs::remove_file(&path).map_err(|error| {
                    Failure::new("the key is due and cannot be destroyed")
                        .at(&path)
                        .because(error)
                })?;
                destroyed.push(wrapped);
            }
            Ok(wrapped) => {
                kept.insert(path, wrapped);
            }
        }
    }
    Ok((kept, destroyed))
}

fn print(
    args: &UnlockArgs,
    kept: &BTreeMap<PathBuf, WrappedKey>,
    destroyed: &[WrappedKey],
) -> Result<(), Failure> {
    let mut output = Output::stdout();
    if args.json {
        let held: Vec<Value> = kept.values().map(json).collect();
        let destroyed: Vec<Value> = destroyed.iter().map(json).collect();
        return output.json(&json!({"held": held, "destroyed": destroyed}));
    }
    for wrapped in destroyed {
        let kid = wrapped.hash().key_id();
        output.line(format_args!("已销毁 / destroyed      {kid}"))?;
    }
    for wrapped in kept.values() {
        let (kid, from) = (wrapped.hash().key_id(), wrapped.destroy_from());
        output.line(format_args!(
            "持有 / held             {kid}, 销毁 / destroy from {from}"
        ))?;
    }
    if kept.is_empty() {
        output.line("没有密封密钥 / no seal key is held")?;
    }
    Ok(())
}

fn json(wrapped: &WrappedKey) -> Value {
    json!({
        "kid": wrapped.hash().key_id().to_string(),
        "sha256": wrapped.hash().to_string(),
        "destroy_from": wrapped.destroy_from().to_string(),
    })
}

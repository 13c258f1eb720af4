//! An officer's device: its own key, the seal keys that were wrapped for it, what they opened.

mod device;
mod held;
mod notes;
mod unlock;

use juma_cli::{clock, failure::Failure, output::note, passphrase::PassphraseArgs};
use juma_format::{KeyId, characters::display_safe, time::UnixTime};
use juma_keys::{KeyHash, RecipientSecretKey, SealKey};
use juma_verifier::{Judgement, Opening, State, Verdict};

use crate::state_dir::StateDir;

pub(crate) use device::{DeviceArgs, run as device};
use held::Held;
use notes::Notes;
pub(crate) use unlock::{UnlockArgs, run as unlock};

/// The keys of a device, opened by its officer for one command. Wiped when dropped.
pub(crate) struct Officer {
    keys: Vec<RecipientSecretKey<SealKey>>,
    device: KeyHash,
    notes: Notes,
}

impl Officer {
    /// Opens the device's key, and with it the seal keys that are not due. A key that does not open
    /// is a warning: the others serve.
    pub(crate) fn open(
        dir: &StateDir,
        state: &State,
        given: Option<UnixTime>,
        passphrase: &PassphraseArgs,
    ) -> Result<Self, Failure> {
        let device = device::open(dir, state, passphrase)?;
        // A time that was given makes no key live longer.
        let now = moment(state);
        let now = given.map_or(now, |given| now.max(given));
        let mut keys = Vec::new();
        for (path, wrapped) in Held::of(dir).read()? {
            let opened = match wrapped {
                Ok(wrapped) if wrapped.destroy_from() <= now => continue,
                Ok(wrapped) => wrapped
                    .open(&device)
                    .map_err(|error| unusable().at(path).because(error)),
                Err(failure) => Err(failure),
            };
            match opened {
                Ok(key) => keys.push(key),
                Err(failure) => warn(&failure),
            }
        }
        Ok(Self {
            keys,
            device: device.public().hash(),
            notes: Notes::of(dir),
        })
    }

    /// Opens what is sealed in an accepted code. It is noted before anybody is told: what cannot be
    /// noted is not shown.
    pub(crate) fn look(
        &self,
        state: &State,
        judgement: Judgement,
    ) -> Result<(Judgement, Opening), Failure> {
        let signer: Option<KeyId> = match &judgement.verdict {
            Verdict::Accept(acceptance) => Some(acceptance.signer()),
            _ => None,
        };
        let (judgement, opening) = judgement.open(state.environment(), &self.keys);
        if let (Some(signer), Opening::Opened | Opening::Mismatch) = (signer, opening) {
            self.notes.add(clock::now(), signer, self.device, opening)?;
        }
        Ok((judgement, opening))
    }
}

/// The latest moment that this device knows of: its clock, or the floor when the clock is behind it.
fn moment(state: &State) -> UnixTime {
    clock::now().max(state.floors().clock)
}

fn unusable() -> Failure {
    Failure::new("the wrapped key cannot be used")
}

fn warn(failure: &Failure) {
    note(display_safe(&format!("warning: {failure}")));
}

//! An officer's device: its own key, the seal keys that were wrapped for it, what they opened.

mod device;
mod held;
mod notes;
mod unlock;

use juma_cli::{clock, failure::Failure, output::note, passphrase::PassphraseArgs};
use juma_format::{characters::display_safe, time::UnixTime};
use juma_verifier::{Judgement, Opening, State};

use crate::state_dir::StateDir;

pub(crate) use device::{DeviceArgs, run as device};
use held::Held;
use notes::Notes;
pub(crate) use unlock::{UnlockArgs, run as unlock};

/// What a device's officer has unlocked for one command, and where that is noted.
pub(crate) struct Officer {
    unlocked: juma_verifier::Officer,
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
        let mut unlocked = juma_verifier::Officer::new(device::open(dir, state, passphrase)?);
        // A time that was given makes no key live longer.
        let now = moment(state);
        let now = given.map_or(now, |given| now.max(given));
        for (path, wrapped) in Held::of(dir).read()? {
            let taken = wrapped.and_then(|wrapped| {
                let taken = unlocked.take(&wrapped, now);
                taken.map_err(|error| unusable().at(path).because(error))
            });
            if let Err(failure) = taken {
                warn(&failure);
            }
        }
        Ok(Self {
            unlocked,
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
        let (judgement, opened) = self.unlocked.look(state.environment(), judgement);
        if let Some(signer) = opened.signer {
            let device = self.unlocked.device();
            self.notes
                .add(clock::now(), signer, device, opened.opening)?;
        }
        Ok((judgement, opened.opening))
    }
}

/// The latest moment that this device knows of: its clock, or the floor when the clock is behind it.
fn moment(state: &State) -> UnixTime {
    state.latest(clock::now())
}

fn unusable() -> Failure {
    Failure::new("the wrapped key cannot be used")
}

fn warn(failure: &Failure) {
    note(display_safe(&format!("warning: {failure}")));
}

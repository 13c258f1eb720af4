use core::fmt;

use juma_format::{Environment, KeyId, time::UnixTime};
use juma_keys::{
    DeviceKey, KeyFileError, KeyHash, Passphrase, PrivateKeyFile, RecipientSecretKey, SealKey,
    WrapError, WrappedKey,
};

use crate::{Judgement, Opening, State, Verdict};

/// What an officer has unlocked: the device's own key, and the seal keys that were wrapped for it
/// (SPEC §8). Wiped when dropped.
pub struct Officer {
    device: RecipientSecretKey<DeviceKey>,
    keys: Vec<RecipientSecretKey<SealKey>>,
}

/// Why a device's key was not unlocked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnlockError {
    /// Its file is damaged or another key's, or the passphrase is wrong.
    File(KeyFileError),
    /// It is of another environment than the device's root.
    OtherEnvironment {
        /// The root's.
        ours: Environment,
        /// The key's.
        its: Environment,
    },
}

/// What came of a sealed part, and what is to be noted of it before anybody is told: what cannot be
/// noted is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What came of it.
    pub opening: Opening,
    /// Who had signed the code, when something was opened.
    pub signer: Option<KeyId>,
}

impl Opened {
    /// Where no officer looks.
    pub const NOTHING: Self = Self {
        opening: Opening::Nothing,
        signer: None,
    };
}

impl Officer {
    /// On a device whose key is open.
    #[must_use]
    pub const fn new(device: RecipientSecretKey<DeviceKey>) -> Self {
        Self {
            device,
            keys: Vec::new(),
        }
    }

    /// Opens the key of a device by its file, and with it the wrapped keys that open and are not
    /// due. One that does not is no obstacle to the others.
    ///
    /// # Errors
    /// When the device's key does not open, or is of another environment than the state.
    pub fn unlock<'a>(
        device: &str,
        passphrase: &Passphrase,
        wrapped: impl IntoIterator<Item = &'a str>,
        state: &State,
        now: UnixTime,
    ) -> Result<Self, UnlockError> {
        let file = PrivateKeyFile::parse(device).map_err(UnlockError::File)?;
        let key: RecipientSecretKey<DeviceKey> =
            file.open(Some(passphrase)).map_err(UnlockError::File)?;
        Self::belongs(&key, state)?;
        let mut officer = Self::new(key);
        for wrapped in wrapped
            .into_iter()
            .filter_map(|it| WrappedKey::parse(it).ok())
        {
            let _ = officer.take(&wrapped, state.latest(now));
        }
        Ok(officer)
    }

    /// Whether a device's key is of the environment of its root.
    ///
    /// # Errors
    /// When it is of another.
    pub fn belongs(key: &RecipientSecretKey<DeviceKey>, state: &State) -> Result<(), UnlockError> {
        let (ours, its) = (state.environment(), key.environment());
        if ours == its {
            return Ok(());
        }
        Err(UnlockError::OtherEnvironment { ours, its })
    }

    /// Opens a key that was wrapped for the device, unless it is to be destroyed by now; `now` is
    /// the latest moment that the device knows of.
    ///
    /// # Errors
    /// When it is another device's, or was changed; the others serve.
    pub fn take(&mut self, wrapped: &WrappedKey, now: UnixTime) -> Result<(), WrapError> {
        if now < wrapped.destroy_from() {
            self.keys.push(wrapped.open(&self.device)?);
        }
        Ok(())
    }

    /// The name of the device's key.
    #[must_use]
    pub fn device(&self) -> KeyHash {
        self.device.public().hash()
    }

    /// The environment of the device's key.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.device.environment()
    }

    /// How many seal keys are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// Opens what is sealed in an accepted code.
    #[must_use]
    pub fn look(&self, environment: Environment, judgement: Judgement) -> (Judgement, Opened) {
        let signer = match &judgement.verdict {
            Verdict::Accept(acceptance) => Some(acceptance.signer()),
            _ => None,
        };
        let (judgement, opening) = judgement.open(environment, &self.keys);
        let signer = match opening {
            Opening::Opened | Opening::Mismatch => signer,
            Opening::Nothing | Opening::NoKey => None,
        };
        (judgement, Opened { opening, signer })
    }
}

impl UnlockError {
    /// The stable word for it.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::File(error) => error.slug(),
            Self::OtherEnvironment { .. } => "other-environment",
        }
    }
}

impl fmt::Display for UnlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::OtherEnvironment { ours, its } => {
                write!(f, "a {its} key, and this device's root is of {ours}")
            }
        }
    }
}

impl core::error::Error for UnlockError {}

/// The name of the device's key and a number.
impl fmt::Debug for Officer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (device, count) = (self.device(), self.count());
        write!(f, "Officer({count} seal keys on device {device})")
    }
}

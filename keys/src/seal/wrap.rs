use core::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use juma_format::{Environment, time::UnixTime};
use zeroize::Zeroizing;

use super::{DeviceKey, RecipientKey, RecipientSecretKey, SealKey, hpke};
use crate::{
    key_file::{Header, KeyFileError, KeyFileKind, decode_key, encode_key},
    public_key::KeyHash,
    signing_key::Secret,
};

const FIRST_LINE: &str = KeyFileKind::Wrapped.first_line();
const SEAL: &str = "seal";
const DEVICE: &str = "device";
const DESTROY_FROM: &str = "destroy-from";
const WRAPPED: &str = "wrapped";

/// Encapsulated key, the 32 bytes of a private key, authentication tag.
const WRAPPED_LENGTH: usize = 32 + 32 + 16;

/// The most bytes of the file of a wrapped key: five lines.
pub const MAX_WRAPPED_BYTES: usize = 1024;

/// A seal key's private half on its way to one officer's device (SPEC §8), which alone opens it.
///
/// ```text
/// juma wrapped key
/// environment: production
/// seal: 3q2+7w…
/// device: q83vEj…
/// destroy-from: 1806508800
/// wrapped: 9k1…
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    environment: Environment,
    seal: RecipientKey<SealKey>,
    device: RecipientKey<DeviceKey>,
    destroy_from: UnixTime,
    message: Vec<u8>,
}

/// Why a wrapped key does not come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WrapError {
    /// It was wrapped for another device.
    OtherDevice,
    /// It was wrapped for another environment than the device's.
    OtherEnvironment,
    /// It was changed on its way, or is damaged.
    NotOpened,
}

impl fmt::Display for WrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherDevice => "it was wrapped for another device",
            Self::OtherEnvironment => "it was wrapped for another environment",
            Self::NotOpened => "it was changed or is damaged",
        })
    }
}

impl core::error::Error for WrapError {}

impl WrappedKey {
    /// Wraps a key for a device. The device destroys it from the moment that is given: the end of
    /// the last code that was sealed to it. The secret is 32 random bytes.
    ///
    /// # Errors
    /// [`WrapError::NotOpened`] when nothing can be sealed to the device's key, which no good key is
    /// known to do.
    pub fn wrap(
        key: &RecipientSecretKey<SealKey>,
        device: &RecipientKey<DeviceKey>,
        destroy_from: UnixTime,
        secret: &Secret,
    ) -> Result<Self, WrapError> {
        let mut wrapped = Self {
            environment: key.environment(),
            seal: *key.public(),
            device: *device,
            destroy_from,
            message: Vec::new(),
        };
        let (info, aad) = (wrapped.info(), wrapped.aad());
        let binding = hpke::Binding {
            info: &info,
            aad: &aad,
        };
        wrapped.message = hpke::seal(device, binding, key.secret().expose(), secret)
            .ok_or(WrapError::NotOpened)?;
        Ok(wrapped)
    }

    /// Opens it on the device.
    ///
    /// # Errors
    /// When it is another device's or environment's, or was changed.
    pub fn open(
        &self,
        device: &RecipientSecretKey<DeviceKey>,
    ) -> Result<RecipientSecretKey<SealKey>, WrapError> {
        if *device.public() != self.device {
            return Err(WrapError::OtherDevice);
        }
        if device.environment() != self.environment {
            return Err(WrapError::OtherEnvironment);
        }
        let (info, aad) = (self.info(), self.aad());
        let binding = hpke::Binding {
            info: &info,
            aad: &aad,
        };
        let opened = hpke::open(device, binding, &self.message).ok_or(WrapError::NotOpened)?;
        let bytes: Zeroizing<[u8; 32]> = match <[u8; 32]>::try_from(opened.as_slice()) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(_) => return Err(WrapError::NotOpened),
        };
        let key = RecipientSecretKey::from_secret(Secret::new(*bytes), self.environment);
        if *key.public() == self.seal {
            Ok(key)
        } else {
            Err(WrapError::NotOpened)
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When the text is no such file, or a key in it is no good.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut header = Header::read(text, FIRST_LINE)?;
        let environment = header.environment()?;
        let seal = RecipientKey::from_bytes(&decode_key(header.value(SEAL)?, SEAL)?)?;
        let device = RecipientKey::from_bytes(&decode_key(header.value(DEVICE)?, DEVICE)?)?;
        let line = |name| KeyFileError::Line { name };
        let digits = header.value(DESTROY_FROM)?;
        let seconds: u64 = digits.parse().map_err(|_| line(DESTROY_FROM))?;
        if seconds.to_string() != digits {
            return Err(line(DESTROY_FROM));
        }
        let message = STANDARD
            .decode(header.value(WRAPPED)?)
            .map_err(|_| line(WRAPPED))?;
        if message.len() != WRAPPED_LENGTH {
            return Err(line(WRAPPED));
        }
        header.end()?;
        Ok(Self {
            environment,
            seal,
            device,
            destroy_from: UnixTime::from_seconds(seconds),
            message,
        })
    }

    /// The environment of the key.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The name of the key that is wrapped.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        self.seal.hash()
    }

    /// The name of the device's key.
    #[must_use]
    pub fn device(&self) -> KeyHash {
        self.device.hash()
    }

    /// The first moment at which the device must no longer have it.
    #[must_use]
    pub const fn destroy_from(&self) -> UnixTime {
        self.destroy_from
    }

    /// `"JM1/wrap/<env>"` and SHA-256 of the device's key.
    fn info(&self) -> Vec<u8> {
        let mut info = format!("JM1/wrap/{}", self.environment.name()).into_bytes();
        info.extend(self.device.hash().as_bytes());
        info
    }

    /// The public key, and when it is to be destroyed: nobody can put that off on the way.
    fn aad(&self) -> Vec<u8> {
        let mut aad = self.seal.as_bytes().to_vec();
        aad.extend(self.destroy_from.seconds().to_be_bytes());
        aad
    }
}

impl fmt::Display for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\nenvironment: {}", self.environment)?;
        writeln!(f, "{SEAL}: {}", encode_key(self.seal.as_bytes()))?;
        writeln!(f, "{DEVICE}: {}", encode_key(self.device.as_bytes()))?;
        writeln!(f, "{DESTROY_FROM}: {}", self.destroy_from.seconds())?;
        writeln!(f, "{WRAPPED}: {}", STANDARD.encode(&self.message))
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seal, device) = (self.hash().key_id(), self.device().key_id());
        write!(f, "WrappedKey({seal} for {device})")
    }
}

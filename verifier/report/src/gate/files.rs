//! Key files of an officer's device, as a gate's keeper has them.

use juma_format::time::UnixTime;
use juma_keys::{DeviceKey, Passphrase, PrivateKeyFile, RecipientSecretKey, WrappedKey};
use zeroize::Zeroizing;

use super::{Gate, GateError};

/// Random bytes of a new device key: the key, scrypt's salt and the first block.
const RANDOM: usize = 64;

impl Gate {
    /// The file of a new key for this device, encrypted; of 64 random bytes.
    ///
    /// # Errors
    /// When there are fewer, or the key cannot be encrypted.
    pub fn device_key(
        &self,
        passphrase: String,
        random: Vec<u8>,
    ) -> Result<Zeroizing<String>, GateError> {
        let (passphrase, random) = (Passphrase::new(passphrase), Zeroizing::new(random));
        let short = GateError::Random {
            needed: RANDOM,
            got: random.len(),
        };
        let random = random.first_chunk::<RANDOM>().ok_or(short)?;
        let environment = self.kept.state.environment();
        let generate = PrivateKeyFile::generate::<RecipientSecretKey<DeviceKey>>;
        Ok(generate(environment, &passphrase, random)?.to_text())
    }

    /// Opens the device's key file, and with it those of wrapped keys that open and are not due;
    /// gives how many those are.
    ///
    /// # Errors
    /// When the key file or the passphrase is no good, or the key is of another environment.
    pub fn unlock(
        &mut self,
        device: &str,
        passphrase: String,
        wrapped: &[String],
        now: UnixTime,
    ) -> Result<usize, GateError> {
        let passphrase = Passphrase::new(passphrase);
        let wrapped = wrapped.iter().map(String::as_str);
        let officer =
            juma_verifier::Officer::unlock(device, &passphrase, wrapped, &self.kept.state, now)?;
        Ok(self.officer.insert(officer).count())
    }

    /// The public file of a device's key, for whoever wraps seal keys.
    ///
    /// # Errors
    /// When it is no private key file.
    pub fn public_half(device: &str) -> Result<String, GateError> {
        Ok(PrivateKeyFile::parse(device)?.public_file().to_string())
    }

    /// The name that a wrapped key is kept under, and from when it is to be destroyed.
    ///
    /// # Errors
    /// When it is no file of a wrapped key.
    pub fn wrapped_key(file: &str) -> Result<(String, UnixTime), GateError> {
        let key = WrappedKey::parse(file)?;
        Ok((key.hash().key_id().to_string(), key.destroy_from()))
    }
}

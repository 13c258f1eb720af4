//! The key of an officer's device.

use juma_format::{Environment, time::UnixTime};
use juma_keys::{
    DeviceKey, KeptKey, Passphrase, PrivateKeyFile, RecipientSecretKey, SealingInputs, Secret,
    WrappedKey,
};
use juma_verifier::{Officer, State};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::told;

/// Opens a device's key, and with it the wrapped keys that open.
pub(crate) fn unlocked(
    device: &str,
    passphrase: String,
    wrapped: &str,
    state: &State,
    now: UnixTime,
) -> Result<Officer, String> {
    let passphrase = Passphrase::new(passphrase);
    let file = PrivateKeyFile::parse(device).map_err(told)?;
    let key: RecipientSecretKey<DeviceKey> = file.open(Some(&passphrase)).map_err(told)?;
    if key.environment() != state.environment() {
        return Err("the key is of another environment than this device's root".to_owned());
    }
    let mut officer = Officer::new(key);
    // A clock that was set back makes no key live longer.
    let now = now.max(state.floors().clock);
    for file in wrapped.split("\n\n").filter(|it| !it.is_empty()) {
        let taken =
            WrappedKey::parse(&format!("{}\n", file.trim_end())).map(|it| officer.take(&it, now));
        // One that is damaged or another device's is no obstacle to the others.
        let _ = taken;
    }
    Ok(officer)
}

/// The file of a new key for a device, encrypted. The random bytes are 32 of the key, 16 of the
/// salt, 16 of the cipher's beginning.
///
/// # Errors
/// When there are not so many random bytes, or the environment has no such name.
#[wasm_bindgen]
pub fn device_key(
    environment: &str,
    passphrase: String,
    random: Vec<u8>,
) -> Result<String, String> {
    let random = Zeroizing::new(random);
    let environment = Environment::ALL
        .into_iter()
        .find(|it| it.name() == environment);
    let environment = environment.ok_or("no such environment")?;
    let (secret, rest) = random.split_first_chunk().ok_or("too few random bytes")?;
    let (salt, rest) = rest.split_first_chunk().ok_or("too few random bytes")?;
    let (iv, _) = rest.split_first_chunk().ok_or("too few random bytes")?;
    let inputs = SealingInputs {
        salt: *salt,
        iv: *iv,
    };
    let key: RecipientSecretKey<DeviceKey> =
        KeptKey::from_secret(Secret::new(*secret), environment);
    let file = PrivateKeyFile::encrypt(&key, &Passphrase::new(passphrase), inputs).map_err(told)?;
    Ok(file.to_text().to_string())
}

/// The public file of a device's key, for whoever wraps seal keys.
///
/// # Errors
/// When it is no private key file.
#[wasm_bindgen]
pub fn public_half(device: &str) -> Result<String, String> {
    let file = PrivateKeyFile::parse(device).map_err(told)?;
    Ok(file.public_file().to_string())
}

/// What is said of a wrapped key: the name it is kept under, and from when it is to be destroyed.
///
/// # Errors
/// When it is no file of a wrapped key.
#[wasm_bindgen]
pub fn wrapped_key(file: &str) -> Result<Vec<String>, String> {
    let wrapped = WrappedKey::parse(file).map_err(told)?;
    Ok(vec![
        wrapped.hash().key_id().to_string(),
        wrapped.destroy_from().seconds().to_string(),
    ])
}

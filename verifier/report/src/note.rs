use juma_format::{KeyId, time::UnixTime};
use juma_keys::KeyHash;
use juma_verifier::Opening;
use serde_json::{Value, json};

/// What is noted when an officer's device has opened a sealed part: when, who had signed the code,
/// which device, and what came of it. It says nothing of a person, and a test looks for it.
#[must_use]
pub fn opened(at: UnixTime, signer: KeyId, device: KeyHash, opening: Opening) -> Value {
    json!({
        "at": at.to_string(),
        "key": signer.to_string(),
        "device": device.to_string(),
        "sealed": opening.name(),
    })
}

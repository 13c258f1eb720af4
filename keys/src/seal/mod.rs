//! What is sealed to officers (SPEC §7.4): HPKE (RFC 9180) base mode with X25519, HKDF-SHA256 and
//! ChaCha20-Poly1305, as suite 1 says.
//!
//! There is no forward secrecy beyond a key's period: whoever gets a seal key reads every record
//! that was sealed to it. So seal keys are short-lived, travel wrapped to one device each, and are
//! destroyed when the last code of their period is over.

mod hpke;
mod key;
mod record;
#[cfg(test)]
mod tests;
mod wrap;

pub use key::{DeviceKey, JobKey, RecipientKey, RecipientKind, RecipientSecretKey, SealKey};
pub use record::{RecordError, SealContext, open_record, placeholder, seal_record};
pub use wrap::{MAX_WRAPPED_BYTES, WrapError, WrappedKey};

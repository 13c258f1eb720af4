//! Who signs in the fixed worlds. Every secret is the hash of a published word, so anybody can make
//! the vectors again, and nothing that these keys sign means anything outside `demo`.

use ed25519_dalek::Signer;
use juma_format::{
    Environment,
    algorithm::Suite,
    region::Region,
    time::DAY,
    trust::{EntryTimes, KeyState, Purpose, TrustEntry},
};
use juma_keys::{BundleKey, CodeKey, KeyHash, RootKey, Secret, SigningKey, StatusKey, hash_of};

use crate::moment::{ACCEPT_UNTIL, FOUNDED, MAX_VALIDITY, SIGN_UNTIL};

/// The environment of every world.
pub const ENVIRONMENT: Environment = Environment::Demo;

/// Shenzhen, which the first authority signs for.
pub const SHENZHEN: u32 = 4403;

/// Guangzhou, which the second signs for.
pub const GUANGZHOU: u32 = 4401;

/// The namespace of the first authority's status lists.
pub const NAMESPACE: &str = "4403";

/// The namespace of the second's.
pub const OTHER_NAMESPACE: &str = "4401";

/// The 32 bytes of a party's secret.
#[must_use]
pub fn seed(party: &str) -> [u8; 32] {
    hash_of(format!("juma test vectors, {party}").as_bytes())
}

fn secret(party: &str) -> Secret {
    Secret::new(seed(party))
}

/// A root key by its number.
#[must_use]
pub fn root(number: u32) -> SigningKey<RootKey> {
    SigningKey::from_secret(secret(&format!("root {number}")), ENVIRONMENT)
}

/// The first authority's key for codes.
#[must_use]
pub fn code_key() -> SigningKey<CodeKey> {
    code_key_in(ENVIRONMENT)
}

/// The same secret as a key of another environment.
#[must_use]
pub fn code_key_in(environment: Environment) -> SigningKey<CodeKey> {
    SigningKey::from_secret(secret("code"), environment)
}

/// A key for codes of any name: the second authority's, a stranger's.
#[must_use]
pub fn code_key_of(party: &str) -> SigningKey<CodeKey> {
    SigningKey::from_secret(secret(party), ENVIRONMENT)
}

/// The second authority.
pub const OTHER: &str = "other code";

/// Nobody's key.
pub const STRANGER: &str = "stranger";

/// The first authority's key for status lists.
#[must_use]
pub fn status_key() -> SigningKey<StatusKey> {
    status_key_of("status")
}

/// A key for status lists of any name.
#[must_use]
pub fn status_key_of(party: &str) -> SigningKey<StatusKey> {
    SigningKey::from_secret(secret(party), ENVIRONMENT)
}

/// The second authority's.
pub const OTHER_STATUS: &str = "other status";

/// The key for bundles.
#[must_use]
pub fn bundle_key() -> SigningKey<BundleKey> {
    SigningKey::from_secret(secret("bundle"), ENVIRONMENT)
}

/// A signature by a party's secret over anything at all, as nobody's library makes it.
#[must_use]
pub fn sign_anything(party: &str, message: &[u8]) -> [u8; 64] {
    let key = ed25519_dalek::SigningKey::from_bytes(&seed(party));
    key.sign(message).to_bytes()
}

/// The public key of a suite that no verifier knows yet.
#[must_use]
pub fn future_key() -> Vec<u8> {
    let mut key = vec![2];
    key.extend(seed("future suite"));
    key
}

/// The kid of a public key in any suite's form.
#[must_use]
pub fn kid_of(public: &[u8]) -> [u8; 4] {
    *KeyHash::of(public).key_id().as_bytes()
}

/// An ordinary entry of a trust list: active, of suite 1, in the first authority's namespace.
#[must_use]
pub fn entry(key: &[u8], purpose: Purpose) -> TrustEntry {
    let regions = if purpose == Purpose::Code {
        vec![Region::from_code(SHENZHEN).unwrap()]
    } else {
        Vec::new()
    };
    TrustEntry {
        key: key.to_vec(),
        purpose,
        suite: Suite::ED25519,
        issuer: "深圳市 VECTORS".to_owned(),
        regions,
        namespace: NAMESPACE.to_owned(),
        times: EntryTimes {
            sign_from: FOUNDED,
            sign_until: SIGN_UNTIL,
            accept_until: ACCEPT_UNTIL,
            max_validity: MAX_VALIDITY / DAY * DAY,
        },
        state: KeyState::Active,
    }
}

/// The entries of one authority with a key for each purpose.
#[must_use]
pub fn entries() -> Vec<TrustEntry> {
    vec![
        entry(code_key().public().as_bytes(), Purpose::Code),
        entry(status_key().public().as_bytes(), Purpose::Status),
        entry(bundle_key().public().as_bytes(), Purpose::Bundle),
    ]
}

/// The entries of the second authority.
#[must_use]
pub fn other_entries() -> Vec<TrustEntry> {
    let mut entries = vec![
        entry(code_key_of(OTHER).public().as_bytes(), Purpose::Code),
        entry(
            status_key_of(OTHER_STATUS).public().as_bytes(),
            Purpose::Status,
        ),
    ];
    for entry in &mut entries {
        entry.issuer = "广州市 VECTORS".to_owned();
        entry.namespace = OTHER_NAMESPACE.to_owned();
        if entry.purpose == Purpose::Code {
            entry.regions = vec![Region::from_code(GUANGZHOU).unwrap()];
        }
    }
    entries
}

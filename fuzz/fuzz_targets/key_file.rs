//! Key files: what is read is written again as the same lines, and a key in the clear opens in the
//! demo alone.
#![no_main]

use juma_format::Environment;
use juma_keys::{AnchorFile, CodeKey, PrivateKeyFile, PublicKeyFile, SigningKey, WrappedKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(file) = PublicKeyFile::parse(text) {
        assert!(file.to_string().lines().eq(text.lines()));
        let _ = file.key::<CodeKey>();
    }
    if let Ok(file) = AnchorFile::parse(text) {
        assert!(file.to_string().lines().eq(text.lines()));
    }
    if let Ok(file) = WrappedKey::parse(text) {
        assert!(file.to_string().lines().eq(text.lines()));
    }
    if let Ok(file) = PrivateKeyFile::parse(text) {
        assert!(file.to_text().lines().eq(text.lines()));
        // Without a passphrase: scrypt would take all of the time.
        if let Ok(key) = file.open::<SigningKey<CodeKey>>(None) {
            assert_eq!(key.environment(), Environment::Demo);
            assert_eq!(key.public().hash(), file.hash());
        }
    }
});

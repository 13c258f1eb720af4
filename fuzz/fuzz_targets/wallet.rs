//! Wallets and their files: what is read is written again as the same bytes, and nothing else is
//! read.
#![no_main]

use juma_fuzz::NOW;
use juma_holder::{add_code, cards, chosen};
use juma_keys::{Secret, Wallet, WalletFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(wallet) = Wallet::decode(data) {
        assert_eq!(wallet.encode().as_slice(), data);
        let _ = (cards(&wallet), chosen(&wallet, NOW));
    }
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(file) = WalletFile::parse(text) {
        assert_eq!(file.to_text(), text);
        // Never opened: scrypt would take all of the time.
    }
    let mut wallet = Wallet::new(juma_format::Environment::Demo, Secret::new([7; 32]));
    if add_code(&mut wallet, text).is_ok() {
        assert_eq!(cards(&wallet).len(), 1);
    }
});

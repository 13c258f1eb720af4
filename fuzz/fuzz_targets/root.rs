//! Root documents: the anchor leads to none but the demo's, and to a list by no other.
#![no_main]

use juma_fuzz::DEMO;
use juma_keys::{RootInForce, SignedDocument};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [root, list] = &DEMO.documents[..] else {
        panic!("a root document and a list")
    };
    let anchor = DEMO.state.anchor();
    if let Ok(trusted) = anchor.walk(&[data]) {
        assert_eq!(data, root, "forged");
        assert_eq!(trusted.document().number(), anchor.number());
    }
    // A second document needs the first one's key.
    assert!(anchor.walk(&[root, data]).is_err(), "forged");
    let trusted = anchor.walk(&[root]).expect("the demo's own");
    if trusted.open_list(data).is_ok() {
        assert_eq!(data, list, "forged");
    }
    if let Ok(signed) = SignedDocument::parse(data.to_vec()) {
        // By its own keys a stranger's document may be good; as the one after the demo's none is.
        let _ = signed.check_root(RootInForce::None);
        assert!(signed.check_root(RootInForce::Known(anchor)).is_err());
        if signed.check_list(anchor).is_ok() {
            assert_eq!(data, list, "forged");
        }
    }
});

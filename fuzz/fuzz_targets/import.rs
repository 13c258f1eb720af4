//! Files on a stick: none is imported but the bundle that the demo has signed.
#![no_main]

use juma_fuzz::{DEMO, NOW};
use juma_verifier::State;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let fresh = State::new(DEMO.state.anchor().clone());
    if fresh.import(data, NOW).is_ok() {
        assert_eq!(data, DEMO.bundle, "forged");
    }
});

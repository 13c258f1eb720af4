//! Texts: what is read is written again as the same text, so a code has one text.
#![no_main]

use juma_format::code_text::{CodeBytes, Proof, holder_key_text, live_text, static_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let Ok(bytes) = CodeBytes::from_text(text) else {
        return;
    };
    let Ok(shown) = bytes.shown() else { return };
    let written = match shown.proof {
        Proof::None => static_text(shown.code_bytes),
        Proof::Live { slot, preimage } => live_text(shown.code_bytes, slot, &preimage),
        Proof::HolderKey {
            slot,
            challenge,
            signature,
        } => holder_key_text(shown.code_bytes, slot, challenge, signature),
    };
    assert_eq!(written, text);
});

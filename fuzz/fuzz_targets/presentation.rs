//! Proofs around codes before a gate that remembers: whatever is shown, and again, nothing is
//! accepted but what the holder has shown or could.
#![no_main]

use std::sync::LazyLock;

use juma_format::{
    Environment,
    code_text::{CodeBytes, Proof},
    time::UnixTime,
};
use juma_fuzz::{DEMO, NOW, POLICY};
use juma_keys::{CodeRequest, HolderKey, Presentation, ProvedSlot, PublicKey, Secret, SigningKey};
use juma_verifier::{Challenge, Finding, Memory};
use libfuzzer_sys::fuzz_target;

/// The key of a holder who never shows anything.
static HOLDER: LazyLock<PublicKey<HolderKey>> = LazyLock::new(|| {
    let key = SigningKey::<HolderKey>::from_secret(Secret::new([9; 32]), Environment::Test);
    key.public().clone()
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(request) = CodeRequest::parse(text) {
        assert!(!request.wanted.is_empty());
    }
    let mut memory = Memory::new();
    for (line, second) in text.lines().zip(0..) {
        if let Some(challenge) = Challenge::new(second) {
            memory.ask(challenge);
        }
        let now = UnixTime::from_seconds(NOW.seconds() + u64::from(second) * 7);
        let judged = DEMO
            .state
            .judge_remembering(line, now, &POLICY, &mut memory);
        // Everything of the demo is static, and a challenge was put.
        assert_ne!(judged.verdict.finding(), Finding::Accept, "{line}");
        let Ok(bytes) = CodeBytes::from_text(line) else {
            continue;
        };
        let Ok(shown) = bytes.shown() else {
            continue;
        };
        memory.left(shown.code_bytes);
        match shown.proof {
            Proof::Live { slot, preimage } if slot < 100_000 => {
                let anchor = ProvedSlot::anchor([7; 16]);
                let proved = anchor.prove(slot, &preimage, Environment::Demo);
                assert!(proved.is_none(), "a preimage of a fixed anchor");
            }
            Proof::HolderKey {
                slot,
                challenge,
                signature,
            } => {
                let presented = Presentation::of_code(shown.code_bytes, slot, challenge);
                let checked = HOLDER.check_presentation(presented, Environment::Test, signature);
                assert!(checked.is_err(), "forged");
            }
            _ => {}
        }
    }
});

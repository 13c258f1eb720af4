//! Drafts and signatures of ceremonies: what is read is written again as the same lines, and no
//! draft is signed by anybody who has not signed it.
#![no_main]

use juma_fuzz::DEMO;
use juma_keys::{Draft, DraftSignature, RootInForce, combine};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let root = RootInForce::Known(DEMO.state.anchor());
    if let Ok(draft) = Draft::parse(text) {
        assert!(draft.to_string().lines().eq(text.lines()));
        assert!(combine(&draft, &[], root).is_err());
        let [_, signature] = &DEMO.ceremony[..] else {
            panic!("a draft and a signature")
        };
        let signature = DraftSignature::parse(signature).expect("the demo's own");
        if combine(&draft, &[signature], root).is_ok() {
            assert!(text.lines().eq(DEMO.ceremony[0].lines()), "forged");
        }
    }
    if let Ok(signature) = DraftSignature::parse(text) {
        assert!(signature.to_string().lines().eq(text.lines()));
        let draft = Draft::parse(&DEMO.ceremony[0]).expect("the demo's own");
        if combine(&draft, &[signature], root).is_ok() {
            assert!(text.lines().eq(DEMO.ceremony[1].lines()), "forged");
        }
    }
});

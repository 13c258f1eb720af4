//! Texts before a gate: none is accepted but the codes that the demo has signed.
#![no_main]

use juma_format::code_text::static_text;
use juma_fuzz::{DEMO, NOW, POLICY};
use juma_verifier::Finding;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = match str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) => static_text(data),
    };
    if DEMO.state.judge(&text, NOW, &POLICY).verdict.finding() == Finding::Accept {
        assert!(
            DEMO.codes.iter().any(|code| code.text == text),
            "forged: {text}"
        );
    }
    if DEMO
        .state
        .judge_view(text.lines(), NOW, &POLICY)
        .verdict
        .finding()
        == Finding::Accept
    {
        let ours = text
            .lines()
            .filter(|line| DEMO.codes.iter().any(|code| code.text == *line));
        assert!(ours.count() >= 1, "forged: {text}");
    }
});

//! Venues' policies: what is read is written and read again as the same, and opens on no more than
//! the closed list.
#![no_main]

use juma_verifier::{Openable, PolicyText, parse_policy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    match parse_policy(text) {
        Ok(policy) => {
            assert!(!policy.populations.is_empty());
            assert!(policy.opens_on.iter().all(|it| Openable::ALL.contains(it)));
            let written = PolicyText(&policy).to_string();
            assert_eq!(parse_policy(&written), Ok(policy));
        }
        Err(fault) => {
            assert!(
                (1..=text.lines().count() + 1).contains(&fault.line),
                "{fault}"
            );
            assert_eq!(fault.to_string().lines().count(), 1, "{fault}");
        }
    }
});

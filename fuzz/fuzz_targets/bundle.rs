//! Bundles, full and delta, with the root and the full bundle at hand, and contributions to them: none
//! opens but what the demo has signed.
#![no_main]

use juma_fuzz::{DEMO, NOW};
use juma_keys::{Opening, contribution_unverified, manifest_unverified, open_contribution};
use juma_verifier::State;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = manifest_unverified(data);
    let opening = Opening {
        anchor: DEMO.state.anchor(),
        full: Some(&DEMO.bundle),
        distrusted: &[],
    };
    if let Ok(opened) = opening.open(data) {
        assert!(data == DEMO.bundle || data == DEMO.delta, "forged");
        assert_eq!(opened.manifest.base.is_some(), data == DEMO.delta);
    }
    let _ = contribution_unverified(data);
    if let Some(known) = DEMO.state.bundle()
        && let Ok(opened) = open_contribution(&known.list, &known.status_lists, data)
    {
        assert!(opened.is_some() && data == DEMO.contribution, "forged");
    }
    // What a device has kept may be torn, and is nothing else then.
    let (anchor, floors) = (DEMO.state.anchor().clone(), DEMO.state.floors());
    if let Ok(state) = State::restore(anchor, floors, data) {
        assert_eq!(state.to_keep().as_deref(), Some(data));
        let _ = state.ages(NOW);
    }
});

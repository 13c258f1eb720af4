//! Status deltas: one form, ascending changes, and applied they lead where the next delta says, or
//! nowhere.
#![no_main]

use std::sync::LazyLock;

use juma_format::{
    StatusRef,
    trust::{StatusDelta, StatusList},
};
use juma_fuzz::{NOW, with_a_longer_head};
use juma_keys::{apply_delta, delta_between};
use libfuzzer_sys::fuzz_target;

/// The list that the seeds change.
static BASE: LazyLock<StatusList> = LazyLock::new(|| juma_fuzz::seeds::delta_base(NOW));

fuzz_target!(|data: &[u8]| {
    let Ok(delta) = StatusDelta::decode(data) else {
        return;
    };
    assert_eq!(delta.encode(), data);
    for other in with_a_longer_head(data) {
        assert!(StatusDelta::decode(&other).map_or(true, |delta| delta.encode() == other));
    }
    let mut last = None;
    for (index, status) in delta.changes() {
        assert!(last < Some(index) && index < StatusRef::ENTRIES && status.number() < 4);
        last = Some(index);
    }
    // Without the hashes: what the changes do is what a delta of the two lists says.
    if let Ok(list) = delta.apply(BASE.clone()) {
        let between = delta_between(&BASE, &list).expect("of one name and width");
        assert!(between.changes().eq(delta.changes()));
        assert_eq!(apply_delta(&between, BASE.clone()), Ok(list));
    }
    if let Ok(list) = apply_delta(&delta, BASE.clone()) {
        assert_eq!(delta_between(&BASE, &list), Some(delta));
    }
});

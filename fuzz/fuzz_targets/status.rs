//! Status lists: an answer for every index of a list and for no other, and the list itself again.
#![no_main]

use juma_format::{
    StatusRef,
    trust::{Status, StatusList},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(mut list) = StatusList::decode(data) else {
        return;
    };
    assert!(StatusList::decode(&list.encode()) == Ok(list.clone()));
    for index in [0, 1, 7, 8, StatusRef::ENTRIES / 2, StatusRef::ENTRIES - 1] {
        let before = list.status(index).expect("inside the list");
        let after = list.status(index ^ 1);
        assert!(list.set(index, Status::Invalid));
        assert_eq!(
            (list.status(index), list.status(index ^ 1)),
            (Some(Status::Invalid), after)
        );
        assert!(list.set(index, before));
    }
    for index in [StatusRef::ENTRIES, StatusRef::ENTRIES + 1, u32::MAX] {
        assert!(list.status(index).is_none() && !list.set(index, Status::Valid));
    }
});

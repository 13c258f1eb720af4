//! Claims and sealed records: what is read is written again as the same bytes, but for ignorable
//! keys, and those are counted.
#![no_main]

use juma_format::{
    cbor::{Reader, check_item},
    claims::{Claims, SealedRecord, explain, pad, unpad},
};
use juma_fuzz::with_a_longer_head;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if round_trip(data) {
        with_a_longer_head(data).for_each(|other| {
            round_trip(&other);
        });
    }
    if let Ok(record) = unpad(data) {
        assert_eq!(pad(record.to_vec()).as_deref(), Ok(data));
    }
});

fn round_trip(data: &[u8]) -> bool {
    let (claims, record) = (Claims::decode(data), SealedRecord::decode(data));
    let is_read = claims.is_ok() || record.is_ok();
    if let Ok(claims) = claims {
        assert_eq!(check_item(data), Ok(()));
        let costs = explain(data).expect("claims can be explained");
        let sum: usize = costs.iter().map(|cost| cost.bytes).sum();
        assert_eq!(sum + 1, data.len());
        let written = claims.encode();
        if costs.iter().all(|cost| cost.claim.is_some()) {
            assert_eq!(written, data);
        } else {
            assert!(written.len() < data.len());
            assert!(Claims::decode(&written) == Ok(claims));
        }
    }
    if let Ok(record) = record {
        assert_eq!(check_item(data), Ok(()));
        let written = record.encode();
        if has_ignorable_keys(data) {
            assert!(written.len() < data.len());
            assert!(SealedRecord::decode(&written) == Ok(record));
        } else {
            assert_eq!(written, data);
        }
        if let Ok(padded) = pad(data.to_vec()) {
            assert_eq!(unpad(&padded), Ok(data));
        }
    }
    is_read
}

fn has_ignorable_keys(record: &[u8]) -> bool {
    let mut reader = Reader::new(record);
    let mut map = reader.map().expect("a record is a map");
    while let Some(key) = map.next_key(&mut reader).expect("its keys are integers") {
        if key >= 128 {
            return true;
        }
        reader.item().expect("its values are items");
    }
    false
}

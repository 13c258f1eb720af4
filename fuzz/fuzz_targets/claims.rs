//! Claims and sealed records: what is read is written again as the same bytes, but for ignorable
//! keys, and those are counted.
#![no_main]

use juma_format::claims::{Claims, SealedRecord, explain, pad, unpad};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(claims) = Claims::decode(data) {
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
    if let Ok(record) = SealedRecord::decode(data) {
        assert_eq!(record.encode(), data);
        if let Ok(padded) = pad(record.encode()) {
            assert_eq!(unpad(&padded), Ok(data));
        }
    }
    if let Ok(record) = unpad(data) {
        assert_eq!(pad(record.to_vec()).as_deref(), Ok(data));
    }
});

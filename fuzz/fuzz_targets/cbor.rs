//! Deterministic CBOR beside ciborium: both agree on what an item is, and what ciborium writes in
//! another way or SPEC §3 does not have is refused.
#![no_main]

use ciborium::Value;
use juma_format::cbor::{MAX_DEPTH, check_item};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut rest = data;
    let value = ciborium::from_reader::<Value, _>(&mut rest);
    let theirs = value.is_ok_and(|value| {
        rest.is_empty() && written(&value) == data && is_allowed(&value, MAX_DEPTH)
    });
    assert_eq!(check_item(data).is_ok(), theirs, "{:?}", check_item(data));
});

/// ciborium writes the shortest heads and definite lengths, and keeps the order of keys.
fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory takes all");
    bytes
}

fn is_allowed(value: &Value, depth_left: u8) -> bool {
    let inner = depth_left.checked_sub(1);
    match value {
        Value::Integer(_) | Value::Bytes(_) | Value::Text(_) | Value::Bool(_) | Value::Null => true,
        Value::Array(items) => {
            inner.is_some_and(|inner| items.iter().all(|item| is_allowed(item, inner)))
        }
        Value::Map(entries) => {
            let mut items = entries.iter().flat_map(|(key, value)| [key, value]);
            inner.is_some_and(|inner| items.all(|item| is_allowed(item, inner)))
                && entries.is_sorted_by(|(a, _), (b, _)| written(a) < written(b))
        }
        _ => false,
    }
}

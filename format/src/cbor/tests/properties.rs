//! Any item, by comparison with ciborium and with a second, tiny encoder.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use proptest::{collection, prelude::*};

use crate::cbor::{CborError, MAX_DEPTH, Reader, Writer, check_item};

/// The one form of the first item of the bytes, by a decoder that is not ours.
pub(super) fn canonical(bytes: &[u8]) -> Option<Vec<u8>> {
    let value: ciborium::Value = ciborium::from_reader(bytes).ok()?;
    let mut canonical = Vec::new();
    encode_canonical(&value, &mut canonical);
    Some(canonical)
}

fn encode_canonical(value: &ciborium::Value, out: &mut Vec<u8>) {
    use ciborium::Value;
    match value {
        Value::Integer(integer) => match i128::from(*integer) {
            value @ 0.. => head(0, value, out),
            value => head(1, -1 - value, out),
        },
        Value::Bytes(bytes) => {
            head(2, bytes.len().try_into().unwrap(), out);
            out.extend(bytes);
        }
        Value::Text(text) => {
            head(3, text.len().try_into().unwrap(), out);
            out.extend(text.as_bytes());
        }
        Value::Array(items) => {
            head(4, items.len().try_into().unwrap(), out);
            items.iter().for_each(|item| encode_canonical(item, out));
        }
        Value::Map(entries) => {
            let sorted: BTreeMap<Vec<u8>, &Value> = entries
                .iter()
                .map(|(key, value)| {
                    let mut bytes = Vec::new();
                    encode_canonical(key, &mut bytes);
                    (bytes, value)
                })
                .collect();
            head(5, sorted.len().try_into().unwrap(), out);
            for (key, value) in sorted {
                out.extend(key);
                encode_canonical(value, out);
            }
        }
        Value::Bool(value) => out.push(0xf4 + u8::from(*value)),
        Value::Null => out.push(0xf6),
        other => panic!("{other:?} has no place here"),
    }
}

fn head(major: u8, value: i128, out: &mut Vec<u8>) {
    let bytes = value.to_be_bytes();
    let (info, width) = match value {
        0..24 => (u8::try_from(value).unwrap(), 0),
        24..0x100 => (24, 1),
        0x100..0x1_0000 => (25, 2),
        0x1_0000..0x1_0000_0000 => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | info);
    out.extend(&bytes[16 - width..]);
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Integer(i64),
    Unsigned(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Self>),
    Map(BTreeMap<i64, Self>),
    Null,
}

fn any_integer() -> impl Strategy<Value = i64> {
    (any::<i64>(), 0_u32..64).prop_map(|(value, shift)| value >> shift)
}

fn any_item() -> impl Strategy<Value = Item> {
    let leaf = prop_oneof![
        any_integer().prop_map(Item::Integer),
        any::<u64>().prop_map(Item::Unsigned),
        collection::vec(any::<u8>(), 0..40).prop_map(Item::Bytes),
        any::<String>().prop_map(Item::Text),
        Just(Item::Null),
    ];
    leaf.prop_recursive(MAX_DEPTH.into(), 24, 5, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Item::Array),
            collection::btree_map(any_integer(), inner, 0..5).prop_map(Item::Map),
        ]
    })
}

fn write(item: &Item, writer: &mut Writer) {
    match item {
        Item::Integer(value) => writer.integer(*value),
        Item::Unsigned(value) => writer.unsigned(*value),
        Item::Bytes(value) => writer.bytes(value),
        Item::Text(value) => writer.text(value),
        Item::Null => writer.null(),
        Item::Array(items) => {
            writer.array(items.len().try_into().unwrap());
            items.iter().for_each(|item| write(item, writer));
            writer
        }
        Item::Map(entries) => {
            writer.map(entries.len().try_into().unwrap());
            let (negative, rest): (Vec<_>, Vec<_>) = entries.iter().partition(|(key, _)| **key < 0);
            for (key, value) in rest.into_iter().chain(negative.into_iter().rev()) {
                writer.integer(*key);
                write(value, writer);
            }
            writer
        }
    };
}

fn read_back(item: &Item, reader: &mut Reader<'_>) -> Result<(), CborError> {
    match item {
        Item::Integer(value) => assert_eq!(reader.integer()?, *value),
        Item::Unsigned(value) => assert_eq!(reader.unsigned()?, *value),
        Item::Bytes(value) => assert_eq!(reader.bytes()?, value),
        Item::Text(value) => assert_eq!(reader.text()?, value),
        Item::Null => assert!(reader.take_null()),
        Item::Array(items) => {
            assert_eq!(usize::try_from(reader.array()?), Ok(items.len()));
            items.iter().try_for_each(|item| read_back(item, reader))?;
        }
        Item::Map(entries) => {
            let mut map = reader.map()?;
            while let Some(key) = map.next_key(reader)? {
                read_back(&entries[&key], reader)?;
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_written_is_read(item in any_item()) {
        let mut writer = Writer::new();
        write(&item, &mut writer);
        let bytes = writer.finish();
        prop_assert_eq!(check_item(&bytes), Ok(()));
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!(read_back(&item, &mut reader).and_then(|()| reader.end()), Ok(()));
        prop_assert_eq!(canonical(&bytes), Some(bytes.clone()));
        for length in 0..bytes.len() {
            prop_assert!(check_item(&bytes[..length]).is_err(), "{}", length);
        }
    }

    #[test]
    fn what_is_accepted_has_one_form(item in any_item(), change in any::<(prop::sample::Index, u8)>()) {
        let mut writer = Writer::new();
        write(&item, &mut writer);
        let mut bytes = writer.finish();
        let at = change.0.index(bytes.len());
        bytes[at] = change.1;
        if check_item(&bytes).is_ok() {
            prop_assert_eq!(canonical(&bytes), Some(bytes));
        }
    }

    #[test]
    fn noise_never_panics(bytes in collection::vec(any::<u8>(), 0..64)) {
        if check_item(&bytes).is_ok() {
            prop_assert_eq!(canonical(&bytes), Some(bytes.clone()));
        }
        let mut reader = Reader::new(&bytes);
        while reader.item().is_ok() {}
        let mut reader = Reader::new(&bytes);
        if let Ok(mut map) = reader.map() {
            while let Ok(Some(_)) = map.next_key(&mut reader) {}
        }
    }
}

//! A map taken apart, to change an entry and put it together again in the order of its keys.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::cbor::{Reader, Writer};

#[derive(Clone)]
pub(crate) struct Draft(BTreeMap<Vec<u8>, Vec<u8>>);

impl Draft {
    pub(crate) fn of(map: &[u8]) -> Self {
        let mut reader = Reader::new(map);
        let length = reader.map().unwrap().entries_left();
        let mut entries = BTreeMap::new();
        for _ in 0..length {
            let key = reader.item().unwrap();
            entries.insert(key.to_vec(), reader.item().unwrap().to_vec());
        }
        reader.end().unwrap();
        Self(entries)
    }

    pub(crate) fn value(&self, key: i64) -> &[u8] {
        &self.0[&integer(key)]
    }

    /// With this encoded value under the key, whatever was there.
    pub(crate) fn set(mut self, key: i64, value: impl AsRef<[u8]>) -> Self {
        self.0.insert(integer(key), value.as_ref().into());
        self
    }

    pub(crate) fn without(mut self, key: i64) -> Self {
        self.0.remove(&integer(key)).unwrap();
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(self.0.len().try_into().unwrap());
        for (key, value) in &self.0 {
            writer.raw(key).raw(value);
        }
        writer.finish()
    }
}

/// The bytes of one item, or of the head of one.
macro_rules! items {
    ($($name:ident($type:ty)),+) => {$(
        pub(crate) fn $name(value: $type) -> Vec<u8> {
            let mut writer = Writer::new();
            writer.$name(value);
            writer.finish()
        }
    )+};
}
items!(
    unsigned(u64),
    integer(i64),
    bytes(&[u8]),
    text(&str),
    array(u64)
);

/// A text in its one form.
pub(crate) fn one_form(value: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    crate::text::write(value, &mut writer);
    writer.finish()
}

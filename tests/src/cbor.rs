//! CBOR by hand: items as bytes, so that a test can say what no writer of ours would.

use std::collections::BTreeMap;

use juma_format::{cbor::Writer, text};

/// An encoded item.
pub type Item = Vec<u8>;

/// An unsigned integer.
#[must_use]
pub fn uint(value: u64) -> Item {
    written(|writer| writer.unsigned(value))
}

/// An integer of either sign.
#[must_use]
pub fn int(value: i64) -> Item {
    written(|writer| writer.integer(value))
}

/// A byte string.
#[must_use]
pub fn bytes(value: &[u8]) -> Item {
    written(|writer| writer.bytes(value))
}

/// A text string of UTF-8, whatever form SPEC §5.2 asks for.
#[must_use]
pub fn tstr(value: &str) -> Item {
    written(|writer| writer.text(value))
}

/// A text in its one form.
#[must_use]
pub fn text(value: &str) -> Item {
    let mut writer = Writer::new();
    text::write(value, &mut writer);
    writer.finish()
}

/// An array of items.
#[must_use]
pub fn array(items: &[Item]) -> Item {
    let mut writer = Writer::new();
    writer.array(items.len().try_into().unwrap());
    items.iter().for_each(|item| {
        writer.raw(item);
    });
    writer.finish()
}

fn written(write: impl FnOnce(&mut Writer) -> &mut Writer) -> Item {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

/// A map that is written with its keys ascending by their bytes, as RFC 8949 §4.2.1 has it.
#[derive(Clone, Debug, Default)]
pub struct Map(BTreeMap<Item, Item>);

impl Map {
    /// The map with one more entry, or another value.
    #[must_use]
    pub fn with(self, key: i64, value: Item) -> Self {
        self.with_item(int(key), value)
    }

    /// The map with one more entry of any key.
    #[must_use]
    pub fn with_item(mut self, key: Item, value: Item) -> Self {
        self.0.insert(key, value);
        self
    }

    /// The map without an entry.
    #[must_use]
    pub fn without(mut self, key: i64) -> Self {
        self.0.remove(&int(key)).expect("the entry was there");
        self
    }

    /// The entries, each as its key and its value.
    #[must_use]
    pub fn entries(&self) -> Vec<[Item; 2]> {
        let entries = self.0.iter();
        entries
            .map(|(key, value)| [key.clone(), value.clone()])
            .collect()
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Item {
        map_of(&self.entries())
    }
}

/// A map of entries in the order given, which may be wrong.
#[must_use]
pub fn map_of(entries: &[[Item; 2]]) -> Item {
    let mut writer = Writer::new();
    writer.map(entries.len().try_into().unwrap());
    for [key, value] in entries {
        writer.raw(key).raw(value);
    }
    writer.finish()
}

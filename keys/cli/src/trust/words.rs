//! Changes in words.

use juma_format::characters::display_safe;
use juma_keys::{KeyHash, ListChange, RootChange};

pub(super) fn root_change(change: &RootChange) -> String {
    match change {
        RootChange::Added(key) => format!("new key {key}"),
        RootChange::Removed(key) => format!("key gone {key}"),
        RootChange::Threshold { from, to } => format!("threshold {from} becomes {to}"),
    }
}

pub(super) fn list_change(change: &ListChange) -> String {
    match change {
        ListChange::Added(entry) => format!(
            "new {} key {} of {}",
            entry.purpose.name(),
            KeyHash::of(&entry.key).key_id(),
            display_safe(&entry.issuer)
        ),
        ListChange::Ended(key) => format!("key {} has ended and is gone", key.key_id()),
        ListChange::Epoch { from, to } => {
            format!("epoch {from} becomes {to}: bundles count anew")
        }
        ListChange::State { key, from, to } => {
            format!(
                "key {}: {} becomes {}",
                key.key_id(),
                from.name(),
                to.name()
            )
        }
    }
}

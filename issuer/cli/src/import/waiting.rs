use std::collections::{BTreeMap, HashMap};

use juma_registry::{SubjectId, record::Record};

/// A row that was read well.
pub(super) struct Item {
    pub(super) file: usize,
    pub(super) line: u64,
    pub(super) raw: Vec<u8>,
    pub(super) record: Record,
}

/// Rows whose guardian has not come yet. They are tried again when the guardian does.
#[derive(Default)]
pub(super) struct Waiting {
    rows: BTreeMap<u64, Item>,
    by_guardian: HashMap<SubjectId, Vec<u64>>,
    next: u64,
}

/// The most rows that wait, some 100 MB: families stand together in registers, or in files that
/// follow one another. Whoever has waited longest is refused, and comes in by the second import.
const MOST: usize = 100_000;

impl Waiting {
    /// Has a row wait, and gives up the one that has waited longest where there are too many.
    pub(super) fn add(&mut self, item: Item) -> Option<Item> {
        let guardian = item.record.guardian()?.subject.clone();
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.by_guardian.entry(guardian).or_default().push(number);
        self.rows.insert(number, item);
        if self.rows.len() > MOST {
            return self.rows.pop_first().map(|(_, item)| item);
        }
        None
    }

    /// Whoever waits for these, or for somebody who waits for them.
    pub(super) fn for_guardians(&mut self, items: &[Item]) -> Vec<Item> {
        let mut found: Vec<Item> = Vec::new();
        let mut guardians: Vec<SubjectId> = items
            .iter()
            .map(|item| item.record.subject().clone())
            .collect();
        while let Some(guardian) = guardians.pop() {
            for number in self.by_guardian.remove(&guardian).into_iter().flatten() {
                if let Some(item) = self.rows.remove(&number) {
                    guardians.push(item.record.subject().clone());
                    found.push(item);
                }
            }
        }
        found
    }

    /// All who wait in vain.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Item> {
        self.rows.into_values()
    }
}

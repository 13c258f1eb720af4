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
    bytes: usize,
}

/// The most rows that wait: families stand together in registers, or in files that follow one
/// another. Whoever has waited longest is refused, and comes in by the second import.
const MOST: usize = 100_000;

/// The most bytes of the files that they have: so many rows of the usual length, and no more of any
/// other. What was read of a row takes about as much again.
const MOST_BYTES: usize = 64 << 20;

impl Waiting {
    /// Has a row wait, and gives up those that have waited longest where there are too many.
    pub(super) fn add(&mut self, item: Item) -> Vec<Item> {
        let mut given_up = Vec::new();
        let Some(guardian) = item.record.guardian() else {
            return given_up;
        };
        let number = self.next;
        self.next = self.next.saturating_add(1);
        let guardian = guardian.subject.clone();
        self.by_guardian.entry(guardian).or_default().push(number);
        self.bytes = self.bytes.saturating_add(item.raw.len());
        self.rows.insert(number, item);
        while self.rows.len() > MOST || self.bytes > MOST_BYTES {
            let Some((_, item)) = self.rows.pop_first() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(item.raw.len());
            given_up.push(item);
        }
        given_up
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
                    self.bytes = self.bytes.saturating_sub(item.raw.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn item(line: u64, bytes: usize) -> Item {
        let json = r#"{"subject": "R-2", "name": "样例乙", "population": "outside",
"document": {"kind": "passport", "number": "X0000002", "birth_date": "2016-01-01", "sex": "female"},
"identity": {"level": "in-person", "verified_at": "2026-01-01", "reference": "V"},
"region": "440305", "address": {"state": "none"},
"guardian": {"subject": "R-1", "relation": "parent"}}"#;
        Item {
            file: 0,
            line,
            raw: vec![b' '; bytes],
            record: Record::from_json(json.as_bytes()).unwrap(),
        }
    }

    #[test]
    fn long_rows_wait_in_bounded_room_and_the_oldest_go() {
        let mut waiting = Waiting::default();
        let half = MOST_BYTES / 2;
        assert_eq!(waiting.add(item(1, half)).len(), 0);
        assert_eq!(waiting.add(item(2, 10)).len(), 0);
        let given_up = waiting.add(item(3, MOST_BYTES - 5));
        let lines: Vec<u64> = given_up.iter().map(|item| item.line).collect();
        assert_eq!(lines, [1, 2]);
        let found = waiting.for_guardians(&[item(0, 0)]);
        assert_eq!(found.len(), 0, "nobody waits for R-2");
        assert_eq!(waiting.into_rows().count(), 1);
    }
}

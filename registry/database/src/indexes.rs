//! The order in which a status list gives its indexes: a secret one, so that an index says nothing
//! of when its code was issued, and one without repetitions, so that no draw ever meets an index
//! that is taken and a list fills without being searched.
//!
//! A Feistel network over the bits of an index, ten rounds of HMAC-SHA-256 under a random key of
//! the list, as FF1 of NIST SP 800-38G has ten. Whoever knows the key knows the register.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::journal::keyed;

/// The order of one list.
pub(crate) struct IndexOrder {
    keyed: Hmac<Sha256>,
    entries: u32,
    half: u32,
}

const ROUNDS: u8 = 10;

impl IndexOrder {
    /// The order of a list of so many entries under a key.
    pub(crate) fn new(key: &[u8; 32], entries: u32) -> Self {
        let bits = u32::BITS.saturating_sub(entries.saturating_sub(1).leading_zeros());
        Self {
            keyed: keyed(key),
            entries,
            half: bits.div_ceil(2).clamp(1, 15),
        }
    }

    /// The index at a place of the order; both are below the number of entries.
    pub(crate) fn index(&self, place: u32) -> u32 {
        // Where the bits are odd the network works on one more, and what falls outside goes
        // through it again: that visits the inside once each, too.
        let mut index = self.network(place);
        while index >= self.entries {
            index = self.network(index);
        }
        index
    }

    fn network(&self, value: u32) -> u32 {
        let mask = (1_u32 << self.half).wrapping_sub(1);
        let (mut left, mut right) = (value >> self.half & mask, value & mask);
        for round in 0..ROUNDS {
            let mut keyed = self.keyed.clone();
            keyed.update(&[round]);
            keyed.update(&right.to_be_bytes());
            let [first, second, ..] = <[u8; 32]>::from(keyed.finalize().into_bytes());
            let mixed = u32::from(u16::from_be_bytes([first, second]));
            (left, right) = (right, (left ^ mixed) & mask);
        }
        left << self.half | right
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_index_comes_once() {
        for entries in [64_u32, 128, 4096, 8192] {
            let order = IndexOrder::new(&[7; 32], entries);
            let indexes: HashSet<u32> = (0..entries).map(|place| order.index(place)).collect();
            assert_eq!(u32::try_from(indexes.len()), Ok(entries));
            assert!(indexes.iter().all(|index| *index < entries));
        }
    }

    #[test]
    fn lists_have_orders_of_their_own() {
        let first = |key| {
            let order = IndexOrder::new(&[key; 32], 1 << 20);
            (0..8).map(|place| order.index(place)).collect::<Vec<_>>()
        };
        assert_ne!(first(1), first(2));
        assert_eq!(first(1), first(1));
        assert!(!first(1).is_sorted());
    }

    #[test]
    fn neighbours_lie_apart_evenly() {
        let order = IndexOrder::new(&[9; 32], 1 << 20);
        let mut buckets = [0_u32; 64];
        for place in 0..64_000 {
            let bucket = usize::try_from(order.index(place) >> 14).unwrap();
            buckets[bucket] += 1;
        }
        assert!(
            buckets.iter().all(|count| (800..1200).contains(count)),
            "{buckets:?}"
        );
    }
}

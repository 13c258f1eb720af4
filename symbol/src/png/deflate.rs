//! The bits of a deflate block (RFC 1951 §3.1, §3.2).

/// Bits appended to a picture, least significant first.
#[derive(Debug)]
pub(super) struct Deflate<'a> {
    out: &'a mut Vec<u8>,
    /// The `count` bits not yet in `out`, fewer than 32 between calls.
    held: u64,
    count: u32,
}

/// Up to 32 bits that are written together.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Bits {
    /// The first of them lowest; those above `count` are 0.
    pub(super) bits: u32,
    pub(super) count: u32,
}

impl<'a> Deflate<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self {
            out,
            held: 0,
            count: 0,
        }
    }

    #[inline]
    pub(super) fn put(&mut self, bits: Bits) {
        self.held |= u64::from(bits.bits) << self.count;
        self.count += bits.count;
        if self.count >= 32 {
            let [a, b, c, d, ..] = self.held.to_le_bytes();
            self.out.extend_from_slice(&[a, b, c, d]);
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// Fills the last byte up with zeros.
    pub(super) fn finish(self) {
        let bytes = usize::try_from(self.count.div_ceil(8)).unwrap_or(0);
        self.out
            .extend(self.held.to_le_bytes().into_iter().take(bytes));
    }
}

impl Bits {
    /// The low `count` bits of a number, as headers and extra bits are written.
    pub(super) const fn number(bits: u32, count: u32) -> Self {
        Self { bits, count }
    }

    /// A Huffman code, whose most significant bit is written first (§3.1.1).
    pub(super) const fn code(code: u32, count: u32) -> Self {
        Self {
            bits: code.reverse_bits() >> (32 - count),
            count,
        }
    }

    /// These bits and then those; 32 together at most.
    pub(super) const fn then(self, next: Self) -> Self {
        Self {
            bits: self.bits | next.bits << self.count,
            count: self.count + next.count,
        }
    }
}

/// A length or a distance as §3.2.5 splits it: the symbol of an alphabet and its extra bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Split {
    pub(super) symbol: u16,
    pub(super) extra: Bits,
}

/// The symbol of a match's length, 3 to 258.
pub(super) fn length(length: u32) -> Split {
    if length == LONGEST_MATCH {
        return Split {
            symbol: LONGEST_SYMBOL,
            extra: Bits::default(),
        };
    }
    // Four symbols to each power of two, and the first eight have no extra bits.
    let from_three = length.saturating_sub(3);
    let split = quarters(from_three, 2);
    Split {
        symbol: FIRST_LENGTH_SYMBOL + split.symbol,
        ..split
    }
}

/// The symbol of a match's distance, 1 to 32,768.
pub(super) fn distance(distance: u32) -> Split {
    // Two symbols to each power of two, and the first four have no extra bits.
    quarters(distance.saturating_sub(1), 1)
}

/// Splits a number where each power of two has 2^`split_bits` symbols.
fn quarters(number: u32, split_bits: u32) -> Split {
    let bits = (32 - number.leading_zeros()).saturating_sub(split_bits + 1);
    let symbol = (number >> bits) + (bits << split_bits);
    Split {
        symbol: u16::try_from(symbol).unwrap_or(u16::MAX),
        extra: Bits::number(number & ((1 << bits) - 1), bits),
    }
}

/// The matches that copy this many bytes, as lengths of 3 to 258: the longest ones, and then one
/// or two for the rest. Fewer than three bytes cannot be copied and give none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct CopyPlan {
    /// Matches of 258 bytes.
    pub(super) longest: u32,
    /// The lengths after them, 0 where there is none.
    pub(super) rest: [u32; 2],
}

impl CopyPlan {
    pub(super) fn new(bytes: u32) -> Self {
        let (longest, rest) = (bytes / LONGEST_MATCH, bytes % LONGEST_MATCH);
        match rest {
            // What is too short for a match takes from the last of the longest.
            1 | 2 if longest > 0 => Self {
                longest: longest - 1,
                rest: [LONGEST_MATCH - 3 + rest, 3],
            },
            1 | 2 => Self {
                longest,
                rest: [0, 0],
            },
            _ => Self {
                longest,
                rest: [rest, 0],
            },
        }
    }
}

/// The symbol that ends a block.
pub(super) const END_OF_BLOCK: u16 = 256;
/// The longest match, and its symbol, which has no extra bits.
pub(super) const LONGEST_MATCH: u32 = 258;
pub(super) const LONGEST_SYMBOL: u16 = 285;
const FIRST_LENGTH_SYMBOL: u16 = 257;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_those_of_rfc_1951() {
        let split = |split: Split| (split.symbol, split.extra.bits, split.extra.count);
        for (bytes, expected) in [
            (3, (257, 0, 0)),
            (10, (264, 0, 0)),
            (11, (265, 0, 1)),
            (12, (265, 1, 1)),
            (130, (280, 15, 4)),
            (204, (283, 9, 5)),
            (257, (284, 30, 5)),
            (258, (285, 0, 0)),
        ] {
            assert_eq!(split(length(bytes)), expected, "length {bytes}");
        }
        for (bytes, expected) in [
            (1, (0, 0, 0)),
            (4, (3, 0, 0)),
            (5, (4, 0, 1)),
            (66, (12, 1, 5)),
            (1481, (20, 456, 9)),
            (32_768, (29, 8191, 13)),
        ] {
            assert_eq!(split(distance(bytes)), expected, "distance {bytes}");
        }
    }

    #[test]
    fn plans_copy_exactly_what_they_should() {
        for bytes in 3..2000 {
            let CopyPlan { longest, rest } = CopyPlan::new(bytes);
            assert_eq!(longest * LONGEST_MATCH + rest.iter().sum::<u32>(), bytes);
            assert!(
                rest.iter()
                    .all(|length| *length == 0 || (3..=258).contains(length))
            );
        }
    }
}

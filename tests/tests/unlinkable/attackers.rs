//! Ways to tell which code of one tier and which of the other are one person's.

use crate::issuing::Seen;

/// Sorts both sides by a number, and pairs who stand at one place.
pub(crate) type Key = fn(&Seen) -> u64;

/// How likely two codes are one person's: the more the likelier.
pub(crate) type Score = fn(&Seen, &Seen) -> f64;

pub(crate) const KEYS: [(&str, Key); 4] = [
    ("by end", |seen| seen.expires.into()),
    ("by index", |seen| seen.index.into()),
    ("by list and index", |seen| {
        (u64::from(seen.list) << 20) + u64::from(seen.index)
    }),
    ("by the sum of the bytes", |seen| {
        seen.bytes.iter().map(|byte| u64::from(*byte)).sum()
    }),
];

pub(crate) const SCORES: [(&str, Score); 5] = [
    ("nearest end", |a, b| {
        -f64::from(a.expires.abs_diff(b.expires))
    }),
    ("nearest index", |a, b| {
        -f64::from(a.index.abs_diff(b.index))
    }),
    ("same low bits", |a, b| {
        f64::from((a.index ^ b.index).trailing_zeros())
            + f64::from((a.expires ^ b.expires).trailing_zeros())
    }),
    ("same bytes of the signature", |a, b| {
        let pairs = signature(a).iter().zip(signature(b));
        pairs.map(|(a, b)| f64::from(u8::from(a == b))).sum()
    }),
    ("same bits of the signature", |a, b| {
        let pairs = signature(a).iter().zip(signature(b));
        pairs.map(|(a, b)| -f64::from((a ^ b).count_ones())).sum()
    }),
];

/// The last bytes of a code.
fn signature(seen: &Seen) -> &[u8] {
    &seen.bytes[seen.bytes.len() - 64..]
}

/// What a regression looks at, each about between -1 and 1.
pub(crate) fn features(a: &Seen, b: &Seen) -> [f64; FEATURES] {
    let same = |is_same: bool| f64::from(u8::from(is_same));
    let ends = f64::from(a.expires.abs_diff(b.expires));
    let indexes = f64::from(a.index.abs_diff(b.index)) / f64::from(1 << 20);
    let [_, _, _, bytes, bits] = SCORES.map(|(_, score)| score(a, b));
    [
        1.0,
        ends / 60.0,
        same(a.expires == b.expires),
        same(ends <= 7.0),
        indexes,
        same(a.index == b.index),
        same(indexes < 0.01),
        same((a.index ^ b.index) & 0xFF == 0),
        same(a.list % 2 == b.list % 2),
        bytes / 4.0,
        (bits + 256.0) / 32.0,
    ]
}

pub(crate) const FEATURES: usize = 11;

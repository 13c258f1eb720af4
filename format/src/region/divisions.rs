//! The list of divisions, searched as it lies in the binary. Its sources are in the README beside it.

use core::cmp::Ordering;

use super::{Region, Standing};

/// One division a line, sorted by code as text: code, name, and `*` if the code is historic.
pub(super) const TABLE: &str = include_str!("divisions.tsv");

/// What a line says of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Division {
    pub(super) name: &'static str,
    pub(super) standing: Standing,
}

/// The division of `region`, by binary search over the lines.
pub(super) fn find(region: Region) -> Option<Division> {
    let mut lines = TABLE;
    while !lines.is_empty() {
        let (before, from_middle) = halve(lines)?;
        let (line, after) = from_middle.split_once('\n').unwrap_or((from_middle, ""));
        let mut fields = line.split('\t');
        let code = fields.next()?.parse().ok()?;
        match rank(code).cmp(&rank(region.code())) {
            Ordering::Less => lines = after,
            Ordering::Greater => lines = before,
            Ordering::Equal => {
                return Some(Division {
                    name: fields.next()?,
                    standing: match fields.next() {
                        Some(_) => Standing::Historic,
                        None => Standing::Current,
                    },
                });
            }
        }
    }
    None
}

/// Orders codes as their digits sort as text: 44, 4403, 440305, 4404.
fn rank(code: u32) -> u32 {
    match code {
        0..=99 => code.saturating_mul(10_000),
        100..=9999 => code.saturating_mul(100),
        _ => code,
    }
}

/// Cuts before the line that holds the middle.
fn halve(lines: &'static str) -> Option<(&'static str, &'static str)> {
    let bytes = lines.as_bytes().get(..lines.len() / 2)?;
    let start = match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(newline) => newline.saturating_add(1),
        None => 0,
    };
    lines.split_at_checked(start)
}

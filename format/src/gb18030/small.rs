//! GB 18030 for builds that are sent to a browser: one table of 48 KB, where `encoding_rs` brings
//! those of every legacy encoding. A test goes through every sequence and every character, and finds
//! that it says what `encoding_rs` says.

use alloc::{string::String, vec::Vec};

/// The character of each pair of bytes, as its distance from the one before in the row of its lead,
/// which packs to half the size; then where four bytes begin to stand for other characters than those
/// that follow the one before: index and character, 0 for none. Two bytes each, the lower first.
const TABLE: &[u8; 2 * PAIRS + 4 * RUNS] = include_bytes!("pairs.bin");

/// Pairs: leads 81 to FE, trails 40 to FE but for 7F.
const PAIRS: usize = LEADS * TRAILS;
const LEADS: usize = 126;
const TRAILS: usize = 190;
const RUNS: usize = 209;

/// The four bytes of U+10000 are 90308130: sequences from 81308130 on before it.
const SUPPLEMENT: u32 = 189_000;

/// Reads a text; `None` when something in it stands for no character.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (character, taken) = match *rest {
            [ascii @ ..=0x7f, ..] => (char::from(ascii), 1),
            // As the Encoding Standard has it for what was written as GBK.
            [0x80, ..] => ('€', 1),
            [
                a @ 0x81..=0xfe,
                b @ 0x30..=0x39,
                c @ 0x81..=0xfe,
                d @ 0x30..=0x39,
                ..,
            ] => {
                let index = [a - 0x81, b - 0x30, c - 0x81, d - 0x30].map(u32::from);
                let [a, b, c, d] = index;
                (of_four(((a * 10 + b) * 126 + c) * 10 + d)?, 4)
            }
            [lead @ 0x81..=0xfe, trail @ (0x40..=0x7e | 0x80..=0xfe), ..] => {
                let gap = usize::from(trail > 0x7f);
                let trail = usize::from(trail - 0x40) - gap;
                let mut row = row(usize::from(lead - 0x81));
                (char::from_u32(row.nth(trail)?.into())?, 2)
            }
            _ => return None,
        };
        text.push(character);
        rest = rest.get(taken..)?;
    }
    Some(text)
}

/// The bytes of a text none of whose characters depends on an edition.
pub(super) fn encode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        let code = u32::from(character);
        if let Ok(ascii @ ..=0x7f) = u8::try_from(code) {
            bytes.push(ascii);
        } else if let Some((lead, trail)) = pair(code) {
            let gap = usize::from(trail >= 0x3f);
            bytes.push(u8::try_from(lead + 0x81).ok()?);
            bytes.push(u8::try_from(trail + 0x40 + gap).ok()?);
        } else {
            let index = to_four(code)?;
            let (rest, d) = (index / 10, index % 10);
            let (rest, c) = (rest / 126, rest % 126);
            let (a, b) = (rest / 10, rest % 10);
            for byte in [a + 0x81, b + 0x30, c + 0x81, d + 0x30] {
                bytes.push(u8::try_from(byte).ok()?);
            }
        }
    }
    Some(bytes)
}

/// A number of the table.
fn number(at: usize) -> Option<u16> {
    let bytes = TABLE.get(2 * at..2 * at + 2)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// The characters whose bytes begin with a lead.
fn row(lead: usize) -> impl Iterator<Item = u16> {
    let distances = (lead * TRAILS..(lead + 1) * TRAILS).map_while(number);
    distances.scan(0_u16, |code, distance| {
        *code = code.wrapping_add(distance);
        Some(*code)
    })
}

/// Lead and trail of a character that has two bytes.
fn pair(code: u32) -> Option<(usize, usize)> {
    (0..LEADS).find_map(|lead| {
        let trail = row(lead).position(|other| u32::from(other) == code)?;
        Some((lead, trail))
    })
}

/// Where a run of four bytes begins, and its first character.
fn run(n: usize) -> Option<(u32, u32)> {
    let (index, first) = (number(PAIRS + 2 * n)?, number(PAIRS + 2 * n + 1)?);
    Some((index.into(), first.into()))
}

fn of_four(index: u32) -> Option<char> {
    if index >= SUPPLEMENT {
        return char::from_u32(index - SUPPLEMENT + 0x1_0000);
    }
    let runs = (0..RUNS).map_while(run);
    let (begin, first) = runs.take_while(|(begin, _)| *begin <= index).last()?;
    match first {
        0 => None,
        first => char::from_u32(first + (index - begin)),
    }
}

fn to_four(code: u32) -> Option<u32> {
    if code >= 0x1_0000 {
        return Some(code - 0x1_0000 + SUPPLEMENT);
    }
    let mut runs = (0..RUNS).map_while(run).peekable();
    while let Some((begin, first)) = runs.next() {
        let length = runs.peek().map_or(0, |(next, _)| next - begin);
        if first != 0 && (first..first + length).contains(&code) {
            return Some(begin + (code - first));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use encoding_rs::GB18030;

    use super::super::is_edition_dependent;
    use super::*;

    fn theirs(bytes: &[u8]) -> Option<String> {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(|text| text.into_owned())
    }

    #[test]
    fn every_sequence_is_read_as_encoding_rs_reads_it() {
        let (all, digits) = (0..=u8::MAX, 0x30..=0x39_u8);
        for a in all.clone() {
            assert_eq!(decode(&[a]), theirs(&[a]), "{a:02X}");
            for b in all.clone() {
                assert_eq!(decode(&[a, b]), theirs(&[a, b]), "{a:02X}{b:02X}");
            }
        }
        let mut text = Vec::new();
        for a in 0x80..=u8::MAX {
            for b in digits.clone() {
                for c in 0x80..=u8::MAX {
                    for d in digits.clone() {
                        let bytes = [a, b, c, d];
                        let ours = decode(&bytes);
                        assert_eq!(ours, theirs(&bytes), "{bytes:02X?}");
                        if ours.is_some() && text.len() < 4000 {
                            text.extend(bytes);
                        }
                    }
                }
            }
        }
        assert_eq!(decode(&text), theirs(&text));
        for torn in [
            b"\x81\x30".as_slice(),
            b"\x81\x30\x81",
            b"A\xd6",
            b"\xd6\xd0\xff",
        ] {
            assert_eq!(decode(torn), theirs(torn), "{torn:02X?}");
        }
    }

    #[test]
    fn every_character_is_written_as_encoding_rs_writes_it() {
        // Its own bytes are found by what they mean, as the search takes too long for all of them.
        for character in ('\0'..=char::MAX).filter(|it| !is_edition_dependent(*it)) {
            let code = u32::from(character);
            let is_searched = code % 37 == 0 || code > 0xfff0 && code < 0x1_0010;
            let text = character.to_string();
            let (theirs, _, unmappable) = GB18030.encode(&text);
            assert!(!unmappable, "U+{code:04X}");
            assert_eq!(decode(&theirs).as_deref(), Some(&*text), "U+{code:04X}");
            if is_searched {
                assert_eq!(encode(&text).as_deref(), Some(&*theirs), "U+{code:04X}");
            }
        }
    }
}

//! The bit stream of a symbol: segments in modes, to bytes. ISO/IEC 18004, 7.4.

use super::version::Version;

/// A segment has a mode that is not known, or ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadSegment;

/// The bytes that the segments of `data` hold, one after the other.
///
/// Kanji are given in Shift JIS and hanzi (GB/T 18284, B.1) in GB 2312. Designators of character
/// sets and of parts of a whole are passed over.
pub(super) fn text(version: Version, data: &[u8]) -> Result<Vec<u8>, BadSegment> {
    let mut bits = Bits { data, next: 0 };
    let mut text = Vec::new();
    let mut percent = Percent::Itself;
    loop {
        // A stream that fills the symbol needs no terminator, or not all of it.
        let Ok(mode) = bits.take(4) else {
            return Ok(text);
        };
        match mode {
            END => return Ok(text),
            NUMERIC => {
                let count = length(&mut bits, version, [10, 12, 14])?;
                numeric(&mut bits, count, &mut text)?;
            }
            ALPHANUMERIC => {
                let count = length(&mut bits, version, [9, 11, 13])?;
                alphanumeric(&mut bits, count, percent, &mut text)?;
            }
            BYTE => {
                for _ in 0..length(&mut bits, version, [8, 16, 16])? {
                    text.push(low_byte(bits.take(8)?));
                }
            }
            KANJI => {
                for _ in 0..length(&mut bits, version, [8, 10, 12])? {
                    kanji(bits.take(13)?, &mut text);
                }
            }
            HANZI => {
                let _subset = bits.take(4)?;
                for _ in 0..length(&mut bits, version, [8, 10, 12])? {
                    hanzi(bits.take(13)?, &mut text);
                }
            }
            CHARACTER_SET => {
                // 7.4.2.2: as many bytes as there are leading ones, and one.
                let more = match bits.take(8)? {
                    0..0x80 => 0,
                    0x80..0xc0 => 8,
                    0xc0..0xe0 => 16,
                    _ => return Err(BadSegment),
                };
                bits.take(more)?;
            }
            PART_OF_A_WHOLE => {
                bits.take(16)?;
            }
            FIRST_POSITION => percent = Percent::Separator,
            SECOND_POSITION => {
                percent = Percent::Separator;
                bits.take(8)?;
            }
            _ => return Err(BadSegment),
        }
    }
}

/// What a per cent sign in alphanumeric mode stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Percent {
    Itself,
    /// The group separator, twice itself: 7.4.8.
    Separator,
}

/// Table 3, by versions 1 to 9, 10 to 26 and 27 to 40.
fn length(bits: &mut Bits<'_>, version: Version, widths: [u32; 3]) -> Result<u32, BadSegment> {
    let [small, medium, large] = widths;
    bits.take(match version.number() {
        ..10 => small,
        10..27 => medium,
        _ => large,
    })
}

/// 7.4.3: three digits in ten bits, two in seven, one in four.
fn numeric(bits: &mut Bits<'_>, count: u32, text: &mut Vec<u8>) -> Result<(), BadSegment> {
    let mut left = count;
    while left > 0 {
        let (digits, width) = match left {
            1 => (1, 4),
            2 => (2, 7),
            _ => (3, 10),
        };
        let value = bits.take(width)?;
        if value >= 10_u32.pow(digits) {
            return Err(BadSegment);
        }
        for place in (0..digits).rev() {
            text.push(b'0' + low_byte(value / 10_u32.pow(place) % 10));
        }
        left -= digits;
    }
    Ok(())
}

/// 7.4.4: two characters in eleven bits, one in six.
fn alphanumeric(
    bits: &mut Bits<'_>,
    count: u32,
    percent: Percent,
    text: &mut Vec<u8>,
) -> Result<(), BadSegment> {
    let begin = text.len();
    for _ in 0..count / 2 {
        let pair = bits.take(11)?;
        text.push(character(pair / 45)?);
        text.push(character(pair % 45)?);
    }
    if count % 2 == 1 {
        text.push(character(bits.take(6)?)?);
    }
    if percent == Percent::Separator {
        let characters = text.split_off(begin);
        let mut characters = characters.into_iter().peekable();
        while let Some(character) = characters.next() {
            let alone = character == b'%' && characters.next_if_eq(&b'%').is_none();
            text.push(if alone { GROUP_SEPARATOR } else { character });
        }
    }
    Ok(())
}

/// Table 5.
fn character(value: u32) -> Result<u8, BadSegment> {
    const CHARACTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    usize::try_from(value)
        .ok()
        .and_then(|value| CHARACTERS.get(value))
        .copied()
        .ok_or(BadSegment)
}

/// 7.4.6.
fn kanji(value: u32, text: &mut Vec<u8>) {
    let packed = ((value / 0xc0) << 8) | (value % 0xc0);
    let shifted = packed + if packed < 0x1f00 { 0x8140 } else { 0xc140 };
    text.extend([low_byte(shifted >> 8), low_byte(shifted)]);
}

/// GB/T 18284, table B.2.
fn hanzi(value: u32, text: &mut Vec<u8>) {
    let packed = ((value / 0x60) << 8) | (value % 0x60);
    let shifted = packed + if packed < 0xa00 { 0xa1a1 } else { 0xa6a1 };
    text.extend([low_byte(shifted >> 8), low_byte(shifted)]);
}

fn low_byte(value: u32) -> u8 {
    let [byte, ..] = value.to_le_bytes();
    byte
}

/// Bits, highest first.
struct Bits<'a> {
    data: &'a [u8],
    next: usize,
}

impl Bits<'_> {
    /// The next `count` bits, at most 24.
    fn take(&mut self, count: u32) -> Result<u32, BadSegment> {
        let begin = self.next / 8;
        let skip = u32::try_from(self.next % 8).unwrap_or_default();
        let end = self.next + usize::try_from(count).map_err(|_| BadSegment)?;
        if end > self.data.len() * 8 {
            return Err(BadSegment);
        }
        let window = (0..4).fold(0_u32, |window, n| {
            (window << 8) | self.data.get(begin + n).copied().map_or(0, u32::from)
        });
        self.next = end;
        // Bits before are shifted out at the top, those behind at the bottom.
        Ok((window << skip).checked_shr(32 - count).unwrap_or_default())
    }
}

const END: u32 = 0b0000; // table 2
const NUMERIC: u32 = 0b0001;
const ALPHANUMERIC: u32 = 0b0010;
const PART_OF_A_WHOLE: u32 = 0b0011;
const BYTE: u32 = 0b0100;
const FIRST_POSITION: u32 = 0b0101;
const CHARACTER_SET: u32 = 0b0111;
const KANJI: u32 = 0b1000;
const SECOND_POSITION: u32 = 0b1001;
const HANZI: u32 = 0b1101;

const GROUP_SEPARATOR: u8 = 0x1d;

#[cfg(test)]
mod tests {
    use super::*;

    /// `(value, width)` after one another, in bytes.
    fn stream(parts: &[(u32, u32)]) -> Vec<u8> {
        let bits: Vec<u8> = parts
            .iter()
            .flat_map(|(value, width)| (0..*width).rev().map(move |n| low_byte((value >> n) & 1)))
            .collect();
        bits.chunks(8)
            .map(|byte| (0..8).fold(0, |sum, n| (sum << 1) | byte.get(n).copied().unwrap_or(0)))
            .collect()
    }

    fn read(parts: &[(u32, u32)]) -> Result<Vec<u8>, BadSegment> {
        text(Version::new(1).unwrap(), &stream(parts))
    }

    /// ISO/IEC 18004, 7.4.3 and 7.4.4, and the characters of 7.4.6.
    #[test]
    fn the_examples_of_the_standard() {
        let digits = [(1, 4), (8, 10), (12, 10), (345, 10), (67, 7), (0, 4)];
        assert_eq!(read(&digits), Ok(b"01234567".to_vec()));
        let letters = [(2, 4), (5, 9), (462, 11), (1849, 11), (2, 6)];
        assert_eq!(read(&letters), Ok(b"AC-42".to_vec()));
        let kanji = [(8, 4), (2, 8), (0xd9f, 13), (0x1aaa, 13), (0, 4)];
        assert_eq!(read(&kanji), Ok(vec![0x93, 0x5f, 0xe4, 0xaa]));
    }

    #[test]
    fn designators_are_passed_over() {
        let utf8 = [
            (7, 4),
            (26, 8),
            (4, 4),
            (2, 8),
            (0xc3, 8),
            (0xa4, 8),
            (0, 4),
        ];
        assert_eq!(read(&utf8), Ok(vec![0xc3, 0xa4]));
        let part = [(3, 4), (0x1234, 16), (4, 4), (1, 8), (65, 8)];
        assert_eq!(read(&part), Ok(b"A".to_vec()));
        let hanzi = [(13, 4), (1, 4), (1, 8), (0x60 * 0x0f, 13), (0, 4)];
        assert_eq!(read(&hanzi), Ok(vec![0xb5, 0xa1]));
    }

    #[test]
    fn a_per_cent_sign_may_separate() {
        let letters = [
            (5, 4),
            (2, 4),
            (5, 9),
            (10 * 45 + 38, 11),
            (11 * 45 + 38, 11),
            (38, 6),
        ];
        assert_eq!(read(&letters), Ok(b"A\x1dB%".to_vec()));
        assert_eq!(read(&letters[1..]), Ok(b"A%B%%".to_vec()));
    }

    #[test]
    fn bad_segments_are_refused() {
        assert_eq!(read(&[(15, 4), (0, 12)]), Err(BadSegment));
        assert_eq!(read(&[(4, 4), (3, 8), (0, 8)]), Err(BadSegment));
        assert_eq!(read(&[(1, 4), (3, 10), (1000, 10)]), Err(BadSegment));
        assert_eq!(read(&[(2, 4), (1, 9), (45, 6)]), Err(BadSegment));
        assert_eq!(read(&[]), Ok(vec![]));
    }
}

//! Text to data codewords, in alphanumeric mode (ISO/IEC 18004 §7.4.4, §7.4.9, §7.4.10).

use crate::bits::Bits;
use crate::error::EncodeError;
use crate::version::{Version, capacity, smallest_version};

/// The smallest version that the text fits into.
///
/// # Errors
/// Says what is wrong with a text that fits into none: where it leaves the alphabet, or its length.
pub(crate) fn fit(text: &str) -> Result<Version, EncodeError> {
    if text.is_empty() {
        return Err(EncodeError::Empty);
    }
    // In the alphabet a character is a byte; a longer text is refused for its first stranger.
    smallest_version(text.len()).ok_or_else(|| match first_outside(text) {
        Some(at) => EncodeError::Alphabet { at },
        None => EncodeError::TooLong {
            chars: text.len(),
            max: capacity(Version::MAX),
        },
    })
}

/// The data codewords of a text that [`fit`] gave this version.
///
/// # Errors
/// The text has a character outside the alphabet.
pub(crate) fn data_codewords(text: &str, version: Version) -> Result<Vec<u8>, EncodeError> {
    let total = version.data_codewords();
    let mut bits = Bits::with_room(total);
    bits.push(MODE, MODE_BITS);
    bits.push(
        u64::try_from(text.len()).unwrap_or(u64::MAX),
        version.count_bits(),
    );
    let outside = || EncodeError::Alphabet {
        at: first_outside(text).unwrap_or(0),
    };
    let (pairs, last) = text.as_bytes().as_chunks::<2>();
    for [high, low] in pairs {
        let (high, low) = (value(*high), value(*low));
        if high.max(low) == OUTSIDE {
            return Err(outside());
        }
        bits.push(u64::from(high) * 45 + u64::from(low), 11);
    }
    if let [last] = last {
        let last = value(*last);
        if last == OUTSIDE {
            return Err(outside());
        }
        bits.push(u64::from(last), 6);
    }
    Ok(bits.finish(total))
}

fn first_outside(text: &str) -> Option<usize> {
    text.bytes().position(|byte| value(byte) == OUTSIDE)
}

fn value(byte: u8) -> u8 {
    #[expect(
        clippy::indexing_slicing,
        reason = "a byte cannot leave a table of 256"
    )]
    VALUES[usize::from(byte)]
}

/// Table 5: a character's value is its place here.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// What [`value`] gives for a byte outside the alphabet; no value reaches it.
const OUTSIDE: u8 = u8::MAX;

const VALUES: [u8; 256] = {
    let mut values = [OUTSIDE; 256];
    let mut place = 0u8;
    let mut rest: &[u8] = ALPHABET;
    while let [byte, after @ ..] = rest {
        #[expect(
            clippy::indexing_slicing,
            clippy::as_conversions,
            reason = "evaluated at compile time"
        )]
        {
            values[*byte as usize] = place;
        }
        place += 1;
        rest = after;
    }
    values
};

/// Table 2: the indicator of alphanumeric mode.
const MODE: u64 = 0b0010;
const MODE_BITS: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        // §7.4.4: AC-42 in version 1 is 0010 000000101 00111001110 11100111001 000010.
        let codewords = data_codewords("AC-42", Version::MIN).unwrap();
        assert_eq!(codewords[..6], [0x20, 0x29, 0xce, 0xe7, 0x21, 0x00]);
        assert_eq!(codewords[6..10], [0xec, 0x11, 0xec, 0x11]);
        assert_eq!(codewords.len(), 16);
    }

    #[test]
    fn every_length_fills_its_version_exactly() {
        for version in Version::all() {
            for chars in [1, 2, capacity(version) - 1, capacity(version)] {
                let codewords = data_codewords(&"Z".repeat(chars), version).unwrap();
                assert_eq!(
                    codewords.len(),
                    version.data_codewords(),
                    "{version:?}, {chars}"
                );
            }
        }
    }

    #[test]
    fn a_stranger_is_named_by_its_place() {
        for (text, at) in [("a", 0), ("ABc", 2), ("ABCd", 3), ("JM1:居", 4), ("A\0", 1)] {
            assert_eq!(
                data_codewords(text, Version::MIN),
                Err(EncodeError::Alphabet { at }),
                "{text}"
            );
        }
        assert_eq!(
            fit(&"a".repeat(10_000)),
            Err(EncodeError::Alphabet { at: 0 })
        );
        assert_eq!(
            fit(&"A".repeat(3392)),
            Err(EncodeError::TooLong {
                chars: 3392,
                max: 3391
            })
        );
        assert_eq!(fit(""), Err(EncodeError::Empty));
    }
}

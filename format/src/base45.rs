//! Base45 (RFC 9285), strict: one text for each sequence of bytes and no other.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// The 45 characters of RFC 9285 table 1, which are those of the QR alphanumeric mode.
const ALPHABET: [u8; 45] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// No value of the alphabet; larger than any, so that one comparison finds it.
const NONE: u8 = 0xff;

const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "evaluated by the compiler"
        )]
        {
            values[ALPHABET[value] as usize] = value as u8;
        }
        value += 1;
    }
    values
};

/// Why a text is not base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Base45Error {
    /// A character outside the alphabet, with its offset in bytes.
    Alphabet {
        /// The offset in bytes.
        at: usize,
    },
    /// A length that no sequence of bytes has: one character too many.
    Length,
    /// Two or three characters that name a value beyond their one or two bytes.
    Overflow {
        /// The offset in bytes.
        at: usize,
    },
}

impl Base45Error {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Alphabet { .. } => "text-alphabet",
            Self::Length => "text-length",
            Self::Overflow { .. } => "text-overflow",
        }
    }
}

impl fmt::Display for Base45Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alphabet { at } => write!(f, "a character that base45 does not have, at {at}"),
            Self::Length => write!(f, "the text is one character too long or too short"),
            Self::Overflow { at } => write!(f, "characters beyond the range of base45, at {at}"),
        }
    }
}

impl core::error::Error for Base45Error {}

/// The text of the bytes, appended to `text`.
pub fn encode_into(bytes: &[u8], text: &mut String) {
    text.reserve(bytes.len() / 2 * 3 + 2);
    let (pairs, rest) = bytes.as_chunks::<2>();
    for pair in pairs {
        let value = u16::from_be_bytes(*pair);
        let (low, high) = (value % 2025, value / 2025);
        text.extend([character(low % 45), character(low / 45), character(high)]);
    }
    if let [last] = rest {
        let value = u16::from(*last);
        text.extend([character(value % 45), character(value / 45)]);
    }
}

/// The bytes of the text.
///
/// # Errors
/// When the text is not what [`encode_into`] writes for any bytes.
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Error> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    let (triples, rest) = text.as_bytes().as_chunks::<3>();
    let mut at = 0;
    for [a, b, c] in triples {
        let value = value(*a, at)? + 45 * value(*b, at + 1)? + 2025 * value(*c, at + 2)?;
        let value = u16::try_from(value).map_err(|_| Base45Error::Overflow { at })?;
        bytes.extend(value.to_be_bytes());
        at += 3;
    }
    match rest {
        [] => {}
        [a, b] => {
            let value = value(*a, at)? + 45 * value(*b, at + 1)?;
            bytes.push(u8::try_from(value).map_err(|_| Base45Error::Overflow { at })?);
        }
        _ => return Err(Base45Error::Length),
    }
    Ok(bytes)
}

fn character(value: u16) -> char {
    ALPHABET
        .get(usize::from(value))
        .map_or('0', |byte| char::from(*byte))
}

fn value(character: u8, at: usize) -> Result<u32, Base45Error> {
    match VALUES.get(usize::from(character)) {
        Some(&value) if value != NONE => Ok(u32::from(value)),
        _ => Err(Base45Error::Alphabet { at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(bytes: &[u8]) -> String {
        let mut text = String::new();
        encode_into(bytes, &mut text);
        text
    }

    #[test]
    fn examples_of_rfc_9285() {
        for (bytes, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), bytes.as_bytes());
        }
        assert_eq!(decode("GGW"), Err(Base45Error::Overflow { at: 0 }));
        assert_eq!(decode("ZZ"), Err(Base45Error::Overflow { at: 0 }));
        assert_eq!(decode("A"), Err(Base45Error::Length));
        assert_eq!(decode("BB8a0"), Err(Base45Error::Alphabet { at: 3 }));
    }

    #[test]
    fn every_text_of_three_and_two_characters_has_one_form() {
        let texts = |n: usize| {
            (0..45_usize.pow(u32::try_from(n).unwrap())).map(move |mut i| {
                let mut text = String::new();
                for _ in 0..n {
                    text.push(char::from(ALPHABET[i % 45]));
                    i /= 45;
                }
                text
            })
        };
        for text in texts(3).chain(texts(2)) {
            match decode(&text) {
                Ok(bytes) => assert_eq!(encode(&bytes), text),
                Err(error) => assert_eq!(error, Base45Error::Overflow { at: 0 }),
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_crate_base45(bytes: Vec<u8>) {
            let text = encode(&bytes);
            proptest::prop_assert_eq!(&text, &base45::encode(&bytes));
            proptest::prop_assert_eq!(decode(&text).unwrap(), bytes);
        }
    }
}

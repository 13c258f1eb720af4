//! Text as GB 18030, where that is shorter and every edition of the standard agrees.
//!
//! The format writes text as UTF-8, or as GB 18030 *exactly when* the bytes decode to the same text, are
//! fewer than UTF-8's, and hold no character whose bytes differ between the editions of 2000, 2005 and
//! 2022. So every text has one form, and no reader's library changes it.

mod editions;
#[cfg(any(target_family = "wasm", test))]
mod small;
#[cfg(test)]
mod tests;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

#[cfg(not(target_family = "wasm"))]
use encoding_rs::GB18030;

use editions::EDITION_DEPENDENT;

/// The GB 18030 form of `text`, if the format writes this text so; `None` means that it stays UTF-8.
///
/// ```
/// use juma_format::gb18030;
///
/// assert_eq!(gb18030::encode("深圳市").map(|bytes| bytes.len()), Some(6));
/// assert_eq!(gb18030::encode("Anna"), None); // not shorter than UTF-8
/// ```
#[must_use]
pub fn encode(text: &str) -> Option<Vec<u8>> {
    if text.chars().any(is_edition_dependent) {
        return None;
    }
    let bytes = exact(text)?;
    if bytes.len() >= text.len() {
        return None;
    }
    let back = read(&bytes)?;
    (back == text).then(|| bytes.into_owned())
}

/// The text of `bytes`, which must be what [`encode`] makes of it.
///
/// # Errors
///
/// Whatever [`encode`] would never write, as the variants of [`Gb18030Error`] list it.
pub fn decode(bytes: &[u8]) -> Result<String, Gb18030Error> {
    check_shape(bytes)?;
    let text = read(bytes).ok_or(Gb18030Error::Unmapped)?;
    if text.chars().all(is_plain) {
        // Nothing of it depends on an edition or has other bytes, so it need not be encoded again,
        // which takes longer than all else that a verifier does with a text.
        return if bytes.len() < text.len() {
            Ok(text.into_owned())
        } else {
            Err(Gb18030Error::NotShorter)
        };
    }
    if let Some(at) = text.chars().position(is_edition_dependent) {
        return Err(Gb18030Error::EditionDependent { at });
    }
    if exact(&text).as_deref() != Some(bytes) {
        return Err(Gb18030Error::Alias);
    }
    if bytes.len() >= text.len() {
        return Err(Gb18030Error::NotShorter);
    }
    Ok(text.into_owned())
}

/// Whether a character is one of those that have one sequence of bytes each, the same in every
/// edition: ASCII and the 20,902 ideographs of the first Unicode. A test goes through all sequences.
const fn is_plain(character: char) -> bool {
    matches!(character, '\0'..='\x7F' | '\u{4E00}'..='\u{9FA5}')
}

/// Whether the bytes of `character` differ between editions of GB 18030, so that text with it stays UTF-8.
///
/// Some characters are listed out of caution; the source of the table says which.
#[must_use]
pub fn is_edition_dependent(character: char) -> bool {
    EDITION_DEPENDENT
        .binary_search_by(|range| {
            if *range.end() < character {
                Ordering::Less
            } else if *range.start() > character {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        })
        .is_ok()
}

/// Why bytes are no GB 18030 text of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gb18030Error {
    /// A sequence that decodes, to a character that has other bytes.
    Alias,
    /// The character at this index has other bytes in another edition of the standard.
    EditionDependent {
        /// Index of the character, counted in characters.
        at: usize,
    },
    /// The byte at this offset begins no sequence of one, two or four bytes.
    Malformed {
        /// Offset in bytes.
        at: usize,
    },
    /// UTF-8 has as few bytes, so the text must be UTF-8.
    NotShorter,
    /// A well-formed sequence that stands for no character.
    Unmapped,
}

impl fmt::Display for Gb18030Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alias => f.write_str("a character is not in its own GB 18030 bytes"),
            Self::EditionDependent { at } => {
                write!(f, "character {at} depends on the edition of GB 18030")
            }
            Self::Malformed { at } => write!(f, "byte {at} begins no GB 18030 sequence"),
            Self::NotShorter => f.write_str("GB 18030 is not shorter than UTF-8 here"),
            Self::Unmapped => f.write_str("a GB 18030 sequence stands for no character"),
        }
    }
}

impl core::error::Error for Gb18030Error {}

/// The text of `bytes`, unless something stands for no character.
#[cfg(not(target_family = "wasm"))]
fn read(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The bytes of `text`, unless a character has none.
#[cfg(not(target_family = "wasm"))]
fn exact(text: &str) -> Option<Cow<'_, [u8]>> {
    let (bytes, _, had_unmappable) = GB18030.encode(text);
    (!had_unmappable).then_some(bytes)
}

#[cfg(target_family = "wasm")]
fn read(bytes: &[u8]) -> Option<Cow<'_, str>> {
    small::decode(bytes).map(Cow::Owned)
}

#[cfg(target_family = "wasm")]
fn exact(text: &str) -> Option<Cow<'_, [u8]>> {
    small::encode(text).map(Cow::Owned)
}

/// Tells malformed bytes from unmapped ones, which the decoder does not.
fn check_shape(bytes: &[u8]) -> Result<(), Gb18030Error> {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return Ok(()),
            // 80 alone is the euro sign of code page 936: an alias, not a fault of form
            [0x00..=0x80, rest @ ..]
            | [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, rest @ ..]
            | [
                0x81..=0xFE,
                0x30..=0x39,
                0x81..=0xFE,
                0x30..=0x39,
                rest @ ..,
            ] => rest,
            _ => {
                return Err(Gb18030Error::Malformed {
                    at: bytes.len().saturating_sub(rest.len()),
                });
            }
        };
    }
}

//! What characters a name, an address tail and an issuer's name may hold.
//!
//! Names have an allow-list: Han with every extension, 〇, private use, Latin letters with diacritics,
//! and the signs that names are joined by. People of other scripts bear Latin or Han names in Chinese
//! documents, so that Cyrillic, Greek or Arabic letters in a name are a mistake or a disguise. Lines have a
//! deny-list: whatever is assigned and can be seen. Neither may hold anything that hides, reorders or
//! damages the text round it, and both are NFC.
//!
//! Decided here: variation selectors are refused although ideographic variation sequences are lawful in
//! registers, because two names that look alike must not differ in their bytes; the base character is the
//! name. Private use is allowed, because registers hold it, and [`private_use`] finds it.

mod class;
mod display;
mod separators;
#[cfg(test)]
mod tests;

use core::fmt;

use unicode_normalization::UnicodeNormalization;

use class::Class;
pub use display::display_safe;
pub use separators::{SeparatorChange, normalise_separators};

/// No script writes more marks than this upon one letter that NFC has not composed.
const MAX_MARKS: usize = 2;

/// Whether `name` may be a person's name.
///
/// Han and private use; Latin letters with up to two marks each; `·` (U+00B7) between two parts; and
/// inside Latin text a single space, hyphen, apostrophe or full stop.
///
/// ```
/// use juma_format::characters::check_name;
///
/// assert_eq!(check_name("买买提·阿不都热合曼"), Ok(()));
/// assert_eq!(check_name("Jean-Luc O'Neil"), Ok(()));
/// assert!(check_name("张\u{202E}三").is_err());
/// ```
///
/// # Errors
///
/// The first character that does not belong, and why.
pub fn check_name(name: &str) -> Result<(), CharacterError> {
    check(name, |character, before, after| match character {
        ' ' | '-' | '.' | '\'' | '·' if joins(character, before, after) => Ok(()),
        ' ' => Err(CharacterKind::Space),
        '-' | '.' | '\'' | '·' => Err(CharacterKind::Separator),
        _ if class::is_han(character) || class::is_latin(character) => Ok(()),
        _ => match class::of(character) {
            Class::PrivateUse => Ok(()),
            Class::Mark if before.is_some_and(is_latin_or_mark) => Ok(()),
            _ => Err(CharacterKind::Forbidden),
        },
    })
}

/// Whether `line` may be the tail of an address, or an issuer's name.
///
/// Any assigned character that can be seen, and single spaces inside.
///
/// # Errors
///
/// The first character that does not belong, and why.
pub fn check_line(line: &str) -> Result<(), CharacterError> {
    check(line, |character, before, after| match character {
        ' ' => match (before, after) {
            (Some(before), Some(_)) if before != ' ' => Ok(()),
            _ => Err(CharacterKind::Space),
        },
        char::REPLACEMENT_CHARACTER => Err(CharacterKind::Forbidden),
        _ => Ok(()),
    })
}

/// The private-use characters of `text`, each with its index in characters.
///
/// A reader's font decides what they look like, so whoever shows one says so.
pub fn private_use(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.chars()
        .enumerate()
        .filter(|(_, character)| class::of(*character) == Class::PrivateUse)
}

/// A character that a text may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CharacterError {
    /// Its index, counted in characters.
    pub at: usize,
    /// What is wrong with it.
    pub kind: CharacterKind,
}

impl fmt::Display for CharacterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.kind {
            CharacterKind::Bidirectional => {
                write!(f, "character {at} changes the direction of text")
            }
            CharacterKind::CombiningFlood => {
                write!(
                    f,
                    "mark {at} has no base, or its base has over {MAX_MARKS} marks"
                )
            }
            CharacterKind::Control => write!(f, "character {at} is a control character"),
            CharacterKind::Empty => f.write_str("the text is empty"),
            CharacterKind::Forbidden => write!(f, "character {at} does not belong in this text"),
            CharacterKind::Invisible => write!(f, "character {at} cannot be seen"),
            CharacterKind::LineBreak => write!(f, "character {at} breaks the line"),
            CharacterKind::NotNfc => write!(f, "character {at} is not in Unicode's form NFC"),
            CharacterKind::Separator => write!(f, "sign {at} does not stand between two parts"),
            CharacterKind::Space => {
                write!(
                    f,
                    "character {at} is a space, and no single U+0020 inside the text"
                )
            }
            CharacterKind::Unassigned => write!(f, "character {at} is not assigned"),
        }
    }
}

impl core::error::Error for CharacterError {}

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CharacterKind {
    /// It changes the direction of the text: U+061C, U+200E, U+200F, U+202A–202E, U+2066–2069.
    Bidirectional,
    /// A combining mark without a base, or the third and later upon one.
    CombiningFlood,
    /// A control character that breaks no line.
    Control,
    /// There is no character at all.
    Empty,
    /// Not of those that this kind of text may hold, or U+FFFD, the trace of damaged text.
    Forbidden,
    /// Format characters, variation selectors, fillers and other characters that show nothing.
    Invisible,
    /// A new line by any name: U+000A–000D, U+0085, U+2028, U+2029.
    LineBreak,
    /// NFC would write this character, or it and its neighbours, otherwise.
    NotNfc,
    /// `·`, hyphen, apostrophe or full stop not between two parts of a name.
    Separator,
    /// A space other than U+0020, at an end, doubled, or in a name beside Han.
    Space,
    /// Unassigned, or no character by definition, in the Unicode version of this build.
    Unassigned,
}

/// What holds of every text, with `rule` for the rest; it sees the neighbours of each character.
fn check(
    text: &str,
    rule: impl Fn(char, Option<char>, Option<char>) -> Result<(), CharacterKind>,
) -> Result<(), CharacterError> {
    if text.is_empty() {
        let kind = CharacterKind::Empty;
        return Err(CharacterError { at: 0, kind });
    }
    let mut before = None;
    let mut marks = MAX_MARKS; // so that a mark at the start, which has no base, is one too many
    let mut characters = text.chars().enumerate().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, after)| *after);
        let class = class::of(character);
        marks = match class {
            Class::Mark => marks.saturating_add(1),
            _ => 0,
        };
        let common = match class {
            Class::Refused(kind) => Err(kind),
            Class::Mark if marks > MAX_MARKS => Err(CharacterKind::CombiningFlood),
            Class::Mark | Class::PrivateUse | Class::Visible => Ok(()),
        };
        common
            .and_then(|()| rule(character, before, after))
            .map_err(|kind| CharacterError { at, kind })?;
        before = Some(character);
    }
    match first_not_nfc(text) {
        Some(at) => Err(CharacterError {
            at,
            kind: CharacterKind::NotNfc,
        }),
        None => Ok(()),
    }
}

/// The index of the first character that NFC changes.
fn first_not_nfc(text: &str) -> Option<usize> {
    // Nothing below the first combining mark and no unified ideograph changes or is changed.
    let is_inert = |character| matches!(character, '\0'..='\u{2FF}' | '\u{4E00}'..='\u{9FFF}');
    if text.chars().all(is_inert) {
        return None;
    }
    let mut normal = text.nfc();
    let changed = text
        .chars()
        .position(|character| normal.next() != Some(character));
    changed.or_else(|| normal.next().map(|_| text.chars().count()))
}

/// Whether a sign between these neighbours joins the parts of a name.
fn joins(sign: char, before: Option<char>, after: Option<char>) -> bool {
    let latin_before = before.is_some_and(is_latin_or_mark);
    let latin_after = after.is_some_and(class::is_latin);
    match sign {
        // Anna María, J. Neil, Sana' Ali, van 't Hooft
        ' ' => {
            (latin_before || matches!(before, Some('.' | '\'')))
                && (latin_after || after == Some('\''))
        }
        // Jean-Luc, J.-L. Neil
        '-' => (latin_before || before == Some('.')) && latin_after,
        // J. R.·李, Robert Downey Jr.
        '.' => latin_before && (latin_after || matches!(after, None | Some(' ' | '-' | '·'))),
        // O'Neil, 't Hooft, Sana'
        '\'' => match (latin_before, latin_after) {
            (true, true) => true,
            (true, false) => matches!(after, None | Some(' ')),
            (false, true) => matches!(before, None | Some(' ')),
            (false, false) => false,
        },
        // 买买提·吐尔逊
        _ => {
            (latin_before || before == Some('.') || before.is_some_and(is_letter))
                && after.is_some_and(is_letter)
        }
    }
}

fn is_latin_or_mark(character: char) -> bool {
    class::is_latin(character) || class::of(character) == Class::Mark
}

fn is_letter(character: char) -> bool {
    class::is_han(character)
        || class::is_latin(character)
        || class::of(character) == Class::PrivateUse
}

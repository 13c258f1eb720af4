//! The dot between the parts of a name, which people type in many ways.

use alloc::string::String;
use alloc::vec::Vec;

use super::class;

/// The one separator: U+00B7, as the registration rules of 2016 have it (民委发〔2016〕33号).
const SEPARATOR: char = '·';

/// One change that [`normalise_separators`] made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeparatorChange {
    /// Index in the text given, counted in characters.
    pub at: usize,
    /// What stood there.
    pub from: char,
    /// What stands there now: U+00B7, or nothing after another separator.
    pub to: Option<char>,
}

/// `name` with each look-alike of the separator replaced by U+00B7, and each repeated one dropped.
///
/// For input, where whoever types sees the changes. Never for what a signature covers.
#[must_use]
pub fn normalise_separators(name: &str) -> (String, Vec<SeparatorChange>) {
    let mut normal = String::with_capacity(name.len());
    let mut changes = Vec::new();
    let mut characters = name.chars().enumerate().peekable();
    while let Some((at, from)) = characters.next() {
        let before = normal.chars().next_back();
        let after = characters.peek().map(|(_, after)| *after);
        let is_stop_between_han =
            from == '.' && before.is_some_and(class::is_han) && after.is_some_and(class::is_han);
        let is_separator = from == SEPARATOR || is_look_alike(from) || is_stop_between_han;
        let to = match (is_separator, before) {
            (true, Some(SEPARATOR)) => None,
            (true, _) => Some(SEPARATOR),
            (false, _) => Some(from),
        };
        normal.extend(to);
        if to != Some(from) {
            changes.push(SeparatorChange { at, from, to });
        }
    }
    (normal, changes)
}

/// Dots at middle height, and the wide full stops that input methods offer beside them.
fn is_look_alike(character: char) -> bool {
    matches!(
        character,
        '\u{387}'       // Greek ano teleia
            | '\u{1427}'    // Canadian syllabics final middle dot
            | '\u{16EB}'    // runic single punctuation
            | '\u{2022}'    // bullet
            | '\u{2024}'    // one dot leader
            | '\u{2027}'    // hyphenation point
            | '\u{2219}'    // bullet operator
            | '\u{22C5}'    // dot operator
            | '\u{25CF}'    // black circle
            | '\u{25E6}'    // white bullet
            | '\u{2E31}'    // word separator middle dot
            | '\u{2E33}'    // raised dot
            | '\u{30FB}'    // katakana middle dot
            | '\u{318D}'    // hangul letter araea
            | '\u{A78F}'    // Latin letter sinological dot
            | '\u{FE52}'    // small full stop
            | '\u{FF0E}'    // full-width full stop
            | '\u{FF65}' // half-width katakana middle dot
    )
}

//! What kind of character a character is.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::CharacterKind;

/// The kinds that the checks tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A mark that combines with the character before it.
    Mark,
    PrivateUse,
    /// No text may hold it.
    Refused(CharacterKind),
    /// It can be seen; U+0020, too.
    Visible,
}

/// The class of `character`.
pub(super) fn of(character: char) -> Class {
    if matches!(character, ' '..='~' | '\u{4E00}'..='\u{9FFF}') {
        // Most of what is ever asked about, without a look at the tables.
        return Class::Visible;
    }
    if let Some(kind) = refused(character) {
        return Class::Refused(kind);
    }
    match character.general_category() {
        GeneralCategory::PrivateUse => Class::PrivateUse,
        GeneralCategory::NonspacingMark
        | GeneralCategory::SpacingMark
        | GeneralCategory::EnclosingMark => Class::Mark,
        _ => Class::Visible,
    }
}

/// Whether `character` is a Han character, compatibility ideographs and 〇 among them.
pub(super) fn is_han(character: char) -> bool {
    let in_a_block = matches!(character,
        '\u{3007}'
        | '\u{3400}'..='\u{4DBF}'       // extension A
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'       // compatibility; of these NFC keeps twelve
        | '\u{20000}'..='\u{3FFFD}'     // planes 2 and 3: extension B and later
    );
    in_a_block && character.general_category() != GeneralCategory::Unassigned
}

/// Whether `character` is a Latin letter, as passports and registers write names with.
pub(super) fn is_latin(character: char) -> bool {
    match character {
        '×' | '÷' => false,
        // U+01BB and U+01C0–01C3 are clicks and the like, one of which looks like an exclamation mark
        '\u{1BB}' | '\u{1C0}'..='\u{1C3}' => false,
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => true,
        _ => false,
    }
}

/// Why no text may hold `character`.
pub(super) fn refused(character: char) -> Option<CharacterKind> {
    match character {
        '\n'..='\r' | '\u{85}' => return Some(CharacterKind::LineBreak),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            return Some(CharacterKind::Bidirectional);
        }
        // Marks, letters and symbols that show nothing: Unicode's Default_Ignorable_Code_Point beyond
        // category Cf, and the empty braille pattern.
        '\u{34F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FFA0}'
        | '\u{FFFC}'
        | '\u{E0100}'..='\u{E01EF}' => return Some(CharacterKind::Invisible),
        ' ' => return None,
        _ => {}
    }
    match character.general_category() {
        GeneralCategory::Control => Some(CharacterKind::Control),
        GeneralCategory::Format => Some(CharacterKind::Invisible),
        GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
            Some(CharacterKind::LineBreak)
        }
        GeneralCategory::SpaceSeparator => Some(CharacterKind::Space),
        GeneralCategory::Surrogate | GeneralCategory::Unassigned => Some(CharacterKind::Unassigned),
        _ => None,
    }
}

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::class::{self, Class};
use super::{
    CharacterError, CharacterKind, check_line, check_name, display_safe, normalise_separators,
    private_use,
};

fn refusal(at: usize, kind: CharacterKind) -> Result<(), CharacterError> {
    Err(CharacterError { at, kind })
}

fn every_char() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

#[test]
fn names_that_people_bear_pass() {
    let fifty_units = ["阿卜杜热西提"; 7].join("·") + "·艾";
    assert_eq!(fifty_units.chars().count(), 50);
    for name in [
        "张三",
        "欧阳娜娜",
        "买买提·阿不都热合曼",
        "尼格热依·买买提依明·吐尔逊",
        &"赵".repeat(25),
        &fifty_units,
        "〇一",
        "𠮷野",               // extension B
        "\u{2EBF0}",          // extension I
        "\u{30000}\u{31350}", // extensions G and H
        "\u{FA0E}",           // a unified ideograph among the compatibility ones
        "张\u{E7C7}",         // private use
        "\u{F0000}",
        "Jean-Luc O'Neil",
        "Anna María",
        "Nguyễn Thị Minh Khai",
        "J. R. R. Tolkien",
        "Robert Downey Jr.",
        "'t Hooft",
        "Đặng Š. Z\u{331}\u{30C}".nfc_string().as_str(),
        "J.-L. Neil",
        "Vincent van 't Hooft",
        "J.·李",
        "李·Anna",
        "Ğ\u{331}\u{323}".nfc_string().as_str(),
    ] {
        assert_eq!(check_name(name), Ok(()), "{name}");
        assert_eq!(check_line(name), Ok(()), "{name}");
    }
}

trait NfcString {
    fn nfc_string(&self) -> String;
}

impl NfcString for str {
    fn nfc_string(&self) -> String {
        unicode_normalization::UnicodeNormalization::nfc(self).collect()
    }
}

#[test]
fn names_that_nobody_bears_are_refused() {
    for (name, at, kind) in [
        ("", 0, CharacterKind::Empty),
        ("张\u{202E}三", 1, CharacterKind::Bidirectional),
        ("张\u{200F}", 1, CharacterKind::Bidirectional),
        ("张\u{200D}三", 1, CharacterKind::Invisible),
        ("张\u{200B}三", 1, CharacterKind::Invisible),
        ("\u{FEFF}张三", 0, CharacterKind::Invisible),
        ("葛\u{E0100}", 1, CharacterKind::Invisible), // a variation sequence
        ("葛\u{FE00}", 1, CharacterKind::Invisible),
        ("张\u{3164}", 1, CharacterKind::Invisible),
        ("张\0", 1, CharacterKind::Control),
        ("张\u{1B}[31m", 1, CharacterKind::Control),
        ("张\u{9B}", 1, CharacterKind::Control),
        ("张\t三", 1, CharacterKind::Control),
        ("张\n三", 1, CharacterKind::LineBreak),
        ("张\u{2028}三", 1, CharacterKind::LineBreak),
        ("张\u{3000}三", 1, CharacterKind::Space),
        ("Anna\u{A0}M", 4, CharacterKind::Space),
        ("张 三", 1, CharacterKind::Space),
        (" Anna", 0, CharacterKind::Space),
        ("Anna ", 4, CharacterKind::Space),
        ("Anna  M", 4, CharacterKind::Space),
        ("a--b", 1, CharacterKind::Separator),
        ("a..b", 1, CharacterKind::Separator),
        ("a ' b", 2, CharacterKind::Separator),
        (" ", 0, CharacterKind::Space),
        ("·张三", 0, CharacterKind::Separator),
        ("张三·", 2, CharacterKind::Separator),
        ("买买提··吐", 3, CharacterKind::Separator),
        ("买买提.吐", 3, CharacterKind::Separator),
        ("-Anna", 0, CharacterKind::Separator),
        ("Anna-", 4, CharacterKind::Separator),
        (".", 0, CharacterKind::Separator),
        ("买买提•吐", 3, CharacterKind::Forbidden),
        ("买买提・吐", 3, CharacterKind::Forbidden),
        ("买买提．吐", 3, CharacterKind::Forbidden),
        ("买买提‧吐", 3, CharacterKind::Forbidden),
        ("Аnna", 0, CharacterKind::Forbidden), // a Cyrillic А
        ("Ⅳ", 0, CharacterKind::Forbidden),
        ("张3", 1, CharacterKind::Forbidden),
        ("=cmd", 0, CharacterKind::Forbidden),
        ("张(三)", 1, CharacterKind::Forbidden),
        ("⽅", 0, CharacterKind::Forbidden), // a radical that looks like 方
        ("张\u{FFFD}", 1, CharacterKind::Forbidden),
        ("张*", 1, CharacterKind::Forbidden), // a masked name is no name
        ("张\u{301}", 1, CharacterKind::Forbidden),
        ("\u{301}a", 0, CharacterKind::CombiningFlood),
        ("x\u{331}\u{323}\u{330}", 3, CharacterKind::CombiningFlood),
        ("Anna Mari\u{301}a", 8, CharacterKind::NotNfc),
        ("\u{F900}", 0, CharacterKind::NotNfc),
        ("\u{2F800}", 0, CharacterKind::NotNfc),
        ("\u{2A6E0}", 0, CharacterKind::Unassigned),
        ("\u{FFFF}", 0, CharacterKind::Unassigned),
        ("\u{378}", 0, CharacterKind::Unassigned),
    ] {
        assert_eq!(check_name(name), refusal(at, kind), "{name:?}");
    }
}

#[test]
fn lines_hold_what_addresses_need() {
    for line in [
        "南头街道桃园路1号3栋2001房",
        "12-3#（旧楼）、A座/B座",
        "Unit 5, Block B (North)",
        "Ｂ栋１２０１室",
        "深圳市公安局",
        "—2层·201",
        "№5",
        "\u{E000}村",
    ] {
        assert_eq!(check_line(line), Ok(()), "{line}");
    }
    for (line, at, kind) in [
        ("", 0, CharacterKind::Empty),
        (" 1号", 0, CharacterKind::Space),
        ("1号 ", 2, CharacterKind::Space),
        ("1号  2栋", 3, CharacterKind::Space),
        ("1号\u{3000}2栋", 2, CharacterKind::Space),
        ("1号\r\n", 2, CharacterKind::LineBreak),
        ("1号\u{2066}", 2, CharacterKind::Bidirectional),
        ("1号\u{AD}", 2, CharacterKind::Invisible),
        ("1号\u{2800}", 2, CharacterKind::Invisible),
        ("1号\u{FFFD}", 2, CharacterKind::Forbidden),
        ("e\u{301}", 0, CharacterKind::NotNfc),
    ] {
        assert_eq!(check_line(line), refusal(at, kind), "{line:?}");
    }
}

#[test]
fn every_character_of_a_refused_category_is_refused() {
    let mut count = 0;
    for character in every_char() {
        let refused = match character.general_category() {
            GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned => true,
            GeneralCategory::SpaceSeparator => character != ' ',
            _ => false,
        };
        if refused {
            let text = format!("Ab{character}cd");
            for answer in [check_line(&text), check_name(&text)] {
                assert_eq!(answer.map_err(|error| error.at), Err(2), "{character:?}");
            }
            assert!(display_safe(&text).is_ascii(), "{character:?}");
            count += 1;
        }
    }
    assert!(count > 800_000, "{count}"); // most of Unicode is unassigned
}

#[test]
fn names_hold_only_letters_and_four_signs() {
    for character in every_char() {
        let allowed = matches!(
            character.general_category(),
            GeneralCategory::UppercaseLetter
                | GeneralCategory::LowercaseLetter
                | GeneralCategory::TitlecaseLetter
                | GeneralCategory::OtherLetter
                | GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
                | GeneralCategory::PrivateUse
        ) || matches!(character, ' ' | '-' | '\'' | '.' | '·' | '〇');
        if !allowed {
            assert!(
                check_name(&format!("Ab{character}cd")).is_err(),
                "{character:?}"
            );
        }
    }
}

#[test]
fn private_use_is_found() {
    let name = "张\u{E7C7}三\u{F0000}";
    let found: Vec<_> = private_use(name).collect();
    assert_eq!(found, [(1, '\u{E7C7}'), (3, '\u{F0000}')]);
    assert_eq!(private_use("张三").next(), None);
    let count = every_char()
        .filter(|character| private_use(&character.to_string()).next().is_some())
        .count();
    assert_eq!(count, 6_400 + 2 * 65_534);
}

#[test]
fn separators_become_one() {
    for name in [
        "买买提•吐尔逊",
        "买买提・吐尔逊",
        "买买提．吐尔逊",
        "买买提‧吐尔逊",
        "买买提.吐尔逊",
    ] {
        let (normal, changes) = normalise_separators(name);
        assert_eq!(normal, "买买提·吐尔逊");
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].at, changes[0].to), (3, Some('·')));
        assert_eq!(check_name(&normal), Ok(()));
    }
    let (normal, changes) = normalise_separators("买买提·•吐尔逊");
    assert_eq!(normal, "买买提·吐尔逊");
    assert_eq!(
        (changes[0].at, changes[0].from, changes[0].to),
        (4, '•', None)
    );
    for name in ["", "买买提·吐尔逊", "J. R. Tolkien", "张三"] {
        assert_eq!(normalise_separators(name), (name.into(), Vec::new()));
    }
}

#[test]
fn nothing_dangerous_is_shown() {
    for (text, shown) in [
        ("张\u{E7C7}", "张[U+E7C7]"),
        ("\u{10FFFD}", "[U+10FFFD]"),
        ("\u{1B}]0;x\u{7}", "[U+001B]]0;x[U+0007]"),
        ("\u{9B}31m", "[U+009B]31m"),
        ("张\u{202E}三", "张[U+202E]三"),
        ("a\u{331}\u{323}\u{330}", "a\u{331}\u{323}[U+0330]"),
        ("\u{E000}\u{301}", "[U+E000][U+0301]"),
        ("一\n二", "一[U+000A]二"),
        ("Anna María 1号", "Anna María 1号"),
    ] {
        assert_eq!(display_safe(text), shown);
    }
}

proptest! {
    #[test]
    fn a_name_is_a_line(name in "\\PC{0,12}|[张三·A-z .'\u{301}-]{0,8}") {
        if check_name(&name).is_ok() {
            prop_assert_eq!(check_line(&name), Ok(()));
            prop_assert_eq!(name.nfc_string(), name.clone());
        }
        let (normal, changes) = normalise_separators(&name);
        prop_assert_eq!(changes.is_empty(), normal == name);
        prop_assert_eq!(normalise_separators(&normal).1, Vec::new());
    }

    #[test]
    fn what_is_shown_is_a_line_but_for_spaces_and_form(text in any::<String>()) {
        let shown = display_safe(&text);
        match check_line(&shown).map_err(|error| error.kind) {
            Ok(())
            | Err(
                CharacterKind::Empty
                | CharacterKind::Forbidden
                | CharacterKind::NotNfc
                | CharacterKind::Space,
            ) => {}
            Err(kind) => prop_assert!(false, "{kind:?}"),
        }
        prop_assert_eq!(private_use(&shown).next(), None);
    }
}

#[test]
fn what_skips_the_tables_is_what_the_tables_say() {
    for character in (' '..='~').chain('\u{4E00}'..='\u{9FFF}') {
        assert_eq!(class::of(character), Class::Visible);
        assert!(class::refused(character).is_none());
    }
    for character in ('\0'..='\u{2FF}').chain('\u{4E00}'..='\u{9FFF}') {
        assert!(unicode_normalization::is_nfc(
            character.encode_utf8(&mut [0; 4])
        ));
        let composes = |mark| unicode_normalization::char::compose(character, mark).is_some();
        assert!(
            !('\0'..='\u{2FF}')
                .chain(['\u{4E00}', '\u{9FFF}'])
                .any(composes),
            "{character:?}"
        );
    }
}

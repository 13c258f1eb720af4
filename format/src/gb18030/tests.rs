use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;

use super::editions::EDITION_DEPENDENT;
use super::{GB18030, Gb18030Error, decode, encode, exact, is_edition_dependent, is_plain};

fn every_char() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

#[test]
fn han_text_takes_two_bytes_a_character() {
    assert_eq!(encode("深圳市").unwrap(), b"\xC9\xEE\xDB\xDA\xCA\xD0");
    assert_eq!(decode(b"\xC9\xEE\xDB\xDA\xCA\xD0").unwrap(), "深圳市");
    assert_eq!(encode("南头街道桃园路1号3栋2001房").unwrap().len(), 26);
}

#[test]
fn text_that_gains_nothing_stays_utf8() {
    for text in ["", "A", "Anna", "12-3#", "\u{20BB7}", "\u{2EBF0}", "é中"] {
        let text = text.to_string();
        let shorter = exact(&text).unwrap().len() < text.len();
        assert_eq!(encode(&text).is_some(), shorter, "{text}");
    }
    assert_eq!(encode("𠮷"), None);
    assert_eq!(decode(b""), Err(Gb18030Error::NotShorter));
    assert_eq!(decode(b"Anna"), Err(Gb18030Error::NotShorter));
}

#[test]
fn every_scalar_value_comes_back_or_stays_utf8() {
    let mut encoded = 0_u32;
    let mut text = String::new();
    for character in every_char() {
        text.clear();
        text.push_str("深圳市"); // saves more than any character costs
        text.push(character);
        match encode(&text) {
            Some(bytes) => {
                assert!(bytes.len() < text.len());
                assert_eq!(decode(&bytes).as_ref(), Ok(&text));
                encoded += 1;
            }
            None => assert!(
                is_edition_dependent(character),
                "U+{:04X}",
                u32::from(character)
            ),
        }
    }
    let listed = every_char().filter(|c| is_edition_dependent(*c)).count();
    assert_eq!(
        usize::try_from(encoded).unwrap(),
        0x11_0000 - 0x800 - listed
    );
}

#[test]
fn every_two_byte_sequence_is_the_only_form_or_refused() {
    let mut accepted = 0;
    for lead in 0x80..=0xFF {
        for trail in 0x00..=0xFF {
            let bytes = [lead, trail];
            if let Ok(text) = decode(&bytes) {
                assert_eq!(encode(&text).as_deref(), Some(&bytes[..]));
                accepted += 1;
            }
        }
    }
    // 23,940 pairs, less those of listed characters and of characters that UTF-8 writes in two bytes
    assert!((23_000..23_940).contains(&accepted), "{accepted}");
}

#[test]
fn listed_characters_stay_utf8() {
    let mut count = 0;
    for character in EDITION_DEPENDENT.iter().cloned().flatten() {
        assert!(is_edition_dependent(character));
        assert_eq!(encode(&format!("深圳市{character}")), None);
        count += 1;
    }
    assert_eq!(count, 290);
}

#[test]
fn the_table_is_sorted() {
    for pair in EDITION_DEPENDENT.windows(2) {
        assert!(pair[0].start() <= pair[0].end());
        assert!(pair[0].end() < pair[1].start());
    }
}

/// Each of the fifty scalar values on which codecs of different editions disagree.
#[test]
fn what_codecs_disagree_on_is_listed() {
    let fifty = [
        0x1E3F..=0x1E3F,
        0x9FB4..=0x9FBB,
        0xE78D..=0xE796,
        0xE7C7..=0xE7C7,
        0xE816..=0xE818,
        0xE81E..=0xE81E,
        0xE826..=0xE826,
        0xE82B..=0xE82C,
        0xE831..=0xE832,
        0xE83B..=0xE83B,
        0xE843..=0xE843,
        0xE854..=0xE855,
        0xE864..=0xE864,
        0xFE10..=0xFE19,
        0x20087..=0x20087,
        0x20089..=0x20089,
        0x200CC..=0x200CC,
        0x215D7..=0x215D7,
        0x2298F..=0x2298F,
        0x241FE..=0x241FE,
    ];
    let fifty: Vec<char> = fifty
        .into_iter()
        .flatten()
        .filter_map(char::from_u32)
        .collect();
    assert_eq!(fifty.len(), 50);
    assert!(fifty.into_iter().all(is_edition_dependent));
}

#[test]
fn bytes_whose_meaning_changed_are_refused() {
    let moved: [&[u8]; 10] = [
        b"\xA8\xBC",
        b"\x81\x35\xF4\x37",
        b"\xA6\xD9",
        b"\x84\x31\x82\x36",
        b"\xFE\x59",
        b"\x82\x35\x90\x37",
        b"\xFE\x51",
        b"\x95\x32\x90\x31",
        b"\xFD\x9C",
        b"\xFE\x50\xFE\x91",
    ];
    for bytes in moved {
        let text = [b"\xC9\xEE\xDB\xDA", bytes].concat();
        assert!(
            matches!(
                decode(&text),
                Err(Gb18030Error::EditionDependent { at: 2 | 3 })
            ),
            "{bytes:X?}: {:?}",
            decode(&text)
        );
    }
}

#[test]
fn aliases_are_refused() {
    assert_eq!(decode(b"\xC9\xEE\x80"), Err(Gb18030Error::Alias)); // A2E3 is the euro sign
    assert_eq!(decode(b"\xC9\xEE\xA3\xA0"), Err(Gb18030Error::Alias)); // A1A1 is U+3000
}

#[test]
fn unmapped_and_malformed_bytes_are_refused() {
    assert_eq!(
        decode(b"\xC9\xEE\x84\x31\xA4\x39\xFE\x39\xFE\x39"),
        Err(Gb18030Error::Unmapped)
    );
    assert_eq!(
        decode(b"\xC9\xEE\xE3\x32\x9A\x36"),
        Err(Gb18030Error::Unmapped)
    );
    for bytes in [
        &b"\xC9\xEE\xC9"[..],
        b"\xC9\xEE\xFF",
        b"\xC9\xEE\xC9\x7F",
        b"\xC9\xEE\x81\x30\x81",
    ] {
        assert_eq!(decode(bytes), Err(Gb18030Error::Malformed { at: 2 }));
    }
}

/// A byte order mark is a character like any other, never a switch to another encoding.
#[test]
fn byte_order_marks_do_nothing() {
    assert_eq!(
        decode(b"\xEF\xBB\xBF"),
        Err(Gb18030Error::Malformed { at: 2 })
    );
    assert_eq!(
        decode(b"\xEF\xBB\xBF\xC9").map(|text| text.chars().count()),
        Ok(2)
    );
    assert_eq!(decode(b"\xFE\xFF"), Err(Gb18030Error::Malformed { at: 0 }));
}

proptest! {
    #[test]
    fn what_decodes_encodes_to_the_same_bytes(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        if let Ok(text) = decode(&bytes) {
            prop_assert_eq!(encode(&text), Some(bytes));
        }
    }

    #[test]
    fn sequences_that_decode_encode_to_the_same_bytes(
        pairs in prop::collection::vec((0x81_u8..=0xFE, 0x30_u8..=0xFE), 1..12)
    ) {
        let bytes: Vec<u8> = pairs.into_iter().flat_map(|(lead, trail)| [lead, trail]).collect();
        if let Ok(text) = decode(&bytes) {
            prop_assert_eq!(encode(&text), Some(bytes));
        }
    }

    #[test]
    fn what_encodes_decodes_to_the_same_text(text in ".{0,40}") {
        if let Some(bytes) = encode(&text) {
            prop_assert!(bytes.len() < text.len());
            prop_assert_eq!(decode(&bytes), Ok(text));
        }
    }
}

#[test]
fn plain_characters_have_one_sequence_of_bytes() {
    let mut seen = 0;
    let mut check = |bytes: &[u8]| {
        let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes) else {
            return;
        };
        let mut characters = text.chars();
        if let (Some(character), None) = (characters.next(), characters.next())
            && is_plain(character)
        {
            assert_eq!(exact(&text).as_deref(), Some(bytes), "{bytes:02X?}");
            assert!(!is_edition_dependent(character));
            seen += 1;
        }
    };
    for first in 0..=0xFF_u8 {
        check(&[first]);
        for second in 0..=0xFF_u8 {
            check(&[first, second]);
        }
    }
    for first in 0x81..=0xFE_u8 {
        for second in 0x30..=0x39_u8 {
            for third in 0x81..=0xFE_u8 {
                for fourth in 0x30..=0x39_u8 {
                    check(&[first, second, third, fourth]);
                }
            }
        }
    }
    assert_eq!(seen, 128 + 20_902);
}

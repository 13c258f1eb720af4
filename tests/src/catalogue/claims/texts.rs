//! Texts and documents (SPEC §5.2 to §5.4).

use super::super::refused;
use crate::{
    cbor::{Item, bytes, text, tstr, uint},
    code::{full, gate, passport},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [encodings(), characters(), documents()].concat()
}

fn encodings() -> Vec<Vector> {
    let name = |name, item: Item, comment| {
        refused(
            name,
            "claim-encoding",
            full().residence(4, item).text(),
            comment,
        )
    };
    vec![
        name(
            "claims/name-utf8-though-longer",
            tstr("张三丰"),
            "GB 18030 is shorter, so it is due (§5.2)",
        ),
        name(
            "claims/name-gb18030-though-equal",
            bytes(b"Ana"),
            "as long as UTF-8, so UTF-8 is due (§5.2)",
        ),
        name(
            "claims/name-gb18030-of-the-editions",
            bytes(&[0xd5, 0xc5, 0xfe, 0x59]),
            "FE59 was E81E and is 9FB4 (§5.2)",
        ),
        name(
            "claims/name-gb18030-torn",
            bytes(&[0xd5, 0xc5, 0xc8]),
            "half a character (§5.2)",
        ),
        name(
            "claims/name-gb18030-not-mapped",
            bytes(&[0xd5, 0xc5, 0xff, 0xff]),
            "no character (§5.2)",
        ),
        refused(
            "claims/address-utf8-though-longer",
            "claim-encoding",
            full().residence(7, tstr("科苑路15号")).text(),
            "GB 18030 is shorter, so it is due (§5.2)",
        ),
    ]
}

fn characters() -> Vec<Vector> {
    let name = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            full().residence(4, text(value)).text(),
            comment,
        )
    };
    let address = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            full().residence(7, text(value)).text(),
            comment,
        )
    };
    let masked = |name, value: &str, comment| {
        refused(
            name,
            "claim-characters",
            gate().residence(4, text(value)).text(),
            comment,
        )
    };
    vec![
        name("claims/name-empty", "", "nobody (§5.3)"),
        name("claims/name-of-65", &"张".repeat(65), "one too many (§5.3)"),
        name("claims/name-with-digit", "张3", "a digit (§5.3)"),
        name("claims/name-with-nul", "张\0三", "a control (§5.3)"),
        name(
            "claims/name-with-line-break",
            "张\n三",
            "a line break (§5.3)",
        ),
        name(
            "claims/name-right-to-left",
            "张\u{202e}三",
            "what follows reads backwards (§5.3)",
        ),
        name(
            "claims/name-zero-width",
            "张\u{200b}三",
            "nothing to see (§5.3)",
        ),
        name(
            "claims/name-not-nfc",
            "Ana Mari\u{301}a",
            "two code points for one letter (§5.3)",
        ),
        name("claims/name-space-before", " Ana", "a space outside (§5.3)"),
        name("claims/name-two-spaces", "Ana  María", "two spaces (§5.3)"),
        name("claims/name-with-emoji", "张😀", "no name has one (§5.3)"),
        address(
            "claims/address-of-121",
            &"路".repeat(121),
            "one too many (§5.3)",
        ),
        address("claims/address-with-nul", "科苑路\0号", "a control (§5.3)"),
        address(
            "claims/address-right-to-left",
            "科苑路\u{202e}15号",
            "what follows reads backwards (§5.3)",
        ),
        address(
            "claims/address-with-escape",
            "科苑路\u{1b}[2J号",
            "a terminal would obey it (§5.3)",
        ),
        address(
            "claims/address-with-variation",
            "葛\u{e0100}路",
            "a variation selector (§5.3)",
        ),
        masked(
            "claims/gate-with-whole-name",
            "张三丰",
            "a gate code masks it (§5.5)",
        ),
        masked(
            "claims/gate-with-two-stars",
            "张**",
            "one star whatever the length (§5.3)",
        ),
        masked(
            "claims/gate-with-no-star",
            "张",
            "a masked name ends in one (§5.3)",
        ),
    ]
}

fn documents() -> Vec<Vector> {
    let number = |name, kind: u64, body: u64, comment| {
        let code = full()
            .flags(1 | 1 << 2 | kind << 16)
            .residence(5, uint(body));
        refused(name, "claim-document", code.text(), comment)
    };
    let travel = |name, kind: u64, value: &str, comment| {
        let code = passport()
            .flags(1 | 2 << 2 | kind << 16 | 2 << 20)
            .residence(5, tstr(value));
        refused(name, "claim-document", code.text(), comment)
    };
    vec![
        number(
            "claims/citizen-born-on-30-february",
            1,
            11_010_519_490_230_002,
            "no such day (§5.4)",
        ),
        number(
            "claims/citizen-of-16-digits",
            1,
            1_101_051_949_123_100,
            "a digit is missing (§5.4)",
        ),
        number(
            "claims/citizen-of-another-kind",
            1,
            81_000_019_900_101_001,
            "81 is of kind 2 (§5.4)",
        ),
        number(
            "claims/permit-of-a-citizen",
            2,
            11_010_519_491_231_002,
            "11 is of kind 1 (§5.4)",
        ),
        number(
            "claims/passport-as-integer",
            4,
            11_010_519_491_231_002,
            "a passport is text (§5.4)",
        ),
        travel(
            "claims/citizen-as-text",
            1,
            "11010519491231002X",
            "a citizen number is an integer (§5.4)",
        ),
        travel("claims/passport-of-four", 4, "X123", "too short (§5.4)"),
        travel(
            "claims/passport-in-lower-case",
            4,
            "x1234567",
            "0-9A-Z (§5.4)",
        ),
        travel(
            "claims/return-permit-without-letter",
            5,
            "12345678",
            "H or M first (§5.4)",
        ),
        travel(
            "claims/taiwan-permit-of-nine",
            6,
            "123456789",
            "8 or 10 digits (§5.4)",
        ),
    ]
}

//! Values that no claim has.

use alloc::vec;

use super::*;
use crate::{
    cbor::CborFault,
    characters::{CharacterError, CharacterKind},
    claims::ClaimKey,
    draft::{array, bytes, integer, one_form, text, unsigned},
    person::{DocumentError, IdNumberError, PersonTextError},
};

#[test]
fn times_that_no_code_has() {
    for key in [4, 6] {
        let claims = holder_full();
        let time = |raw: &[u8]| edit_outer(&claims, |map| map.set(key, raw));
        let integer = |seconds: u64| edit_outer(&claims, |map| map.set(key, unsigned(seconds)));
        let claim = if key == 4 {
            ClaimKey::Expires
        } else {
            ClaimKey::Issued
        };
        for seconds in [
            0,
            1,
            1_577_836_799,     // 2019
            4_102_444_801,     // 2100
            4_133_980_800,     // 2101
            1_803_830_400_000, // milliseconds
            1 << 32,
            1 << 53,
            1 << 63,
            u64::MAX,
        ] {
            refused(&integer(seconds), ClaimsError::OutOfRange(claim));
        }
        fault(&time(&[0x20]), CborFault::WrongType); // -1
        fault(
            &time(&[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            CborFault::WrongType,
        );
        for text in [&b"\x6a2027-03-01"[..], b"\x41\x00", b"\xf6", b"\xa0"] {
            fault(&time(text), CborFault::WrongType);
        }
        let at = claims
            .encode()
            .windows(2)
            .position(|pair| pair == [key.try_into().unwrap(), 0x1a]);
        let (before, after) = (at.unwrap() + 1, at.unwrap() + 6);
        for float in [
            vec![0xf9, 0x7e, 0x00], // NaN
            vec![0xf9, 0x7c, 0x00], // infinity
            vec![0xfa, 0x4e, 0xd7, 0x06, 0x00],
            vec![0xfb, 0x41, 0xda, 0xe0, 0xc0, 0x00, 0x00, 0x00, 0x00], // 2027
            vec![0xc1, 0x1a, 0x6b, 0x83, 0x00, 0x00],                   // tag 1
        ] {
            let bytes = claims.encode();
            let bytes = [&bytes[..before], &float, &bytes[after..]].concat();
            assert!(
                matches!(Claims::decode(&bytes), Err(ClaimsError::Cbor(_))),
                "{float:x?}"
            );
        }
    }
    let mut common = common(STATIC, Bearer::Holder);
    common.expires = UnixTime::from_seconds(u64::MAX);
    let refusal = Claims::new(common, TierClaims::Gate(gate_part())).unwrap_err();
    assert_eq!(refusal, ClaimsError::OutOfRange(ClaimKey::Expires));
}

#[test]
fn values_out_of_range() {
    use ClaimKey::*;
    let number = |key, value: u64| with(&holder_gate(), key, unsigned(value));
    for status in [1 << 44, 1 << 63, u64::MAX] {
        refused(&number(2, status), ClaimsError::OutOfRange(Status));
    }
    assert!(Claims::decode(&number(2, (1 << 44) - 1)).is_ok());
    for region in [
        0,
        9,
        44,
        440,
        440_000,
        440_300,
        4400,
        9901,
        1_000_000,
        44_030_500,
        u64::MAX,
    ] {
        refused(&number(3, region), ClaimsError::OutOfRange(Region));
    }
    for tail in ["", "1", "123", "2x", "é", "1 "] {
        let bytes = with(&holder_gate(), 9, text(tail));
        refused(&bytes, ClaimsError::OutOfRange(DocumentTail));
    }
    for length in [0, 48, 143, 145, 912] {
        let bytes = with(&sealed(96), 13, bytes(&vec![0; length]));
        refused(&bytes, ClaimsError::OutOfRange(Sealed));
    }
    let traveller = full_of(traveller(), STATIC, Bearer::Holder);
    for days in [-32_873, 47_483, i64::MIN, i64::MAX] {
        let bytes = with(&traveller, 6, integer(days));
        refused(&bytes, ClaimsError::OutOfRange(BirthDate));
    }
    for (region, items) in [(4403, 1), (4403, 3), (44_030, 2), (0, 2)] {
        let tails = text("1").repeat(items - 1);
        let items = array(items.try_into().unwrap());
        let value = [items, unsigned(region), tails].concat();
        let bytes = with(&traveller, 8, value);
        refused(&bytes, ClaimsError::OutOfRange(Household));
    }
    let wrong = [
        flip(&holder_gate(), 0b11),      // tier 3
        flip(&holder_gate(), 0b10 << 2), // population 3
        flip(&holder_gate(), 0b111 << 4),
        flip(&holder_gate(), 0b11 << 11),
        flip(&holder_gate(), 1 << 13),
        flip(&holder_gate(), 0b111 << 16),
        flip(&holder_gate(), 1 << 22),
        flip(&holder_gate(), 1 << 63),
    ];
    for bytes in wrong {
        refused(&bytes, ClaimsError::ReservedFlags);
    }
}

#[test]
fn texts_that_no_code_has() {
    let name = |name: &str| with(&holder_full(), 4, one_form(name));
    let characters = |key, error| ClaimsError::Characters(key, error);
    let kind = |at, kind| PersonTextError::Character(CharacterError { at, kind });
    for (text, error) in [
        ("", PersonTextError::Empty),
        ("张*", kind(1, CharacterKind::Forbidden)),
        ("张\u{202E}三", kind(1, CharacterKind::Bidirectional)),
        ("张\0", kind(1, CharacterKind::Control)),
        (&han(65), PersonTextError::TooLong { chars: 65, max: 64 }),
    ] {
        refused(&name(text), characters(ClaimKey::Name, error));
    }
    let masked = |name: &str| with(&holder_gate(), 4, one_form(name));
    for text in ["", "张", "张**", "张三", "张三*", "*张", "张＊"] {
        refused(
            &masked(text),
            characters(ClaimKey::Name, PersonTextError::NotMasked),
        );
    }
    let refusal = Claims::decode(&masked("3*")).unwrap_err();
    assert_eq!(refusal.slug(), "claim-characters");
    let line = |key, line: &str| with(&holder_full(), key, one_form(line));
    let long = han(121);
    for (text, error) in [
        ("", PersonTextError::Empty),
        (" 1", kind(0, CharacterKind::Space)),
        ("一\n", kind(1, CharacterKind::LineBreak)),
        (
            long.as_str(),
            PersonTextError::TooLong {
                chars: 121,
                max: 120,
            },
        ),
    ] {
        refused(&line(7, text), characters(ClaimKey::AddressTail, error));
    }
    // UTF-8 where GB 18030 is shorter, and GB 18030 where it is not, or is no text.
    let utf8 = |claims: &Claims| with(claims, 4, text("张三丰"));
    refused(&utf8(&holder_full()), ClaimsError::Encoding(ClaimKey::Name));
    refused(&utf8(&holder_gate()), ClaimsError::Encoding(ClaimKey::Name));
    for broken in [&b"Anna"[..], b"\xff", b"\x81", b"\xa8\xbc", b""] {
        let encoded = with(&holder_full(), 7, bytes(broken));
        refused(&encoded, ClaimsError::Encoding(ClaimKey::AddressTail));
    }
    fault(&with(&holder_gate(), 4, unsigned(1)), CborFault::WrongType);
}

#[test]
fn documents_that_are_none() {
    let body = |body: u64| with(&holder_full(), 5, unsigned(body));
    let number = |error| ClaimsError::Document(DocumentError::Number(error));
    refused(
        &body(11_010_519_490_229_002),
        number(IdNumberError::BirthDate),
    );
    for shape in [0, 1_101_051_949_123_100, 110_105_194_912_310_020, u64::MAX] {
        refused(&body(shape), number(IdNumberError::Shape));
    }
    for foreign in [81_000_019_491_231_002, 91_000_019_491_231_002] {
        let kind = DocumentKind::Citizen;
        refused(
            &body(foreign),
            ClaimsError::Document(DocumentError::WrongKind { kind }),
        );
    }
    let traveller = full_of(traveller(), STATIC, Bearer::Holder);
    let shape = DocumentError::Shape {
        kind: DocumentKind::Passport,
    };
    for number in [
        "",
        "1234",
        "e12345678",
        "E1234567 ",
        "123456789012345678901",
        "Ｅ12345678",
    ] {
        let bytes = with(&traveller, 5, text(number));
        refused(&bytes, ClaimsError::Document(shape));
    }
    let citizen = flip(&traveller, 0b101 << 16); // a citizen's kind, 1, for a passport's, 4
    let kind = DocumentKind::Citizen;
    refused(
        &citizen,
        ClaimsError::Document(DocumentError::Shape { kind }),
    );
}

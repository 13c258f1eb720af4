mod properties;

use alloc::vec::Vec;

use super::{CborError, CborFault, MAX_DEPTH, Reader, check_item};
use crate::vectors::{hex, json};

fn fault(fault: CborFault, at: usize) -> Result<(), CborError> {
    Err(CborError { fault, at })
}

#[test]
fn each_fault_and_where() {
    use CborFault::*;
    for (digits, kind, at) in [
        ("", Truncated, 0),
        ("18", Truncated, 0),
        ("1b00000001000000", Truncated, 0),
        ("4161ff", Trailing, 2),
        ("0000", Trailing, 1),
        ("4201", Truncated, 0),
        ("820041", Truncated, 2),
        ("8301", Truncated, 0),
        ("a10102a0", Trailing, 3),
        ("a301020304", Truncated, 0), // six items cannot stand in four bytes
        ("1817", NotShortest, 0),
        ("1900ff", NotShortest, 0),
        ("1a0000ffff", NotShortest, 0),
        ("1b00000000ffffffff", NotShortest, 0),
        ("3817", NotShortest, 0),
        ("5803010203", NotShortest, 0),
        ("7801610000", NotShortest, 0),
        ("980100", NotShortest, 0),
        ("b8010000", NotShortest, 0),
        ("8200d82001", Unsupported, 2),
        ("a20102010300", DuplicateKey, 3),
        ("a2616101616102", DuplicateKey, 4),
        ("a202000100", KeyOrder, 3),
        ("a220000000", KeyOrder, 3),       // -1 after 0 by bytes
        ("a262616100616200", KeyOrder, 5), // a shorter text sorts first
        ("a21880001802", NotShortest, 4),
        ("9fff", Indefinite, 0),
        ("5f4101ff", Indefinite, 0),
        ("7f6161ff", Indefinite, 0),
        ("bfff", Indefinite, 0),
        ("ff", Indefinite, 0),
        ("81ff", Indefinite, 1),
        ("df00", Indefinite, 0),
        ("1c", Unsupported, 0),
        ("3d", Unsupported, 0),
        ("5e", Unsupported, 0),
        ("c000", Unsupported, 0),
        ("d28440a0f640", Unsupported, 0),
        ("f7", Unsupported, 0),
        ("e0", Unsupported, 0),
        ("f8ff", Unsupported, 0),
        ("f814", Unsupported, 0),
        ("f93c00", Unsupported, 0),
        ("fa3f800000", Unsupported, 0),
        ("fb3ff0000000000000", Unsupported, 0),
        ("61ff", Utf8, 0),
        ("8262c3bc62bcc3", Utf8, 4),
        ("63eda080", Utf8, 0), // a surrogate
        ("81818181", Truncated, 3),
        ("818181818100", TooDeep, 4),
        ("8181818180", TooDeep, 4),
        ("a100a100a100a100a0", TooDeep, 8),
    ] {
        assert_eq!(check_item(&hex(digits)), fault(kind, at), "{digits}");
    }
    for digits in [
        "8181818100",
        "81818180",
        "a100a100a100a10000",
        "f4",
        "f5",
        "f6",
    ] {
        assert_eq!(check_item(&hex(digits)), Ok(()), "{digits}");
    }
}

#[test]
fn each_reading_takes_its_type_only() {
    type Reading = fn(&mut Reader<'_>) -> Result<(), CborError>;
    let readings: [(&str, Reading); 9] = [
        ("00", |reader| reader.unsigned().map(|_| ())),
        ("20", |reader| reader.integer().map(|_| ())),
        ("40", |reader| reader.bytes().map(|_| ())),
        ("4100", |reader| reader.array_of_bytes::<1>().map(|_| ())),
        ("60", |reader| reader.text().map(|_| ())),
        ("80", |reader| reader.array().map(|_| ())),
        ("a0", |reader| reader.map().map(|_| ())),
        ("d2", |reader| reader.tag(18)),
        (
            "f6",
            |reader| if reader.take_null() { Ok(()) } else { wrong(0) },
        ),
    ];
    for (of, (_, read)) in readings.iter().enumerate() {
        for (at, (digits, _)) in readings.iter().enumerate() {
            let bytes = hex(digits);
            let answer = read(&mut Reader::new(&bytes));
            // An integer may be unsigned, and a string of one byte is a string.
            let fits = of == at || (of, at) == (1, 0) || (of, at) == (2, 3);
            assert_eq!(
                answer,
                if fits { Ok(()) } else { wrong(0) },
                "{of} {digits}"
            );
        }
    }
    for digits in [
        "3b8000000000000000",
        "1b8000000000000000",
        "3bffffffffffffffff",
    ] {
        assert_eq!(Reader::new(&hex(digits)).integer().map(|_| ()), wrong(0));
    }
    let least = hex("3b7fffffffffffffff");
    assert_eq!(Reader::new(&least).integer(), Ok(i64::MIN));
    assert_eq!(Reader::new(&hex("d3")).tag(18), wrong(0));
    assert_eq!(
        Reader::new(&hex("d812")).tag(18),
        fault(CborFault::NotShortest, 0)
    );
}

fn wrong(at: usize) -> Result<(), CborError> {
    fault(CborFault::WrongType, at)
}

#[test]
fn every_fault_has_its_own_slug_and_words() {
    use CborFault::*;
    let all = [
        DuplicateKey,
        Indefinite,
        KeyOrder,
        NotShortest,
        TooDeep,
        Trailing,
        Truncated,
        Unsupported,
        Utf8,
        WrongType,
    ];
    let mut slugs: Vec<_> = all.iter().map(|fault| fault.slug()).collect();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), all.len());
    for fault in all {
        let words = alloc::format!("{}", CborError { fault, at: 7 });
        assert!(words.ends_with(", at byte 7"), "{words}");
    }
}

#[test]
fn lengths_that_nothing_could_hold_cost_nothing() {
    for digits in ["9b", "bb", "5b", "7b"] {
        for length in ["7fffffffffffffff", "ffffffffffffffff", "0000000100000000"] {
            let bytes = hex(&alloc::format!("{digits}{length}"));
            assert_eq!(
                check_item(&bytes),
                fault(CborFault::Truncated, 0),
                "{digits}{length}"
            );
        }
    }
    let bytes = hex("9b7fffffffffffffff0000");
    assert_eq!(
        Reader::new(&bytes).array().map(|_| ()),
        fault(CborFault::Truncated, 0)
    );
    let bytes = hex("bb8000000000000001000000");
    assert!(Reader::new(&bytes).map().is_err());
}

#[test]
fn three_million_levels_are_refused_at_the_fifth() {
    for opening in [[0x81].as_slice(), &[0xa1, 0x00], &[0xa1]] {
        let bytes = opening.repeat(3_000_000);
        let depth = usize::from(MAX_DEPTH) * opening.len();
        assert_eq!(check_item(&bytes), fault(CborFault::TooDeep, depth));
    }
}

#[test]
fn appendix_f_of_rfc_8949_is_refused() {
    let Some(suite) = json("rfc8949/appendix_f.json") else {
        return;
    };
    let items = suite["not_well_formed"].as_array().unwrap();
    assert_eq!(items.len(), 94);
    for item in items {
        let digits = item[1].as_str().unwrap();
        assert!(check_item(&hex(digits)).is_err(), "{digits}: {}", item[0]);
    }
}

#[test]
fn appendix_a_of_rfc_8949_is_accepted_but_for_what_no_body_uses() {
    let Some(suite) = json("cbor-appendix-a/appendix_a.json") else {
        return;
    };
    let (mut accepted, mut floats, mut simple, mut tags, mut indefinite) = (0, 0, 0, 0, 0);
    let items = suite.as_array().unwrap();
    assert_eq!(items.len(), 82);
    for item in items {
        let digits = item["hex"].as_str().unwrap();
        let bytes = hex(digits);
        let Err(error) = check_item(&bytes) else {
            accepted += 1;
            assert_eq!(properties::canonical(&bytes), Some(bytes), "{digits}");
            continue;
        };
        let reason = (error.fault, bytes[error.at]);
        match reason {
            (CborFault::Unsupported, 0xf9..=0xfb) => floats += 1,
            (CborFault::Unsupported, 0xf0 | 0xf7 | 0xf8) => simple += 1,
            (CborFault::Unsupported, 0xc0..=0xdb) => tags += 1, // bignums among them
            (CborFault::Indefinite, 0x5f | 0x7f | 0x9f | 0xbf) => indefinite += 1,
            _ => panic!("{digits}: {error}"),
        }
    }
    assert_eq!(
        (accepted, floats, simple, tags, indefinite),
        (37, 22, 4, 8, 11)
    );
}

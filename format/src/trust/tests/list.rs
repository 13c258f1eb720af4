//! Trust lists and their entries.

use super::*;
use crate::trust::MAX_ENTRIES;

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    TrustList::decode(payload).map(|_| ())
}

/// A list of one encoded entry.
fn with_entry(entry: &[u8]) -> Result<(), DocumentError> {
    decode(
        &Draft::of(&list().encode())
            .set(6, array_of(&[entry.into()]))
            .bytes(),
    )
}

fn encoded_entry() -> Vec<u8> {
    let mut writer = crate::cbor::Writer::new();
    entry().write(&mut writer);
    writer.finish()
}

#[test]
fn a_list_comes_back() {
    let list = list();
    assert_eq!(TrustList::decode(&list.encode()), Ok(list.clone()));
    let keys: Vec<_> = list.entries().iter().map(|entry| entry.key[0]).collect();
    assert_eq!(keys, [1, 2, 5, 7, 9]);
    assert_eq!(
        (list.version(), list.epoch(), list.environment()),
        (3, 2, Environment::Demo)
    );
    assert!(list.issued() < list.expires());
    let (issued, expires) = (list.issued(), list.expires());
    let empty = TrustList::new(1, Environment::Demo, issued, expires, 1, vec![]).unwrap();
    assert_eq!(TrustList::decode(&empty.encode()), Ok(empty));
}

#[test]
fn broken_lists() {
    let good = list().encode();
    let (version, epoch) = ((1, Field::Version), (5, Field::Epoch));
    let (issued, expires) = ((3, Field::Issued), (4, Field::Expires));
    let fields = [
        version,
        (2, Field::Environment),
        issued,
        expires,
        epoch,
        (6, Field::Entries),
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[issued, expires]);
    counts_from_one(decode, &good, &[version, epoch]);
    let entries = |keys: &[u8]| {
        let entry = |key: &u8| {
            Draft::of(&encoded_entry())
                .set(1, bytes(&[*key; 32]))
                .bytes()
        };
        array_of(&keys.iter().map(entry).collect::<Vec<_>>())
    };
    let start = unsigned(time("2026-11-01").seconds());
    for (field, value, error) in [
        (
            2,
            unsigned(3),
            DocumentError::OutOfRange(Field::Environment),
        ),
        (4, start, DocumentError::OutOfRange(Field::Expires)),
        (6, entries(&[2, 1]), DocumentError::Order(Field::Entries)),
        (6, entries(&[1, 1]), DocumentError::Order(Field::Entries)),
    ] {
        assert_eq!(
            decode(&Draft::of(&good).set(field, value).bytes()),
            Err(error)
        );
    }
    every_changed_byte_shows(&good, TrustList::decode, TrustList::encode);
}

#[test]
fn a_list_has_an_end() {
    let many = |count: usize| {
        let entry = |index: usize| {
            let mut key = vec![0; 32];
            key[..8].copy_from_slice(&index.to_be_bytes());
            TrustEntry { key, ..entry() }
        };
        let (issued, expires) = (time("2026-11-01"), time("2026-12-01"));
        let entries = (0..count).map(entry).collect();
        TrustList::new(1, Environment::Demo, issued, expires, 1, entries)
    };
    let full = many(MAX_ENTRIES).unwrap();
    assert_eq!(TrustList::decode(&full.encode()), Ok(full));
    let refusal = many(MAX_ENTRIES + 1).unwrap_err();
    assert_eq!(refusal, DocumentError::OutOfRange(Field::Entries));
    // More entries than the limit, though the bytes could hold them.
    let bomb = [array(70_000), vec![0; 70_000]].concat();
    let bytes = Draft::of(&list().encode()).set(6, unsigned(0)).bytes();
    let bytes = [&bytes[..bytes.len() - 1], &bomb].concat();
    assert_eq!(
        decode(&bytes),
        Err(DocumentError::OutOfRange(Field::Entries))
    );
}

#[test]
fn broken_entries() {
    let good = encoded_entry();
    let (from, until) = ((7, Field::SignFrom), (8, Field::SignUntil));
    let accept = (9, Field::AcceptUntil);
    let fields = [
        (1, Field::Key),
        (2, Field::Purpose),
        (3, Field::Suite),
        (4, Field::Issuer),
        (5, Field::Regions),
        (6, Field::Namespace),
        from,
        until,
        accept,
        (10, Field::MaxValidity),
        (11, Field::State),
    ];
    assert_eq!(with_entry(&good), Ok(()));
    for (key, field) in fields {
        let refusal = with_entry(&Draft::of(&good).without(key).bytes());
        assert_eq!(refusal, Err(DocumentError::Missing(field)));
        let refusal = with_entry(&Draft::of(&good).set(key, [0xf6]).bytes());
        assert!(
            matches!(refusal, Err(DocumentError::Cbor(_))),
            "{}",
            field.name()
        );
    }
    for key in [0, 12, 200, -1] {
        let refusal = with_entry(&Draft::of(&good).set(key, unsigned(0)).bytes());
        assert_eq!(refusal, Err(DocumentError::Unknown { key }));
    }
    is_particular_about_times(with_entry, &good, &[from, until, accept]);
    let code = |code| unsigned(code);
    let seconds = |date| unsigned(time(date).seconds());
    let many: Vec<_> = (110_101..)
        .filter(|code| code % 100 != 0)
        .take(201)
        .map(code)
        .collect();
    let prefixes =
        |codes: &[u64]| array_of(&codes.iter().map(|c| unsigned(*c)).collect::<Vec<_>>());
    let order = DocumentError::Order(Field::Regions);
    let range = DocumentError::OutOfRange;
    for (field, value, error) in [
        (1, bytes(&[7; 31]), range(Field::Key)),
        (1, bytes(&[7; 33]), range(Field::Key)), // a key of Ed25519 has 32
        (1, bytes(&[7; 97]), range(Field::Key)),
        (2, unsigned(0), range(Field::Purpose)),
        (2, unsigned(5), range(Field::Purpose)),
        (4, one_form(""), range(Field::Issuer)),
        (4, one_form(&"局".repeat(65)), range(Field::Issuer)),
        (4, one_form("局\u{202E}"), range(Field::Issuer)),
        (4, one_form("局 "), range(Field::Issuer)),
        (4, text("深圳市公安局"), range(Field::Issuer)), // GB 18030 is shorter
        (5, prefixes(&[440_305, 4403]), order),
        (5, prefixes(&[4403, 4403]), order),
        (5, prefixes(&[440_300]), range(Field::Regions)),
        (5, prefixes(&[9]), range(Field::Regions)),
        (5, prefixes(&[1 << 40]), range(Field::Regions)),
        (5, array_of(&many), range(Field::Regions)),
        (6, text(""), range(Field::Namespace)),
        (6, text("44/03"), range(Field::Namespace)),
        (6, text(".."), range(Field::Namespace)),
        (6, text("-x"), range(Field::Namespace)),
        (6, text("深圳"), range(Field::Namespace)),
        (6, text(&"4".repeat(33)), range(Field::Namespace)),
        (8, seconds("2026-11-01"), range(Field::SignUntil)), // no second to sign in
        (9, seconds("2026-11-30"), range(Field::AcceptUntil)),
        (10, unsigned(3653 * 86_400 + 1), range(Field::MaxValidity)),
        (10, unsigned(u64::MAX), range(Field::MaxValidity)),
        (11, unsigned(3), range(Field::State)),
    ] {
        let refusal = with_entry(&Draft::of(&good).set(field, value).bytes());
        assert_eq!(refusal, Err(error), "{field}");
    }
    for (field, value) in [
        (1, bytes(&[0; 32])),
        (4, one_form(&"局".repeat(64))),
        (5, array(0)),
        (5, array_of(&many[..200])),
        (6, text(&"4".repeat(32))),
        (6, text("4403.gate_P2-x")),
        (9, seconds("2026-12-01")),
        (10, unsigned(0)),
        (10, unsigned(3653 * 86_400)),
    ] {
        assert_eq!(
            with_entry(&Draft::of(&good).set(field, value).bytes()),
            Ok(()),
            "{field}"
        );
    }
    // A suite of tomorrow may have longer keys, and stays in the list.
    let tomorrow = Draft::of(&good)
        .set(3, unsigned(2))
        .set(1, bytes(&[7; 96]))
        .bytes();
    assert_eq!(with_entry(&tomorrow), Ok(()));
}

#[test]
fn an_entry_covers_its_prefixes() {
    let entry = entry();
    for (code, covered) in [
        ("4403", true),
        ("440305", true),
        ("440304", true),
        ("44", false),
        ("4404", false),
        ("440403", false),
    ] {
        assert_eq!(entry.covers(region(code)), covered, "{code}");
    }
    let nothing = TrustEntry {
        regions: vec![],
        ..entry
    };
    assert!(!nothing.covers(region("4403")));
}

#[test]
fn words() {
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::from_name(purpose.name()), Some(purpose));
    }
    assert_eq!(Purpose::from_name("Code"), None);
    let mut names: Vec<_> = KeyState::ALL.iter().map(|state| state.name()).collect();
    names.dedup();
    assert_eq!(names, ["active", "retired", "compromised"]);
}

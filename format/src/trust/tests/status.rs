//! Status lists, and the examples of the Token Status List draft.

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;
use crate::{
    StatusRef, body,
    cbor::Reader,
    envelope::{Envelope, EnvelopeError},
    trust::{
        Status, StatusError, StatusList, StatusListName, StatusTimes, StatusWidth,
        statuses::Statuses,
    },
    vectors::{hex, read},
};

const STATUS_LIST: i64 = 65_533;

fn list() -> StatusList {
    let name = StatusListName::new("4403", 12).unwrap();
    let times = StatusTimes {
        issued: time("2026-11-01"),
        expires: time("2026-12-01"),
    };
    StatusList::all_valid(name, times)
}

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    StatusList::decode(payload)
        .map(|_| ())
        .map_err(|error| match error {
            StatusError::Document(error) => error,
            error => panic!("{error}"),
        })
}

/// The encoded map of the draft.
fn packed(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let entries = members
        .iter()
        .map(|(name, value)| [text(name), value.clone()].concat());
    let mut map = vec![0xa0 | u8::try_from(members.len()).unwrap()];
    map.extend(entries.collect::<Vec<_>>().concat());
    map
}

fn with_statuses(map: Vec<u8>) -> Result<StatusList, StatusError> {
    StatusList::decode(&Draft::of(&list().encode()).set(STATUS_LIST, map).bytes())
}

fn zlib(length: usize) -> Vec<u8> {
    compress_to_vec_zlib(&vec![0; length], 6)
}

#[test]
fn a_list_comes_back() {
    let mut list = list();
    assert!(list.encode().len() < 400, "{}", list.encode().len());
    let last = StatusRef::ENTRIES - 1;
    for (index, status) in [
        (0, Status::Invalid),
        (1, Status::Suspended),
        (2, Status::Other(3)),
        (500_000, Status::Suspended),
        (last, Status::Invalid),
    ] {
        assert!(list.set(index, status));
        assert_eq!(list.status(index), Some(status));
    }
    assert_eq!(
        (list.status(3), list.status(last - 1)),
        (Some(Status::Valid), Some(Status::Valid))
    );
    assert_eq!((list.status(last + 1), list.status(u32::MAX)), (None, None));
    assert!(!list.set(last + 1, Status::Valid) && !list.set(u32::MAX, Status::Valid));
    assert!(!list.set(7, Status::Other(4)), "wider than two bits");
    assert!(list.set(1, Status::Valid));
    assert_eq!(list.status(1), Some(Status::Valid));
    assert_eq!(list.status(0), Some(Status::Invalid));
    assert_eq!(StatusList::decode(&list.encode()), Ok(list.clone()));
    assert_eq!(list.name(), &StatusListName::parse("4403/12").unwrap());
    assert!(list.times().issued < list.times().expires);
}

#[test]
fn broken_lists() {
    let good = list().encode();
    let (expires, issued) = ((4, Field::Expires), (6, Field::Issued));
    let fields = [
        (2, Field::Subject),
        expires,
        issued,
        (STATUS_LIST, Field::Statuses),
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[expires, issued]);
    let change = |key, value| decode(&Draft::of(&good).set(key, value).bytes());
    for subject in [
        "",
        "4403",
        "https://example.com/statuslists/1",
        "4403/012",
        "../1",
    ] {
        let refusal = change(2, text(subject));
        assert_eq!(
            refusal,
            Err(DocumentError::OutOfRange(Field::Subject)),
            "{subject}"
        );
    }
    let start = unsigned(time("2026-11-01").seconds());
    assert_eq!(
        change(4, start),
        Err(DocumentError::OutOfRange(Field::Expires))
    );
    let ttl = DocumentError::Unknown { key: 65_534 };
    assert_eq!(change(65_534, unsigned(43_200)), Err(ttl));
}

#[test]
fn broken_statuses() {
    let bits = |bits| ("bits", unsigned(bits));
    let lst = |stream: &[u8]| ("lst", bytes(stream));
    let good = zlib(1 << 18);
    let torn = &good[..good.len() - 1];
    let mut sum = good.clone();
    *sum.last_mut().unwrap() ^= 1;
    let longer = [good.clone(), vec![0]].concat();
    let out_of_range = StatusError::Document(DocumentError::OutOfRange(Field::Statuses));
    let missing = StatusError::Document(DocumentError::Missing(Field::Statuses));
    // The draft's own examples have "bits" first, which is not the order of the encoded keys.
    assert!(with_statuses(packed(&[bits(2), lst(&good)])).is_ok());
    assert!(with_statuses(packed(&[lst(&good), bits(2)])).is_ok());
    for (width, length) in [(1, 1 << 17), (4, 1 << 19), (8, 1 << 20)] {
        assert!(with_statuses(packed(&[lst(&zlib(length)), bits(width)])).is_ok());
    }
    for (members, error) in [
        (vec![], missing),
        (vec![bits(2)], missing),
        (vec![lst(&good)], missing),
        (vec![bits(2), bits(2), lst(&good)], out_of_range),
        (vec![lst(&good), lst(&good), bits(2)], out_of_range),
        (
            vec![lst(&good), bits(2), ("aggregation_uri", text("x"))],
            out_of_range,
        ),
        (vec![lst(&good), bits(0)], out_of_range),
        (vec![lst(&good), bits(3)], out_of_range),
        (vec![lst(&good), bits(16)], out_of_range),
        (vec![lst(&good), bits(u64::MAX)], out_of_range),
        (vec![lst(&good), bits(1)], StatusError::Length),
        (vec![lst(&good), bits(4)], StatusError::Length),
        (
            vec![lst(&zlib((1 << 18) - 1)), bits(2)],
            StatusError::Length,
        ),
        (
            vec![lst(&zlib((1 << 18) + 1)), bits(2)],
            StatusError::Length,
        ),
        (vec![lst(&zlib(0)), bits(2)], StatusError::Length),
        (vec![lst(b""), bits(2)], StatusError::Inflate),
        (vec![lst(b"\x78\xda"), bits(2)], StatusError::Inflate),
        (vec![lst(b"no zlib"), bits(2)], StatusError::Inflate),
        (vec![lst(&good[2..]), bits(2)], StatusError::Inflate),
        (vec![lst(torn), bits(2)], StatusError::Inflate),
        (vec![lst(&sum), bits(2)], StatusError::Inflate),
        (vec![lst(&longer), bits(2)], StatusError::Inflate), // something follows the stream
    ] {
        let names: Vec<_> = members.iter().map(|(name, _)| *name).collect();
        assert_eq!(with_statuses(packed(&members)), Err(error), "{names:?}");
    }
}

#[test]
fn a_bomb_costs_no_more_than_a_list() {
    let bomb = zlib(100_000_000);
    assert!(bomb.len() < 110_000, "{}", bomb.len());
    for width in [1, 8] {
        let map = packed(&[("lst", bytes(&bomb)), ("bits", unsigned(width))]);
        assert_eq!(with_statuses(map), Err(StatusError::Length));
    }
}

#[test]
fn names() {
    for (subject, parts) in [
        ("4403/0", Some(("4403", 0))),
        (
            "4403.gate_P2-x/16777215",
            Some(("4403.gate_P2-x", 16_777_215)),
        ),
        ("a/1", Some(("a", 1))),
        ("4403/16777216", None),
        ("4403/", None),
        ("/1", None),
        ("4403/+1", None),
        ("4403/01", None),
        ("4403/1 ", None),
        ("4403/１", None),
        ("4403/-1", None),
        ("4403//1", None),
        ("44/03/1", None),
        ("./1", None),
        ("../1", None),
        ("_/1", None),
        ("4403/4294967296", None),
        ("", None),
    ] {
        let name = StatusListName::parse(subject);
        assert_eq!(
            name.as_ref().map(|name| (name.namespace(), name.number())),
            parts,
            "{subject}"
        );
        if let Some(name) = name {
            assert_eq!(alloc::format!("{name}"), subject);
        }
    }
    assert!(StatusListName::new(&"n".repeat(33), 1).is_none());
}

/// The hexadecimal digits after `encoded:` in an example of the draft.
fn example(name: &str) -> Option<Vec<u8>> {
    let text = read(&alloc::format!("token-status-list/examples/{name}.md"))?;
    Some(hex(text.rsplit("encoded:").next().unwrap()))
}

/// The statuses of an example that are not 0, of so many codes.
fn not_valid(name: &str, entries: u32) -> Option<Vec<(u32, u8)>> {
    let bytes = example(name)?;
    let mut reader = Reader::new(&bytes);
    let statuses = Statuses::read(&mut reader, entries).unwrap();
    reader.end().unwrap();
    assert_eq!(statuses.get(entries), None);
    let number = |index| statuses.get(index).unwrap().number();
    let all = (0..entries).map(|index| (index, number(index)));
    Some(all.filter(|(_, number)| *number != 0).collect())
}

#[test]
fn short_examples_of_the_draft() {
    let Some(one) = not_valid("status_list_encoding_cbor", 16) else {
        return;
    };
    let set: Vec<_> = one.iter().map(|(index, _)| *index).collect();
    assert_eq!(set, [0, 3, 4, 5, 7, 8, 9, 13, 15]);
    let two = not_valid("status_list_encoding2_cbor", 12).unwrap();
    let wanted = [
        (0, 1),
        (1, 2),
        (3, 3),
        (5, 1),
        (7, 1),
        (8, 1),
        (9, 2),
        (10, 3),
        (11, 3),
    ];
    assert_eq!(two, wanted);
}

#[test]
fn long_examples_of_the_draft() {
    let Some(one) = not_valid("status_list_encoding1_long_cbor", StatusRef::ENTRIES) else {
        return;
    };
    let two = not_valid("status_list_encoding2_long_cbor", StatusRef::ENTRIES).unwrap();
    let wanted = [
        (0, 1),
        (1993, 2),
        (25_460, 1),
        (159_495, 3),
        (495_669, 1),
        (554_353, 1),
        (645_645, 2),
        (723_232, 1),
        (854_545, 1),
        (934_534, 2),
        (1_000_345, 3),
    ];
    assert_eq!(two, wanted);
    assert_eq!(one, wanted.map(|(index, _)| (index, 1)));
    let four = not_valid("status_list_encoding4_cbor", StatusRef::ENTRIES).unwrap();
    let wanted = [
        (0, 1),
        (1993, 2),
        (35_460, 3),
        (459_495, 4),
        (595_669, 5),
        (754_353, 6),
        (845_645, 7),
        (923_232, 8),
        (924_445, 9),
        (934_534, 10),
        (1_000_345, 12),
        (1_004_534, 11),
        (1_030_203, 13),
        (1_030_204, 14),
        (1_030_205, 15),
    ];
    assert_eq!(four, wanted);
    // Each of the 256 numbers stands somewhere.
    let eight = not_valid("status_list_encoding8_cbor", StatusRef::ENTRIES).unwrap();
    let mut numbers: Vec<_> = eight.iter().map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=u8::MAX).collect::<Vec<_>>());
}

#[test]
fn the_token_of_the_draft_is_nobody_s_here() {
    let Some(token) = example("status_list_cwt") else {
        return;
    };
    let refusal = Envelope::<body::StatusList>::parse(&token).map(|_| ());
    assert_eq!(refusal, Err(EnvelopeError::HeaderMissing { parameter: 4 }));
}

proptest! {
    #[test]
    fn statuses_come_back(
        width in prop::sample::select(&[StatusWidth::One, StatusWidth::Two, StatusWidth::Four, StatusWidth::Eight][..]),
        changes in proptest::collection::btree_map(0_u32..1000, any::<u8>(), 0..60),
    ) {
        let mut statuses = Statuses::all_valid(width, 1000);
        let mask = u8::try_from((1_u32 << width.bits()) - 1).unwrap();
        for (index, number) in &changes {
            prop_assert!(statuses.set(*index, Status::Other(number & mask)));
        }
        let mut writer = crate::cbor::Writer::new();
        statuses.write(&mut writer);
        let back = Statuses::read(&mut Reader::new(writer.as_bytes()), 1000).unwrap();
        prop_assert_eq!(&back, &statuses);
        for index in 0..1000 {
            let wanted = changes.get(&index).map_or(0, |number| number & mask);
            prop_assert_eq!(back.get(index).map(Status::number), Some(wanted));
        }
    }

    #[test]
    fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = (StatusList::decode(&bytes), Statuses::read(&mut Reader::new(&bytes), 64));
        let file = [b"JMB1", bytes.as_slice()].concat();
        let _ = (Root::decode(&bytes), TrustList::decode(&bytes), Manifest::decode(&bytes));
        let _ = crate::trust::BundleParts::parse(&file);
    }
}

#[test]
fn debug_prints_no_million_of_statuses() {
    let debug = std::format!("{:?}", list());
    assert!(debug.contains("2 bits, 262144 bytes"), "{debug}");
    assert!(debug.len() < 300, "{}", debug.len());
}

//! Documents that travel in a bundle.

mod bundle;
mod contribution;
mod delta;
mod list;
mod root;
mod status;

use alloc::{vec, vec::Vec};

use super::{
    DocumentError, EntryTimes, Field, KeyState, Manifest, Part, PartKind, Purpose, Root,
    TrustEntry, TrustList,
};
use crate::{
    Environment,
    algorithm::Suite,
    cbor::CborFault,
    draft::{Draft, array, bytes, integer, one_form, text, unsigned},
    region::Region,
    time::{Date, UnixTime},
};

fn time(date: &str) -> UnixTime {
    Date::parse(date).unwrap().midnight().unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn root() -> Root {
    let keys = vec![[3; 32], [1; 32], [2; 32]];
    let (issued, expires) = (time("2026-11-01"), time("2031-11-01"));
    Root::new(1, Environment::Production, issued, expires, 2, keys).unwrap()
}

fn entry() -> TrustEntry {
    TrustEntry {
        key: vec![7; 32],
        purpose: Purpose::Code,
        suite: Suite::ED25519,
        issuer: "深圳市公安局".into(),
        regions: vec![region("4403"), region("440305")],
        namespace: "4403".into(),
        times: EntryTimes {
            sign_from: time("2026-11-01"),
            sign_until: time("2026-12-01"),
            accept_until: time("2027-06-01"),
            max_validity: 180 * crate::time::DAY,
        },
        state: KeyState::Active,
    }
}

fn entries() -> Vec<TrustEntry> {
    let other = |key, purpose, state| TrustEntry {
        key: vec![key; 32],
        purpose,
        state,
        regions: vec![],
        ..entry()
    };
    let unknown = TrustEntry {
        key: vec![5; 65],
        suite: Suite::from_number(2),
        ..entry()
    };
    vec![
        entry(),
        other(9, Purpose::Status, KeyState::Retired),
        other(1, Purpose::Bundle, KeyState::Compromised),
        other(2, Purpose::Seal, KeyState::Active),
        unknown,
    ]
}

fn list() -> TrustList {
    let (issued, expires) = (time("2026-11-01"), time("2026-12-15"));
    TrustList::new(3, Environment::Demo, issued, expires, 2, entries()).unwrap()
}

fn manifest() -> Manifest {
    let part = |kind, size| Part {
        kind,
        size,
        hash: [0xee; 32],
    };
    Manifest {
        environment: Environment::Test,
        epoch: 1,
        sequence: 77,
        issued: time("2026-11-01"),
        expires: time("2026-12-01"),
        parts: vec![
            part(PartKind::Root, 300),
            part(PartKind::Root, 0),
            part(PartKind::TrustList, u32::MAX),
            part(PartKind::StatusList, 70_000),
        ],
        distrusted: vec![[1; 32], [2; 32]],
        base: None,
    }
}

/// The refusal of a document that was changed.
type Decode = fn(&[u8]) -> Result<(), DocumentError>;

/// What holds of every document with a closed set of fields, all of which it needs.
fn is_closed(decode: Decode, good: &[u8], fields: &[(i64, Field)]) {
    assert_eq!(decode(good), Ok(()));
    for length in 0..good.len() {
        assert!(decode(&good[..length]).is_err(), "{length}");
    }
    let slug = |bytes: &[u8]| decode(bytes).map_err(DocumentError::slug);
    assert_eq!(
        slug(&[good, &[0]].concat()),
        Err(CborFault::Trailing.slug())
    );
    assert_eq!(
        slug(&[&[0xbf], &good[1..], &[0xff]].concat()),
        Err(CborFault::Indefinite.slug())
    );
    let draft = || Draft::of(good);
    for (key, field) in fields {
        assert_eq!(
            decode(&draft().without(*key).bytes()),
            Err(DocumentError::Missing(*field))
        );
        let null = draft().set(*key, [0xf6]).bytes();
        assert_eq!(
            slug(&null),
            Err(CborFault::WrongType.slug()),
            "{}",
            field.name()
        );
    }
    for key in [0, 12, 128, 200, 255, -1, -65_537] {
        let bytes = draft().set(key, unsigned(0)).bytes();
        assert_eq!(decode(&bytes), Err(DocumentError::Unknown { key }));
    }
}

/// Times that no signed document has.
fn is_particular_about_times(decode: Decode, good: &[u8], fields: &[(i64, Field)]) {
    let change = |key, value: Vec<u8>| decode(&Draft::of(good).set(key, value).bytes());
    for (key, field) in fields {
        for seconds in [
            0,
            1_577_836_799,
            4_102_444_801,
            1_793_491_200_000,
            1 << 63,
            u64::MAX,
        ] {
            let refusal = change(*key, unsigned(seconds));
            assert_eq!(refusal, Err(DocumentError::OutOfRange(*field)), "{seconds}");
        }
        for value in [integer(-1), text("2027-01-01"), bytes(&[0; 8]), array(0)] {
            assert!(matches!(change(*key, value), Err(DocumentError::Cbor(_))));
        }
    }
}

/// Numbers that count from 1.
fn counts_from_one(decode: Decode, good: &[u8], fields: &[(i64, Field)]) {
    for (key, field) in fields {
        for number in [0, 1 << 32, 1 << 63, u64::MAX] {
            let refusal = decode(&Draft::of(good).set(*key, unsigned(number)).bytes());
            assert_eq!(refusal, Err(DocumentError::OutOfRange(*field)), "{number}");
        }
        let most = Draft::of(good).set(*key, unsigned(u32::MAX.into())).bytes();
        assert!(decode(&most).is_ok() || *field == Field::Threshold);
    }
}

/// Every changed byte gives no document, or one whose one form the bytes are.
fn every_changed_byte_shows<T: PartialEq>(
    good: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, DocumentError>,
    encode: impl Fn(&T) -> Vec<u8>,
) {
    let value = decode(good).unwrap();
    let mut changed = good.to_vec();
    for at in 0..good.len() {
        for change in 1..=u8::MAX {
            changed[at] = good[at] ^ change;
            if let Ok(other) = decode(&changed) {
                assert!(
                    other != value && encode(&other) == changed,
                    "{change:#04x} at {at}"
                );
            }
        }
        changed[at] = good[at];
    }
}

/// The encoded items one after the other, under the head of an array.
fn array_of(items: &[Vec<u8>]) -> Vec<u8> {
    [array(items.len().try_into().unwrap()), items.concat()].concat()
}

//! Status deltas.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    StatusRef,
    algorithm::Algorithm,
    body,
    envelope::{Envelope, SignatureBytes, assemble, protected_header},
    trust::{
        BaseBundle, Status, StatusDelta, StatusError, StatusList, StatusListName, StatusTimes,
    },
};

const CHANGES: i64 = 6;

fn list(number: u32, day: &str) -> StatusList {
    let times = StatusTimes {
        issued: time(day),
        expires: time("2026-12-31"),
    };
    StatusList::all_valid(StatusListName::new("4403", number).unwrap(), times)
}

/// A hash of a kind: tests of this crate have no SHA-256.
fn sum(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0_u8; 32];
    for (at, byte) in bytes.iter().enumerate() {
        let place = &mut hash[at % 32];
        *place = place.wrapping_mul(31).wrapping_add(*byte);
    }
    hash
}

fn with(marks: &[(u32, Status)], day: &str) -> StatusList {
    let mut list = list(7, day);
    for (index, status) in marks {
        assert!(list.set(*index, *status));
    }
    list
}

fn good() -> StatusDelta {
    let base = with(
        &[(5, Status::Suspended), (9, Status::Invalid)],
        "2026-11-01",
    );
    let result = with(
        &[
            (0, Status::Invalid),
            (9, Status::Invalid),
            (1 << 19, Status::Other(3)),
        ],
        "2026-11-02",
    );
    StatusDelta::between(&base, &result, sum).unwrap()
}

fn decode(payload: &[u8]) -> Result<(), DocumentError> {
    StatusDelta::decode(payload)
        .map(|_| ())
        .map_err(|error| match error {
            StatusError::Document(error) => error,
            error => panic!("{error}"),
        })
}

#[test]
fn a_delta_comes_back() {
    let delta = good();
    assert_eq!(StatusDelta::decode(&delta.encode()), Ok(delta.clone()));
    let changes: Vec<(u32, Status)> = delta.changes().collect();
    let wanted = [
        (0, Status::Invalid),
        (5, Status::Valid),
        (1 << 19, Status::Other(3)),
    ];
    assert_eq!(changes, wanted);
    assert_eq!(delta.times().issued, time("2026-11-02"));
    let size = delta.encode().len();
    assert!(size < 110, "{size}");
    let debug = alloc::format!("{delta:?}");
    assert!(debug.contains("Changes(5 bytes)"), "{debug}");
}

#[test]
fn a_delta_that_changes_nothing_renews_the_times() {
    let (base, result) = (list(7, "2026-11-01"), list(7, "2026-11-02"));
    let delta = StatusDelta::between(&base, &result, sum).unwrap();
    assert_eq!(delta.changes().count(), 0);
    assert_eq!(delta.base_hash(), delta.result_hash());
    assert_eq!(delta.apply(base), Ok(result));
}

#[test]
fn broken_deltas() {
    let good = good().encode();
    let (issued, expires) = ((2, Field::Issued), (3, Field::Expires));
    let fields = [
        (1, Field::Subject),
        issued,
        expires,
        (4, Field::Base),
        (5, Field::Result),
        (CHANGES, Field::Changes),
    ];
    is_closed(decode, &good, &fields);
    is_particular_about_times(decode, &good, &[issued, expires]);
    for length in [0, 31, 33] {
        let change = Draft::of(&good).set(4, bytes(&vec![0; length])).bytes();
        assert!(decode(&change).is_err(), "{length}");
    }
}

#[test]
fn changes_have_one_form() {
    let draft = good().encode();
    let read = |changes: &[u8]| {
        StatusDelta::decode(&Draft::of(&draft).set(CHANGES, bytes(changes)).bytes())
            .map(|delta| delta.changes().collect::<Vec<_>>())
    };
    assert_eq!(read(&[]), Ok(vec![]));
    assert_eq!(read(&[0]), Ok(vec![(0, Status::Valid)]));
    let last = StatusRef::ENTRIES - 1;
    // (2^20 - 1) * 4 + 1, and behind it one more.
    let at_the_end = [0xfd, 0xff, 0xff, 0x01];
    assert_eq!(read(&at_the_end), Ok(vec![(last, Status::Invalid)]));
    let two = [4, 0x81, 0x01];
    let wanted = vec![(1, Status::Valid), (34, Status::Invalid)];
    assert_eq!(read(&two), Ok(wanted));
    for changes in [
        &[0x80][..],
        &[0x80, 0x00],
        &[0x81, 0x00],
        &[0x81, 0x80, 0x00],
        &[0x81],
        &[0xff, 0xff, 0xff, 0xff],
        &[0xff, 0xff, 0xff, 0xff, 0x01],
        &[0xff, 0xff, 0xff, 0x7f],
        &[0x80, 0x80, 0x80, 0x02],
        &[0xfd, 0xff, 0xff, 0x01, 0x00],
        &[0xfd, 0xff, 0xff, 0x01, 0x01],
    ] {
        assert_eq!(read(changes), Err(StatusError::Changes), "{changes:x?}");
    }
}

#[test]
fn all_entries_at_once_fit_an_envelope() {
    let base = list(7, "2026-11-01");
    for step in [1, 31, 32, 33, 4095, 4096] {
        let mut result = list(7, "2026-11-02");
        for index in (step - 1..StatusRef::ENTRIES).step_by(usize::try_from(step).unwrap()) {
            assert!(result.set(index, Status::Suspended));
        }
        let delta = StatusDelta::between(&base, &result, sum).unwrap();
        assert_eq!(delta.apply(base.clone()), Ok(result));
        let kid = crate::KeyId::from_bytes([1; 4]);
        let header = protected_header::<body::StatusDelta>(Algorithm::ED25519, kid);
        let signature = SignatureBytes::new([0; 64]);
        let bytes = assemble::<body::StatusDelta>(&header, &delta.encode(), signature);
        assert!(
            Envelope::<body::StatusDelta>::parse(&bytes).is_ok(),
            "{step}"
        );
    }
}

#[test]
fn a_delta_on_something_else() {
    let delta = good();
    let base = with(
        &[(5, Status::Suspended), (9, Status::Invalid)],
        "2026-11-01",
    );
    assert!(delta.apply(base).is_ok());
    // Another list, and one in which a change changes nothing.
    let other = list(8, "2026-11-01");
    assert_eq!(delta.apply(other.clone()), Err(StatusError::Changes));
    let done = with(&[(0, Status::Invalid)], "2026-11-01");
    assert_eq!(delta.apply(done), Err(StatusError::Changes));
    assert_eq!(
        StatusDelta::between(&other, &list(7, "2026-11-01"), sum),
        None
    );
}

#[test]
fn a_base_stands_with_deltas_alone() {
    let base = Some(BaseBundle {
        sequence: 76,
        hash: [3; 32],
    });
    let part = |kind| Part {
        kind,
        size: 1,
        hash: [0; 32],
    };
    let mut manifest = manifest();
    let refused = Err(DocumentError::OutOfRange(Field::Base));
    manifest.base = base;
    assert_eq!(Manifest::decode(&manifest.encode()), refused);
    manifest.parts.push(part(PartKind::StatusDelta));
    assert_eq!(Manifest::decode(&manifest.encode()), Ok(manifest.clone()));
    for sequence in [77, 78] {
        let hash = [3; 32];
        manifest.base = Some(BaseBundle { sequence, hash });
        assert_eq!(Manifest::decode(&manifest.encode()), refused);
    }
    manifest.base = None;
    assert_eq!(Manifest::decode(&manifest.encode()), refused);
}

fn marks() -> impl Strategy<Value = BTreeMap<u32, u8>> {
    let index = prop_oneof![
        0_u32..40,
        0_u32..StatusRef::ENTRIES,
        Just(StatusRef::ENTRIES - 1)
    ];
    proptest::collection::btree_map(index, 0_u8..4, 0..80)
}

proptest! {
    #[test]
    fn a_delta_on_its_base_is_the_whole(before in marks(), after in marks()) {
        let of = |marks: &BTreeMap<u32, u8>, day| {
            let mut list = list(7, day);
            for (index, number) in marks {
                assert!(list.set(*index, Status::Other(*number)));
            }
            StatusList::decode(&list.encode()).unwrap()
        };
        let (base, result) = (of(&before, "2026-11-01"), of(&after, "2026-11-02"));
        let delta = StatusDelta::between(&base, &result, sum).unwrap();
        let read = StatusDelta::decode(&delta.encode()).unwrap();
        prop_assert_eq!(&read, &delta);
        prop_assert_eq!(read.apply(base), Ok(result));
    }

    #[test]
    fn what_is_read_is_written_again(changes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let payload = Draft::of(&good().encode()).set(CHANGES, bytes(&changes)).bytes();
        if let Ok(delta) = StatusDelta::decode(&payload) {
            prop_assert_eq!(delta.encode(), payload);
            let mut last = None;
            for (index, _) in delta.changes() {
                prop_assert!(last < Some(index) && index < StatusRef::ENTRIES);
                last = Some(index);
            }
        }
    }
}

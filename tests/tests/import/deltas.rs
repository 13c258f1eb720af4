//! Delta bundles, to bundle 5, which the device has.

use juma_format::{
    body::StatusDelta as DeltaBody,
    time::DAY,
    trust::{BaseBundle, PartKind, Status, StatusDelta, StatusTimes},
};
use juma_keys::{base_of, delta_between};
use juma_tests::{
    bundle::{LIST, Pieces, STATUS_TIMES, standard_status, status_list, status_of},
    moment::{NOW, PUBLISHED},
    parties::{
        self, NAMESPACE, OTHER_NAMESPACE, OTHER_STATUS, STRANGER, entries, other_entries,
        status_key,
    },
};
use juma_verifier::State;

use super::{Case, case, device, good};

/// The list of bundle 5 a day later, with one more code revoked.
fn later() -> juma_format::trust::StatusList {
    let times = StatusTimes {
        issued: PUBLISHED.plus(DAY),
        ..STATUS_TIMES
    };
    let mut list = status_of(NAMESPACE, LIST, times);
    assert!(list.set(77, Status::Invalid));
    list
}

fn delta() -> StatusDelta {
    delta_between(&standard_status(), &later()).unwrap()
}

fn signed(payload: Vec<u8>) -> Vec<u8> {
    status_key().sign::<DeltaBody>(payload)
}

/// Bundle 6, a delta to bundle 5, with something changed.
fn with(change: impl FnOnce(&mut Pieces)) -> Vec<u8> {
    let mut pieces = good();
    pieces.sequence = 6;
    pieces.statuses.clear();
    pieces.deltas = vec![signed(delta().encode())];
    pieces.base = Some(base_of(&good().manifest()));
    change(&mut pieces);
    pieces.bundle()
}

fn of(payload: Vec<u8>) -> Vec<u8> {
    with(|pieces| pieces.deltas = vec![signed(payload)])
}

/// The delta with one hash replaced by another.
fn bent(payload: &[u8], hash: [u8; 32]) -> Vec<u8> {
    let at = payload.windows(32).position(|it| it == hash).unwrap();
    let mut bent = payload.to_vec();
    bent[at] ^= 1;
    bent
}

pub(super) fn deltas() -> Vec<Case> {
    let delta = delta();
    let payload = delta.encode();
    let elsewhere = {
        let list = |day| {
            let times = StatusTimes {
                issued: PUBLISHED.plus(day * DAY),
                ..STATUS_TIMES
            };
            status_of(NAMESPACE, 8, times)
        };
        delta_between(&list(0), &list(1)).unwrap().encode()
    };
    let foreign = {
        let list = |day| {
            let times = StatusTimes {
                issued: PUBLISHED.plus(day * DAY),
                ..STATUS_TIMES
            };
            status_of(OTHER_NAMESPACE, LIST, times)
        };
        delta_between(&list(0), &list(1)).unwrap().encode()
    };
    let by_the_other = {
        let mut pieces = Pieces::of([entries(), other_entries()].concat());
        pieces.lists = vec![juma_tests::bundle::trust_list(
            2,
            [entries(), other_entries()].concat(),
            &[1],
        )];
        pieces.sequence = 6;
        pieces.statuses.clear();
        let key = parties::status_key_of(OTHER_STATUS);
        pieces.deltas = vec![key.sign::<DeltaBody>(payload.clone())];
        pieces.base = Some(base_of(&good().manifest()));
        pieces.bundle()
    };
    let by = |party: &str| {
        let key = parties::status_key_of(party);
        let delta = key.sign::<DeltaBody>(payload.clone());
        with(|pieces| pieces.deltas = vec![delta])
    };
    let torn = {
        let mut payload = payload.clone();
        *payload.last_mut().unwrap() |= 0x80;
        payload
    };
    let base = |change: &dyn Fn(&mut BaseBundle)| {
        with(|pieces| pieces.base.as_mut().into_iter().for_each(change))
    };
    // A list and a delta are told apart by what is signed, not by where they stand.
    let list_as_delta = with(|pieces| {
        pieces.deltas = vec![status_list(&later(), &status_key())];
    });
    vec![
        case(
            "to bundle 4",
            "delta-base-missing",
            base(&|base| base.sequence = 4),
        ),
        case(
            "to another bundle 5",
            "delta-base-other",
            base(&|base| base.hash[0] ^= 1),
        ),
        case("to itself", "field-range", base(&|base| base.sequence = 6)),
        case(
            "a delta and no base",
            "field-range",
            with(|pieces| pieces.base = None),
        ),
        case(
            "a base and no delta",
            "field-range",
            with(|pieces| pieces.deltas.clear()),
        ),
        case(
            "of a list that the base does not have",
            "delta-list-unknown",
            of(elsewhere),
        ),
        case(
            "of other entries",
            "delta-base-hash",
            of(bent(&payload, delta.base_hash())),
        ),
        case(
            "to other entries",
            "delta-result-hash",
            of(bent(&payload, delta.result_hash())),
        ),
        case("torn changes", "delta-changes", of(torn)),
        case("in another namespace", "status-namespace", of(foreign)),
        case("by the other authority", "status-namespace", by_the_other),
        case("by a stranger", "bundle-signer", by(STRANGER)),
        case("by the key for codes", "bundle-signer", by("code")),
        case("by the key for bundles", "bundle-signer", by("bundle")),
        case(
            "a list in a delta's place",
            "cbor-wrong-type",
            list_as_delta,
        ),
        case(
            "list 7 in full too",
            "status-twice",
            with(|pieces| pieces.statuses = vec![status_list(&later(), &status_key())]),
        ),
    ]
}

#[test]
fn a_delta_to_what_the_device_has_is_taken() {
    let bundle = with(|_| {});
    let (state, _) = device().import(&bundle, NOW).unwrap();
    let opened = state.bundle().unwrap();
    assert_eq!(opened.status_lists, [later()]);
    let last = opened.manifest.parts.last().map(|part| part.kind);
    assert!(last == Some(PartKind::StatusDelta));
    // A fresh device has nothing that it could change.
    let refusal = State::new(juma_tests::bundle::anchor()).import(&bundle, NOW);
    assert_eq!(refusal.unwrap_err().slug(), "delta-base-missing");
}

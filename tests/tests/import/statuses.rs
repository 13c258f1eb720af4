//! Status lists.

use juma_format::{body::StatusList as StatusBody, trust::StatusTimes};
use juma_tests::{
    bundle::{self, LIST, Pieces, standard_status, status_list, status_map, status_payload},
    moment::FOUNDED,
    parties::{self, NAMESPACE, OTHER_STATUS, STRANGER, entries, other_entries, status_key},
};

use super::{Case, case, with};

pub(super) fn statuses() -> Vec<Case> {
    let of = |payloads: &[Vec<u8>]| {
        let lists = payloads
            .iter()
            .map(|payload| status_key().sign::<StatusBody>(payload.clone()));
        let lists: Vec<Vec<u8>> = lists.collect();
        with(|pieces| pieces.statuses = lists)
    };
    let name = format!("{NAMESPACE}/{LIST}");
    let packed = |length: usize| status_payload(&name, 2, &vec![0; length]);
    let bomb = status_payload(&name, 2, &vec![0; 100 << 20]);
    let mut zlib = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 1 << 18], 6);
    let good = status_map(&name, 2, &zlib).encode();
    zlib.push(0);
    let behind = status_map(&name, 2, &zlib).encode();
    let elsewhere = bundle::status_of("4401", LIST, bundle::STATUS_TIMES).encode();
    let by_the_other = {
        let list = standard_status();
        let mut pieces = Pieces::of([entries(), other_entries()].concat());
        pieces.statuses = vec![status_list(&list, &parties::status_key_of(OTHER_STATUS))];
        pieces.bundle()
    };
    // A secret that the list has for something else signs well, and in vain.
    let by = |party: &str| {
        with(|pieces| {
            let key = parties::status_key_of(party);
            pieces.statuses = vec![status_list(&standard_status(), &key)];
        })
    };
    let by_a_stranger = by(STRANGER);
    let made_early = with(|pieces| {
        let times = StatusTimes {
            issued: FOUNDED.minus(1),
            ..bundle::STATUS_TIMES
        };
        let list = bundle::status_of(NAMESPACE, LIST, times);
        pieces.statuses = vec![status_list(&list, &status_key())];
    });
    let spoilt = with(|pieces| *pieces.statuses[0].last_mut().unwrap() ^= 1);
    vec![
        case("list 7 twice", "status-twice", of(&[good.clone(), good])),
        case("in another namespace", "status-namespace", of(&[elsewhere])),
        case("by the other authority", "status-namespace", by_the_other),
        case("by a stranger", "bundle-signer", by_a_stranger),
        case("by the key for codes", "bundle-signer", by("code")),
        case("by the key for bundles", "bundle-signer", by("bundle")),
        case(
            "of before its key signs",
            "bundle-signer-period",
            made_early,
        ),
        case("spoilt", "bad-signature", spoilt),
        case(
            "no zlib",
            "status-inflate",
            of(&[status_map(&name, 2, b"no zlib").encode()]),
        ),
        case(
            "a byte behind the zlib stream",
            "status-inflate",
            of(&[behind]),
        ),
        case(
            "an entry group too few",
            "status-length",
            of(&[packed((1 << 18) - 1)]),
        ),
        case(
            "an entry group too many",
            "status-length",
            of(&[packed((1 << 18) + 1)]),
        ),
        case("100 MB in 100 kB", "status-length", of(&[bomb])),
        case(
            "3 bits",
            "field-range",
            of(&[status_payload(&name, 3, &[0])]),
        ),
        case(
            "a name without a number",
            "field-range",
            of(&[status_payload("4403", 2, &[0])]),
        ),
        case(
            "a name that is a path",
            "field-range",
            of(&[status_payload("../x/7", 2, &[0])]),
        ),
    ]
}

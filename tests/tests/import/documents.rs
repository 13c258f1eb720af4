//! Root documents and trust lists.

use juma_format::{
    Environment,
    algorithm::Suite,
    body::{RootDocument, TrustList as ListBody},
    trust::{Purpose, Root, TrustEntry, TrustList},
};
use juma_tests::{
    bundle::{cosigned, first_root, root, root_document, trust_list},
    cbor::{Map, array, bytes, map_of, tstr, uint},
    moment::{FOUNDED, ROOT_EXPIRES},
    parties::{self, ENVIRONMENT, entries, entry, future_key},
};

use super::{Case, case, with};

pub(super) fn roots() -> Vec<Case> {
    let of_root = |payload: Vec<u8>, signers: &[u32]| {
        with(|pieces| pieces.roots = vec![cosigned::<RootDocument>(&payload, signers)])
    };
    let second = root_document(&root(2, 1, &[2]), &[1, 2]);
    let third = root_document(&root(3, 1, &[2]), &[2]);
    let other = |environment| {
        let key = *parties::root(1).public().as_bytes();
        Root::new(1, environment, FOUNDED, ROOT_EXPIRES, 1, vec![key]).unwrap()
    };
    let parts =
        |payload: &[u8], signatures: &[Vec<u8>]| array(&[bytes(payload), array(signatures)]);
    let payload = first_root().encode();
    let signature = parties::root(1).sign::<RootDocument>(payload.clone());
    let mut two = [
        signature.clone(),
        parties::root(2).sign::<RootDocument>(payload.clone()),
    ];
    two.sort();
    two.reverse();
    let first = |document: Vec<u8>| with(|pieces| pieces.roots = vec![document]);
    let mut weak = first_root().encode();
    let at = weak.len() - 32;
    weak[at..].fill(0);
    weak[at] = 1;
    vec![
        case(
            "no root document",
            "root-not-anchored",
            with(|pieces| pieces.roots.clear()),
        ),
        case(
            "another root's document",
            "root-not-anchored",
            first(root_document(&root(1, 1, &[9]), &[9])),
        ),
        case(
            "the anchor's keys and a lower threshold than its own",
            "root-not-anchored",
            first(root_document(&root(1, 1, &[1, 2]), &[1, 2])),
        ),
        case(
            "documents 1 and 3",
            "root-succession",
            with(|pieces| pieces.roots.push(third)),
        ),
        case(
            "document 1 twice",
            "root-succession",
            with(|pieces| pieces.roots.push(pieces.roots[0].clone())),
        ),
        case(
            "document 2 not signed by document 1's key",
            "root-threshold",
            with(|pieces| {
                pieces.roots.push(root_document(&root(2, 1, &[2]), &[2]));
            }),
        ),
        case(
            "document 2 not signed by its own key",
            "root-threshold",
            with(|pieces| {
                pieces.roots.push(root_document(&root(2, 1, &[2]), &[1]));
            }),
        ),
        case(
            "a trust list by the key of yesterday",
            "root-threshold",
            with(|pieces| pieces.roots.push(second)),
        ),
        case(
            "of production",
            "wrong-environment",
            of_root(other(Environment::Production).encode(), &[1]),
        ),
        case(
            "a weak key",
            "key-weak",
            first(cosigned::<RootDocument>(&weak, &[1])),
        ),
        case(
            "three items",
            "cosigned-shape",
            first(array(&[bytes(&payload), array(&[]), uint(0)])),
        ),
        case(
            "no signature",
            "cosigned-shape",
            first(parts(&payload, &[])),
        ),
        case(
            "signatures turned round",
            "cosigned-order",
            first(parts(&payload, &two)),
        ),
        case(
            "one signature twice",
            "cosigned-order",
            first(parts(&payload, &[signature.clone(), signature])),
        ),
        case(
            "no field",
            "field-missing",
            of_root(Map::default().encode(), &[1]),
        ),
        case(
            "a field of another document",
            "field-unknown",
            of_root(map_of(&[[uint(7), uint(0)]]), &[1]),
        ),
    ]
}

pub(super) fn lists() -> Vec<Case> {
    let of =
        |entries: Vec<TrustEntry>| with(|pieces| pieces.lists = vec![trust_list(1, entries, &[1])]);
    let payload =
        |payload: Vec<u8>| with(|pieces| pieces.lists = vec![cosigned::<ListBody>(&payload, &[1])]);
    let plus = |more: TrustEntry| of([entries(), vec![more]].concat());
    let of_key = |key: [u8; 32]| plus(entry(&key, Purpose::Code));
    let mut identity = [0; 32];
    identity[0] = 1;
    let list = |environment| {
        TrustList::new(1, environment, FOUNDED, ROOT_EXPIRES, 1, entries())
            .unwrap()
            .encode()
    };
    let unordered = {
        // The epoch, 1, and the head of the entries, then three of one length each.
        let encoded = list(ENVIRONMENT);
        let start = encoded.iter().position(|byte| *byte == 0x83).unwrap() + 1;
        let first = encoded[start..]
            .windows(5)
            .skip(1)
            .position(|it| it == [0xab, 1, 0x58, 0x20, encoded[start + 4]]);
        let length = first.map_or_else(|| next_entry(&encoded[start..]), |at| at + 1);
        let (head, rest) = encoded.split_at(start);
        let (one, rest) = rest.split_at(length);
        let second = next_entry(rest);
        let (two, rest) = rest.split_at(second);
        [head, two, one, rest].concat()
    };
    let [a, b] = colliding();
    let mut collision = [entry(&a, Purpose::Code), entry(&b, Purpose::Seal)];
    for entry in &mut collision {
        entry.suite = Suite::from_number(2);
    }
    let not_canonical = {
        let mut key = [0xff; 32];
        key[0] = 0xf0;
        key[31] = 0x7f;
        key
    };
    vec![
        case(
            "by a stranger",
            "root-threshold",
            with(|pieces| pieces.lists = vec![trust_list(1, entries(), &[9])]),
        ),
        case(
            "of production",
            "wrong-environment",
            payload(list(Environment::Production)),
        ),
        case("the neutral point", "key-weak", of_key(identity)),
        case("y of p + 3", "key-encoding", of_key(not_canonical)),
        case("no point", "key-encoding", of_key([2; 32])),
        case(
            "two keys of one kid",
            "key-collision",
            of([entries(), collision.to_vec()].concat()),
        ),
        case("entries turned round", "field-order", payload(unordered)),
        case(
            "no field",
            "field-missing",
            payload(Map::default().encode()),
        ),
        case(
            "an unknown field",
            "field-unknown",
            payload(map_of(&[[uint(12), uint(0)]])),
        ),
        case(
            "version 0",
            "field-range",
            payload(map_of(&[[uint(1), uint(0)]])),
        ),
        case(
            "a text for the version",
            "cbor-wrong-type",
            payload(map_of(&[[uint(1), tstr("1")]])),
        ),
    ]
}

/// Where the second entry of a list begins: at the next map of eleven with a key of 32 bytes.
fn next_entry(entries: &[u8]) -> usize {
    const HEAD: [u8; 4] = [0xab, 1, 0x58, 0x20];
    1 + entries[1..]
        .windows(4)
        .position(|window| window == HEAD)
        .unwrap()
}

/// Two keys of a suite to come with one kid: a birthday among 2^17 takes a moment, which is why
/// nobody is ever found by a kid alone.
fn colliding() -> [Vec<u8>; 2] {
    let mut seen = std::collections::BTreeMap::new();
    for number in 0_u32.. {
        let mut key = future_key();
        key.extend(number.to_be_bytes());
        if let Some(other) = seen.insert(parties::kid_of(&key), key.clone()) {
            return [other, key];
        }
    }
    unreachable!("a birthday comes");
}

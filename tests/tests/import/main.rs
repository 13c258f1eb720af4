//! Every reason of an import (SPEC §10), each by a bundle that is good but for one thing.

mod deltas;
mod documents;
mod manifests;
mod places;
mod statuses;

use std::collections::BTreeSet;

use juma_format::time::DAY;
use juma_tests::{
    bundle::{Pieces, anchor, root, root_document, trust_list},
    moment::{NOW, PUBLISHED},
    parties::entries,
    spec,
};
use juma_verifier::State;

/// A bundle with one thing wrong, and what is said of it.
struct Case {
    what: &'static str,
    slug: &'static str,
    bundle: Vec<u8>,
}

fn case(what: &'static str, slug: &'static str, bundle: Vec<u8>) -> Case {
    Case { what, slug, bundle }
}

fn good() -> Pieces {
    Pieces::of(entries())
}

fn with(change: impl FnOnce(&mut Pieces)) -> Vec<u8> {
    let mut pieces = good();
    change(&mut pieces);
    pieces.bundle()
}

/// A device that has seen bundle 5 of epoch 1.
fn device() -> State {
    let state = State::new(anchor());
    state.import(&good().bundle(), NOW).unwrap().0
}

fn history() -> Vec<Case> {
    // An older trust list on a newer stick; the device below has seen version 1, so it is told.
    vec![
        case(
            "bundle 4 after bundle 5",
            "bundle-rollback",
            with(|pieces| pieces.sequence = 4),
        ),
        case(
            "it ended at this moment",
            "bundle-expired",
            with(|pieces| {
                pieces.issued = PUBLISHED;
                pieces.expires = NOW;
            }),
        ),
    ]
}

fn all() -> Vec<Case> {
    [
        manifests::files(),
        manifests::manifests(),
        manifests::envelopes(),
        documents::roots(),
        documents::lists(),
        statuses::statuses(),
        places::profiles(),
        deltas::deltas(),
        history(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn each_is_refused_for_its_reason() {
    let device = device();
    for case in all() {
        match device.import(&case.bundle, NOW) {
            Ok(_) => panic!("{}: imported", case.what),
            Err(refusal) => assert_eq!(refusal.slug(), case.slug, "{}: {refusal}", case.what),
        }
    }
}

#[test]
fn an_older_trust_list_or_root_on_a_newer_stick_is_refused() {
    let newer = with(|pieces| {
        pieces.roots.push(root_document(&root(2, 1, &[1]), &[1]));
        pieces.lists = vec![trust_list(2, entries(), &[1])];
    });
    let (state, _) = State::new(anchor()).import(&newer, NOW).unwrap();
    let older_list = with(|pieces| {
        pieces.sequence = 6;
        pieces.roots.push(root_document(&root(2, 1, &[1]), &[1]));
    });
    let older_root = with(|pieces| {
        pieces.sequence = 6;
        pieces.lists = vec![trust_list(2, entries(), &[1])];
    });
    for bundle in [older_list, older_root] {
        let refusal = state.import(&bundle, NOW).unwrap_err();
        assert_eq!(refusal.slug(), "trust-rollback", "{refusal}");
    }
}

#[test]
fn every_reason_of_an_import_is_given_by_a_bundle() {
    let given: BTreeSet<&str> = all().iter().map(|case| case.slug).collect();
    let slugs = spec::import_slugs();
    assert!(slugs.len() > 25, "the table is read");
    for slug in &slugs {
        // These need a device that knows something, see above and tuf.rs, or a label, see the
        // verifier's own tests.
        let elsewhere = [
            "trust-rollback",
            "trust-revival",
            "status-rollback",
            "bundle-in-future",
            "bundle-sequence-twice",
            "bundle-below-label",
        ];
        let elsewhere = elsewhere.contains(&slug.as_str());
        assert!(given.contains(slug.as_str()) || elsewhere, "{slug}");
    }
    let of_codes: BTreeSet<String> = spec::verdict_reasons()
        .into_iter()
        .map(|it| it.slug)
        .collect();
    for slug in given {
        let known = slugs.iter().any(|known| known == slug) || of_codes.contains(slug);
        assert!(known, "{slug} is not in SPEC §10");
    }
}

#[test]
fn any_changed_byte_of_a_bundle_is_refused() {
    let bundle = good().bundle();
    let device = State::new(anchor());
    device.import(&bundle, NOW).unwrap();
    for at in 0..bundle.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = bundle.clone();
            changed[at] ^= change;
            assert!(
                device.import(&changed, NOW).is_err(),
                "byte {at} ^ {change}"
            );
        }
    }
    for length in 0..bundle.len() {
        assert!(
            device.import(&bundle[..length], NOW).is_err(),
            "{length} bytes"
        );
    }
}

#[test]
fn an_import_at_the_last_second_is_taken() {
    let bundle = with(|pieces| pieces.expires = NOW.plus(1));
    assert!(State::new(anchor()).import(&bundle, NOW).is_ok());
    let far = with(|pieces| pieces.expires = NOW.plus(365 * DAY));
    assert!(State::new(anchor()).import(&far, NOW).is_ok());
}

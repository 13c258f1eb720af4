//! The file, its manifest, and envelopes.

use juma_format::{
    Environment,
    algorithm::Suite,
    body::Manifest as ManifestBody,
    envelope::sig_structure,
    time::DAY,
    trust::{KeyState, Manifest, write_bundle},
};
use juma_keys::KeyHash;
use juma_tests::{
    bundle::{Pieces, standard_status, status_list, trust_list},
    cbor::{Map, array, bytes, int, uint},
    moment::{FOUNDED, SIGN_UNTIL},
    parties::{self, ENVIRONMENT, bundle_key, entries, status_key},
};

use super::{Case, case, good, with};

pub(super) fn files() -> Vec<Case> {
    let bundle = good().bundle();
    let mut other_magic = bundle.clone();
    other_magic[3] = b'2';
    let extra = [bundle.as_slice(), &bytes(b"one more")].concat();
    let too_many = {
        let parts = vec![Vec::new(); juma_format::trust::MAX_PARTS + 1];
        write_bundle(&[], &parts)
    };
    vec![
        case("another version", "bundle-magic", other_magic),
        case("an empty file", "bundle-magic", Vec::new()),
        case(
            "what a city hands to the centre",
            "bundle-contribution",
            juma_tests::contribution::Sent::first_city(0, &[]).file(),
        ),
        case(
            "64 MiB and a byte",
            "bundle-too-large",
            vec![b'J'; (64 << 20) + 1],
        ),
        case(
            "torn",
            "cbor-truncated",
            bundle[..bundle.len() - 1].to_vec(),
        ),
        case("a part more than the manifest has", "bundle-parts", extra),
        case("more parts than any bundle has", "bundle-parts", too_many),
        case(
            "no trust list",
            "bundle-parts",
            with(|pieces| pieces.lists.clear()),
        ),
        case(
            "two trust lists",
            "bundle-parts",
            with(|pieces| pieces.lists.push(trust_list(2, entries(), &[1]))),
        ),
    ]
}

pub(super) fn manifests() -> Vec<Case> {
    let pieces = good();
    let manifest = || pieces.manifest();
    let changed = |change: &dyn Fn(&mut Manifest)| {
        let mut manifest = manifest();
        change(&mut manifest);
        pieces.with_manifest(manifest.encode())
    };
    let envelope = bundle_key().sign::<ManifestBody>(manifest().encode());
    let mut spoilt = envelope.clone();
    *spoilt.last_mut().unwrap() ^= 1;
    let by_status_key = resigned(&manifest().encode(), &[], &parties::seed("status"), -19);
    let other_algorithm = resigned(&manifest().encode(), &[], &parties::seed("bundle"), -8);
    let compromised = {
        let mut entries = entries();
        entries[2].state = KeyState::Compromised;
        Pieces::of(entries).bundle()
    };
    let of_unknown_suite = {
        let mut entries = entries();
        entries[2].suite = Suite::from_number(2);
        Pieces::of(entries).bundle()
    };
    vec![
        case(
            "a spoilt signature",
            "bad-signature",
            pieces.with_envelope(&spoilt),
        ),
        case(
            "alg -8",
            "alg-mismatch",
            pieces.with_envelope(&other_algorithm),
        ),
        case(
            "by the status key",
            "bundle-signer",
            pieces.with_envelope(&by_status_key),
        ),
        case(
            "by a key of an unknown suite",
            "bundle-signer",
            of_unknown_suite,
        ),
        case(
            "made a second before its key signs",
            "bundle-signer-period",
            changed(&|manifest| manifest.issued = FOUNDED.minus(1)),
        ),
        case(
            "made when its key signs no more",
            "bundle-signer-period",
            changed(&|manifest| {
                manifest.issued = SIGN_UNTIL;
                manifest.expires = SIGN_UNTIL.plus(DAY);
            }),
        ),
        case(
            "by a compromised key",
            "bundle-signer-compromised",
            compromised,
        ),
        case(
            "epoch 2",
            "bundle-epoch",
            changed(&|manifest| manifest.epoch = 2),
        ),
        case(
            "of production",
            "wrong-environment",
            changed(&|manifest| manifest.environment = Environment::Production),
        ),
        case(
            "a part of another hash",
            "bundle-hash",
            changed(&|manifest| manifest.parts[2].hash[0] ^= 1),
        ),
        case(
            "a part of another size",
            "bundle-hash",
            changed(&|manifest| manifest.parts[2].size += 1),
        ),
        case(
            "parts turned round",
            "field-order",
            changed(&|manifest| manifest.parts.swap(0, 1)),
        ),
        case(
            "no parts",
            "field-range",
            changed(&|manifest| manifest.parts.clear()),
        ),
        case(
            "sequence 0",
            "field-range",
            changed(&|manifest| manifest.sequence = 0),
        ),
        case(
            "it ends before it begins",
            "field-range",
            changed(&|manifest| manifest.expires = FOUNDED),
        ),
        case(
            "1.3 MB of manifest",
            "envelope-too-large",
            pieces.with_envelope(&vec![0; (5 << 18) + 1]),
        ),
        case(
            "an empty manifest",
            "field-missing",
            pieces.with_manifest(Map::default().encode()),
        ),
        case(
            "a field too many",
            "field-unknown",
            pieces.with_manifest({
                let mut payload = manifest().encode();
                payload[0] += 1;
                payload.extend([9, 0]);
                payload
            }),
        ),
    ]
}

/// An envelope with any algorithm by any secret, as a manifest is signed.
fn resigned(payload: &[u8], more_header: &[(i64, Vec<u8>)], seed: &[u8; 32], alg: i64) -> Vec<u8> {
    use ed25519_dalek::Signer;
    let key = ed25519_dalek::SigningKey::from_bytes(seed);
    let kid = KeyHash::of(key.verifying_key().as_bytes()).key_id();
    let mut header = Map::default()
        .with(1, int(alg))
        .with(4, bytes(kid.as_bytes()));
    for (parameter, value) in more_header {
        header = header.with(*parameter, value.clone());
    }
    let protected = header.encode();
    let aad = juma_tests::code::context("manifest", ENVIRONMENT);
    let message = sig_structure(&protected, &aad, payload);
    array(&[
        bytes(&protected),
        Map::default().encode(),
        bytes(payload),
        bytes(&key.sign(&message).to_bytes()),
    ])
}

pub(super) fn envelopes() -> Vec<Case> {
    let pieces = good();
    let payload = pieces.manifest().encode();
    let header = [(2, array(&[int(-70_000)]))];
    let crit = resigned(&payload, &header, &parties::seed("bundle"), -19);
    let items = |replaced: usize, item: Vec<u8>| {
        let mut items = vec![bytes(&[0xa0]), vec![0xa0], bytes(&payload), bytes(&[0; 64])];
        items[replaced] = item;
        array(&items)
    };
    // A status list that says it is something else.
    let status = status_list(&standard_status(), &status_key());
    let typ = b"application/statuslist+cwt";
    let at = status
        .windows(typ.len())
        .position(|window| window == typ)
        .unwrap();
    let mut other_type = status.clone();
    other_type[at] = b'A';
    vec![
        case("crit", "header-unknown", pieces.with_envelope(&crit)),
        case(
            "no header",
            "header-missing",
            pieces.with_envelope(&items(0, bytes(&[0xa0]))),
        ),
        case(
            "an array of one",
            "envelope-shape",
            pieces.with_envelope(&array(&[uint(1)])),
        ),
        case(
            "a status list of another type",
            "header-type",
            with(|pieces| pieces.statuses = vec![other_type]),
        ),
    ]
}

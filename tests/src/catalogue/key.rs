//! What the trust list says of the key (SPEC §6.2, §9.2).

use juma_format::{Environment, body::StatusList as StatusBody, code_text::static_text, time::DAY};

use super::{accepted, refused, undecided};
use crate::{
    cbor::{Map, bytes, int, uint},
    code::{Envelope, full, gate},
    moment::{ACCEPT_UNTIL, EXPIRES, FOUNDED, MAX_VALIDITY, NOW, SIGN_UNTIL},
    parties::{self, GUANGZHOU, OTHER, STRANGER, code_key_of},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [known(), period(), scope()].concat()
}

fn known() -> Vec<Vector> {
    let header = |kid: [u8; 4]| {
        Map::default()
            .with(1, int(-19))
            .with(4, bytes(&kid))
            .encode()
    };
    let named = |kid: [u8; 4]| Envelope::good().protected(header(kid));
    let kid_of_status = *parties::status_key().public().key_id().as_bytes();
    let kid_of_bundle = *parties::bundle_key().public().key_id().as_bytes();
    let kid_of_root = *parties::root(1).public().key_id().as_bytes();
    let status = parties::status_key().sign::<StatusBody>(gate().payload());
    let backdated = full().claim(6, uint(FOUNDED.seconds()));
    vec![
        undecided(
            "key/unknown",
            "unknown-key",
            static_text(&gate().signed_by(&code_key_of(STRANGER))),
            "a key that the trust list does not have (§9.2)",
        ),
        undecided(
            "key/no-trust-data",
            "unknown-key",
            gate().text(),
            "a device that was given a root and no bundle knows no key (§9.2)",
        )
        .trust("nothing"),
        undecided(
            "key/root",
            "unknown-key",
            Envelope {
                signer: "root 1",
                ..named(kid_of_root)
            }
            .text(),
            "a root key signs no codes and is not in the list (§6.1)",
        ),
        undecided(
            "key/unknown-before-signature",
            "unknown-key",
            Envelope {
                signer: STRANGER,
                ..named([0; 4])
            }
            .text(),
            "an unknown kid with any signature at all: nothing is known of it (§9.2)",
        ),
        undecided(
            "key/unsupported-suite",
            "unsupported-suite",
            named(parties::kid_of(&parties::future_key())).text(),
            "the entry is of suite 2 (§4.3)",
        )
        .trust("unsupported-suite"),
        accepted(
            "key/beside-an-unsupported-suite",
            gate().text(),
            "the other entries of the list are good (§4.3)",
        )
        .trust("unsupported-suite"),
        refused(
            "key/status-list-key",
            "key-wrong-purpose",
            Envelope {
                signer: "status",
                ..named(kid_of_status)
            }
            .text(),
            "a good signature by a key for status lists (§9.2)",
        ),
        refused(
            "key/bundle-key",
            "key-wrong-purpose",
            Envelope {
                signer: "bundle",
                ..named(kid_of_bundle)
            }
            .text(),
            "a good signature by a key for bundles (§9.2)",
        ),
        refused(
            "key/status-list-as-code",
            "cbor-wrong-type",
            static_text(&status),
            "a status list's envelope, which is tagged (§6.3)",
        ),
        refused(
            "key/compromised",
            "key-compromised",
            full().text(),
            "nothing of the key is good (§9.2)",
        )
        .trust("compromised"),
        refused(
            "key/compromised-though-backdated",
            "key-compromised",
            backdated.text(),
            "a thief writes any time of issue (§9.2)",
        )
        .trust("compromised"),
        refused(
            "key/distrusted-by-the-manifest",
            "key-compromised",
            gate().text(),
            "key 7 of the manifest names it (§6.5)",
        )
        .trust("distrusted"),
        refused(
            "key/compromised-before-signature",
            "key-compromised",
            Envelope {
                signer: STRANGER,
                ..Envelope::good()
            }
            .text(),
            "the key is looked at before the signature (§9.2)",
        )
        .trust("compromised"),
        accepted(
            "key/retired",
            gate().text(),
            "retired: what it signed stays good (§6.2)",
        )
        .trust("retired"),
        refused(
            "key/of-another-environment",
            "bad-signature",
            static_text(&gate().signed_by(&parties::code_key_in(Environment::Production))),
            "the same secret signs for production; this device is of demo (§4.1)",
        ),
    ]
}

fn period() -> Vec<Vector> {
    let outside = |name, text: String, comment| refused(name, "outside-key-period", text, comment);
    let gate_until = |expires: u64| gate().claim(4, uint(expires)).text();
    let full_of =
        |issued: u64, expires: u64| full().claim(6, uint(issued)).claim(4, uint(expires)).text();
    let (from, until) = (FOUNDED.seconds(), SIGN_UNTIL.seconds());
    let latest = until + MAX_VALIDITY;
    vec![
        refused(
            "key/ended",
            "key-ended",
            gate().text(),
            "accept-until is exclusive; it comes before the code's own end (§9.2)",
        )
        .at(ACCEPT_UNTIL),
        refused(
            "key/ended-in-a-second",
            "expired",
            gate().text(),
            "one second before accept-until (§9.2)",
        )
        .at(ACCEPT_UNTIL.minus(1)),
        accepted(
            "key/gate-latest-end",
            gate_until(latest),
            "sign-until and the greatest validity (§9.2)",
        ),
        outside(
            "key/gate-ends-too-late",
            gate_until(latest + DAY),
            "a day beyond sign-until and the greatest validity (§9.2)",
        ),
        outside(
            "key/gate-ends-before-signing-begins",
            gate_until(from),
            "sign-from < exp (§9.2)",
        ),
        accepted(
            "key/full-issued-at-sign-from",
            full_of(from, EXPIRES.seconds()),
            "sign-from ≤ iat (§9.2)",
        ),
        outside(
            "key/full-issued-before-sign-from",
            full_of(from - 1, EXPIRES.seconds()),
            "a second before (§9.2)",
        ),
        outside(
            "key/full-issued-at-sign-until",
            full_of(until, until + DAY),
            "iat < sign-until; that it is in the future comes later (§9.2)",
        ),
        accepted(
            "key/full-longest",
            full_of(from, from + MAX_VALIDITY),
            "exactly the greatest validity (§9.2)",
        ),
        outside(
            "key/full-too-long",
            full_of(from, from + MAX_VALIDITY + DAY),
            "a day more (§9.2)",
        ),
    ]
}

fn scope() -> Vec<Vector> {
    let elsewhere = |region: u32| gate().residence(3, uint(region.into())).text();
    let other = |draft: crate::code::Draft| static_text(&draft.signed_by(&code_key_of(OTHER)));
    vec![
        accepted(
            "key/district-of-its-region",
            elsewhere(440_305),
            "4403 covers 440305 (§6.2)",
        ),
        refused(
            "key/another-city",
            "outside-key-scope",
            elsewhere(GUANGZHOU),
            "Shenzhen's key, Guangzhou's residence (§6.2)",
        ),
        refused(
            "key/another-city-that-begins-alike",
            "outside-key-scope",
            elsewhere(4407),
            "440 is no prefix of anything (§6.2)",
        ),
        refused(
            "key/the-other-authority",
            "outside-key-scope",
            other(gate()),
            "Guangzhou's key, Shenzhen's residence (§6.2)",
        )
        .trust("two-issuers"),
        accepted(
            "key/own-namespace",
            gate().text(),
            "the same list and index are revoked in the other authority's namespace (§6.3)",
        )
        .trust("two-issuers"),
        refused(
            "key/the-other-authoritys-namespace",
            "revoked",
            other(gate().residence(3, uint(GUANGZHOU.into()))),
            "the same list and index are good in the first authority's namespace (§6.3)",
        )
        .trust("two-issuers"),
    ]
    .into_iter()
    .map(|vector| vector.at(NOW))
    .collect()
}

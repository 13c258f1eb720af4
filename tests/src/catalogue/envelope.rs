//! Envelopes that are CBOR and no code's (SPEC §4). All are signed by the right secret.

use juma_format::{Environment, code_text::static_text};

use super::refused;
use crate::{
    cbor::{Item, Map, array, bytes, int, tstr, uint},
    code::{Envelope, context, gate, header},
    parties::{self, ENVIRONMENT},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [shapes(), headers(), signatures()].concat()
}

fn shapes() -> Vec<Vector> {
    let good = gate().signed();
    let items = Envelope::good().items();
    let kid = Map::default().with(4, bytes(&parties::kid_of(b"another")));
    let tagged = [vec![0xd2], good.clone()].concat();
    vec![
        refused(
            "envelope/three-items",
            "envelope-shape",
            static_text(&array(&items[..3])),
            "an array of three (§4)",
        ),
        refused(
            "envelope/five-items",
            "envelope-shape",
            static_text(&array(&[&items[..], &[uint(0)]].concat())),
            "an array of five (§4)",
        ),
        refused(
            "envelope/map",
            "cbor-wrong-type",
            static_text(&header().encode()),
            "a map (§4)",
        ),
        refused(
            "envelope/tagged",
            "cbor-wrong-type",
            static_text(&tagged),
            "tag 18, which only status lists carry: a code has one text (§4)",
        ),
        refused(
            "envelope/payload-beside",
            "envelope-payload",
            static_text(&array(&[
                items[0].clone(),
                items[1].clone(),
                vec![0xf6],
                items[3].clone(),
            ])),
            "null for a payload (§4)",
        ),
        refused(
            "envelope/unprotected-kid",
            "envelope-unprotected",
            Envelope {
                unprotected: kid.encode(),
                ..Envelope::good()
            }
            .text(),
            "another kid where no signature protects it (§4)",
        ),
        refused(
            "envelope/unprotected-alg",
            "envelope-unprotected",
            Envelope {
                unprotected: Map::default().with(1, int(-7)).encode(),
                ..Envelope::good()
            }
            .text(),
            "ES256 where no signature protects it (§4)",
        ),
        refused(
            "envelope/unprotected-null",
            "cbor-wrong-type",
            Envelope {
                unprotected: vec![0xf6],
                ..Envelope::good()
            }
            .text(),
            "null for the unprotected header (§4)",
        ),
        refused(
            "envelope/signature-of-63",
            "cbor-wrong-type",
            static_text(&array(&[
                items[0].clone(),
                items[1].clone(),
                items[2].clone(),
                bytes(&[1; 63]),
            ])),
            "a signature of 63 bytes (§4)",
        ),
    ]
}

fn headers() -> Vec<Vector> {
    let signed = |header: Map| Envelope::good().protected(header.encode()).text();
    let kid = bytes(parties::code_key().public().key_id().as_bytes());
    let unknown = |name, parameter: i64, value: Item, comment| {
        refused(
            name,
            "header-unknown",
            signed(header().with(parameter, value)),
            comment,
        )
    };
    vec![
        refused(
            "envelope/header-empty",
            "header-missing",
            signed(Map::default()),
            "neither alg nor kid (§4)",
        ),
        refused(
            "envelope/header-of-no-bytes",
            "cbor-truncated",
            Envelope::good().protected(Vec::new()).text(),
            "RFC 9052 lets an empty header be an empty string; here it is never empty (§4)",
        ),
        refused(
            "envelope/alg-missing",
            "header-missing",
            signed(Map::default().with(4, kid.clone())),
            "no alg: none is assumed (§4)",
        ),
        refused(
            "envelope/kid-missing",
            "header-missing",
            signed(Map::default().with(1, int(-19))),
            "no kid: no key is tried (§4)",
        ),
        refused(
            "envelope/kid-only-unprotected",
            "header-missing",
            Envelope {
                unprotected: Map::default().with(4, kid).encode(),
                ..Envelope::good().protected(Map::default().with(1, int(-19)).encode())
            }
            .text(),
            "a kid that no signature protects is none (§4)",
        ),
        refused(
            "envelope/kid-of-five-bytes",
            "cbor-wrong-type",
            signed(header().with(4, bytes(&[1, 2, 3, 4, 5]))),
            "a kid is four bytes (§4)",
        ),
        unknown(
            "envelope/crit",
            2,
            array(&[int(-70_000)]),
            "crit, whatever it names: RFC 9052 §3.1 asks to fail (§4)",
        ),
        unknown(
            "envelope/crit-empty",
            2,
            array(&[]),
            "crit that names nothing (§4)",
        ),
        unknown(
            "envelope/content-type",
            3,
            uint(61),
            "a content type that codes do not have (§4)",
        ),
        unknown(
            "envelope/typ-of-a-status-list",
            16,
            tstr("application/statuslist+cwt"),
            "the type of another body (§4)",
        ),
        unknown(
            "envelope/certificate-chain",
            33,
            bytes(&[0x30, 0x82]),
            "x5chain: a code brings no key of its own (§4)",
        ),
        unknown(
            "envelope/claims-in-the-header",
            15,
            Map::default().with(1, tstr("x")).encode(),
            "CWT claims in the header (RFC 9597) (§4)",
        ),
        refused(
            "envelope/alg-text",
            "cbor-wrong-type",
            signed(header().with(1, tstr("EdDSA"))),
            "alg by a name (§4)",
        ),
        refused(
            "envelope/alg-eddsa",
            "alg-mismatch",
            signed(header().with(1, int(-8))),
            "-8, EdDSA of any curve: the suite says -19 (§4.3)",
        ),
        refused(
            "envelope/alg-es256",
            "alg-mismatch",
            signed(header().with(1, int(-7))),
            "-7: a message never chooses (§4.3)",
        ),
        refused(
            "envelope/alg-hmac",
            "alg-mismatch",
            signed(header().with(1, int(5))),
            "HMAC, with a public key for its secret (§4.3)",
        ),
        refused(
            "envelope/alg-none",
            "alg-mismatch",
            signed(header().with(1, int(0))),
            "0, which is reserved (§4.3)",
        ),
    ]
}

fn signatures() -> Vec<Vector> {
    let bad = |name, envelope: Envelope, comment| {
        refused(name, "bad-signature", envelope.text(), comment)
    };
    let swapped = |signature: [u8; 64]| {
        let mut items = Envelope::good().items();
        items[3] = bytes(&signature);
        static_text(&array(&items))
    };
    let good = Envelope::good().signature();
    let mut other_scalar = good;
    add_order(&mut other_scalar);
    // The point of order 1 for R, 0 for S: good under a small-order key by a lax check.
    let mut small_order = [0; 64];
    small_order[0] = 1;
    let with_aad = |external_aad: Vec<u8>| Envelope {
        external_aad,
        ..Envelope::good()
    };
    vec![
        bad(
            "envelope/signed-by-a-stranger",
            Envelope {
                signer: parties::STRANGER,
                ..Envelope::good()
            },
            "a stranger's signature under the authority's kid (§4.2)",
        ),
        bad(
            "envelope/signed-for-test",
            with_aad(context("code", Environment::Test)),
            "the right secret, for the environment test (§4.1)",
        ),
        bad(
            "envelope/signed-for-production",
            with_aad(context("code", Environment::Production)),
            "the right secret, for production (§4.1)",
        ),
        bad(
            "envelope/signed-as-a-manifest",
            with_aad(context("manifest", ENVIRONMENT)),
            "the right secret, for another body (§4.1)",
        ),
        bad(
            "envelope/signed-for-nothing",
            with_aad(Vec::new()),
            "the right secret, bound to nothing, as plain COSE would have it (§4.1)",
        ),
        bad(
            "envelope/payload-of-another-code",
            Envelope {
                payload: bytes(&gate().residence(2, uint(crate::code::GOOD + 1)).payload()),
                ..Envelope::good()
            },
            "a good signature over another payload (§4.2)",
        ),
        refused(
            "envelope/scalar-not-reduced",
            "bad-signature",
            swapped(other_scalar),
            "S + L: the same signature by a lax check, and a second text (§4.2)",
        ),
        refused(
            "envelope/small-order",
            "bad-signature",
            swapped(small_order),
            "R of small order and S of 0 (§4.2)",
        ),
        refused(
            "envelope/signature-of-zeros",
            "bad-signature",
            swapped([0; 64]),
            "64 zeros (§4.2)",
        ),
    ]
}

/// S + L, L being the order of the group (RFC 8032 §5.1), little-endian.
fn add_order(signature: &mut [u8; 64]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    assert_eq!(carry, 0, "S + L fits 32 bytes");
}

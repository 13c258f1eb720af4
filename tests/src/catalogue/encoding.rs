//! Bytes that are not deterministic CBOR (SPEC §3), in the envelope and in what the right key has
//! signed.

use juma_format::code_text::static_text;

use super::{accepted, refused};
use crate::{
    cbor::{Item, Map, array, bytes, int, map_of, text, tstr, uint},
    code::{Envelope, RESIDENCE, full, gate, header, text_of_payload},
    moment::EXPIRES,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [outside(), signed(), values(), ignorable()].concat()
}

/// The envelope itself.
fn outside() -> Vec<Vector> {
    let good = gate().signed();
    let items = Envelope::good().items();
    let long_signature = [vec![0x59, 0, 64], Envelope::good().signature().to_vec()].concat();
    let entries = header().entries();
    let turned = [entries[1].clone(), entries[0].clone()];
    let twice = [entries[0].clone(), entries[1].clone(), entries[1].clone()];
    let chunks = [vec![0x5f], items[2].clone(), vec![0xff]].concat();
    vec![
        refused(
            "encoding/torn",
            "cbor-truncated",
            static_text(&good[..good.len() - 1]),
            "the last byte of the signature is missing (§3)",
        ),
        refused(
            "encoding/byte-behind",
            "cbor-trailing",
            static_text(&[good.as_slice(), &[0]].concat()),
            "a byte behind the envelope would give one code many texts (§3)",
        ),
        refused(
            "encoding/second-code-behind",
            "cbor-trailing",
            static_text(&[good.as_slice(), &good].concat()),
            "the same code twice over (§3)",
        ),
        refused(
            "encoding/array-head-too-long",
            "cbor-not-shortest",
            static_text(&[&[0x98, 4], &good[1..]].concat()),
            "98 04 for an array of four (§3)",
        ),
        refused(
            "encoding/signature-head-too-long",
            "cbor-not-shortest",
            static_text(&array(&[
                items[0].clone(),
                items[1].clone(),
                items[2].clone(),
                long_signature,
            ])),
            "59 00 40 for a string of 64 (§3)",
        ),
        refused(
            "encoding/array-without-end",
            "cbor-indefinite",
            static_text(&[&[0x9f], &good[1..], &[0xff]].concat()),
            "an indefinite length (§3)",
        ),
        refused(
            "encoding/payload-in-chunks",
            "cbor-indefinite",
            static_text(&array(&[
                items[0].clone(),
                items[1].clone(),
                chunks,
                items[3].clone(),
            ])),
            "a byte string of chunks (§3)",
        ),
        refused(
            "encoding/header-order",
            "cbor-key-order",
            Envelope::good().protected(map_of(&turned)).text(),
            "kid before alg, signed so (§3)",
        ),
        refused(
            "encoding/header-twice",
            "cbor-duplicate-key",
            Envelope::good().protected(map_of(&twice)).text(),
            "kid twice, signed so (§3)",
        ),
        refused(
            "encoding/length-of-the-whole-memory",
            "cbor-truncated",
            static_text(&[0x84, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            "a string of 2^63 - 1 bytes that are not there (§3)",
        ),
    ]
}

/// Payloads that the right key has signed.
fn signed() -> Vec<Vector> {
    let draft = gate();
    let payload = draft.payload();
    let residence = [int(RESIDENCE), draft.residence.encode()];
    let expires = [int(4), uint(EXPIRES.seconds())];
    let entries = draft.residence.entries();
    let turned = [
        entries[1].clone(),
        entries[0].clone(),
        entries[2].clone(),
        entries[3].clone(),
    ];
    let twice = [&entries[..], &entries[3..]].concat();
    let within = |entries: &[[Item; 2]]| {
        text_of_payload(map_of(&[
            expires.clone(),
            [int(RESIDENCE), map_of(entries)],
        ]))
    };
    let mut endless = payload.clone();
    endless[0] = 0xbf;
    endless.push(0xff);
    vec![
        refused(
            "encoding/signed-byte-behind",
            "cbor-trailing",
            text_of_payload([payload.as_slice(), &[0xf6]].concat()),
            "a byte behind the claims, signed by the right key (§3)",
        ),
        refused(
            "encoding/signed-nothing",
            "cbor-truncated",
            text_of_payload(Vec::new()),
            "an empty payload, signed by the right key (§3)",
        ),
        refused(
            "encoding/signed-claims-order",
            "cbor-key-order",
            text_of_payload(map_of(&[residence, expires.clone()])),
            "the residence before exp (§3)",
        ),
        refused(
            "encoding/signed-residence-order",
            "cbor-key-order",
            within(&turned),
            "status before flags (§3)",
        ),
        refused(
            "encoding/signed-name-twice",
            "cbor-duplicate-key",
            within(&twice),
            "two names, both the same (§3)",
        ),
        refused(
            "encoding/signed-without-end",
            "cbor-indefinite",
            text_of_payload(endless),
            "a map of indefinite length (§3)",
        ),
        refused(
            "encoding/signed-array",
            "cbor-wrong-type",
            text_of_payload(array(&[uint(1)])),
            "an array where the claims are a map (§5)",
        ),
    ]
}

/// Values of the wrong kind.
fn values() -> Vec<Vector> {
    let seconds = EXPIRES.seconds();
    let exp = |item: Item| gate().claim(4, item).text();
    let long = [vec![0x1b], seconds.to_be_bytes().to_vec()].concat();
    vec![
        refused(
            "encoding/time-too-long",
            "cbor-not-shortest",
            exp(long),
            "exp in eight bytes where four do (§3)",
        ),
        refused(
            "encoding/time-float",
            "cbor-unsupported",
            exp([vec![0xfb], 1_793_116_800_f64.to_be_bytes().to_vec()].concat()),
            "exp as a float (§3)",
        ),
        refused(
            "encoding/time-not-a-number",
            "cbor-unsupported",
            exp(vec![0xf9, 0x7e, 0]),
            "exp is NaN, which no clock is ever later than (§3)",
        ),
        refused(
            "encoding/time-infinite",
            "cbor-unsupported",
            exp(vec![0xf9, 0x7c, 0]),
            "exp is infinity (§3)",
        ),
        refused(
            "encoding/time-tagged",
            "cbor-wrong-type",
            exp([vec![0xc1], uint(seconds)].concat()),
            "tag 1 where an integer is due (§3)",
        ),
        refused(
            "encoding/time-negative",
            "cbor-wrong-type",
            exp(int(-1)),
            "exp before 1970 (§5)",
        ),
        refused(
            "encoding/time-text",
            "cbor-wrong-type",
            exp(tstr("2026-10-28")),
            "exp as text (§5)",
        ),
        refused(
            "encoding/name-not-utf8",
            "cbor-utf8",
            gate().residence(4, vec![0x63, 0xe5, 0xbc, 0x2a]).text(),
            "a name whose bytes are torn UTF-8 (§3)",
        ),
        refused(
            "encoding/name-null",
            "cbor-wrong-type",
            gate().residence(4, vec![0xf6]).text(),
            "null for a name (§5)",
        ),
        refused(
            "encoding/name-undefined",
            "cbor-wrong-type",
            gate().residence(4, vec![0xf7]).text(),
            "undefined for a name (§5)",
        ),
        refused(
            "encoding/document-bignum",
            "cbor-wrong-type",
            full()
                .residence(5, [vec![0xc2], bytes(&[1, 2])].concat())
                .text(),
            "a bignum for a document number (§3)",
        ),
        refused(
            "encoding/residence-text",
            "cbor-wrong-type",
            gate().text_with_residence(&text("张*")),
            "a text where the residence is a map (§5)",
        ),
    ]
}

/// The values of keys that a reader passes over are CBOR all the same.
fn ignorable() -> Vec<Vector> {
    let nested = |depth: usize| [vec![0x81; depth], vec![0]].concat();
    let with = |item: Item| gate().residence(128, item).text();
    let twice = map_of(&[[uint(1), uint(1)], [uint(1), uint(2)]]);
    let many = Map::default().with(
        1,
        array(&[tstr("x"), bytes(&[0; 9]), vec![0xf5], vec![0xf6]]),
    );
    vec![
        accepted(
            "encoding/ignorable",
            gate()
                .residence(128, many.encode())
                .residence(255, int(-9))
                .text(),
            "keys 128 to 255 are passed over (§5)",
        ),
        accepted(
            "encoding/ignorable-two-deep",
            with(nested(2)),
            "claims, residence and two arrays: as deep as may be (§3)",
        ),
        refused(
            "encoding/ignorable-three-deep",
            "cbor-too-deep",
            with(nested(3)),
            "one deeper than may be (§3)",
        ),
        refused(
            "encoding/ignorable-very-deep",
            "cbor-too-deep",
            with(nested(700)),
            "as deep as a text can make it (§3)",
        ),
        refused(
            "encoding/ignorable-float",
            "cbor-unsupported",
            with(vec![0xf9, 0x3c, 0]),
            "a float, though nobody reads it (§3)",
        ),
        refused(
            "encoding/ignorable-duplicate-key",
            "cbor-duplicate-key",
            with(twice),
            "a map with one key twice, though nobody reads it (§3)",
        ),
        refused(
            "encoding/ignorable-not-utf8",
            "cbor-utf8",
            with(vec![0x61, 0xff]),
            "torn UTF-8, though nobody reads it (§3)",
        ),
        refused(
            "encoding/ignorable-indefinite",
            "cbor-indefinite",
            with(vec![0x9f, 0xff]),
            "an indefinite length, though nobody reads it (§3)",
        ),
        refused(
            "encoding/ignorable-reserved-head",
            "cbor-unsupported",
            with(vec![0x1c]),
            "additional information 28, which RFC 8949 §3 keeps (§3)",
        ),
    ]
}

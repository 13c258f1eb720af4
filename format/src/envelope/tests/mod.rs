mod foreign;

use alloc::{string::ToString, vec::Vec};

use super::{Envelope, EnvelopeError, SignatureBytes, assemble, protected_header};
use crate::{
    Environment, KeyId,
    algorithm::Algorithm,
    body::{Body, Code, Manifest, Presentation, RootDocument, StatusList, TrustList},
    cbor::{Reader, Writer},
    vectors::hex,
};

const KEY_ID: KeyId = KeyId::from_bytes([0xa1, 0xb2, 0xc3, 0xd4]);
const SIGNATURE: SignatureBytes = SignatureBytes::new([0x5a; 64]);

fn header<B: Body>() -> Vec<u8> {
    protected_header::<B>(Algorithm::ED25519, KEY_ID)
}

fn envelope<B: Body>(payload: &[u8]) -> Vec<u8> {
    assemble::<B>(&header::<B>(), payload, SIGNATURE)
}

fn slug<B: Body>(bytes: &[u8]) -> &'static str {
    match Envelope::<B>::parse(bytes) {
        Ok(_) => "accepted",
        Err(error) => error.slug(),
    }
}

#[test]
fn a_code_costs_eighty_bytes_beside_its_claims() {
    let bytes = envelope::<Code>(&[0; 36]);
    assert_eq!(bytes.len(), 36 + 80);
    let wanted = "8449a2013204 44a1b2c3d4 a0 5824";
    assert!(bytes.starts_with(&hex(wanted)));
    let envelope = Envelope::<Code>::parse(&bytes).unwrap();
    assert_eq!(envelope.key_id(), KEY_ID);
    assert_eq!(envelope.algorithm(), Algorithm::ED25519);
    assert_eq!(envelope.signature(), SIGNATURE);
    assert_eq!(envelope.payload_unverified(), [0; 36]);
    assert_eq!(envelope.protected(), header::<Code>());
}

#[test]
fn contexts_are_all_different() {
    let mut contexts = Vec::new();
    for environment in Environment::ALL {
        contexts.extend([
            Code::context(environment),
            RootDocument::context(environment),
            TrustList::context(environment),
            Manifest::context(environment),
            Presentation::context(environment),
        ]);
        assert_eq!(StatusList::context(environment), b"");
    }
    assert_eq!(Code::context(Environment::Demo), b"JM1/code/demo");
    contexts.sort();
    contexts.dedup();
    assert_eq!(contexts.len(), 3 * 5);
}

/// An envelope of hand-made pieces, all of them encoded items but the header.
fn pieces(header: &str, unprotected: &str, payload: &str, signature: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .array(4)
        .bytes(&hex(header))
        .raw(&hex(unprotected))
        .raw(&hex(payload))
        .bytes(signature);
    writer.finish()
}

const HEADER: &str = "a20132 0444a1b2c3d4";

#[test]
fn each_broken_code_has_its_slug() {
    let signature = [0x5a; 64];
    let good = pieces(HEADER, "a0", "43010203", &signature);
    assert_eq!(slug::<Code>(&good), "accepted");
    for (what, header) in [
        ("header-missing", "a0"),
        ("header-missing", "a10132"),
        ("header-missing", "a10444a1b2c3d4"),
        ("header-unknown", "a3013202800444a1b2c3d4"), // crit, empty
        ("header-unknown", "a301320281010444a1b2c3d4"), // crit
        ("header-unknown", "a3013203000444a1b2c3d4"),
        (
            "header-unknown",
            "a301320444a1b2c3d410781a6170706c69636174696f6e2f7374617475736c6973742b637774",
        ),
        ("header-unknown", "a301320444a1b2c3d42000"),
        ("cbor-duplicate-key", "a3013201320444a1b2c3d4"),
        ("cbor-key-order", "a20444a1b2c3d40132"),
        ("cbor-wrong-type", "a201674564323535313904 44a1b2c3d4"), // alg is a text
        ("cbor-wrong-type", "a2013204 43a1b2c3"),
        ("cbor-wrong-type", "a2013204 45a1b2c3d4e5"),
        ("cbor-wrong-type", "a2013204 64a1b2c3d4"),
        ("cbor-wrong-type", "a301320444a1b2c3d461 6100"),
        ("cbor-wrong-type", "820132"),
        ("cbor-not-shortest", "a2013812 0444a1b2c3d4"),
        ("cbor-not-shortest", "a20132 045804a1b2c3d4"),
        ("cbor-not-shortest", "b80201320444a1b2c3d4"),
        ("cbor-indefinite", "bf01320444a1b2c3d4ff"),
        ("cbor-trailing", "a201320444a1b2c3d400"),
        ("cbor-truncated", "a201320444a1b2c3"),
        ("cbor-truncated", ""),
    ] {
        assert_eq!(
            slug::<Code>(&pieces(header, "a0", "43010203", &signature)),
            what,
            "{header}"
        );
    }
    for (what, unprotected) in [
        ("envelope-unprotected", "a10326"), // an algorithm that nothing protects
        ("envelope-unprotected", "a10126"),
        ("envelope-unprotected", "a10444ffffffff"), // a key id that nothing protects
        ("envelope-unprotected", "a118ff00"),
        ("cbor-indefinite", "bfff"),
        ("cbor-not-shortest", "b800"),
        ("cbor-wrong-type", "80"),
        ("cbor-wrong-type", "f6"),
    ] {
        let bytes = pieces(HEADER, unprotected, "43010203", &signature);
        assert_eq!(slug::<Code>(&bytes), what, "{unprotected}");
    }
    for (what, payload) in [
        ("envelope-payload", "f6"),
        ("cbor-unsupported", "f7"),
        ("cbor-wrong-type", "63616263"),
        ("cbor-wrong-type", "a0"),
        ("cbor-not-shortest", "5803010203"),
        ("cbor-indefinite", "5f43010203ff"),
    ] {
        let answer = slug::<Code>(&pieces(HEADER, "a0", payload, &signature));
        // A simple value that is not null is no byte string, whichever it is.
        let same = answer == what || (payload == "f7" && answer == "cbor-wrong-type");
        assert!(same, "{payload}: {answer}");
    }
    for length in [0, 63, 65] {
        let bytes = pieces(HEADER, "a0", "43010203", &[0; 65][..length]);
        assert_eq!(slug::<Code>(&bytes), "cbor-wrong-type");
    }
    let wrapped =
        |before: &str, body: &[u8], after: &str| [hex(before), body.to_vec(), hex(after)].concat();
    for (what, bytes) in [
        ("cbor-wrong-type", wrapped("d2", &good, "")), // tagged
        ("cbor-not-shortest", wrapped("d812", &good, "")),
        ("cbor-indefinite", wrapped("9f", &good[1..], "ff")),
        ("cbor-not-shortest", wrapped("9804", &good[1..], "")),
        ("envelope-shape", wrapped("83", &good[1..], "")),
        ("envelope-shape", wrapped("85", &good[1..], "00")),
        ("cbor-trailing", wrapped("", &good, "00")),
        ("cbor-trailing", wrapped("", &good, "f6")),
        (
            "envelope-too-large",
            envelope::<Code>(&[0; Code::MAX_BYTES]),
        ),
    ] {
        assert_eq!(slug::<Code>(&bytes), what);
    }
    for length in 0..good.len() {
        assert_eq!(slug::<Code>(&good[..length]), "cbor-truncated", "{length}");
    }
    // A head of the signature that is not shortest.
    let (body, _) = good.split_at(good.len() - 66);
    let long = [body, &hex("590040"), &signature].concat();
    assert_eq!(slug::<Code>(&long), "cbor-not-shortest");
}

#[test]
fn a_fault_in_the_header_is_told_by_its_place_in_the_envelope() {
    let bytes = pieces("a201320443a1b2c3", "a0", "40", &[0; 64]);
    let place = bytes.windows(2).position(|pair| pair == [0x43, 0xa1]);
    match Envelope::<Code>::parse(&bytes) {
        Err(EnvelopeError::Cbor(error)) => assert_eq!(Some(error.at), place),
        other => panic!("{other:?}"),
    }
}

#[test]
fn bodies_do_not_pass_for_one_another() {
    let payload = b"\xa0";
    assert_eq!(slug::<Code>(&envelope::<Code>(payload)), "accepted");
    assert_eq!(
        slug::<RootDocument>(&envelope::<Code>(payload)),
        "envelope-payload"
    );
    assert_eq!(
        slug::<Code>(&envelope::<RootDocument>(payload)),
        "envelope-payload"
    );
    assert_eq!(
        slug::<StatusList>(&envelope::<Code>(payload)),
        "cbor-wrong-type"
    );
    assert_eq!(
        slug::<Code>(&envelope::<StatusList>(payload)),
        "cbor-wrong-type"
    );
    let tagged = |header: &str| [hex("d2"), pieces(header, "a0", "41a0", &[0; 64])].concat();
    let kind = "10781a6170706c69636174696f6e2f7374617475736c6973742b637774";
    for (what, end) in [
        ("accepted", kind),
        ("header-type", &kind.replace("637774", "6a7774")),
        ("header-type", "1060"),
        ("cbor-wrong-type", "1000"), // a registered number (RFC 9596) is another form of it
    ] {
        let answer = slug::<StatusList>(&tagged(&alloc::format!("a301320444a1b2c3d4{end}")));
        assert_eq!(answer, what, "{end}");
    }
    assert_eq!(slug::<StatusList>(&tagged(HEADER)), "header-missing");
}

#[test]
fn greatest_sizes() {
    for size in [Code::MAX_BYTES, Code::MAX_BYTES + 1] {
        let bytes = envelope::<Code>(&alloc::vec![0; size - 81]);
        assert_eq!(bytes.len(), size);
        let wanted = if size > Code::MAX_BYTES {
            "envelope-too-large"
        } else {
            "accepted"
        };
        assert_eq!(slug::<Code>(&bytes), wanted);
    }
    assert!(envelope::<RootDocument>(b"").len() <= RootDocument::MAX_BYTES);
}

#[test]
fn errors_say_what_and_nothing_of_the_payload() {
    let bytes = envelope::<Code>(b"canary");
    let envelope = Envelope::<Code>::parse(&bytes).unwrap();
    let shown = alloc::format!("{envelope:?} {SIGNATURE:?} {:?}", Reader::new(&bytes));
    assert!(
        !shown.contains("canary") && !shown.contains("99, 97, 110"),
        "{shown}"
    );
    for (error, words) in [
        (
            EnvelopeError::HeaderMissing { parameter: 4 },
            "header parameter 4 is missing",
        ),
        (
            EnvelopeError::HeaderUnknown { parameter: 2 },
            "header parameter 2 is not used",
        ),
        (
            EnvelopeError::HeaderType,
            "the content type is that of another body",
        ),
        (EnvelopeError::Payload, "the payload is not in its place"),
        (EnvelopeError::Shape, "the envelope is not an array of four"),
        (
            EnvelopeError::TooLarge { bytes: 2, max: 1 },
            "2 bytes, the limit is 1",
        ),
        (
            EnvelopeError::Unprotected,
            "the unprotected header is not empty",
        ),
    ] {
        assert_eq!(error.to_string(), words);
    }
}

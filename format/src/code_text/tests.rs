use alloc::{format, string::String, vec, vec::Vec};

use proptest::prelude::*;

use super::*;
use crate::{
    KeyId,
    algorithm::Algorithm,
    envelope::{assemble, protected_header},
};

const SIGNATURE: SignatureBytes = SignatureBytes::new([0x5a; 64]);

fn code(payload: &[u8]) -> Vec<u8> {
    let header = protected_header::<Code>(Algorithm::ED25519, KeyId::from_bytes([1, 2, 3, 4]));
    assemble::<Code>(&header, payload, SIGNATURE)
}

fn slug(text: &str) -> &'static str {
    match CodeBytes::from_text(text) {
        Ok(bytes) => bytes
            .shown()
            .map_or_else(CodeTextError::slug, |_| "accepted"),
        Err(error) => error.slug(),
    }
}

/// The text of hand-made bytes under a prefix.
fn text(prefix: &str, write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::new();
    write(&mut writer);
    write_text(prefix, writer.as_bytes())
}

proptest! {
    #[test]
    fn each_form_comes_back(
        payload in proptest::collection::vec(any::<u8>(), 0..100),
        slot in 1_u32..,
        preimage: [u8; 16],
        challenge in proptest::option::of(0..=999_999_999_u32),
    ) {
        let code = code(&payload);
        let holder = holder_key_text(&code, slot, challenge, SIGNATURE);
        for (text, proof) in [
            (static_text(&code), Proof::None),
            (live_text(&code, slot, &preimage), Proof::Live { slot, preimage }),
            (holder, Proof::HolderKey { slot, challenge, signature: SIGNATURE }),
        ] {
            prop_assert!(is_ours(&text));
            let bytes = CodeBytes::from_text(&text).unwrap();
            let shown = bytes.shown().unwrap();
            prop_assert_eq!(shown.code_bytes, &code);
            prop_assert_eq!(shown.code.payload_unverified(), &payload);
            prop_assert!(shown.proof == proof);
        }
    }

    #[test]
    fn a_changed_character_never_gives_the_same_bytes(
        change in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let good = live_text(&code(&[7; 40]), 77, &[9; 16]);
        let mut bytes = good.clone().into_bytes();
        let at = change.0.index(bytes.len());
        bytes[at] = alphabet[change.1.index(alphabet.len())];
        let changed = String::from_utf8(bytes).unwrap();
        if changed != good && let Ok(read) = CodeBytes::from_text(&changed) {
            prop_assert!(read != CodeBytes::from_text(&good).unwrap());
        }
    }
}

#[test]
fn what_is_shown_around_a_code_costs_little() {
    let code = code(&[0; 36]);
    let bytes = |text: &str| CodeBytes::from_text(text).unwrap().bytes.len() - code.len();
    assert_eq!(bytes(&static_text(&code)), 0);
    let (last, preimage) = (89_280, [0; 16]); // the last slot of P2
    assert_eq!(bytes(&live_text(&code, last, &preimage)), 1 + 5 + 17);
    assert_eq!(
        bytes(&holder_key_text(&code, last, None, SIGNATURE)),
        1 + 5 + 1 + 66
    );
    let asked = Some(999_999_999);
    assert_eq!(
        bytes(&holder_key_text(&code, last, asked, SIGNATURE)),
        1 + 5 + 5 + 66
    );
}

#[test]
fn prefixes() {
    let good = static_text(&code(b""));
    let rest = good.strip_prefix("JM1:").unwrap();
    assert_eq!(slug(&good), "accepted");
    for prefix in [
        "",
        "J",
        "JM1",
        "jm1:",
        "Jm1:",
        "JM2:",
        "JN1:",
        " JM1:",
        "\u{feff}JM1:",
        "JM1 :",
        "HC1:",
        "https://JM1:",
        "JM1：",
    ] {
        let text = format!("{prefix}{rest}");
        assert_eq!(slug(&text), "text-prefix", "{text}");
        assert!(!is_ours(&text));
    }
    assert_eq!(slug(""), "text-prefix");
    assert_eq!(slug("https://example.com/"), "text-prefix");
    for prefix in ["JM1:", "JL1:", "JH1:"] {
        assert!(is_ours(prefix));
        assert_eq!(slug(prefix), "cbor-truncated"); // no bytes are left
    }
    assert_ne!(slug(&format!("JM1:{good}")), "accepted");
}

#[test]
fn forms_do_not_pass_for_one_another() {
    let code = code(b"payload");
    let live = live_text(&code, 1, &[0; 16]);
    let holder = holder_key_text(&code, 1, None, SIGNATURE);
    let swap = |text: &str, prefix: &str| slug(&format!("{prefix}{}", &text[4..]));
    assert_eq!(swap(&static_text(&code), "JL1:"), "proof-shape");
    // A code is an array of four too, but its first item is its header.
    assert_eq!(swap(&static_text(&code), "JH1:"), "cbor-wrong-type");
    assert_eq!(swap(&live, "JM1:"), "envelope-shape");
    assert_eq!(swap(&live, "JH1:"), "proof-shape");
    assert_eq!(swap(&holder, "JM1:"), "cbor-wrong-type");
    assert_eq!(swap(&holder, "JL1:"), "proof-shape");
}

#[test]
fn one_text_for_each_code() {
    let good = static_text(&code(b"payload"));
    for end in [" ", "\n", "\r\n", "\t", "0", "\0"] {
        assert_ne!(slug(&format!("{good}{end}")), "accepted", "{end:?}");
    }
    let alphabet = |at| CodeTextError::Base45(Base45Error::Alphabet { at });
    for (text, error) in [
        (good.to_lowercase().replace("jm1:", "JM1:"), None),
        (good.replace("JM1:", "JM1:é"), Some(alphabet(0))),
        ("JM1:BB8a8B".into(), Some(alphabet(3))),
        (
            "JM1:ZZ".into(),
            Some(CodeTextError::Base45(Base45Error::Overflow { at: 0 })),
        ),
        (
            "JM1:0000".into(),
            Some(CodeTextError::Base45(Base45Error::Length)),
        ),
    ] {
        let refusal = CodeBytes::from_text(&text).unwrap_err();
        assert!(
            error.is_none_or(|error| error == refusal),
            "{text}: {refusal:?}"
        );
    }
}

#[test]
fn limits() {
    let text = |digits| format!("JM1:{}", "0".repeat(digits));
    for (digits, what) in [
        (1446, "accepted"),
        (1447, "text-length"),
        (1448, "text-too-long"),
    ] {
        let answer =
            CodeBytes::from_text(&text(digits)).map_or_else(CodeTextError::slug, |_| "accepted");
        assert_eq!(answer, what, "{digits}");
    }
    let error = CodeBytes::from_text(&text(1448)).unwrap_err();
    assert_eq!(
        error,
        CodeTextError::TooLong {
            chars: 1452,
            max: MAX_TEXT_CHARS
        }
    );
    // Bytes count, so that characters outside the alphabet do not slip through.
    assert_eq!(slug(&format!("JM1:{}", "码".repeat(483))), "text-too-long");
    assert_eq!(slug(&text(10_000_000)), "text-too-long");
    let greatest = static_text(&code(&vec![0; MAX_CODE_BYTES - 81]));
    assert_eq!((greatest.len(), slug(&greatest)), (1450, "accepted"));
    assert_eq!(
        slug(&static_text(&code(&vec![0; MAX_CODE_BYTES - 80]))),
        "text-too-long"
    );
}

#[test]
fn proofs_that_are_none() {
    let code = code(b"payload");
    let live = |items, slot: u64, preimage: &[u8]| {
        text("JL1:", |writer| {
            writer
                .array(items)
                .raw(&code)
                .unsigned(slot)
                .bytes(preimage);
        })
    };
    assert_eq!(slug(&live(3, 1, &[0; 16])), "accepted");
    assert_eq!(slug(&live(3, u32::MAX.into(), &[0; 16])), "accepted");
    for (what, text) in [
        ("proof-shape", live(3, 0, &[0; 16])), // no chain shows its anchor
        ("proof-shape", live(3, 1 << 32, &[0; 16])),
        ("proof-shape", live(3, u64::MAX, &[0; 16])),
        ("proof-shape", live(2, 1, &[0; 16])),
        ("proof-shape", live(4, 1, &[0; 16])),
        ("cbor-wrong-type", live(3, 1, &[0; 15])),
        ("cbor-wrong-type", live(3, 1, &[0; 17])),
        ("cbor-wrong-type", live(3, 1, b"")),
        (
            "cbor-trailing",
            text("JL1:", |writer| {
                writer
                    .array(3)
                    .raw(&code)
                    .unsigned(1)
                    .bytes(&[0; 16])
                    .unsigned(0);
            }),
        ),
        (
            "cbor-wrong-type",
            text("JL1:", |writer| {
                writer.array(3).raw(&code).integer(-1).bytes(&[0; 16]);
            }),
        ),
        (
            "cbor-not-shortest",
            text("JL1:", |writer| {
                writer
                    .array(3)
                    .raw(&code)
                    .raw(&[0x18, 0x01])
                    .bytes(&[0; 16]);
            }),
        ),
        (
            "cbor-wrong-type",
            text("JL1:", |writer| {
                writer.array(3).bytes(&code).unsigned(1).bytes(&[0; 16]); // not nested as an array
            }),
        ),
        (
            "cbor-wrong-type",
            text("JL1:", |writer| {
                writer
                    .array(3)
                    .tag(18)
                    .raw(&code)
                    .unsigned(1)
                    .bytes(&[0; 16]);
            }),
        ),
    ] {
        assert_eq!(slug(&text), what);
    }
    let holder = |items, slot: u64, challenge: &[u8], signature: &[u8]| {
        text("JH1:", |writer| {
            writer
                .array(items)
                .raw(&code)
                .unsigned(slot)
                .raw(challenge)
                .bytes(signature);
        })
    };
    let (null, most, beyond) = (
        [0xf6],
        [0x1a, 0x3b, 0x9a, 0xc9, 0xff],
        [0x1a, 0x3b, 0x9a, 0xca, 0],
    );
    let signature = [0; 64];
    assert_eq!(slug(&holder(4, 1, &null, &signature)), "accepted");
    assert_eq!(slug(&holder(4, 1, &[0], &signature)), "accepted");
    assert_eq!(slug(&holder(4, 1, &most, &signature)), "accepted");
    for (what, text) in [
        ("proof-shape", holder(4, 1, &beyond, &signature)),
        ("proof-shape", holder(4, 0, &null, &signature)),
        ("proof-shape", holder(4, 1 << 32, &null, &signature)),
        ("proof-shape", holder(3, 1, &null, &signature)),
        ("cbor-wrong-type", holder(4, 1, &[0xf5], &signature)),
        ("cbor-wrong-type", holder(4, 1, &[0x20], &signature)),
        ("cbor-wrong-type", holder(4, 1, &null, &signature[1..])),
        ("cbor-not-shortest", holder(4, 1, &[0x18, 0x01], &signature)),
    ] {
        assert_eq!(slug(&text), what);
    }
}

#[test]
fn nothing_of_a_code_is_printed() {
    let text = live_text(&code(b"canary"), 5, b"canary-preimage!");
    let bytes = CodeBytes::from_text(&text).unwrap();
    let shown = format!("{bytes:?} {:?}", bytes.shown().unwrap());
    assert!(
        !shown.contains("canary") && !shown.contains("99, 97"),
        "{shown}"
    );
    for error in [
        CodeTextError::Base45(Base45Error::Length),
        CodeTextError::Envelope(EnvelopeError::Shape),
        CodeTextError::Prefix,
        CodeTextError::Proof,
        CodeTextError::TooLong { chars: 2, max: 1 },
    ] {
        assert!(!format!("{error}").is_empty() && error.slug().is_ascii());
    }
}

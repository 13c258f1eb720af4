//! What stands around a code (SPEC §7.1, §7.2).

use juma_format::{
    code_text::{holder_key_text, live_text, static_text},
    envelope::SignatureBytes,
};

use super::refused;
use crate::{
    cbor::{Item, array, bytes, uint},
    code::{gate, live},
    live::LiveCode,
    moment::NOW,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let signature = SignatureBytes::new([3; 64]);
    let shown_now = LiveCode::of(1000);
    let now = shown_now.slot_at(NOW);
    let code = live().signed();
    let shown = |items: &[Item]| static_text(&array(items)).replacen("JM1:", "JL1:", 1);
    let held = |items: &[Item]| static_text(&array(items)).replacen("JM1:", "JH1:", 1);
    let preimage = bytes(&[6; 16]);
    let too_high = u64::from(u32::MAX) + 1;
    vec![
        refused(
            "proof/anchor-without-proof",
            "not-live",
            live().text(),
            "a live code whose proof was stripped (§7.1)",
        ),
        refused(
            "proof/preimage-of-nothing",
            "not-live",
            live_text(&shown_now.code, now, &[6; 16]),
            "16 bytes that do not hash to the anchor (§7.1)",
        ),
        refused(
            "proof/anchor-with-a-holder-key-proof",
            "not-live",
            holder_key_text(&shown_now.code, now, None, signature),
            "the proof of another kind of code (§7.2)",
        ),
        refused(
            "proof/holder-key-without-proof",
            "not-live",
            gate()
                .flags(crate::code::GATE_FLAGS | 1 << 11)
                .residence(11, bytes(&[8; 32]))
                .text(),
            "a holder's key and nothing shown for it (§7.2)",
        ),
        refused(
            "proof/around-a-static-code",
            "proof-unexpected",
            live_text(&gate().signed(), 1000, &[6; 16]),
            "a proof around a code without an anchor would be a second text of it (§7.1)",
        ),
        refused(
            "proof/holder-key-around-a-static-code",
            "proof-unexpected",
            holder_key_text(&gate().signed(), 1000, Some(123_456), signature),
            "the same with a signature (§7.2)",
        ),
        refused(
            "proof/slot-0",
            "proof-shape",
            shown(&[code.clone(), uint(0), preimage.clone()]),
            "slot 0 would show the anchor, which the code itself holds (§7.1)",
        ),
        refused(
            "proof/slot-beyond-32-bits",
            "proof-shape",
            shown(&[code.clone(), uint(too_high), preimage.clone()]),
            "2^32 (§7.1)",
        ),
        refused(
            "proof/two-items",
            "proof-shape",
            shown(&[code.clone(), uint(1)]),
            "no preimage (§7.1)",
        ),
        refused(
            "proof/under-the-static-prefix",
            "envelope-shape",
            static_text(&array(&[code.clone(), uint(1), preimage.clone()])),
            "JM1: for what JL1: promises (§2)",
        ),
        refused(
            "proof/static-code-under-the-live-prefix",
            "proof-shape",
            gate().text().replacen("JM1:", "JL1:", 1),
            "JL1: before a code alone (§2)",
        ),
        refused(
            "proof/preimage-of-15",
            "cbor-wrong-type",
            shown(&[code.clone(), uint(1), bytes(&[6; 15])]),
            "a preimage of 15 bytes (§7.1)",
        ),
        refused(
            "proof/byte-behind",
            "cbor-trailing",
            static_text(&[array(&[code.clone(), uint(1), preimage]), vec![0]].concat())
                .replacen("JM1:", "JL1:", 1),
            "a byte behind the proof (§3)",
        ),
        refused(
            "proof/challenge-of-ten-digits",
            "proof-shape",
            held(&[code, uint(1), uint(1_000_000_000), bytes(&[3; 64])]),
            "nobody says ten digits aloud (§7.2)",
        ),
    ]
}

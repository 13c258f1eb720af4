use std::hint::black_box;

use ed25519_dalek::{Signature, VerifyingKey};
use juma_format::{Environment, body::Code, code_text::CodeBytes, envelope::Envelope};
use juma_issuer::ClearTier;
use juma_verifier::{Finding, Policy};

use crate::{
    claim169,
    clock::{Subject, in_turns},
    world::{NOW, World},
};

const CODES: usize = 500;

pub(crate) fn run() {
    let mut world = World::new();
    let gate = world.texts(CODES, ClearTier::Gate);
    let full = world.texts(CODES, ClearTier::Full);
    let policy = Policy::built_in("officer").unwrap();
    let key =
        VerifyingKey::from_bytes(world.authority.entry().key[..].try_into().unwrap()).unwrap();
    // What `verify_strict` sees of the full codes, taken apart beforehand.
    let bare: Vec<(Vec<u8>, Signature)> = full
        .iter()
        .map(|text| {
            let bytes = CodeBytes::from_text(text).unwrap();
            let shown = bytes.shown().unwrap();
            let code: &Envelope<'_, Code> = &shown.code;
            let message = code.to_be_signed(Environment::Demo, &[]);
            (message, Signature::from_bytes(code.signature().as_bytes()))
        })
        .collect();
    let peer = claim169::Peer::new(CODES);
    println!(
        "{} status lists, {} bytes signed in a full code",
        1,
        bare[0].0.len()
    );
    let judge = |text: &str| {
        let judgement = world.state.judge(black_box(text), NOW, &policy);
        assert_eq!(judgement.verdict.finding(), Finding::Accept);
    };
    in_turns(
        400,
        10,
        &mut [
            Subject {
                name: "bare verify_strict (dalek, key ready)",
                work: Box::new(|step| {
                    let (message, signature) = &bare[step % CODES];
                    #[expect(clippy::disallowed_methods, reason = "the bare check is the measure")]
                    let checked = key.verify_strict(black_box(message), signature);
                    assert!(checked.is_ok());
                }),
            },
            Subject {
                name: "Juma, gate code, text → verdict",
                work: Box::new(|step| judge(&gate[step % CODES])),
            },
            Subject {
                name: "Juma, full code, text → verdict",
                work: Box::new(|step| judge(&full[step % CODES])),
            },
            Subject {
                name: "claim169-core 0.3, text → verified data",
                work: Box::new(|step| peer.verify(step)),
            },
        ],
    );
    println!("\nbeside the signature:\n");
    in_turns(
        400,
        100,
        &mut [
            Subject {
                name: "full code: text → envelope",
                work: Box::new(|step| {
                    let bytes = CodeBytes::from_text(black_box(&full[step % CODES])).unwrap();
                    black_box(bytes.shown().unwrap());
                }),
            },
            Subject {
                name: "full code: text → envelope → claims",
                work: Box::new(|step| {
                    let bytes = CodeBytes::from_text(black_box(&full[step % CODES])).unwrap();
                    let shown = bytes.shown().unwrap();
                    let payload = shown.code.payload_unverified();
                    black_box(juma_format::claims::Claims::decode(payload).unwrap());
                }),
            },
        ],
    );
}

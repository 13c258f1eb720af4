//! No changed byte and no changed character of a good code is ever accepted, and `undecided` is
//! what it gets only when the byte lies in the kid.

use std::{ops::Range, thread};

use juma_format::{
    base45,
    code_text::{CodeBytes, MAX_TEXT_CHARS, static_text},
};
use juma_tests::{
    code::{Draft, full, gate},
    moment::NOW,
    parties::code_key,
    world::World,
};
use juma_verifier::{Finding, Policy, State};

/// The characters of base45, and some that are not.
const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:az\n\r\t\0_,;@é０𝟎";

fn state() -> State {
    World::named("one-city").unwrap().state()
}

/// Where the kid stands in a code.
fn kid(code: &[u8]) -> Range<usize> {
    let kid = *code_key().public().key_id().as_bytes();
    let at = code.windows(4).position(|window| window == kid).unwrap();
    at..at + 4
}

/// Judges mutants on as many threads as there are cores; none may be accepted, and those that are
/// undecided must be allowed to be.
fn none_is_accepted(mutants: &[String], may_be_undecided: impl Fn(&str) -> bool + Sync) {
    let state = state();
    let policy = Policy::built_in("library").unwrap();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (state, policy, may_be_undecided) = (&state, &policy, &may_be_undecided);
    thread::scope(|scope| {
        for share in mutants.chunks(mutants.len().div_ceil(threads)) {
            scope.spawn(move || {
                for mutant in share {
                    let verdict = state.judge(mutant, NOW, policy).verdict;
                    match verdict.finding() {
                        Finding::Refuse => {}
                        Finding::Accept => panic!("accepted: {mutant}"),
                        Finding::Undecided => {
                            assert_eq!(verdict.slug(), "unknown-key", "{mutant}");
                            assert!(may_be_undecided(mutant), "undecided: {mutant}");
                        }
                    }
                }
            });
        }
    });
}

/// Whether a text's bytes differ from the code's in the kid and nowhere else.
fn differs_in_the_kid(code: &[u8], mutant: &str) -> bool {
    let Some(bytes) = mutant
        .strip_prefix("JM1:")
        .and_then(|body| base45::decode(body).ok())
    else {
        return false;
    };
    let kid = kid(code);
    bytes.len() == code.len()
        && bytes[..kid.start] == code[..kid.start]
        && bytes[kid.end..] == code[kid.end..]
}

fn every_byte(draft: &Draft) {
    let code = draft.signed();
    let mut mutants = Vec::new();
    for at in 0..code.len() {
        for change in 1..=u8::MAX {
            let mut mutant = code.clone();
            mutant[at] ^= change;
            mutants.push(static_text(&mutant));
        }
    }
    assert_eq!(mutants.len(), 255 * code.len());
    none_is_accepted(&mutants, |mutant| differs_in_the_kid(&code, mutant));
}

fn every_character(draft: &Draft) {
    let code = draft.signed();
    let text: Vec<char> = static_text(&code).chars().collect();
    let mut mutants = Vec::new();
    let mut push = |mutant: Vec<char>| {
        if mutant != text {
            mutants.push(mutant.into_iter().collect());
        }
    };
    for at in 0..text.len() {
        for character in CHARACTERS.chars() {
            let mut changed = text.clone();
            changed[at] = character;
            push(changed);
            let mut longer = text.clone();
            longer.insert(at, character);
            push(longer);
        }
        let mut shorter = text.clone();
        shorter.remove(at);
        push(shorter);
        push(text[..at].to_vec());
        push(text[at + 1..].to_vec());
        let mut turned = text.clone();
        turned.swap(at, (at + 1) % text.len());
        push(turned);
    }
    for character in CHARACTERS.chars() {
        let mut longer = text.clone();
        longer.push(character);
        push(longer);
    }
    none_is_accepted(&mutants, |mutant| differs_in_the_kid(&code, mutant));
}

#[test]
fn every_byte_of_a_gate_code() {
    every_byte(&gate());
}

#[test]
fn every_byte_of_a_full_code() {
    every_byte(&full());
}

#[test]
fn every_character_of_a_gate_code() {
    every_character(&gate());
}

#[test]
fn every_character_of_a_full_code() {
    every_character(&full());
}

#[test]
fn every_pair_of_a_code_and_a_piece_of_another() {
    // Header, payload and signature of two good codes in every mixture but the two good ones.
    let codes = [gate().signed(), full().signed()];
    let parts = |code: &[u8]| {
        let shown = CodeBytes::from_text(&static_text(code)).unwrap();
        let shown = shown.shown().unwrap();
        let code = &shown.code;
        let (payload, signature) = (code.payload_unverified(), code.signature());
        (payload.to_vec(), signature)
    };
    let [(gate, gate_signature), (full, full_signature)] = codes.each_ref().map(|it| parts(it));
    let header = juma_tests::code::header().encode();
    let mixed = |payload: &[u8], signature| {
        let code =
            juma_format::envelope::assemble::<juma_format::body::Code>(&header, payload, signature);
        static_text(&code)
    };
    none_is_accepted(
        &[mixed(&gate, full_signature), mixed(&full, gate_signature)],
        |_| false,
    );
    assert_eq!(mixed(&gate, gate_signature), static_text(&codes[0]));
}

#[test]
fn noise_of_every_length() {
    let mut random = 7_u64;
    let mut next = || {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        random.to_be_bytes()[0]
    };
    let mut mutants = Vec::new();
    for length in 0..964 {
        let bytes: Vec<u8> = (0..length).map(|_| next()).collect();
        mutants.push(static_text(&bytes));
        // And what at least begins like a code.
        let good = gate().signed();
        let mut begins = good.clone();
        begins.truncate(length);
        begins.extend(bytes.iter().take(good.len().saturating_sub(length)));
        if begins != good {
            mutants.push(static_text(&begins));
        }
    }
    assert!(mutants.iter().all(|mutant| mutant.len() <= MAX_TEXT_CHARS));
    none_is_accepted(&mutants, |_| false);
}

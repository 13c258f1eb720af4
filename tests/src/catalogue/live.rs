//! Live codes and holders' keys before a clock (SPEC §7.1, §7.2, §9.6).

use juma_format::{
    code_text::static_text,
    time::{DAY, UnixTime},
};

use super::{accepted, refused, undecided};
use crate::{
    live::{HeldCode, LiveCode},
    moment::NOW,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let code = LiveCode::of(1000);
    let slot = code.slot_at(NOW);
    let held = HeldCode::of(1000);
    // NOW is noon, so a slot begins at it: its code is good from 60 s before until 90 s after.
    let text = code.at(NOW);
    // The bundle of this world is twenty days ahead of the clock.
    let ahead = LiveCode::issued(1000, NOW.plus(20 * DAY)).at(NOW.plus(20 * DAY));
    [
        vec![
            accepted("live/now", &text, "the code of this moment"),
            accepted(
                "live/phone-60s-fast",
                code.at(NOW.plus(60)),
                "60 s are forgiven",
            ),
            refused(
                "live/phone-61s-fast",
                "slot-in-future",
                code.at(NOW.plus(90)),
                "the slot after that (§7.1)",
            ),
            accepted("live/last-second", &text, "89 s old").at(NOW.plus(89)),
            refused("live/screenshot", "slot-too-old", &text, "90 s old (§7.1)").at(NOW.plus(90)),
            refused(
                "live/screenshot-of-3-minutes",
                "slot-too-old",
                &text,
                "180 s old (§7.1)",
            )
            .at(NOW.plus(180)),
            refused(
                "live/slot-of-another",
                "not-live",
                code.slot(slot, slot + 1),
                "a slot with the next one's preimage (§7.1)",
            ),
            refused(
                "live/slot-beyond-the-last",
                "not-live",
                code.slot(23_041, 23_040),
                "the chain has no such slot (§7.1)",
            ),
            refused(
                "live/cut-out",
                "not-live",
                static_text(&code.code),
                "the static part of a live code (§7.1)",
            ),
            accepted("live/where-static-is-not-admitted", &text, "a live code")
                .policy("library-live"),
            undecided(
                "live/clock-behind",
                "clock-untrusted",
                &ahead,
                "live codes need a clock (§9.2)",
            )
            .trust("clock-ahead"),
            undecided(
                "live/clock-behind-opens-nothing",
                "clock-untrusted",
                &ahead,
                "a policy that opens on it does not open for live codes (§9.4)",
            )
            .trust("clock-ahead")
            .policy("library-opens"),
        ],
        vec![
            accepted(
                "live/held-now",
                held.at(NOW, None),
                "a signature by the holder's key",
            ),
            refused(
                "live/held-screenshot",
                "slot-too-old",
                held.at(NOW, None),
                "90 s old (§7.2)",
            )
            .at(NOW.plus(90)),
            refused(
                "live/held-answers-unasked",
                "challenge-mismatch",
                held.at(NOW, Some(4711)),
                "the answer to another venue's challenge (§7.2)",
            ),
            refused(
                "live/held-by-another-key",
                "not-live",
                held_with_the_signature_of(&held, &HeldCode::of(1001)),
                "a signature over another code by another key (§7.2)",
            ),
        ],
        rows(),
    ]
    .concat()
}

fn held_with_the_signature_of(held: &HeldCode, other: &HeldCode) -> String {
    use juma_format::code_text::{CodeBytes, Proof, holder_key_text};
    let bytes = CodeBytes::from_text(&other.at(NOW, None)).expect("a code");
    let Proof::HolderKey {
        slot, signature, ..
    } = bytes.shown().expect("a code").proof
    else {
        panic!("a holder's key");
    };
    holder_key_text(&held.code, slot, None, signature)
}

/// What one gate sees, one person after the other.
fn rows() -> Vec<Vector> {
    let people: Vec<LiveCode> = (1000..1004).map(LiveCode::of).collect();
    let [one, two, three, four] = &people[..] else {
        unreachable!("four")
    };
    let after = |seconds: u64| NOW.plus(seconds);
    // Everybody's phone is right, and the gate is 90 s slow, or fast.
    let slow = |code: &LiveCode, seconds: u64| (after(seconds), code.at(after(seconds + 90)));
    let fast = |code: &LiveCode, seconds: u64| (after(seconds), code.at(after(seconds).minus(120)));
    let right = |code: &LiveCode, seconds: u64| (after(seconds), code.at(after(seconds)));
    let row = |name: &str, expect: &str, row: &[(UnixTime, String)], comment: &str| {
        Vector::row(name, expect, row, comment)
    };
    vec![
        row(
            "live/row-same-slot-again",
            "undecided/shown-again",
            &[right(one, 0), (after(10), one.at(NOW))],
            "accepted, gone, and the same slot again (§9.6)",
        ),
        row(
            "live/row-earlier-slot-again",
            "undecided/shown-again",
            &[right(one, 30), (after(40), one.at(NOW))],
            "an earlier slot (§9.6)",
        ),
        row(
            "live/row-next-slot",
            "accept/accepted",
            &[right(one, 0), right(one, 30)],
            "the next code is good again (§9.6)",
        ),
        row(
            "live/row-two-say-slow",
            "refuse/slot-in-future",
            &[slow(one, 0), slow(two, 20)],
            "two phones may be wrong alike (§9.6)",
        ),
        row(
            "live/row-three-say-slow",
            "undecided/clock-suspect",
            &[slow(one, 0), slow(two, 20), slow(three, 40)],
            "three are not: it is the clock here (§9.6)",
        ),
        row(
            "live/row-three-say-fast",
            "undecided/clock-suspect",
            &[fast(one, 0), fast(two, 20), fast(three, 40)],
            "three in the other direction (§9.6)",
        ),
        row(
            "live/row-one-is-right",
            "refuse/slot-in-future",
            &[
                slow(one, 0),
                slow(two, 20),
                right(three, 40),
                slow(four, 50),
            ],
            "one of the last three is in its window (§9.6)",
        ),
        row(
            "live/row-both-directions",
            "refuse/slot-in-future",
            &[fast(one, 0), slow(two, 20), slow(three, 40)],
            "not all in one direction (§9.6)",
        ),
        row(
            "live/row-one-person-thrice",
            "refuse/slot-in-future",
            &[slow(one, 0), slow(one, 30), slow(one, 60)],
            "three distinct codes are asked for (§9.6)",
        ),
        row(
            "live/row-hours-old",
            "refuse/slot-too-old",
            &[
                (after(3700), one.at(NOW)),
                (after(3710), two.at(NOW)),
                (after(3720), three.at(NOW)),
            ],
            "more than an hour says nothing of the clock (§9.6)",
        ),
    ]
}

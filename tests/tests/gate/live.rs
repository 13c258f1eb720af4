//! Live codes, pairs and challenges before a gate that is running, frame by frame (SPEC §9.6). One
//! picture is one second.

use std::fs;

use juma_tests::{
    command::{Place, SHOWN},
    phone::Phone,
    picture, records,
};
use serde_json::Value;

use crate::running::Gate;

/// Moments after [`SHOWN`], 2026-01-22 12:00:00, when the streams begin.
const AFTER_30_S: &str = "2026-01-22T12:00:30+08:00";
const AFTER_45_S: &str = "2026-01-22T12:00:45+08:00";
const AFTER_60_S: &str = "2026-01-22T12:01:00+08:00";
const AFTER_90_S: &str = "2026-01-22T12:01:30+08:00";
const AFTER_2_MIN: &str = "2026-01-22T12:02:00+08:00";
const AFTER_3_MIN: &str = "2026-01-22T12:03:00+08:00";

/// What is held up, by the second.
struct Stream(Vec<u8>);

impl Stream {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn show(mut self, picture: &[u8], seconds: usize) -> Self {
        self.0.extend(picture.repeat(seconds));
        self
    }

    fn wait(self, seconds: usize) -> Self {
        self.show(&wall(), seconds)
    }

    /// The verdicts of a gate that sees it.
    fn judged(self, place: &Place, args: &[&str]) -> Vec<Value> {
        let args = [&["--frames", "-", "--fps", "1"], args].concat();
        let ran = place.gate(&args, &self.0).expect(0);
        let events = ran.json().into_iter();
        events.filter(|it| it["event"] == "verdict").collect()
    }
}

/// A picture of nothing.
fn wall() -> Vec<u8> {
    picture::png(&image::GrayImage::from_pixel(64, 64, image::Luma([150])))
}

fn reasons(verdicts: &[Value]) -> Vec<&str> {
    let reasons = verdicts.iter().map(|it| it["reason"].as_str().unwrap());
    reasons.collect()
}

/// A static code as a picture.
fn signed(place: &Place, record: &str, name: &str, args: &[&str]) -> Vec<u8> {
    place.sign(record, name, args);
    fs::read(place.path(name)).unwrap()
}

#[test]
fn a_phone_that_is_fast_a_screenshot_and_a_fresh_code() {
    let place = Place::ready();
    let phone = Phone::new(&place, "me.wallet");
    phone.fill(&[records::migrant()], &[]);
    let fast = phone.picture(AFTER_45_S, &[]);
    let told = Stream::new().show(&fast, 2).judged(&place, &[]);
    assert_eq!(reasons(&told), ["accepted"]);
    // Somebody has photographed the screen, and holds the picture up three minutes later.
    let (now, fresh) = (phone.picture(SHOWN, &[]), phone.picture(AFTER_3_MIN, &[]));
    let told = Stream::new()
        .show(&now, 2)
        .wait(178)
        .show(&now, 2)
        .show(&fresh, 2)
        .judged(&place, &[]);
    assert_eq!(reasons(&told), ["accepted", "slot-too-old", "accepted"]);
    assert_eq!(told[1]["verdict"], "refuse");
    assert!(told[1]["slot_age_seconds"].as_u64().unwrap() > 90);
    // The part of it that stays is good nowhere.
    let cut = fs::read_to_string(place.path("answer-1.txt")).unwrap();
    let cut = juma_symbol::encode(cut.trim_end()).unwrap();
    let mut bytes = Vec::new();
    juma_symbol::png::write(&cut, juma_symbol::png::ModulePixels::DEFAULT, &mut bytes);
    let told = Stream::new().show(&bytes, 2).judged(&place, &[]);
    assert_eq!(reasons(&told), ["not-live"]);
}

#[test]
fn a_code_that_has_left_comes_back_with_a_later_slot() {
    let place = Place::ready();
    let phone = Phone::new(&place, "me.wallet");
    phone.fill(&[records::migrant()], &[]);
    let (now, next) = (phone.picture(SHOWN, &[]), phone.picture(AFTER_30_S, &[]));
    let told = Stream::new()
        // While it stays, the phone draws the next one: nothing new.
        .show(&now, 2)
        .show(&next, 2)
        .wait(4)
        // Passed back over the barrier.
        .show(&next, 2)
        .wait(4)
        .show(&now, 2)
        .show(&phone.picture(AFTER_60_S, &[]), 2)
        .judged(&place, &[]);
    let expected = ["accepted", "shown-again", "shown-again", "accepted"];
    assert_eq!(reasons(&told), expected);
    assert_eq!(told[1]["verdict"], "undecided");
}

#[test]
fn two_people_one_right_after_the_other() {
    let place = Place::ready();
    let phone = Phone::new(&place, "two.wallet");
    phone.fill(&[records::migrant(), records::migrant()], &[]);
    let (one, two) = (
        phone.picture(SHOWN, &["--code", "1"]),
        phone.picture(SHOWN, &["--code", "2"]),
    );
    // The first phone is still in the hand.
    let stream = Stream::new().show(&one, 2).show(&two, 1);
    let told = stream.show(&one, 1).judged(&place, &[]);
    assert_eq!(reasons(&told), ["accepted", "accepted"]);
    assert_ne!(told[0]["showing"], told[1]["showing"]);
}

#[test]
fn a_gate_that_is_slow_is_named_and_nobody_is_accused() {
    let place = Place::ready();
    let phone = Phone::new(&place, "three.wallet");
    phone.fill(
        &[records::migrant(), records::migrant(), records::migrant()],
        &[],
    );
    let held = |at: &str, code: &str| phone.picture(at, &["--code", code]);
    let told = Stream::new()
        .show(&held(AFTER_90_S, "1"), 2)
        .wait(3)
        .show(&held(AFTER_90_S, "2"), 2)
        .wait(3)
        .show(&held(AFTER_90_S, "3"), 2)
        .wait(20)
        // The first tries again with the next code.
        .show(&held(AFTER_2_MIN, "1"), 2)
        .judged(&place, &[]);
    let expected = [
        "slot-in-future",
        "slot-in-future",
        "clock-suspect",
        "clock-suspect",
    ];
    assert_eq!(reasons(&told), expected);
    for verdict in &told[2..] {
        assert_eq!(verdict["verdict"], "undecided");
        let off = verdict["clock_offset_seconds"].as_i64().unwrap();
        assert!((-120..=-60).contains(&off), "{off}");
    }
    for verdict in &told {
        let words = verdict["message"].to_string() + &verdict["todo"].to_string();
        for accusation in ["截图", "伪造", "screenshot", "forged"] {
            assert!(!words.contains(accusation), "{words}");
        }
    }
    // One clock that is wrong among right ones is a phone's.
    let told = Stream::new()
        .show(&held(AFTER_90_S, "1"), 2)
        .show(&held(SHOWN, "2"), 2)
        .show(&held(AFTER_90_S, "3"), 2)
        .judged(&place, &[]);
    let expected = ["slot-in-future", "accepted", "slot-in-future"];
    assert_eq!(reasons(&told), expected);
}

#[test]
fn a_guardian_and_a_child_together_or_within_twenty_seconds() {
    let place = Place::ready();
    let own = signed(&place, &records::migrant(), "own.png", &[]);
    place.sign(&records::migrant(), "own.txt", &[]);
    let text = place.path("own.txt");
    let own_of_pair = Phone::new(&place, "me.wallet");
    let child = records::with_line("subject", "  \"subject\": \"R-000009\",")
        .replace("11010519491231002X", "440305201603070018")
        .replace(
            "  \"region\"",
            "  \"guardian\": {\"subject\": \"R-000001\", \"relation\": \"parent\"},\n  \"region\"",
        );
    let member = signed(&place, &child, "member.png", &["--guardian-code", &text]);
    place.sign(&child, "member.txt", &["--guardian-code", &text]);
    own_of_pair.take(&["own.txt", "member.txt"]);
    let guardian = own_of_pair.picture(SHOWN, &["--code", "1"]);
    let pair = own_of_pair.pair(SHOWN, "2");

    // In one view. A frame that is read in a hurry may show one of the two alone.
    let told = Stream::new().show(&pair, 6).judged(&place, &[]);
    let (last, before) = told.split_last().unwrap();
    let alone = ["guardian-missing", "accepted"];
    assert!(
        reasons(before).iter().all(|it| alone.contains(it)),
        "{told:?}"
    );
    assert!(before.iter().all(|it| it.get("guardian").is_none()));
    assert_eq!(last["reason"], "accepted");
    // One after the other.
    let beside = Stream::new().show(&member, 2).wait(10).show(&guardian, 2);
    let told = beside.judged(&place, &[]);
    assert_eq!(reasons(&told), ["guardian-missing", "accepted"]);
    for verdict in [last, &told[1]] {
        assert_eq!(verdict["claims"]["guardian"], "parent");
        assert_eq!(verdict["guardian"]["claims"]["name"], "张*");
    }

    // Too long after each other; and another guardian's code.
    let told = Stream::new()
        .show(&guardian, 2)
        .wait(22)
        .show(&member, 2)
        .wait(22)
        .show(&own, 2)
        .judged(&place, &[]);
    let expected = ["accepted", "guardian-missing", "accepted"];
    assert_eq!(reasons(&told), expected);
    assert!(told.iter().all(|it| it.get("guardian").is_none()));
    let beside = Stream::new().show(&guardian, 2).show(&member, 2);
    let told = beside.judged(&place, &[]);
    assert_eq!(reasons(&told), ["accepted", "accepted"]);
    assert_eq!(told[1]["guardian"]["claims"]["name"], "张*");
}

#[test]
fn a_number_is_drawn_shown_and_used_once() {
    let place = Place::ready();
    let phone = Phone::new(&place, "me.wallet");
    phone.fill(&[records::migrant(), records::migrant()], &["--holder-key"]);
    let simple = signed(&place, &records::migrant(), "simple.png", &[]);
    let mut gate = Gate::start(&place, &["--frames", "-", "--fps", "2", "--challenge"]);
    let asked = |gate: &mut Gate| gate.event("challenge")["challenge"].to_string();
    let answer =
        |number: &str, code: &str| phone.picture(SHOWN, &["--code", code, "--challenge", number]);
    let first = asked(&mut gate);
    assert_eq!(first.len(), 6, "{first}");
    // Whoever does not answer uses it up for nobody.
    for wrong in [
        phone.picture(SHOWN, &["--code", "1"]),
        answer("4711", "1"),
        simple.clone(),
    ] {
        gate.show(&wrong, 3);
        let told = gate.event("verdict");
        assert_eq!(told["reason"], "challenge-mismatch");
        assert_eq!(told["verdict"], "refuse");
        gate.show(&wall(), 8);
        gate.event("left");
    }
    let answered = answer(&first, "1");
    gate.show(&answered, 3);
    let told = gate.event("verdict");
    assert_eq!(told["reason"], "accepted");
    let second = asked(&mut gate);
    assert_ne!(first, second);
    // Still in the hand: nothing. From another hand, with the same number: refused.
    gate.show(&answered, 6);
    gate.show(&answer(&first, "2"), 3);
    assert_eq!(gate.event("verdict")["reason"], "challenge-mismatch");
    gate.show(&wall(), 8);
    // The old answer again.
    gate.show(&answered, 3);
    assert_eq!(gate.event("verdict")["reason"], "challenge-mismatch");
    gate.show(&answer(&second, "2"), 3);
    assert_eq!(gate.event("verdict")["reason"], "accepted");
    let third = asked(&mut gate);
    assert_ne!(second, third);
    let rest = gate.end();
    assert!(rest.contains("\"accepted\":2"), "{rest}");
}

#[test]
fn a_number_waits_for_a_scanner_too_and_is_drawn_anew_when_it_is_old() {
    let place = Place::ready();
    let phone = Phone::new(&place, "me.wallet");
    phone.fill(&[records::migrant()], &["--holder-key"]);
    let mut gate = Gate::start(&place, &["--scanner", "-", "--challenge"]);
    let number = gate.event("challenge")["challenge"].to_string();
    let out = place.path("shown.txt");
    let args = ["show", "--at", SHOWN, "--challenge", &number, "--out", &out];
    let _ = phone.run(&args).expect(0);
    gate.show(&fs::read(out).unwrap(), 1);
    assert_eq!(gate.event("verdict")["reason"], "accepted");
    assert_ne!(gate.event("challenge")["challenge"].to_string(), number);
    gate.end();

    // A person reads the lines.
    let stream = wall().repeat(302);
    let args = place.gate_args(&["--frames", "-", "--fps", "1", "--challenge", "--lang", "en"]);
    let args = args.iter().filter(|arg| *arg != "--json");
    let ran = juma_tests::command::run_with_input("juma-verifier", args, &stream).expect(0);
    let numbers: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("enter on the phone: "))
        .collect();
    assert_eq!(numbers.len(), 2, "{}", ran.out);
    assert_ne!(numbers[0], numbers[1]);
}

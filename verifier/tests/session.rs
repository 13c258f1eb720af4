//! What a gate tells of the frames it sees: each code once.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

mod world;

use core::time::Duration;

use juma_format::{
    time::{DAY, UnixTime},
    trust::Status,
};
use juma_verifier::{Happening, MAX_SHOWINGS, Moment, Openable, Policy, Session, Spans, State};
use world::{FOUNDED, NOW, Stick};

/// A gate that is shown frames, thirty a second.
struct Gate {
    state: State,
    policy: Policy,
    session: Session,
    frame: u32,
    start: UnixTime,
}

fn state(stick: &Stick) -> State {
    let fresh = State::new(stick.anchor());
    fresh.import(&stick.bundle(), NOW).unwrap().0
}

fn code(days: u64) -> String {
    Stick::number(5).code(FOUNDED.plus(days * DAY))
}

/// A code of which a letter near the end was changed.
fn forged() -> String {
    let mut text = code(100);
    let last = if text.ends_with('0') { "1" } else { "0" };
    text.replace_range(text.len() - 1.., last);
    text
}

const STICKER: &str = "JM1:HELL";

impl Gate {
    fn new(spans: Spans) -> Self {
        Self {
            state: state(&Stick::number(5)),
            policy: Policy::built_in("library").unwrap(),
            session: Session::new(spans),
            frame: 0,
            start: NOW,
        }
    }

    fn moment(&mut self) -> Moment {
        self.frame += 1;
        let elapsed = Duration::from_secs(1) * self.frame / 30;
        Moment {
            now: self.start.plus(elapsed.as_secs()),
            elapsed,
        }
    }

    /// What is told of frames that all show the same.
    fn show(&mut self, frames: u32, texts: &[&str]) -> Vec<String> {
        let mut news = Vec::new();
        for _ in 0..frames {
            let moment = self.moment();
            let (state, policy) = (&self.state, &self.policy);
            news.extend(
                self.session
                    .see(texts.iter().copied(), moment, state, policy),
            );
        }
        words(&news)
    }

    fn scan(&mut self, candidates: &[&str]) -> Vec<String> {
        let moment = self.moment();
        let (state, policy) = (&self.state, &self.policy);
        words(
            &self
                .session
                .scan(candidates.iter().copied(), moment, state, policy),
        )
    }
}

fn words(news: &[Happening]) -> Vec<String> {
    let words = news.iter().map(|news| match news {
        Happening::Judged(told) => {
            let opens = if told.opens() { " opens" } else { "" };
            format!("{} {}{opens}", told.showing, told.judgement.verdict.slug())
        }
        Happening::Left { showing } => format!("{showing} left"),
        _ => "?".to_owned(),
    });
    words.collect()
}

#[test]
fn a_code_is_judged_once_and_again_after_it_left() {
    let mut gate = Gate::new(Spans::FRAMES);
    let code = code(100);
    assert_eq!(gate.show(300, &[&code]), ["1 accepted opens"]);
    // A second of blur is no leaving.
    assert_eq!(gate.show(30, &[]), [""; 0]);
    assert_eq!(gate.show(30, &[&code]), [""; 0]);
    assert_eq!(gate.show(90, &[]), ["1 left"]);
    assert_eq!(gate.show(90, &[&code]), ["2 accepted opens"]);
    assert_eq!(words(&gate.session.end()), ["2 left"]);
    assert_eq!(words(&gate.session.end()), [""; 0]);
}

#[test]
fn a_queue_is_judged_one_by_one_without_a_pause() {
    let mut gate = Gate::new(Spans::FRAMES);
    let (one, two) = (code(100), code(101));
    assert_eq!(gate.show(5, &[&one]), ["1 accepted opens"]);
    assert_eq!(gate.show(5, &[&two]), ["2 accepted opens"]);
    // The phone is still in the hand.
    assert_eq!(gate.show(5, &[&one]), [""; 0]);
}

#[test]
fn two_codes_are_ambiguous_while_one_frame_shows_both() {
    let mut gate = Gate::new(Spans::FRAMES);
    let (one, two) = (code(100), code(101));
    assert_eq!(gate.show(30, &[&one, &two]), ["1 ambiguous"]);
    assert_eq!(gate.show(30, &[&two, &one]), [""; 0]);
    assert_eq!(gate.show(30, &[&two]), ["3 accepted opens"]);
    // Whoever was let in is not let in again.
    assert_eq!(gate.show(30, &[&one, &two]), [""; 0]);
    assert_eq!(gate.show(90, &[&two]), ["1 left"]);
}

#[test]
fn a_sticker_stops_nobody() {
    let mut gate = Gate::new(Spans::FRAMES);
    let code = code(100);
    // On the wall, for hours: told once.
    assert_eq!(gate.show(1000, &[STICKER]), ["1 text-length"]);
    assert_eq!(gate.show(30, &[STICKER, &code]), ["2 accepted opens"]);
    assert_eq!(gate.show(1000, &[STICKER]), ["2 left"]);
    // On a wallet, read a little before the code beside it.
    let mut gate = Gate::new(Spans::FRAMES);
    assert_eq!(gate.show(10, &[STICKER]), [""; 0]);
    assert_eq!(gate.show(30, &[&code, STICKER]), ["2 accepted opens"]);
    assert_eq!(gate.show(30, &[STICKER]), [""; 0]);
    assert_eq!(gate.show(400, &[]), ["2 left"]);
}

#[test]
fn a_forged_code_is_told_of_beside_a_sticker_that_was() {
    let mut gate = Gate::new(Spans::FRAMES);
    let forged = forged();
    assert_eq!(gate.show(60, &[STICKER]), ["1 text-length"]);
    assert_eq!(gate.show(60, &[STICKER, &forged]), ["2 bad-signature"]);
}

#[test]
fn what_was_shown_too_shortly_to_settle_is_told_when_it_has_left() {
    let mut gate = Gate::new(Spans::FRAMES);
    assert_eq!(gate.show(2, &[STICKER]), [""; 0]);
    assert_eq!(gate.show(400, &[]), ["1 text-length", "1 left"]);
    assert_eq!(gate.show(2, &[STICKER]), [""; 0]);
    assert_eq!(words(&gate.session.end()), ["2 text-length", "2 left"]);
}

/// A frame in which a code was misread, or something was held for a blink beside it, is no news ten
/// seconds later, when somebody else stands there.
#[test]
fn what_was_misread_beside_a_good_code_is_not_told() {
    let mut gate = Gate::new(Spans::FRAMES);
    let (code, misread) = (code(100), forged());
    assert_eq!(gate.show(1, &[&misread]), [""; 0]);
    assert_eq!(gate.show(30, &[&code]), ["2 accepted opens"]);
    assert_eq!(gate.show(1, &[&misread]), [""; 0]);
    assert_eq!(gate.show(30, &[&code]), [""; 0]);
    assert_eq!(gate.show(1, &[STICKER]), [""; 0]);
    assert_eq!(gate.show(400, &[]), ["2 left"]);
    // What is held up is told, however soon after it.
    assert_eq!(gate.show(30, &[&code]), ["4 accepted opens"]);
    assert_eq!(gate.show(60, &[&misread]), ["5 bad-signature"]);
    // And so is what nobody was there with.
    let _ = gate.show(400, &[]);
    assert_eq!(gate.show(1, &[&misread]), [""; 0]);
    assert_eq!(gate.show(400, &[]), ["6 bad-signature", "6 left"]);
}

#[test]
fn a_stick_that_is_imported_changes_a_doubt_and_no_opening() {
    let revoked = Stick {
        status: Status::Invalid,
        ..Stick::number(6)
    };
    let code = code(100);
    let mut gate = Gate::new(Spans::FRAMES);
    gate.state = State::new(Stick::number(5).anchor());
    assert_eq!(gate.show(60, &[&code]), ["1 unknown-key"]);
    gate.state = state(&Stick::number(5));
    assert_eq!(gate.show(60, &[&code]), ["2 accepted opens"]);
    gate.state = state(&revoked);
    assert_eq!(gate.show(60, &[&code]), [""; 0]);
    assert_eq!(gate.show(90, &[]), ["2 left"]);
    assert_eq!(gate.show(60, &[&code]), ["3 revoked"]);
}

#[test]
fn a_policy_that_opens_on_a_doubt_opens_once() {
    let mut gate = Gate::new(Spans::FRAMES);
    gate.policy.max_status_age = 9 * DAY;
    let code = code(100);
    assert_eq!(gate.show(60, &[&code]), ["1 status-stale"]);
    assert_eq!(gate.show(400, &[]), ["1 left"]);
    gate.policy.opens_on = vec![Openable::StatusStale];
    assert_eq!(gate.show(60, &[&code]), ["2 status-stale opens"]);
    gate.policy.max_status_age = 20 * DAY;
    assert_eq!(gate.show(60, &[&code]), [""; 0]);
}

#[test]
fn a_code_that_ends_in_the_hand_is_told_of_before_it_opens_and_not_after() {
    let mut gate = Gate::new(Spans::FRAMES);
    // A code ends at midnight.
    gate.start = NOW.plus(DAY - 3);
    let ends = Stick::number(5).code(NOW.plus(DAY));
    assert_eq!(gate.show(300, &[&ends]), ["1 accepted opens"]);
    let mut gate = Gate::new(Spans::FRAMES);
    gate.start = NOW.plus(DAY - 3);
    gate.policy.max_status_age = 9 * DAY;
    assert_eq!(gate.show(300, &[&ends]), ["1 status-stale", "1 expired"]);
}

#[test]
fn a_thousand_stickers_take_no_room_and_hide_no_code() {
    let mut gate = Gate::new(Spans::FRAMES);
    let code = code(100);
    for round in 0..40 {
        let stickers: Vec<String> = (0..50).map(|n| format!("JM1:-{round}-{n}")).collect();
        let texts: Vec<&str> = stickers.iter().map(String::as_str).collect();
        gate.show(1, &texts);
        assert!(
            format!("{:?}", gate.session).contains("showings: "),
            "{round}"
        );
    }
    let many = format!("{:?}", gate.session);
    assert!(
        many.contains(&format!("showings: {MAX_SHOWINGS}")),
        "{many}"
    );
    let stickers: Vec<String> = (0..50).map(|n| format!("JM1:-{n}")).collect();
    let mut texts: Vec<&str> = stickers.iter().map(String::as_str).collect();
    texts.push(&code);
    let news = gate.show(1, &texts);
    assert!(
        news.iter().any(|news| news.ends_with("accepted opens")),
        "{news:?}"
    );
}

#[test]
fn what_a_scanner_reads_is_told_at_once_and_the_signed_candidate_is_meant() {
    let mut gate = Gate::new(Spans::SCANNER);
    let (code, forged) = (code(100), forged());
    assert_eq!(gate.scan(&[STICKER]), ["1 text-length"]);
    assert_eq!(gate.scan(&[STICKER, &forged, &code]), ["2 accepted opens"]);
    assert_eq!(gate.scan(&[&code]), [""; 0], "a trigger held down");
    assert_eq!(gate.show(60, &[]), ["1 left", "2 left"]);
    assert_eq!(gate.scan(&[&forged, STICKER]), ["3 bad-signature"]);
    assert_eq!(gate.scan(&["https://example.com"]), ["4 text-prefix"]);
}

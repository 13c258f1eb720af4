//! A gate's session: whatever is held up, however long and in whatever order, it opens for the demo's
//! own codes alone, once until they have left, and remembers a bounded number of showings.
#![no_main]

use std::{collections::BTreeSet, time::Duration};

use juma_fuzz::{DEMO, NOW, POLICY};
use juma_verifier::{Challenge, Happening, MAX_SHOWINGS, Moment, Session, Spans};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let mut elapsed = Duration::ZERO;
    let mut session = Session::new(Spans::FRAMES);
    let mut open = BTreeSet::new();
    let mut challenged = false;
    // A line is a frame: digits wait, `?` puts a challenge, `=` is a scanner's line; a text that is
    // one character stands for a code of the demo.
    for line in text.lines().take(200) {
        let tenths = line.bytes().filter(u8::is_ascii_digit).count();
        elapsed += Duration::from_millis(100) * u32::try_from(tenths).unwrap_or(1);
        let moment = Moment {
            now: NOW.plus(elapsed.as_secs()),
            elapsed,
        };
        if line == "?" {
            session.ask(Challenge::new(4711).expect("four digits"));
            assert!(session.challenge().is_some());
            challenged = true;
        }
        let texts: Vec<&str> = line
            .split(' ')
            .map(|word| match word.as_bytes() {
                [letter @ b'a'..=b'z'] => {
                    let code = DEMO.codes.get(usize::from(letter - b'a'));
                    code.map_or(word, |code| code.text.as_str())
                }
                _ => word,
            })
            .collect();
        let news = match texts.split_first() {
            Some((&"=", rest)) => session.scan(rest.iter().copied(), moment, &DEMO.state, &POLICY),
            _ => session.see(texts.iter().copied(), moment, &DEMO.state, &POLICY),
        };
        for news in news {
            match news {
                Happening::Judged(told) if told.opens() => {
                    // Everything of the demo is static.
                    assert!(!challenged, "a code that answers nothing");
                    assert!(open.insert(told.showing), "opened twice");
                    let ours = |text: &&str| DEMO.codes.iter().any(|code| code.text == *text);
                    assert!(texts.iter().any(ours), "forged: {line}");
                }
                Happening::Left { showing } => {
                    open.remove(&showing);
                }
                _ => {}
            }
        }
        assert!(open.len() <= MAX_SHOWINGS);
    }
    for news in session.end() {
        if let Happening::Judged(told) = news {
            assert!(!told.opens(), "what opens is told of at once");
        }
    }
});

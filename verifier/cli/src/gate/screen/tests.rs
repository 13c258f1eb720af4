use juma_cli::language::Language;
use juma_format::time::DAY;
use juma_verifier::{Challenge, Happening, Moment, Policy, Session, Spans, State};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

use super::sheet::*;
use crate::{
    gate::{event::Verdict, face::Idle},
    languages::Languages,
    report::{Digits, Time},
    world::{FOUNDED, NOW, Stick},
};

/// The answer to a text of the test authority.
fn answer(text: &str) -> Answer {
    let stick = Stick::number(5);
    let state = State::new(stick.anchor());
    let state = state.import(&stick.bundle(), NOW).unwrap().0;
    let moment = Moment {
        now: NOW,
        elapsed: Duration::ZERO,
    };
    let policy = Policy::built_in("library").unwrap();
    let mut session = Session::new(Spans::SCANNER);
    let Happening::Judged(told) = session.scan([text], moment, &state, &policy).remove(0) else {
        unreachable!()
    };
    let verdict = Verdict {
        told: &told,
        source: "camera\u{1b}[2J",
        state: &state,
        time: Time::Given(NOW),
        digits: Digits::LastTwo,
        languages: Languages::Both,
    };
    Answer::of(&verdict).unwrap()
}

fn idle() -> Idle {
    Idle {
        clock: "2026-02-10T08:00:00+08:00".to_owned(),
        venue: "library · /dev/video0\u{1b}]0;x\u{7}".to_owned(),
        facts: vec!["数据 / trust data: 10 天 / days old, 有效 / fresh".to_owned()],
    }
}

/// The rows without the styles, and the styles.
fn rows(painted: &str) -> (Vec<String>, Vec<String>) {
    let painted = painted.strip_prefix("\u{1b}[H").unwrap();
    let mut styles = Vec::new();
    let rows = painted.split("\r\n").map(|row| {
        let row = row.strip_prefix("\u{1b}[").unwrap();
        let (style, row) = row.split_once('m').unwrap();
        styles.push(style.to_owned());
        row.strip_suffix("\u{1b}[0m").unwrap().to_owned()
    });
    let rows = rows.collect();
    (rows, styles)
}

fn paint(answer: Option<&Answer>, notice: Option<&str>, columns: usize, lines: usize) -> String {
    paint_with(None, Languages::Both, (answer, notice), (columns, lines))
}

fn paint_with(
    challenge: Option<Challenge>,
    languages: Languages,
    (answer, notice): (Option<&Answer>, Option<&str>),
    (columns, lines): (usize, usize),
) -> String {
    let idle = idle();
    let sheet = Sheet {
        answer,
        challenge,
        notice,
        idle: &idle,
        languages,
    };
    sheet.paint(columns, lines)
}

#[test]
fn a_number_stands_large_while_nobody_is_there_and_below_an_answer() {
    let (number, torn) = (Challenge::new(482_915), answer("JM1:TORN"));
    let (both, english) = (Languages::Both, Languages::One(Language::English));
    let text = |answer, languages, size| {
        let painted = paint_with(number, languages, (answer, None), size);
        let (rows, _) = rows(&painted);
        assert!(rows.iter().all(|row| row.width() == size.0), "{rows:?}");
        assert_eq!(rows.len(), size.1);
        rows.join("\n")
    };
    let large = text(None, both, (80, 24));
    for part in [
        "██  ██  ██████  ██████",
        "在手机上输入",
        "Enter this number",
    ] {
        assert!(large.contains(part), "{part}: {large}");
    }
    let small = text(None, english, (30, 12));
    assert!(small.contains("482915") && !small.contains('█'), "{small}");
    assert!(!small.contains('请'), "{small}");
    let below = text(Some(&torn), both, (80, 24));
    assert!(below.contains("enter on the phone: 482915"), "{below}");
    for (columns, lines) in [(1, 1), (2, 3), (7, 60), (45, 22), (46, 22), (200, 5)] {
        text(None, both, (columns, lines));
        text(Some(&torn), english, (columns, lines));
    }
}

#[test]
fn every_size_is_filled_exactly_and_nothing_steers_the_terminal() {
    let answers = [
        answer(&Stick::number(5).code(FOUNDED.plus(100 * DAY))),
        answer("JM1:TORN"),
        answer(
            &Stick {
                root: "other",
                ..Stick::number(5)
            }
            .code(FOUNDED.plus(10 * DAY)),
        ),
    ];
    let notice = "没有图像 / the source is not there: \u{1b}]52;c;x\u{7} 设备 ".repeat(9);
    for columns in [1, 2, 7, 20, 39, 40, 80, 200] {
        for lines in [1, 2, 5, 12, 24, 60] {
            let answers = answers.iter().map(Some).chain([None]);
            for answer in answers {
                let painted = paint(answer, Some(&notice), columns, lines);
                let (rows, _) = rows(&painted);
                assert_eq!(rows.len(), lines);
                for row in rows {
                    assert_eq!(row.width(), columns, "{columns} {row:?}");
                    assert!(!row.chars().any(char::is_control), "{row:?}");
                }
            }
        }
    }
}

#[test]
fn colour_shape_and_words_say_the_same() {
    let good = answer(&Stick::number(5).code(FOUNDED.plus(100 * DAY)));
    let bad = answer("JM1:TORN");
    for (answer, style, sign, words, reason) in [
        (&good, "0;1;30;42", "✔", ["通 过", "ACCEPT"], "valid"),
        (
            &bad,
            "0;1;97;41",
            "✘",
            ["拒 绝", "REFUSE"],
            "not a whole Juma code",
        ),
    ] {
        for (columns, lines) in [(80, 24), (30, 16)] {
            let (rows, styles) = rows(&paint(Some(answer), None, columns, lines));
            let text = rows.join("\n");
            assert!(styles.contains(&style.to_owned()));
            assert!(text.contains(sign) && text.contains(reason), "{text}");
            assert!(words.iter().all(|word| text.contains(word)), "{text}");
            assert_eq!(text.contains("██"), lines == 24, "{text}");
        }
    }
    // The venue's share, the ages, the gate's own clock.
    let (rows, _) = rows(&paint(Some(&good), None, 100, 40));
    let text = rows.join("\n");
    for part in [
        "张*",
        "地址已登记",
        "10 天 / days old",
        "2026-02-10T08:00:00+08:00",
        "compare the face",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn nobody_there_shows_the_clock_and_the_age_of_the_data() {
    let (rows, styles) = rows(&paint(None, None, 80, 24));
    let text = rows.join("\n");
    for part in [
        "请出示居码",
        "Show the residence code",
        "2026-02-10T08:00:00+08:00",
        "10 天 / days old",
        "library",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !styles.iter().any(|style| style.contains(";4")),
        "no colour of a verdict"
    );
}

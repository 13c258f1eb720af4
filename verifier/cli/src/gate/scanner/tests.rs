use std::time::Duration;

use juma_format::time::DAY;
use juma_verifier::{
    Policy, State,
    typed::{Candidates, GAP, Lines, MAX_CANDIDATES, Typed},
};

use crate::world::{FOUNDED, NOW, Stick};

fn state() -> State {
    let stick = Stick::number(5);
    let fresh = State::new(stick.anchor());
    fresh.import(&stick.bundle(), NOW).unwrap().0
}

/// Codes of the test authority, all different.
fn codes() -> impl Iterator<Item = String> {
    (50..400).map(|days| Stick::number(5).code(FOUNDED.plus(days * DAY)))
}

fn code() -> String {
    codes().next().unwrap()
}

/// What is given for bytes that come at moments.
fn given(bytes: &[(&str, u64)]) -> Vec<Vec<String>> {
    let mut lines = Lines::default();
    let mut all = Vec::new();
    let mut collect = |sight| match sight {
        Typed::Texts(texts) => all.push(texts),
        Typed::Skipped(why) => all.push(vec![why.to_owned()]),
    };
    for (bytes, at) in bytes {
        lines.push(bytes.as_bytes(), Duration::from_millis(*at));
        while let Some(sight) = lines.take(Duration::from_millis(*at)) {
            collect(sight);
        }
    }
    lines.end();
    while let Some(sight) = lines.take(Duration::from_secs(3600)) {
        collect(sight);
    }
    all
}

/// Whether the only signed text among what a line can have been is this code.
fn recovers(typed: &[(&str, u64)], code: &str) {
    let given = given(typed);
    assert_eq!(given.len(), 1, "{typed:?}: {given:?}");
    assert!(given[0].len() <= MAX_CANDIDATES);
    let (state, policy) = (state(), Policy::built_in("library").unwrap());
    let accepted: Vec<&String> = given[0]
        .iter()
        .filter(|text| state.judge(text, NOW, &policy).verdict.slug() == "accepted")
        .collect();
    assert_eq!(accepted, [code], "{typed:?}");
}

#[test]
fn a_text_as_it_was_scanned_has_one_candidate() {
    for code in codes().take(50) {
        for end in ["", "\r", "\n", "\r\n", "\t", "\u{3}"] {
            assert_eq!(given(&[(&format!("{code}{end}"), 0)]), [[code.clone()]]);
        }
    }
}

#[test]
fn two_scans_are_two_texts_however_they_come() {
    let codes: Vec<String> = codes().take(2).collect();
    let (one, two) = (&codes[0], &codes[1]);
    let both = [[one.clone()], [two.clone()]];
    assert_eq!(given(&[(&format!("{one}\r\n{two}\r\n"), 0)]), both);
    // By a scanner that is set to end a text with nothing.
    assert_eq!(given(&[(one, 0), (two, 1000)]), both);
    assert_eq!(
        given(&[(&one[..50], 0), (&one[50..], 200), (two, 900)]),
        both
    );
}

#[test]
fn prefixes_and_suffixes_are_passed_over() {
    let code = code();
    for typed in [
        format!("]Q1{code}\r"),
        format!("\u{2}]Q3{code}\u{3}"),
        format!("QR:{code}#END\n"),
        format!("  {code}  \n"),
        format!("{code}000\n"),
    ] {
        recovers(&[(&typed, 0)], &code);
    }
}

#[test]
fn case_and_width_are_undone() {
    let code = code();
    let wide = |char: char| match char {
        ' ' => '\u{3000}',
        _ => char::from_u32(u32::from(char) + 0xfee0).unwrap(),
    };
    let chinese: String = code
        .chars()
        .map(|char| match char {
            '.' => '。',
            '/' => '、',
            '$' => '￥',
            ':' => '：',
            _ => char,
        })
        .collect();
    recovers(&[(&code.to_lowercase(), 0)], &code);
    recovers(&[(&code.chars().map(wide).collect::<String>(), 0)], &code);
    recovers(&[(&chinese, 0)], &code);
}

#[test]
fn a_repeated_text_is_one() {
    let code = code();
    recovers(&[(&format!("{code}{code}\r\n"), 0)], &code);
    recovers(&[(&format!("{code} {code} {code}\r\n"), 0)], &code);
    recovers(&[(&format!("{}{code}\r\n", &code[..90]), 0)], &code);
    // A torn scan, and the trigger pulled again.
    let torn = format!("{}\r\n{code}\r\n", &code[..90]);
    recovers(&[(&torn, 0)], &code);
}

#[test]
fn collapsed_spaces_are_found_again() {
    let mut tried = 0;
    for code in codes().filter(|code| code.contains("  ")) {
        recovers(&[(&code.replace("  ", " "), 0)], &code);
        tried += 1;
    }
    assert!(tried > 2, "{tried} codes have two spaces in a row");
}

#[test]
fn no_code_begins_or_ends_with_a_space() {
    for code in codes() {
        assert!(!code.ends_with(' '));
        recovers(&[(code.trim(), 0)], &code);
    }
}

#[test]
fn split_texts_are_put_together_with_the_spaces_that_were_lost() {
    let (mut leading, mut trailing) = (0, 0);
    for code in codes().take(200) {
        for at in [code.len() / 3, code.len() / 2, code.find(' ').unwrap_or(20)] {
            let (head, tail) = code.split_at(at);
            leading += usize::from(tail.starts_with(' '));
            recovers(&[(&format!("{head}\r\n{tail}\r\n"), 0)], &code);
            let trimmed = format!("{}\r\n{}\r\n", head.trim_end(), tail.trim_start());
            recovers(&[(&trimmed, 0)], &code);
            if let Some(space) = code.rfind(' ') {
                let (head, tail) = code.split_at(space + 1);
                trailing += 1;
                recovers(&[(head.trim_end(), 0), ("\n", 10), (tail, 250)], &code);
            }
        }
    }
    assert!(leading > 20 && trailing > 20, "{leading}, {trailing}");
    let code = code();
    let quarter = code.len() / 4;
    let four = format!(
        "{}\r{}\r{}\r{}\r",
        &code[..quarter],
        &code[quarter..2 * quarter],
        &code[2 * quarter..3 * quarter],
        &code[3 * quarter..]
    );
    recovers(&[(&four, 0)], &code);
}

#[test]
fn what_cannot_be_undone_is_answered_as_it_came() {
    let code = code();
    assert_eq!(given(&[(&code[..80], 0)]), [[&code[..80]]]);
    assert_eq!(
        given(&[("https://example.com\r\n", 0)]),
        [["HTTPS://EXAMPLE.COM"]]
    );
    // A German keyboard's colon.
    let german = given(&[(&code.replace(':', "Ö"), 0)]);
    assert!(
        german[0][0].contains("another keyboard's layout"),
        "{german:?}"
    );
    assert_eq!(german[1].len(), 1);
    let long = given(&[(&"J".repeat(10_000), 0), ("\r\n", 1), (&code, 2)]);
    assert_eq!(
        long,
        [["a scanned line is too long for any code"], [code.as_str()]]
    );
    assert_eq!(given(&[("\r\n \r\n\r\n", 0)]).len(), 0);
}

#[test]
fn a_text_that_stops_is_waited_for_and_no_longer_than_a_scanner_pauses() {
    let code = code();
    let mut lines = Lines::default();
    lines.push(&code.as_bytes()[..90], Duration::ZERO);
    assert!(lines.is_waiting());
    assert!(lines.take(GAP / 2).is_none());
    assert!(matches!(lines.take(GAP), Some(Typed::Texts(_))));
    assert!(!lines.is_waiting());
    assert!(lines.take(GAP * 2).is_none());
}

#[test]
fn hostile_lines_cost_little() {
    for line in [
        "JM1:".repeat(1000),
        format!("JM1:{}", " A".repeat(500)),
        format!("JM1:{}", " ".repeat(3000)),
        "JM1:\r".repeat(1000),
    ] {
        for texts in given(&[(&line, 0)]) {
            assert!(texts.len() <= MAX_CANDIDATES);
        }
        let _ = Candidates::of(&[line.clone(), line.clone(), line.clone(), line]);
    }
}

proptest::proptest! {
    /// Whatever happens to a code on its way, nothing but the code is ever accepted.
    #[test]
    fn nothing_but_what_was_signed_is_accepted(
        days in 50_u64..400,
        edits in proptest::collection::vec((0_usize..400, 0_u8..6, proptest::char::range(' ', 'z')), 0..6),
    ) {
        let code = Stick::number(5).code(FOUNDED.plus(days * DAY));
        let mut typed: Vec<char> = code.chars().collect();
        for (at, what, char) in edits {
            if typed.is_empty() {
                break;
            }
            let at = at % typed.len();
            match what {
                0 => { typed.remove(at); }
                1 => typed.insert(at, char),
                2 => typed[at] = char,
                3 => typed.insert(at, '\n'),
                4 => typed.truncate(at.max(1)),
                _ => typed.extend(code.chars()),
            }
        }
        let typed: String = typed.into_iter().collect();
        let (state, policy) = (state(), Policy::built_in("library").unwrap());
        for texts in given(&[(&typed, 0)]) {
            for text in texts {
                let slug = state.judge(&text, NOW, &policy).verdict.slug();
                proptest::prop_assert!(slug != "accepted" || text == code, "{}", typed);
            }
        }
    }
}

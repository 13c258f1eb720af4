//! What stands on the screen, as text of a terminal.

use juma_cli::{failure::Failure, output::Output};
use juma_format::characters::display_safe;
use juma_verifier::{Challenge, Finding};
use unicode_width::UnicodeWidthChar;

use super::digits;
use crate::{
    gate::{challenge, event::Verdict, face::Idle},
    languages::Languages,
    words,
};

/// An answer as it is shown.
pub(crate) struct Answer {
    /// The number of its showing.
    pub(crate) showing: u64,
    look: Look,
    /// Colour in words.
    head: Vec<&'static str>,
    /// The reason and what to do.
    words: Vec<String>,
    /// The share that the venue sees, advice and ages.
    facts: Vec<String>,
}

/// Colour, shape and words of an answer. Never colour alone: one man in twelve sees no red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Accepted,
    Refused,
    Undecided,
    OpenedByPolicy,
}

/// Everything on the screen.
pub(super) struct Sheet<'a> {
    pub(super) answer: Option<&'a Answer>,
    /// The number that waits for its answer.
    pub(super) challenge: Option<Challenge>,
    pub(super) notice: Option<&'a str>,
    pub(super) idle: &'a Idle,
    pub(super) languages: Languages,
}

/// A row with how it looks.
struct Row {
    style: &'static str,
    text: String,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Left,
    Middle,
}

const PLAIN: &str = "0";
const DIM: &str = "0;2";
const BOLD: &str = "0;1";
const NOTICE: &str = "0;7";

impl Answer {
    pub(crate) fn of(verdict: &Verdict<'_>) -> Result<Self, Failure> {
        let judgement = &verdict.told.judgement;
        let look = match judgement.verdict.finding() {
            Finding::Accept => Look::Accepted,
            Finding::Refuse => Look::Refused,
            Finding::Undecided if judgement.opened_by_policy => Look::OpenedByPolicy,
            Finding::Undecided => Look::Undecided,
        };
        let reason = words::of(judgement.verdict.slug());
        let languages = verdict.languages;
        let todo = (reason.zh_todo, reason.en_todo);
        let mut said: Vec<String> = languages
            .each((reason.zh, reason.en))
            .map(str::to_owned)
            .collect();
        if !reason.en_todo.is_empty() {
            said.extend(languages.each(todo).map(|todo| format!("→ {todo}")));
        }
        // What a check prints below its first lines, where these words stand.
        let todo = format!("→ {}", languages.say(todo));
        let mut printed = Output::plain(Vec::new());
        verdict.report().print(&mut printed)?;
        let printed = String::from_utf8_lossy(&printed.into_inner()).into_owned();
        let facts = printed.lines().skip(1).map(str::trim);
        let facts = facts.filter(|line| *line != todo);
        Ok(Self {
            showing: verdict.told.showing,
            look,
            head: languages.each(look.words()).collect(),
            words: said,
            facts: facts.map(str::to_owned).collect(),
        })
    }
}

impl Look {
    /// Colours as ECMA-48 has them: dark on green and yellow, white on red.
    const fn style(self) -> &'static str {
        match self {
            Self::Accepted => "0;1;30;42",
            Self::Refused => "0;1;97;41",
            Self::Undecided => "0;1;30;43",
            Self::OpenedByPolicy => "0;1;30;46",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Accepted => ("通 过", "ACCEPT"),
            Self::Refused => ("拒 绝", "REFUSE"),
            Self::Undecided => ("无 法 判 定", "UNDECIDED"),
            Self::OpenedByPolicy => ("无法判定，按规定放行", "UNDECIDED, OPENED BY POLICY"),
        }
    }

    /// A shape that is told from the others across a hall.
    const fn shape(self) -> [&'static str; 7] {
        match self {
            Self::Accepted => [
                "                ██",
                "              ████",
                "            ████  ",
                "██        ████    ",
                "████    ████      ",
                "  ████████        ",
                "    ████          ",
            ],
            Self::Refused => [
                "████          ████",
                "  ████      ████  ",
                "    ████  ████    ",
                "      ██████      ",
                "    ████  ████    ",
                "  ████      ████  ",
                "████          ████",
            ],
            Self::Undecided => [
                "    ██████████    ",
                "  ████      ████  ",
                "            ████  ",
                "        ██████    ",
                "        ████      ",
                "                  ",
                "        ████      ",
            ],
            Self::OpenedByPolicy => [
                "  ████            ",
                "  ████████        ",
                "  ████████████    ",
                "  ████████████████",
                "  ████████████    ",
                "  ████████        ",
                "  ████            ",
            ],
        }
    }
}

/// The rows that an answer with its shape needs; below it, the words alone are in colour.
const ROWS_FOR_SHAPE: usize = 22;

impl Sheet<'_> {
    /// The whole screen of so many columns and rows.
    pub(super) fn paint(&self, columns: usize, rows: usize) -> String {
        let columns = columns.max(1);
        let mut lines = self.rows(columns, rows);
        let foot = self.foot(columns);
        lines.truncate(rows.saturating_sub(foot.len()));
        while lines.len() + foot.len() < rows {
            lines.push(Row::plain(""));
        }
        lines.extend(foot);
        lines.truncate(rows);
        let mut text = String::from("\u{1b}[H");
        for (n, row) in lines.iter().enumerate() {
            if n > 0 {
                text.push_str("\r\n");
            }
            text.push_str(&row.paint(columns));
        }
        text
    }

    fn rows(&self, columns: usize, rows: usize) -> Vec<Row> {
        match self.answer {
            Some(answer) => answer.rows(columns, rows),
            None => {
                let mut lines: Vec<Row> = (0..rows / 4).map(|_| Row::plain("")).collect();
                let words = match self.challenge {
                    None => ("请出示居码", "Show the residence code"),
                    Some(challenge) => {
                        lines = number(challenge, columns, rows);
                        (
                            "请在手机上输入此数字，再出示居码",
                            "Enter this number on the phone, then show the code",
                        )
                    }
                };
                for text in self.languages.each(words) {
                    lines.extend(wrap(text, columns).map(|text| Row::middle(BOLD, &text)));
                }
                lines.push(Row::plain(""));
                lines.push(Row::middle(BOLD, &self.idle.clock));
                lines.push(Row::plain(""));
                for text in &self.idle.facts {
                    lines.extend(wrap(text, columns).map(|text| Row::middle(DIM, &text)));
                }
                lines
            }
        }
    }

    fn foot(&self, columns: usize) -> Vec<Row> {
        let mut foot = Vec::new();
        if let Some(notice) = self.notice {
            let safe = display_safe(notice).to_string();
            let lines = wrap(&safe, columns).take(4);
            foot.extend(lines.map(|text| Row::left(NOTICE, &text)));
        }
        if let (Some(challenge), Some(_)) = (self.challenge, self.answer) {
            let words = self.languages.say(challenge::WORDS);
            foot.push(Row::middle(BOLD, &format!("{words}: {challenge}")));
        }
        let clock = if self.answer.is_some() {
            format!("{} · {}", self.idle.clock, self.idle.venue)
        } else {
            self.idle.venue.clone()
        };
        foot.push(Row::left(DIM, &display_safe(&clock).to_string()));
        foot
    }
}

impl Answer {
    fn rows(&self, columns: usize, rows: usize) -> Vec<Row> {
        let style = self.look.style();
        let mut lines = vec![Row::middle(style, "")];
        if rows >= ROWS_FOR_SHAPE && columns >= 40 {
            lines.extend(self.look.shape().map(|row| Row::middle(style, row)));
            lines.push(Row::middle(style, ""));
        }
        let sign = self.look.sign();
        for text in &self.head {
            let text = format!("{sign}  {text}  {sign}");
            lines.extend(wrap(&text, columns).map(|text| Row::middle(style, &text)));
        }
        lines.push(Row::middle(style, ""));
        lines.push(Row::plain(""));
        for text in &self.words {
            lines.extend(wrap(text, columns).map(|text| Row::middle(BOLD, &text)));
        }
        lines.push(Row::plain(""));
        for text in &self.facts {
            let indented = wrap(text, columns.saturating_sub(2).max(1));
            lines.extend(indented.map(|text| Row::left(PLAIN, &format!("  {text}"))));
        }
        lines
    }
}

/// A number, as large as there is room.
fn number(challenge: Challenge, columns: usize, rows: usize) -> Vec<Row> {
    let mut lines: Vec<Row> = (0..rows / 8).map(|_| Row::plain("")).collect();
    if rows >= ROWS_FOR_SHAPE && columns >= digits::COLUMNS {
        let large = digits::rows(challenge.number());
        lines.extend(large.iter().map(|row| Row::middle(BOLD, row)));
    } else {
        lines.push(Row::middle(BOLD, &challenge.to_string()));
    }
    lines.push(Row::plain(""));
    lines
}

impl Look {
    const fn sign(self) -> &'static str {
        match self {
            Self::Accepted => "✔",
            Self::Refused => "✘",
            Self::Undecided => "?",
            Self::OpenedByPolicy => "▶",
        }
    }
}

impl Row {
    fn plain(text: &str) -> Self {
        Self::left(PLAIN, text)
    }

    fn left(style: &'static str, text: &str) -> Self {
        let text = text.to_owned();
        Self {
            style,
            text,
            place: Place::Left,
        }
    }

    fn middle(style: &'static str, text: &str) -> Self {
        Self {
            place: Place::Middle,
            ..Self::left(style, text)
        }
    }

    /// Exactly as many columns, so that nothing of an earlier row is left and none runs over.
    fn paint(&self, columns: usize) -> String {
        let text = cut(&self.text, columns);
        let room = columns.saturating_sub(width(text));
        let before = match self.place {
            Place::Left => 0,
            Place::Middle => room / 2,
        };
        format!(
            "\u{1b}[{}m{}{text}{}\u{1b}[0m",
            self.style,
            " ".repeat(before),
            " ".repeat(room - before)
        )
    }
}

/// The columns of a text: two for a Chinese character (Unicode Standard Annex 11).
fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(char: char) -> usize {
    char.width().unwrap_or(0)
}

/// As much of a text as fits.
fn cut(text: &str, columns: usize) -> &str {
    let mut room = columns;
    for (at, char) in text.char_indices() {
        match room.checked_sub(char_width(char)) {
            Some(rest) => room = rest,
            None => return text.get(..at).unwrap_or_default(),
        }
    }
    text
}

/// A text in lines that fit: broken at spaces, and inside a word that is too long, as Chinese is.
fn wrap(text: &str, columns: usize) -> impl Iterator<Item = String> + use<> {
    let mut lines = vec![String::new()];
    let mut room = columns;
    for word in text.split_inclusive(' ') {
        let fits = width(word.trim_end()) <= room;
        if !fits && width(word.trim_end()) <= columns && room < columns {
            lines.push(String::new());
            room = columns;
        }
        for char in word.chars() {
            let wide = char_width(char);
            if wide > room {
                if char == ' ' {
                    continue;
                }
                lines.push(String::new());
                room = columns;
            }
            room = room.saturating_sub(wide);
            if let Some(line) = lines.last_mut() {
                line.push(char);
            }
        }
    }
    lines.into_iter()
}

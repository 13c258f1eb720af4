//! What a line can have been before a scanner, a keyboard driver or an input method changed it.
//!
//! Nothing is guessed: each candidate undoes what such a machine is known to do, only those that have
//! the form of a whole code are tried, and a signature says which was meant.

use juma_format::code_text::CodeBytes;

/// The most candidates whose signature is checked: with 70 µs each, nobody waits.
pub const MAX_CANDIDATES: usize = 64;

/// The most texts whose form is looked at, which takes a few µs each.
const MAX_TRIED: usize = 4096;

/// The most characters that a scanner adds at the end.
const MAX_SUFFIX: usize = 8;

/// The most double spaces that were made single ones. A text of 480 characters has more than three
/// once in a hundred thousand.
const MAX_DOUBLED: usize = 3;

/// The most single spaces that are looked at.
const MAX_SPACES: usize = 16;

/// The most beginnings of a code that are looked for in a line that repeats it.
const MAX_STARTS: usize = 4;

/// How codes begin (SPEC §2).
const PREFIXES: [&str; 3] = ["JM1:", "JL1:", "JH1:"];

/// What a line can have been, the likeliest first.
#[derive(Default)]
pub struct Candidates {
    whole: Vec<String>,
    /// What is answered when none has the form of a code.
    plain: String,
    tried: usize,
}

impl Candidates {
    /// Of one text, which may have been typed in several lines.
    #[must_use]
    pub fn of(pieces: &[String]) -> Self {
        let pieces: Vec<String> = pieces.iter().map(|piece| normal(piece)).collect();
        let mut candidates = Self {
            plain: plain(&pieces.concat()),
            ..Self::default()
        };
        for joined in joined(&pieces) {
            let starts = starts(&joined);
            for (n, start) in starts.iter().enumerate() {
                let rest = joined.get(*start..).unwrap_or_default();
                // Up to where the code is repeated, and to the end.
                let again = starts.get(n + 1).map(|next| next - start);
                let repeated = again.and_then(|again| rest.get(..again));
                for text in repeated.into_iter().chain([rest]) {
                    candidates.undo(text);
                }
            }
        }
        candidates
    }

    /// Whether any has the form of a code.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.whole.is_empty()
    }

    /// Those that have the form of a code; without any the line itself.
    #[must_use]
    pub fn into_texts(self) -> Vec<String> {
        if self.whole.is_empty() {
            return vec![self.plain];
        }
        self.whole
    }

    /// Undoes what happened to a text that begins where a code begins.
    fn undo(&mut self, text: &str) {
        // No code ends with a space: the last character of a pair or a triple is below 33 in base45
        // (RFC 9285), and the space is 36.
        let text = text.trim_end();
        for cut in 0..=MAX_SUFFIX.min(text.len()) {
            if let Some(text) = text.get(..text.len() - cut) {
                self.consider(text);
            }
        }
        let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        let spaces = spaces.get(..MAX_SPACES).unwrap_or(&spaces);
        for count in 1..=MAX_DOUBLED {
            self.double(text, spaces, count);
        }
    }

    /// Doubles `count` of the spaces, in every way.
    fn double(&mut self, text: &str, spaces: &[usize], count: usize) {
        for (n, at) in spaces.iter().enumerate() {
            if self.is_enough() {
                return;
            }
            let (Some(head), Some(tail)) = (text.get(..*at), text.get(*at..)) else {
                continue;
            };
            let doubled = format!("{head} {tail}");
            if count == 1 {
                self.consider(&doubled);
            } else {
                // Those further right have moved by the one that was put in.
                let rest: Vec<usize> = spaces.iter().skip(n + 1).map(|at| at + 1).collect();
                self.double(&doubled, &rest, count - 1);
            }
        }
    }

    fn consider(&mut self, text: &str) {
        if self.is_enough() {
            return;
        }
        self.tried += 1;
        let has_form = CodeBytes::from_text(text).is_ok_and(|bytes| bytes.shown().is_ok());
        if has_form && !self.whole.iter().any(|known| known == text) {
            self.whole.push(text.to_owned());
        }
    }

    fn is_enough(&self) -> bool {
        self.tried >= MAX_TRIED || self.whole.len() >= MAX_CANDIDATES
    }
}

/// Whether a code begins in a line.
pub(super) fn begins(line: &str) -> bool {
    !starts(&normal(line)).is_empty()
}

/// What hinders a scanner that cannot be undone, and what to do about it.
pub(super) fn hint(pieces: &[String]) -> Option<&'static str> {
    let line = normal(&pieces.concat());
    let is_layout = ["JM1", "JL1", "JH1"]
        .iter()
        .any(|prefix| line.contains(prefix))
        && starts(&line).is_empty();
    is_layout.then_some(
        "the scanner types by another keyboard's layout; set it and the computer to the same one (US), or the scanner to serial mode",
    )
}

/// The line without what drivers and input methods do to characters: lower case (no code has any),
/// full-width forms and Chinese punctuation, each of which stands for one character.
fn normal(line: &str) -> String {
    let line = line.chars().map(|char| match char {
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '¥' | '￥' => '$',
        '！'..='～' => u32::from(char)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(char),
        _ => char,
    });
    line.map(|char| char.to_ascii_uppercase()).collect()
}

/// What is answered of a line that is no code: from its prefix on, so that the answer is about the
/// code, or all of it.
fn plain(line: &str) -> String {
    let start = starts(line).first().copied().unwrap_or_default();
    line.get(start..).unwrap_or_default().trim_end().to_owned()
}

/// Where codes begin: behind what scanners put before them, such as the symbology identifier `]Q1`
/// (ISO/IEC 15424).
fn starts(line: &str) -> Vec<usize> {
    let mut starts: Vec<usize> = PREFIXES
        .iter()
        .flat_map(|prefix| line.match_indices(prefix).map(|(at, _)| at))
        .collect();
    starts.sort_unstable();
    starts.truncate(MAX_STARTS);
    starts
}

/// The pieces put together, with what may have been lost where they were divided: a space that
/// stood at the end of a line or at the beginning of the next, or two.
fn joined(pieces: &[String]) -> Vec<String> {
    let Some((first, rest)) = pieces.split_first() else {
        return Vec::new();
    };
    let mut all = vec![first.clone()];
    for piece in rest {
        let longer = all
            .iter()
            .flat_map(|head| ["", " ", "  "].map(|lost| format!("{head}{lost}{piece}")));
        all = longer.collect();
    }
    all
}

/// Numbers only: what was scanned is a person's.
impl core::fmt::Debug for Candidates {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Candidates")
            .field("whole", &self.whole.len())
            .finish_non_exhaustive()
    }
}

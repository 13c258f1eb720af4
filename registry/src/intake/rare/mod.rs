use std::{borrow::Cow, collections::BTreeMap, fmt};

use juma_format::{characters, gb18030::is_edition_dependent};

use super::Encoding;
use crate::record::Record;

/// Which private-use characters stand for characters of Unicode, and who says so. Without a table
/// none does: what a character of private use means depends on where the data come from.
#[derive(Clone, Debug, Default)]
pub struct RareCharacters {
    table: BTreeMap<char, (char, String)>,
    mapped: BTreeMap<char, Seen>,
    left: BTreeMap<char, Seen>,
    by_edition: BTreeMap<char, Seen>,
    rewritten: Seen,
}

/// How often something was seen, and where first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often.
    pub count: u64,
    /// The line of the first; 0 when there is none.
    pub first_line: u64,
}

/// A character that was mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The private-use character.
    pub from: char,
    /// What stands there now.
    pub to: char,
    /// Who says so.
    pub provenance: String,
    /// Where.
    pub seen: Seen,
}

/// Why a text is no table of rare characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RareTableError {
    /// A line is not two code points and where they come from, with tabs between.
    Line {
        /// Its number.
        line: usize,
    },
    /// The first of a line is none for private use.
    NotPrivate {
        /// Its number.
        line: usize,
    },
    /// A character stands there twice.
    Twice {
        /// The line of the second.
        line: usize,
    },
}

/// The moves of the editions of GB 18030: where each put a character that GBK, or an earlier
/// edition, had in private use. Made from the mapping tables of the editions of 2000, and from
/// L2/06-394 for those of 2005 and 2022; a test compares it with what the Encoding Standard reads.
const GB18030: &str = include_str!("gb18030.tsv");

impl RareCharacters {
    /// Those of all editions of GB 18030.
    #[must_use]
    pub fn of_gb18030() -> Self {
        Self::parse(GB18030).unwrap_or_default()
    }

    /// A table: a line for each character, with tabs between the private-use code point, the code
    /// point in its place (`U+E81E`) and where that comes from. Lines that begin with `#` say
    /// nothing.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(table: &str) -> Result<Self, RareTableError> {
        let mut rare = Self::default();
        for (line, text) in (1..).zip(table.lines()) {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let mut parts = text.splitn(3, '\t');
            let mut code_point = || code_point(parts.next()?);
            let (from, to) = (code_point(), code_point());
            let (Some(from), Some(to), Some(provenance)) = (from, to, parts.next()) else {
                return Err(RareTableError::Line { line });
            };
            if !is_private(from) {
                return Err(RareTableError::NotPrivate { line });
            }
            let entry = (to, provenance.to_owned());
            if rare.table.insert(from, entry).is_some() {
                return Err(RareTableError::Twice { line });
            }
        }
        Ok(rare)
    }

    /// Whether anything is mapped.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        !self.table.is_empty()
    }

    /// The characters that were mapped.
    pub fn mapped(&self) -> impl Iterator<Item = Mapped> + '_ {
        self.mapped.iter().filter_map(|(from, seen)| {
            let (to, provenance) = self.table.get(from)?;
            Some(Mapped {
                from: *from,
                to: *to,
                provenance: provenance.clone(),
                seen: *seen,
            })
        })
    }

    /// The private-use characters that records hold all the same.
    pub fn left(&self) -> impl Iterator<Item = (char, Seen)> + '_ {
        self.left
            .iter()
            .map(|(character, seen)| (*character, *seen))
    }

    /// The characters of a file in GB 18030 whose bytes mean another one in another edition.
    pub fn by_edition(&self) -> impl Iterator<Item = (char, Seen)> + '_ {
        let all = self.by_edition.iter();
        all.map(|(character, seen)| (*character, *seen))
    }

    /// Texts in GB 18030 with bytes that nobody would write for what they are read as.
    #[must_use]
    pub const fn rewritten(&self) -> Seen {
        self.rewritten
    }

    /// Adds what was noticed in another file.
    pub fn add(&mut self, other: &Self) {
        for (all, more) in [
            (&mut self.mapped, &other.mapped),
            (&mut self.left, &other.left),
            (&mut self.by_edition, &other.by_edition),
        ] {
            for (character, seen) in more {
                all.entry(*character).or_default().add(*seen);
            }
        }
        self.rewritten.add(other.rewritten);
    }

    /// The text with every character of the table replaced.
    pub(super) fn map<'a>(&mut self, text: Cow<'a, str>, line: u64) -> Cow<'a, str> {
        if self.table.is_empty() || !text.chars().any(is_private) {
            return text;
        }
        let (table, mapped) = (&self.table, &mut self.mapped);
        let replace = |character: char| match table.get(&character) {
            None => character,
            Some((to, _)) => {
                mapped.entry(character).or_default().note(line);
                *to
            }
        };
        Cow::Owned(text.chars().map(replace).collect())
    }

    /// The same for JSON, where a private-use character may be written `\ue81e`.
    pub(super) fn map_json<'a>(&mut self, text: Cow<'a, str>, line: u64) -> Cow<'a, str> {
        if self.table.is_empty() || !text.contains("\\u") {
            return self.map(text, line);
        }
        let mut plain = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some((before, after)) = rest.split_once('\\') {
            plain.push_str(before);
            let escaped = after.strip_prefix('u').and_then(|hex| hex.get(..4));
            let number = escaped.and_then(|hex| u32::from_str_radix(hex, 16).ok());
            let private = number.and_then(char::from_u32).filter(|it| is_private(*it));
            // What is escaped otherwise stays so, a backslash with what comes after it.
            let taken = match private {
                Some(character) => {
                    plain.push(character);
                    5
                }
                None => {
                    plain.push('\\');
                    let next = after.chars().next();
                    plain.extend(next);
                    next.map_or(0, char::len_utf8)
                }
            };
            rest = after.get(taken..).unwrap_or_default();
        }
        plain.push_str(rest);
        let mapped = self.map(Cow::Owned(plain), line);
        Cow::Owned(mapped.into_owned())
    }

    /// Notes what is odd about bytes that were read as a text.
    pub(super) fn compare(&mut self, encoding: Encoding, text: &str, bytes: &[u8], line: u64) {
        if encoding == Encoding::Utf8 || text.is_ascii() {
            return;
        }
        for character in text.chars().filter(|it| is_edition_dependent(*it)) {
            self.by_edition.entry(character).or_default().note(line);
        }
        if !encoding.writes(text, bytes) {
            self.rewritten.note(line);
        }
    }

    /// Notes the private-use characters of a record.
    pub(super) fn note(&mut self, record: &Record, line: u64) {
        let person = record.person();
        let tails = [
            person.address.tail(),
            person.household.as_ref().map(|household| &household.tail),
        ];
        let texts = tails.into_iter().flatten().map(|tail| tail.as_str());
        for text in texts.chain([person.name.as_str()]) {
            for (_, character) in characters::private_use(text) {
                self.left.entry(character).or_default().note(line);
            }
        }
    }
}

impl Seen {
    const fn note(&mut self, line: u64) {
        if self.count == 0 {
            self.first_line = line;
        }
        self.count = self.count.saturating_add(1);
    }

    const fn add(&mut self, other: Self) {
        if self.count == 0 {
            self.first_line = other.first_line;
        }
        self.count = self.count.saturating_add(other.count);
    }
}

const fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// `U+E81E`.
fn code_point(text: &str) -> Option<char> {
    let hex = text.strip_prefix("U+")?;
    let is_hex = (4..=6).contains(&hex.len()) && hex.bytes().all(|it| it.is_ascii_hexdigit());
    let number = is_hex.then(|| u32::from_str_radix(hex, 16).ok()).flatten();
    number.and_then(char::from_u32)
}

impl fmt::Display for RareTableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line } => {
                write!(
                    f,
                    "line {line} is not U+XXXX, U+XXXX and where it comes from, with tabs"
                )
            }
            Self::NotPrivate { line } => {
                write!(f, "line {line} begins with no private-use character")
            }
            Self::Twice { line } => write!(f, "line {line} repeats a character"),
        }
    }
}

impl std::error::Error for RareTableError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moves_are_what_the_encoding_standard_reads() {
        let rare = RareCharacters::of_gb18030();
        assert_eq!(rare.table.len(), 106);
        // FE50 to FEA0 stood for U+E815 to U+E864.
        let trails = (0x50..=0xA0_u8).filter(|trail| *trail != 0x7F);
        for (from, trail) in (0xE815..=0xE864).zip(trails) {
            let from = char::from_u32(from).unwrap();
            let bytes = [0xFE, trail];
            let text = encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(&bytes)
                .unwrap();
            let (to, _) = rare.table.get(&from).unwrap();
            assert!(
                text.chars().eq([*to]) || text.chars().eq([from]),
                "{from:?}"
            );
        }
        for (from, (to, provenance)) in &rare.table {
            assert!(is_private(*from) && !is_private(*to));
            assert!(provenance.starts_with("GB 18030-20"));
        }
    }

    #[test]
    fn json_says_private_characters_in_two_ways() {
        let mut rare = RareCharacters::of_gb18030();
        let text =
            r#"{"name": "\ue81e\uE81E\\ue81e\n\"", "x": "CHAR"}"#.replace("CHAR", "\u{E81E}");
        let mapped = rare.map_json(text.into(), 3);
        assert_eq!(mapped, r#"{"name": "龴龴\\ue81e\n\"", "x": "龴"}"#);
        let seen = rare.mapped().next().unwrap().seen;
        assert_eq!((seen.count, seen.first_line), (3, 3));
    }

    #[test]
    fn tables_that_are_none() {
        for (table, error) in [
            ("U+E000", RareTableError::Line { line: 1 }),
            ("# a\nU+E000\tU+4E00", RareTableError::Line { line: 2 }),
            ("U+4E00\tU+4E01\tx", RareTableError::NotPrivate { line: 1 }),
            ("U+E000\tU+D800\tx", RareTableError::Line { line: 1 }),
            (
                "U+E000\tU+4E00\tx\nU+E000\tU+4E01\tx",
                RareTableError::Twice { line: 2 },
            ),
        ] {
            assert_eq!(RareCharacters::parse(table).unwrap_err(), error, "{table}");
        }
    }
}

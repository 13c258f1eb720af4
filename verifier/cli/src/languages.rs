//! In which languages lines for people are printed.

use core::fmt::Display;

use juma_cli::language::Language;
use juma_report::Age;

/// Both, unless one was asked for: nobody knows who stands before the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Languages {
    /// Chinese, then English.
    Both,
    /// One of them.
    One(Language),
}

/// `--lang`, for verdicts.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct LanguagesArgs {
    /// Print the lines for people in this language alone. JSON has both.
    #[arg(long, value_name = "zh|en", hide_possible_values = true)]
    lang: Option<Language>,
}

impl LanguagesArgs {
    pub(crate) fn languages(self) -> Languages {
        self.lang.map_or(Languages::Both, Languages::One)
    }
}

impl Languages {
    /// What is said in both, as one text.
    pub(crate) fn say(self, (zh, en): (impl Display, impl Display)) -> String {
        self.join((zh, en), " / ")
    }

    /// Something by its name. Chinese alone has the marks of Chinese.
    pub(crate) fn named(self, label: (&str, &str), what: impl Display) -> String {
        let label = self.say(label);
        match self {
            Self::One(Language::Chinese) => format!("{label}：{what}"),
            _ => format!("{label}: {what}"),
        }
    }

    /// Two things about one.
    pub(crate) fn both(self, one: impl Display, other: impl Display) -> String {
        match self {
            Self::One(Language::Chinese) => format!("{one}，{other}"),
            _ => format!("{one}, {other}"),
        }
    }

    /// What is said beside something.
    pub(crate) fn aside(self, words: (&str, &str)) -> String {
        let words = self.say(words);
        match self {
            Self::One(Language::Chinese) => format!("（{words}）"),
            _ => format!(" ({words})"),
        }
    }

    /// How old something is.
    pub(crate) fn age(self, age: Age) -> String {
        let (count, zh, en) = age.parts();
        match self {
            Self::Both => age.to_string(),
            Self::One(Language::Chinese) => format!("{count}{zh}前"),
            Self::One(Language::English) => format!("{count} {en}"),
        }
    }

    /// The same with something else between the two.
    pub(crate) fn join(self, (zh, en): (impl Display, impl Display), between: &str) -> String {
        match self {
            Self::Both => format!("{zh}{between}{en}"),
            Self::One(Language::Chinese) => zh.to_string(),
            Self::One(Language::English) => en.to_string(),
        }
    }

    /// What is said in both, a line for each.
    pub(crate) fn each<'t>(self, (zh, en): (&'t str, &'t str)) -> impl Iterator<Item = &'t str> {
        let (zh, en) = match self {
            Self::Both => (Some(zh), Some(en)),
            Self::One(Language::Chinese) => (Some(zh), None),
            Self::One(Language::English) => (None, Some(en)),
        };
        zh.into_iter().chain(en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_or_the_one_that_was_asked_for() {
        let words = ("有效", "valid");
        for (languages, line, lines) in [
            (Languages::Both, "有效 / valid", &["有效", "valid"][..]),
            (Languages::One(Language::Chinese), "有效", &["有效"]),
            (Languages::One(Language::English), "valid", &["valid"]),
        ] {
            assert_eq!(languages.say(words), line);
            assert_eq!(languages.each(words).collect::<Vec<_>>(), lines);
        }
    }
}

//! The language of the lines for people.

use clap::ValueEnum;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Simplified Chinese.
    #[value(name = "zh-CN", alias = "zh")]
    Chinese,
    /// English.
    #[value(name = "en")]
    English,
}

/// `--lang`, for commands that speak to people.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct LanguageArgs {
    /// Language of the lines for people; by default that of LC_ALL, LC_MESSAGES or LANG
    #[arg(long, value_name = "zh-CN|en", hide_possible_values = true)]
    lang: Option<Language>,
}

impl LanguageArgs {
    /// The language that was asked for, or that of the surroundings.
    #[must_use]
    pub fn language(self) -> Language {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].map(std::env::var);
        let locale = variables
            .into_iter()
            .flatten()
            .find(|value| !value.is_empty());
        self.lang
            .unwrap_or_else(|| Language::of_locale(&locale.unwrap_or_default()))
    }
}

impl Language {
    /// The language of a locale such as `zh_CN.UTF-8`; English for all that are not Chinese.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next();
        if language.is_some_and(|language| language.eq_ignore_ascii_case("zh")) {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The one of two texts that is in this language, Chinese first.
    #[must_use]
    pub const fn of<'a>(self, (chinese, english): (&'a str, &'a str)) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// A line in one of two languages: a template of each with the names that are in scope, as of
/// [`format!`].
///
/// ```
/// use juma_cli::{language::Language, say};
///
/// let codes = 3;
/// let line = |language| say!(language, "已签发 {codes} 个码", "{codes} codes issued");
/// assert_eq!(line(Language::Chinese), "已签发 3 个码");
/// assert_eq!(line(Language::English), "3 codes issued");
/// ```
#[macro_export]
macro_rules! say {
    ($language:expr, $chinese:literal, $english:literal $(,)?) => {
        match $language {
            $crate::language::Language::Chinese => format!($chinese),
            $crate::language::Language::English => format!($english),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        for locale in ["zh_CN.UTF-8", "zh", "zh-Hans-CN", "ZH_TW"] {
            assert_eq!(Language::of_locale(locale), Language::Chinese, "{locale}");
        }
        for locale in ["", "C", "POSIX", "en_GB.UTF-8", "zha_CN", "de"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }
}

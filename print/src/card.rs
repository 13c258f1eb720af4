//! What stands on a card.

use core::fmt;

use juma_symbol::Symbol;

/// One thing in zh-CN and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// These words.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

/// A label and what stands below it.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: Words,
    /// The thing itself, which may be about a person.
    pub value: String,
}

impl Fact {
    /// This fact.
    pub fn new(label: Words, value: impl Into<String>) -> Self {
        Self {
            label,
            value: value.into(),
        }
    }
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fact({})", self.label.en)
    }
}

/// One code and what is printed around it. Text is set as it is given: what a person must not read
/// may not be in it.
#[derive(Clone)]
pub struct Card<'a> {
    /// The code.
    pub symbol: &'a Symbol,
    /// What it is a code of.
    pub heading: Words,
    /// What everybody must see first, such as that it is a sample.
    pub banner: Option<Words>,
    /// Whose it is.
    pub name: String,
    /// What else stands on it, in this order.
    pub facts: Vec<Fact>,
    /// Small print.
    pub notes: Vec<Words>,
    /// What stands beside it on paper that is cut off, for whoever sorts the cards: a serial.
    pub slug: Option<String>,
}

impl<'a> Card<'a> {
    /// A card with nothing but its heading, a name and the code.
    pub fn new(symbol: &'a Symbol, heading: Words, name: impl Into<String>) -> Self {
        Self {
            symbol,
            heading,
            banner: None,
            name: name.into(),
            facts: Vec::new(),
            notes: Vec::new(),
            slug: None,
        }
    }
}

impl fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card")
            .field("version", &self.symbol.version())
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

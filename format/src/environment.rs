use core::fmt;

/// Which world a key and everything it signs belongs to. It stands in the context of every
/// signature (SPEC §4), so that nothing signed in one is good in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// Keys that anybody may hold, samples among them.
    Demo,
    /// A rehearsal with keys that are kept like real ones.
    Test,
    /// The real thing.
    Production,
}

impl Environment {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Demo, Self::Test, Self::Production];

    /// The word that contexts, key files and outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    /// The number that signed bodies use.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Demo => 0,
            Self::Test => 1,
            Self::Production => 2,
        }
    }

    /// The environment of a number, if there is one.
    #[must_use]
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.number() == number)
    }

    /// The environment of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.name() == name)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

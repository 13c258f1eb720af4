use core::fmt;

use juma_format::time::DAY;

/// An age in seconds, told in whole days, in hours below two days, in minutes below two hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age(pub u64);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

impl Age {
    /// The number, and what it counts in both languages.
    #[must_use]
    pub const fn parts(self) -> (u64, &'static str, &'static str) {
        match self.0 {
            age if age < 2 * HOUR => (age / MINUTE, "分钟", "min old"),
            age if age < 2 * DAY => (age / HOUR, "小时", "h old"),
            age => (age / DAY, "天", "days old"),
        }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, zh, en) = self.parts();
        write!(f, "{count} {zh} / {en}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_as_people_say_them() {
        for (seconds, text) in [
            (0, "0 分钟 / min old"),
            (2 * HOUR - 1, "119 分钟 / min old"),
            (2 * HOUR, "2 小时 / h old"),
            (2 * DAY - 1, "47 小时 / h old"),
            (2 * DAY, "2 天 / days old"),
            (u64::MAX, "213503982334601 天 / days old"),
        ] {
            assert_eq!(Age(seconds).to_string(), text);
        }
    }
}

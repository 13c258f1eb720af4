use core::fmt;

use juma_format::time::DAY;

/// An age in whole days, in hours below two days, in minutes below two hours.
#[derive(Clone, Copy)]
pub(crate) struct Age(pub(crate) u64);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            age if age < 2 * HOUR => write!(f, "{} 分钟 / min old", age / MINUTE),
            age if age < 2 * DAY => write!(f, "{} 小时 / h old", age / HOUR),
            age => write!(f, "{} 天 / days old", age / DAY),
        }
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

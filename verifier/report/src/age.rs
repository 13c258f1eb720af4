use core::fmt;

use juma_format::time::DAY;

/// An age in whole days, in hours below two days, in minutes below two hours.
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

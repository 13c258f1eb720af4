//! Seconds and days. The library never reads a clock: every time comes in as an argument.

use core::{fmt, ops::RangeInclusive};

/// The seconds of a day.
pub const DAY: u64 = 86_400;

/// The hours that the calendar of every document here, UTC+8, is ahead of UTC, in seconds.
/// China has no daylight saving time since 1991, so no time-zone table is needed.
pub const UTC8: u64 = 8 * 3600;

/// Times that a signed body may hold: 2020-01-01 to 2100-01-01 UTC, in seconds. Milliseconds taken
/// for seconds, and dates before the system existed, fall outside (THREATS T6, T9).
pub const SIGNED_TIMES: RangeInclusive<u64> = 1_577_836_800..=4_102_444_800;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// A time of so many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// The seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// Whether a signed body may hold it: [`SIGNED_TIMES`].
    #[must_use]
    pub fn may_be_signed(self) -> bool {
        SIGNED_TIMES.contains(&self.0)
    }

    /// So many seconds later; the last moment there is when that is beyond it.
    #[must_use]
    pub const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// So many seconds earlier; 1970 when that is before it.
    #[must_use]
    pub const fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// The seconds from `earlier` to here; 0 when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whether a day begins here by the calendar of UTC+8.
    #[must_use]
    pub const fn is_midnight(self) -> bool {
        self.0.saturating_add(UTC8).is_multiple_of(DAY)
    }

    /// The day on the calendar of UTC+8.
    #[must_use]
    pub fn date(self) -> Date {
        let days = self.0.saturating_add(UTC8) / DAY;
        Date {
            days: i32::try_from(days).unwrap_or(i32::MAX),
        }
    }
}

/// RFC 3339 in UTC+8, as everything for people and JSON shows it.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.saturating_add(UTC8) % DAY;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}+08:00", self.date())
    }
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

impl Date {
    /// Dates that a signed body may hold, as days: 1880-01-01 to 2100-01-01. Nobody alive was born
    /// before.
    pub const SIGNED: RangeInclusive<i64> = -32_872..=47_482;

    /// The date of so many days after 1970-01-01 (RFC 8943), if a signed body may hold it.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        let date = Self {
            days: i32::try_from(days).ok()?,
        };
        Self::SIGNED.contains(&days).then_some(date)
    }

    /// The days since 1970-01-01, negative before (RFC 8943).
    #[must_use]
    pub fn days(self) -> i64 {
        i64::from(self.days)
    }

    /// The date of year, month 1..=12 and day 1..=31, if there is such a day and a signed body may
    /// hold it.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Days from civil, H. Hinnant, http://howardhinnant.github.io/date_algorithms.html
        let (month, day) = (i64::from(month), i64::from(day));
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let date = Self::from_days(era * 146_097 + day_of_era - 719_468)?;
        // A day such as 30 February lands in another month.
        let (_, back_month, back_day) = date.ymd();
        (i64::from(back_month) == month && i64::from(back_day) == day).then_some(date)
    }

    /// The date written `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes().first_chunk::<10>()?
        else {
            return None;
        };
        if text.len() != 10 {
            return None;
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u32, |value, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| value * 10 + u32::from(digit - b'0'))
            })
        };
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        Self::from_ymd(year, number(&[m1, m2])?, number(&[d1, d2])?)
    }

    /// Year, month 1..=12 and day 1..=31.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let days = i64::from(self.days) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            i32::try_from(year).unwrap_or(i32::MAX),
            u32::try_from(month).unwrap_or(0),
            u32::try_from(day).unwrap_or(0),
        )
    }

    /// The moment at which the day begins by the calendar of UTC+8; `None` before 1970-01-02:
    /// in that calendar 1970 began eight hours before the first second of [`UnixTime`].
    #[must_use]
    pub fn midnight(self) -> Option<UnixTime> {
        let days = u64::try_from(self.days).ok()?;
        Some(UnixTime((days * DAY).checked_sub(UTC8)?))
    }

    /// So many days later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        Self {
            days: self
                .days
                .saturating_add(i32::try_from(days).unwrap_or(i32::MAX)),
        }
    }

    /// The whole years from this day of birth until `day`; the birthday itself counts, and whoever
    /// was born on 29 February has it on 1 March in common years. `None` before birth.
    #[must_use]
    pub fn age_on(self, day: Self) -> Option<u32> {
        let ((year, month, day_of_month), (now_year, now_month, now_day)) = (self.ymd(), day.ymd());
        let years = now_year - year - i32::from((now_month, now_day) < (month, day_of_month));
        u32::try_from(years).ok()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_day_of_the_range_survives_its_text() {
        for days in Date::SIGNED {
            let date = Date::from_days(days).unwrap();
            assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
        assert_eq!(
            Date::parse("1880-01-01").unwrap().days(),
            *Date::SIGNED.start()
        );
        assert_eq!(
            Date::parse("2100-01-01").unwrap().days(),
            *Date::SIGNED.end()
        );
    }

    #[test]
    fn days_that_do_not_exist() {
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-04-31",
            "2024-13-01",
            "2024-00-10",
            "2024-1-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2000-02-29").is_some());
    }

    #[test]
    fn known_moments() {
        let time = UnixTime::from_seconds(1_577_836_800);
        assert_eq!(time.to_string(), "2020-01-01T08:00:00+08:00");
        assert!(time.may_be_signed() && !time.minus(1).may_be_signed());
        let midnight = Date::parse("2027-03-01").unwrap().midnight().unwrap();
        assert!(midnight.is_midnight() && !midnight.plus(1).is_midnight());
        assert_eq!(midnight.to_string(), "2027-03-01T00:00:00+08:00");
        assert_eq!(midnight.minus(1).date().to_string(), "2027-02-28");
    }

    /// No time that bytes may hold overflows, in builds that check.
    #[test]
    fn times_at_the_ends() {
        let last = UnixTime::from_seconds(u64::MAX);
        assert_eq!((last.plus(1), last.since(last.minus(1))), (last, 1));
        assert_eq!(
            UnixTime::from_seconds(0).minus(1),
            UnixTime::from_seconds(0)
        );
        assert_eq!(UnixTime::from_seconds(1).since(last), 0);
        assert!(!last.may_be_signed());
        let far = last.date();
        assert!(!last.to_string().is_empty() && far.plus_days(u32::MAX) == far);
        assert!(far.midnight().is_some() && far.age_on(far) == Some(0));
        let (first, end) = (SIGNED_TIMES.start(), SIGNED_TIMES.end());
        for (seconds, fits) in [
            (first - 1, false),
            (*first, true),
            (*end, true),
            (end + 1, false),
        ] {
            assert_eq!(
                UnixTime::from_seconds(seconds).may_be_signed(),
                fits,
                "{seconds}"
            );
        }
        for (text, seconds) in [
            (2_147_483_648, "2038-01-19T11:14:08+08:00"),
            (4_294_967_296, "2106-02-07T14:28:16+08:00"),
            (0, "1970-01-01T08:00:00+08:00"),
        ] {
            assert_eq!(UnixTime::from_seconds(text).to_string(), seconds);
        }
    }

    #[test]
    fn dates_at_the_ends() {
        for days in [i64::MIN, -32_873, 47_483, i64::from(i32::MAX) + 1, i64::MAX] {
            assert_eq!(Date::from_days(days), None, "{days}");
        }
        for (year, month, day) in [
            (i32::MIN, 1, 1),
            (i32::MAX, 1, 1),
            (0, 1, 1),
            (1879, 12, 31),
            (2100, 1, 2),
            (2026, 0, 1),
            (2026, 1, 0),
            (2026, u32::MAX, 1),
            (2026, 1, u32::MAX),
        ] {
            assert_eq!(
                Date::from_ymd(year, month, day),
                None,
                "{year} {month} {day}"
            );
        }
        let midnight = |text: &str| Date::parse(text).unwrap().midnight();
        assert_eq!(midnight("1970-01-01"), None);
        assert_eq!(
            midnight("1970-01-02"),
            Some(UnixTime::from_seconds(16 * 3600))
        );
        for text in [
            "2026-06-1",
            "2026-06-011",
            "2026/06/01",
            "+026-06-01",
            "２026-06-01",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ages_at_the_edges() {
        let on =
            |born: &str, day: &str| Date::parse(born).unwrap().age_on(Date::parse(day).unwrap());
        assert_eq!(on("2008-02-29", "2026-02-28"), Some(17));
        assert_eq!(on("2008-02-29", "2026-03-01"), Some(18));
        assert_eq!(on("2008-06-15", "2026-06-14"), Some(17));
        assert_eq!(on("2008-06-15", "2026-06-15"), Some(18));
        assert_eq!(on("2026-06-15", "2026-06-14"), None);
    }
}

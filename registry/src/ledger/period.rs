use std::fmt;

use juma_format::{
    claims::LiveProfile,
    time::{Date, UnixTime},
};

/// A stretch of the calendar of UTC+8: the time of expiry that a status list is for. A list leaves
/// the bundles when it is over, so codes that end soon have lists of shorter periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    kind: PeriodKind,
    first: Date,
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// For static codes.
    Quarter,
    /// For live codes of profile P2.
    Month,
    /// From Monday to Sunday, for live codes of profile P1.
    Week,
}

impl PeriodKind {
    /// All of them, longest first.
    pub const ALL: [Self; 3] = [Self::Quarter, Self::Month, Self::Week];

    /// The kind for codes of a live profile; `None` for static ones.
    #[must_use]
    pub const fn of(profile: Option<LiveProfile>) -> Self {
        match profile {
            None => Self::Quarter,
            Some(LiveProfile::P1) => Self::Week,
            Some(LiveProfile::P2) => Self::Month,
        }
    }
}

impl Period {
    /// The period of a kind that holds this moment; `None` outside 2020 to 2099, when no code may
    /// end.
    #[must_use]
    pub fn containing(kind: PeriodKind, time: UnixTime) -> Option<Self> {
        Self::of_day(kind, time.date())
    }

    /// The period of a code that ends at `expires`: the one with its last valid second. A code
    /// that ends at 00:00 on 1 April belongs to the first quarter.
    #[must_use]
    pub fn of_expiry(kind: PeriodKind, expires: UnixTime) -> Option<Self> {
        Self::containing(kind, expires.minus(1))
    }

    /// The period written `2027-Q1`, `2027-03`, or for a week `W2027-03-01` with its Monday.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let period = if let Some(monday) = text.strip_prefix('W') {
            Self::of_day(PeriodKind::Week, Date::parse(monday)?)
        } else if let Some((year, quarter)) = text.split_once("-Q") {
            let month = 3 * u32::from(digit(quarter)?.checked_sub(1)?) + 1;
            Self::of_day(
                PeriodKind::Quarter,
                Date::parse(&format!("{year}-{month:02}-01"))?,
            )
        } else {
            Self::of_day(PeriodKind::Month, Date::parse(&format!("{text}-01"))?)
        };
        period.filter(|period| period.to_string() == text)
    }

    /// How long it is.
    #[must_use]
    pub const fn kind(self) -> PeriodKind {
        self.kind
    }

    /// The one after it; `None` after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::of_day(self.kind, self.day_after())
    }

    /// Its first moment.
    #[must_use]
    pub fn begins(self) -> Option<UnixTime> {
        self.first.midnight()
    }

    /// The first moment after it: no code of its lists is valid from here on.
    #[must_use]
    pub fn ends(self) -> Option<UnixTime> {
        self.day_after().midnight()
    }

    fn of_day(kind: PeriodKind, day: Date) -> Option<Self> {
        let (year, month, _) = day.ymd();
        if !(2020..=2099).contains(&year) {
            return None;
        }
        let first = match kind {
            PeriodKind::Quarter => Date::from_ymd(year, (month - 1) / 3 * 3 + 1, 1)?,
            PeriodKind::Month => Date::from_ymd(year, month, 1)?,
            // 1970-01-01 was a Thursday.
            PeriodKind::Week => Date::from_days(day.days() - (day.days() + 3).rem_euclid(7))?,
        };
        Some(Self { kind, first })
    }

    fn day_after(self) -> Date {
        // So many days lie in it for certain, and so many more lead out of it for certain.
        let (inside, out) = match self.kind {
            PeriodKind::Quarter => (89, 4),
            PeriodKind::Month => (27, 5),
            PeriodKind::Week => return self.first.plus_days(7),
        };
        let later = self.first.plus_days(inside + out);
        let (_, _, day) = later.ymd();
        // `later` is at most a week into the next period, and a day of the month says how far.
        Date::from_days(later.days() - i64::from(day) + 1).unwrap_or(later)
    }
}

fn digit(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [digit @ b'1'..=b'4'] => Some(digit - b'0'),
        _ => None,
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.ymd();
        match self.kind {
            PeriodKind::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            PeriodKind::Month => write!(f, "{year:04}-{month:02}"),
            PeriodKind::Week => write!(f, "W{}", self.first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn midnight(text: &str) -> UnixTime {
        Date::parse(text).unwrap().midnight().unwrap()
    }

    #[test]
    fn edges() {
        for (expires, quarter, month, week) in [
            ("2027-04-01", "2027-Q1", "2027-03", "W2027-03-29"),
            ("2027-04-02", "2027-Q2", "2027-04", "W2027-03-29"),
            ("2027-01-01", "2026-Q4", "2026-12", "W2026-12-28"),
            ("2027-01-02", "2027-Q1", "2027-01", "W2026-12-28"),
            ("2027-01-04", "2027-Q1", "2027-01", "W2026-12-28"),
            ("2027-01-05", "2027-Q1", "2027-01", "W2027-01-04"),
            ("2028-03-01", "2028-Q1", "2028-02", "W2028-02-28"),
            ("2027-10-01", "2027-Q3", "2027-09", "W2027-09-27"),
            ("2100-01-01", "2099-Q4", "2099-12", "W2099-12-28"),
        ] {
            for (kind, text) in PeriodKind::ALL.into_iter().zip([quarter, month, week]) {
                let period = Period::parse(text).unwrap();
                assert_eq!(period.kind(), kind);
                assert_eq!(Period::of_expiry(kind, midnight(expires)), Some(period));
                assert_eq!(period.to_string(), text);
            }
        }
        let first = Period::parse("2027-Q1").unwrap();
        assert_eq!(first.begins(), Some(midnight("2027-01-01")));
        assert_eq!(first.ends(), Some(midnight("2027-04-01")));
    }

    #[test]
    fn every_period_ends_where_the_next_begins() {
        for (first, count) in [("2020-Q1", 320), ("2020-01", 960), ("W2020-01-06", 4174)] {
            let mut period = Period::parse(first).unwrap();
            let mut seen = 1;
            while let Some(next) = period.next() {
                assert_eq!(period.ends(), next.begins(), "{period}");
                assert_eq!(Period::parse(&period.to_string()), Some(period));
                assert_eq!(
                    Period::containing(period.kind(), period.ends().unwrap()),
                    Some(next)
                );
                period = next;
                seen += 1;
            }
            assert_eq!(seen, count, "{first}");
            assert!(period.ends().is_some());
        }
    }

    #[test]
    fn texts_that_are_no_period() {
        for text in [
            "",
            "2027",
            "2027-Q0",
            "2027-Q5",
            "27-Q1",
            "2027-Q01",
            "+027-Q1",
            "2100-Q1",
            "2027-13",
            "2027-3",
            "2100-01",
            "2027-03-01",
            "W2027-03-02",
            "W2027-3-1",
            "W",
            "2019-Q4",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn kinds_by_profile() {
        assert_eq!(PeriodKind::of(None), PeriodKind::Quarter);
        assert_eq!(PeriodKind::of(Some(LiveProfile::P2)), PeriodKind::Month);
        assert_eq!(PeriodKind::of(Some(LiveProfile::P1)), PeriodKind::Week);
    }
}

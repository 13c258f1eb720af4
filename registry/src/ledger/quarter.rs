use std::fmt;

use juma_format::time::{Date, UnixTime};

/// A quarter of a year by the calendar of UTC+8: the period of expiry that a status list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: u16,
    quarter: u8,
}

impl Quarter {
    /// A quarter, 1 to 4, of a year, 2020 to 2099: those in which a code may end.
    #[must_use]
    pub fn new(year: u16, quarter: u8) -> Option<Self> {
        let fits = (2020..=2099).contains(&year) && (1..=4).contains(&quarter);
        fits.then_some(Self { year, quarter })
    }

    /// The quarter that holds this moment.
    #[must_use]
    pub fn containing(time: UnixTime) -> Option<Self> {
        let (year, month, _) = time.date().ymd();
        let quarter = month.checked_sub(1)? / 3 + 1;
        Self::new(u16::try_from(year).ok()?, u8::try_from(quarter).ok()?)
    }

    /// The quarter of a code that ends at `expires`: the one with its last valid second. A code
    /// that ends at 00:00 on 1 April belongs to the first quarter.
    #[must_use]
    pub fn of_expiry(expires: UnixTime) -> Option<Self> {
        Self::containing(expires.minus(1))
    }

    /// The quarter written `2027-Q1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        let is_written_so = year.len() == 4 && quarter.len() == 1;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_written_so || !digits(year) || !digits(quarter) {
            return None;
        }
        Self::new(year.parse().ok()?, quarter.parse().ok()?)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.quarter
    }

    /// The one after it; `None` after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self.quarter {
            4 => Self::new(self.year.saturating_add(1), 1),
            quarter => Self::new(self.year, quarter.saturating_add(1)),
        }
    }

    /// Its first moment.
    #[must_use]
    pub fn begins(self) -> Option<UnixTime> {
        let month = u32::from(self.quarter).saturating_mul(3).saturating_sub(2);
        Date::from_ymd(i32::from(self.year), month, 1)?.midnight()
    }

    /// The first moment after it: no code of its lists is valid from here on.
    #[must_use]
    pub fn ends(self) -> Option<UnixTime> {
        match self.quarter {
            4 => Date::from_ymd(i32::from(self.year).saturating_add(1), 1, 1)?.midnight(),
            quarter => {
                let month = u32::from(quarter).saturating_mul(3).saturating_add(1);
                Date::from_ymd(i32::from(self.year), month, 1)?.midnight()
            }
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        let midnight = |text| Date::parse(text).unwrap().midnight().unwrap();
        for (expires, quarter) in [
            ("2027-04-01", "2027-Q1"),
            ("2027-04-02", "2027-Q2"),
            ("2027-01-01", "2026-Q4"),
            ("2027-01-02", "2027-Q1"),
            ("2028-03-01", "2028-Q1"),
            ("2027-10-01", "2027-Q3"),
            ("2100-01-01", "2099-Q4"),
        ] {
            let expected = Quarter::parse(quarter).unwrap();
            assert_eq!(
                Quarter::of_expiry(midnight(expires)),
                Some(expected),
                "{expires}"
            );
            assert_eq!(expected.to_string(), quarter);
        }
        let first = Quarter::new(2027, 1).unwrap();
        assert_eq!(first.begins(), Some(midnight("2027-01-01")));
        assert_eq!(first.ends(), Some(midnight("2027-04-01")));
        assert_eq!(Quarter::of_expiry(first.ends().unwrap()), Some(first));
        assert_eq!(Quarter::containing(first.ends().unwrap()), first.next());
    }

    #[test]
    fn every_quarter_ends_where_the_next_begins() {
        let mut quarter = Quarter::new(2020, 1).unwrap();
        while let Some(next) = quarter.next() {
            assert_eq!(quarter.ends(), next.begins(), "{quarter}");
            assert_eq!(Quarter::parse(&quarter.to_string()), Some(quarter));
            quarter = next;
        }
        assert_eq!(quarter.to_string(), "2099-Q4");
        assert!(quarter.ends().is_some());
    }

    #[test]
    fn texts_that_are_no_quarter() {
        for text in [
            "", "2027", "2027-Q0", "2027-Q5", "27-Q1", "2027-Q01", "+027-Q1", "2100-Q1",
        ] {
            assert_eq!(Quarter::parse(text), None, "{text}");
        }
    }
}

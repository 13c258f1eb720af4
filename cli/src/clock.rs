//! The clock, and times that people type.

use std::{
    error::Error,
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use juma_format::time::{Date, UnixTime};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The time of the machine's clock, which may be wrong; 1970 when it is before that.
#[must_use]
pub fn now() -> UnixTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where a command reads the clock"
    )]
    let now = SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_seconds(since.as_secs())
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeError {
    /// It lies before 1970.
    Before1970,
    /// It is written in another way.
    Form,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before1970 => "before 1970",
            Self::Form => "neither RFC 3339 with an offset (2027-03-01T08:00:00+08:00) nor a date (2027-03-01)",
        })
    }
}

impl Error for TimeError {}

/// Reads a time, for `#[arg(value_parser = parse_time)]`: RFC 3339 with any offset, fractions of a
/// second cut off, or a date, which is its first moment by the calendar of UTC+8.
///
/// # Errors
/// When it is neither, or before 1970.
pub fn parse_time(text: &str) -> Result<UnixTime, TimeError> {
    if text.len() == 10 {
        let date = Date::parse(text).ok_or(TimeError::Form)?;
        return date.midnight().ok_or(TimeError::Before1970);
    }
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimeError::Form)?;
    let seconds = u64::try_from(time.unix_timestamp()).map_err(|_| TimeError::Before1970)?;
    Ok(UnixTime::from_seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_people_type() {
        for (text, seconds) in [
            ("2027-03-01T00:00:00+08:00", 1_803_830_400),
            ("2027-02-28T16:00:00Z", 1_803_830_400),
            ("2027-02-28T11:00:00.999-05:00", 1_803_830_400),
            ("2027-03-01", 1_803_830_400),
            ("1970-01-01T00:00:00Z", 0),
        ] {
            assert_eq!(
                parse_time(text),
                Ok(UnixTime::from_seconds(seconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn times_that_nobody_should_type() {
        for text in [
            "",
            "now",
            "2027-03-01T00:00:00",
            "2027-3-1",
            "2027-02-29",
            "1803830400",
            "2027-03-01T25:00:00Z",
            "99999-01-01T00:00:00Z",
        ] {
            assert_eq!(parse_time(text), Err(TimeError::Form), "{text}");
        }
        assert_eq!(
            parse_time("1969-12-31T23:59:59Z"),
            Err(TimeError::Before1970)
        );
        assert_eq!(parse_time("1970-01-01"), Err(TimeError::Before1970));
    }

    #[test]
    fn what_is_printed_can_be_typed() {
        let now = now();
        assert_eq!(parse_time(&now.to_string()), Ok(now));
    }
}

use std::fmt;

use juma_format::time::{DAY, Date, UnixTime};

use crate::redacted_debug;

/// That somebody has verified who the person is; without it there is no code.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// How.
    pub level: IdentityLevel,
    /// When.
    pub verified_at: VerifiedAt,
    /// Where the verification is on file.
    pub reference: String,
}

redacted_debug!(Identity => "Identity");

impl Identity {
    /// The most characters of a reference: a case number, or two UUIDs.
    pub const MAX_REFERENCE_CHARS: usize = 80;
}

/// How an identity was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentityLevel {
    /// The chip of the document was read and compared with the person.
    DocumentChip,
    /// An officer saw the person and the document.
    InPerson,
    /// By the national network identity service (网号, 网证).
    NetworkIdentity,
    /// The face was compared with the document's picture over a network.
    RemoteFace,
}

impl IdentityLevel {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::DocumentChip,
        Self::InPerson,
        Self::NetworkIdentity,
        Self::RemoteFace,
    ];

    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DocumentChip => "document-chip",
            Self::InPerson => "in-person",
            Self::NetworkIdentity => "network-identity",
            Self::RemoteFace => "remote-face",
        }
    }

    /// The level of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// When an identity was verified: registers keep the moment, or only the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifiedAt {
    /// The day.
    Day(Date),
    /// The moment.
    Moment(UnixTime),
}

impl VerifiedAt {
    /// A day `YYYY-MM-DD`, or a moment of RFC 3339, without fractions or with them dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = Date::parse(date)?;
        if rest.is_empty() {
            return Some(Self::Day(date));
        }
        let (clock, zone) = rest.strip_prefix(['T', 't'])?.split_at_checked(8)?;
        let [hour, minute, second] = clock_of(clock)?;
        let zone = drop_fraction(zone)?;
        let (sign, offset) = match zone.as_bytes().first()? {
            b'Z' | b'z' if zone.len() == 1 => (1, "00:00"),
            b'+' => (1, zone.get(1..)?),
            b'-' => (-1, zone.get(1..)?),
            _ => return None,
        };
        let (offset_hour, offset_minute) = (two(offset.get(..2)?)?, two(offset.get(3..)?)?);
        let is_written_so = offset.as_bytes().get(2) == Some(&b':');
        if !is_written_so || offset_hour > 23 || offset_minute > 59 {
            return None;
        }
        let days = date.days().checked_mul(i64::try_from(DAY).ok()?)?;
        let in_day = hour * 3600 + minute * 60 + second;
        let offset = sign * (offset_hour * 3600 + offset_minute * 60);
        let seconds = days.checked_add(in_day)?.checked_sub(offset)?;
        Some(Self::Moment(UnixTime::from_seconds(
            seconds.try_into().ok()?,
        )))
    }

    /// The day, by the calendar of UTC+8.
    #[must_use]
    pub fn date(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Moment(time) => time.date(),
        }
    }
}

/// As [`VerifiedAt::parse`] reads it.
impl fmt::Display for VerifiedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Moment(time) => time.fmt(f),
        }
    }
}

/// Hours, minutes and seconds of `hh:mm:ss`.
fn clock_of(text: &str) -> Option<[i64; 3]> {
    let mut parts = text.split(':').map(two);
    let clock = [parts.next()??, parts.next()??, parts.next()??];
    // 60 is the leap second.
    let exists = clock
        .iter()
        .zip([23, 59, 60])
        .all(|(part, most)| *part <= most);
    (exists && parts.next().is_none()).then_some(clock)
}

fn drop_fraction(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix('.') else {
        return Some(text);
    };
    let rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

fn two(text: &str) -> Option<i64> {
    let is_two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_two_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments() {
        let moment = |text: &str| match VerifiedAt::parse(text) {
            Some(VerifiedAt::Moment(time)) => Some(time.to_string()),
            _ => None,
        };
        let day = Date::parse("2026-05-01").unwrap();
        assert_eq!(VerifiedAt::parse("2026-05-01"), Some(VerifiedAt::Day(day)));
        for text in [
            "2026-05-01T09:30:00+08:00",
            "2026-05-01T01:30:00Z",
            "2026-04-30T20:00:00.123-05:30",
        ] {
            assert_eq!(
                moment(text).as_deref(),
                Some("2026-05-01T09:30:00+08:00"),
                "{text}"
            );
            let read = VerifiedAt::parse(text).unwrap();
            assert_eq!(VerifiedAt::parse(&read.to_string()), Some(read));
        }
        for text in [
            "",
            "2026-5-1",
            "2026-02-30",
            "2026-05-01 09:30:00+08:00",
            "2026-05-01T09:30:00",
            "2026-05-01T09:30+08:00",
            "2026-05-01T24:00:00Z",
            "2026-05-01T09:60:00Z",
            "2026-05-01T09:30:00.Z",
            "2026-05-01T09:30:00Zulu",
            "2026-05-01T09:30:00+0800",
            "2026-05-01T09:30:00+24:00",
            "2026-05-01T09:30:00+08:0é",
            "1960-05-01T09:30:00Z",
            "二〇二六年五月",
        ] {
            assert_eq!(VerifiedAt::parse(text), None, "{text}");
        }
    }
}

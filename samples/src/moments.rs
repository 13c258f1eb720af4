//! The moments of the samples' world, which are always the same.

use juma_format::time::UnixTime;

/// 2026-11-01, 00:00: the demo authority is founded.
pub const FOUNDED: UnixTime = UnixTime::from_seconds(1_793_462_400);

/// 2026-11-01, 09:00: its first bundle, with lists for the codes to come.
pub const FIRST_BUNDLE: UnixTime = UnixTime::from_seconds(1_793_494_800);

/// 2026-11-01, 10:00: the codes are issued.
pub const ISSUED: UnixTime = UnixTime::from_seconds(1_793_498_400);

/// 2026-11-29, 10:00: codes are revoked and suspended.
pub const CHANGED: UnixTime = UnixTime::from_seconds(1_795_917_600);

/// 2026-11-30, 18:00: the bundle that is committed.
pub const LAST_BUNDLE: UnixTime = UnixTime::from_seconds(1_796_032_800);

/// 2026-12-01, 12:00: the sample moment, at which the samples are judged.
pub const SAMPLE_MOMENT: UnixTime = UnixTime::from_seconds(1_796_097_600);

/// 2026-12-01, 11:57: the live code's slot of the sample moment is still to come.
pub const LIVE_EARLY: UnixTime = SAMPLE_MOMENT.minus(180);

/// 2026-12-01, 12:03: a picture of the live code is a screenshot by now.
pub const LIVE_LATE: UnixTime = SAMPLE_MOMENT.plus(180);

/// 2026-11-20, 12:00: before the bundle was made, so no clock that shows it is right.
pub const BEFORE_BUNDLE: UnixTime = UnixTime::from_seconds(1_795_147_200);

/// 2027-01-20, 12:00: the status lists are older than a library lets them be.
pub const STICK_FORGOTTEN: UnixTime = UnixTime::from_seconds(1_800_417_600);

/// 2028-01-20, 12:00: every code is over.
pub const ALL_OVER: UnixTime = UnixTime::from_seconds(1_831_953_600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_comments_say() {
        for (moment, text) in [
            (FOUNDED, "2026-11-01T00:00:00+08:00"),
            (FIRST_BUNDLE, "2026-11-01T09:00:00+08:00"),
            (ISSUED, "2026-11-01T10:00:00+08:00"),
            (CHANGED, "2026-11-29T10:00:00+08:00"),
            (LAST_BUNDLE, "2026-11-30T18:00:00+08:00"),
            (SAMPLE_MOMENT, "2026-12-01T12:00:00+08:00"),
            (LIVE_EARLY, "2026-12-01T11:57:00+08:00"),
            (LIVE_LATE, "2026-12-01T12:03:00+08:00"),
            (BEFORE_BUNDLE, "2026-11-20T12:00:00+08:00"),
            (STICK_FORGOTTEN, "2027-01-20T12:00:00+08:00"),
            (ALL_OVER, "2028-01-20T12:00:00+08:00"),
        ] {
            assert_eq!(moment.to_string(), text);
        }
    }
}

//! The times of the fixed worlds. All are moments of 2026 by the calendar of UTC+8.

use juma_format::time::{DAY, UnixTime};

/// 00:00 UTC+8 of 1 January 2026: the keys sign from here.
pub const FOUNDED: UnixTime = UnixTime::from_seconds(1_767_196_800);

/// 31 days later: the bundle is made.
pub const PUBLISHED: UnixTime = FOUNDED.plus(31 * DAY);

/// 40 and a half days after the founding: codes are judged.
pub const NOW: UnixTime = FOUNDED.plus(40 * DAY + DAY / 2);

/// When codes with a time of issue were issued: 09:00 of day 20.
pub const ISSUED: UnixTime = FOUNDED.plus(20 * DAY + 9 * 3600);

/// When codes end: 00:00 of day 300.
pub const EXPIRES: UnixTime = FOUNDED.plus(300 * DAY);

/// When the bundle ends.
pub const BUNDLE_EXPIRES: UnixTime = PUBLISHED.plus(90 * DAY);

/// How long the keys sign.
pub const SIGN_UNTIL: UnixTime = FOUNDED.plus(365 * DAY);

/// How long what they signed is accepted.
pub const ACCEPT_UNTIL: UnixTime = FOUNDED.plus(730 * DAY);

/// The longest validity of a code, in seconds.
pub const MAX_VALIDITY: u64 = 365 * DAY;

/// When trust list and root end.
pub const ROOT_EXPIRES: UnixTime = FOUNDED.plus(3650 * DAY);

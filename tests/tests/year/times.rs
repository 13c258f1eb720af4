//! The days of the year. All are of the calendar of UTC+8, and what is done is done at 10:00.

/// The first documents are dated a day before the homes are founded.
pub(crate) const FIRST_LIST: &str = "2027-01-01";
/// Root documents outlive the story.
pub(crate) const ROOT_END: &str = "2035-01-01";
/// Trust lists outlive the year, so that what is stale in it is stale for its own reason.
pub(crate) const DOCUMENT_END: &str = "2028-12-01";
/// Keys for status lists and bundles sign for the whole story.
pub(crate) const KEYS_END: &str = "2028-07-01";
/// The months whose keys the first list has: this one and two ahead, as keys/README.md says.
pub(crate) const FIRST_MONTHS: [&str; 3] = ["2027-01", "2027-02", "2027-03"];
/// A bundle and its status lists are good for a quarter: longer than the 60 days of the hall.
pub(crate) const STICK_DAYS: u32 = 90;
/// A code is good for a year at most.
pub(crate) const CODE_DAYS: u32 = 365;
/// Sticks take a week.
pub(crate) const LEAD_HOURS: u32 = 168;

/// Homes are founded and the first stick is made, good for a quarter.
pub(crate) const FOUNDED: &str = "2027-01-02";
pub(crate) const FIRST_STICK_END: &str = "2027-04-01";
/// The gates import it.
pub(crate) const SET_UP: &str = "2027-01-03";
/// Ten days after it was made: the lead time is over.
pub(crate) const JANUARY: &str = "2027-01-12";
/// The second stick, which is the hall's last for two months.
pub(crate) const SECOND_STICK: &str = "2027-01-20";
pub(crate) const SECOND_STICK_END: &str = "2027-04-20";
/// Codes by the key of February, and a day on which the stolen home signs.
pub(crate) const FEBRUARY: &str = "2027-02-02";
pub(crate) const BACK_DATED: &str = "2027-02-05";
/// The third stick.
pub(crate) const THIRD_STICK: &str = "2027-02-20";
pub(crate) const THIRD_STICK_END: &str = "2027-05-20";
/// 40 days after the second stick.
pub(crate) const FORTY_DAYS: &str = "2027-03-01";
/// Codes are revoked and suspended, and one is restored some days later.
pub(crate) const REVOKED: &str = "2027-03-02";
pub(crate) const REVOKED_STICK_END: &str = "2027-05-30";
pub(crate) const RESTORED: &str = "2027-03-05";
pub(crate) const RESTORED_STICK_END: &str = "2027-06-02";
/// February's key of Guangzhou is found to have been copied.
pub(crate) const COMPROMISED: &str = "2027-03-10";
pub(crate) const COMPROMISED_STICK_END: &str = "2027-06-07";
/// Guangzhou reaches for a code of Shenzhen.
pub(crate) const REACHED: &str = "2027-03-12";
pub(crate) const REACHED_END: &str = "2027-06-01";
/// 60 days after the hall's last stick, which is good for 30 more.
pub(crate) const SIXTY_DAYS: &str = "2027-03-21";
/// The rest of the year: on which day, the month whose keys are added, and until when the stick is
/// good. In June and in October there is a new root.
pub(crate) const MONTHS: [(&str, &str, &str); 10] = [
    ("2027-04-20", "2027-07", "2027-07-18"),
    ("2027-05-20", "2027-08", "2027-08-17"),
    (SECOND_ROOT, "2027-09", "2027-09-17"),
    ("2027-07-20", "2027-10", "2027-10-17"),
    (SUMMER, "2027-11", "2027-11-17"),
    (AUTUMN, "2027-12", "2027-12-18"),
    (THIRD_ROOT, "2028-01", "2028-01-17"),
    ("2027-11-20", "2028-02", "2028-02-17"),
    ("2027-12-20", "2028-03", "2028-03-18"),
    (LAST_STICK, "2028-04", LAST_STICK_END),
];
pub(crate) const SECOND_ROOT: &str = "2027-06-20";
/// A code of this day is revoked on the stick of the month after.
pub(crate) const SUMMER: &str = "2027-08-20";
pub(crate) const AUTUMN: &str = "2027-09-20";
pub(crate) const THIRD_ROOT: &str = "2027-10-20";
/// Later than a code of January 2027 can end: after 365 days, less up to 60 that are drawn.
pub(crate) const LAST_STICK: &str = "2028-01-20";
pub(crate) const LAST_STICK_END: &str = "2028-04-18";
/// The mountain's stick has ended, and no code of January has: 305 days are the least.
pub(crate) const MOUNTAIN_ALONE: &str = "2027-11-01";
/// More than a year after the mountain's only stick.
pub(crate) const A_YEAR_ON: &str = "2028-01-25";
/// By this clock a code of January 2027 is good, and by the floor of the last stick it is over.
pub(crate) const CLOCK_BACK: &str = "2027-06-01";
/// Later than the last stick is good, and earlier than a code of its day can end.
pub(crate) const CLOCK_FORWARD: &str = "2028-05-01";
/// Later than anything by the keys of the story is accepted.
pub(crate) const CLOCK_FAR_FORWARD: &str = "2031-01-01";

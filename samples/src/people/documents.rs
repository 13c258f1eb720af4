use std::collections::HashMap;

use juma_format::{
    person::IdNumber,
    region::{Region, Standing},
    time::Date,
};

use super::draw::{Draw, Usage};

/// Numbers of documents, each given once. Their sequence numbers are above any that a day's births
/// in one division come to, so that they are nobody's.
pub(super) struct Documents {
    seed: u64,
    divisions: Vec<u64>,
    given: HashMap<(Series, i64), u64>,
}

/// A kind of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Series {
    /// Citizens of the mainland.
    Citizen,
    /// Citizens on the day on which something about their age changes.
    CitizenOnEdge,
    /// Residents from Hong Kong (81), Macau (82) or Taiwan (83).
    Straits(u64),
    /// Foreign permanent residents, whose numbers begin with 9.
    Foreign,
    /// Passports and travel permits; the letter is that of the number.
    Travel(char),
}

/// A range of days of birth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Births {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Births {
    /// Of those who are of an age, `from` and below `to`, on a day.
    pub(super) fn of_ages(from: i32, to: i32, on: Date) -> Self {
        Self {
            first: years_before(on, to).saturating_add(1),
            last: years_before(on, from),
        }
    }

    /// Of those who have their birthday so many days after a day, and become as old on it.
    pub(super) fn birthday(age: i32, on: Date, days_after: u32) -> Self {
        let day = years_before(on.plus_days(days_after), age);
        Self {
            first: day,
            last: day,
        }
    }

    fn count(self) -> u64 {
        u64::try_from(self.last.saturating_sub(self.first).saturating_add(1)).unwrap_or(1)
    }
}

/// The day so many years earlier; 29 February has no like in most years.
fn years_before(on: Date, years: i32) -> i64 {
    let (year, month, day) = on.ymd();
    let date = Date::from_ymd(year - years, month, day).or_else(|| {
        let eve = day.checked_sub(1)?;
        Date::from_ymd(year - years, month, eve)
    });
    date.map_or(on.days(), Date::days)
}

impl Series {
    /// Which sequence numbers it uses: the first, and how many.
    const fn sequences(self) -> (u64, u64) {
        match self {
            Self::Citizen => (998, 2),
            Self::CitizenOnEdge => (996, 2),
            // Few divisions, many people.
            Self::Straits(_) | Self::Foreign => (980, 16),
            Self::Travel(_) => (0, 1),
        }
    }
}

/// Countries whose nationals foreign permanent residents are here, by ISO 3166-1.
const NATIONS: [u64; 5] = [44_124, 44_250, 44_276, 44_392, 44_826];

/// Primes of which one divides no range.
const STEPS: [u64; 4] = [1_000_003, 1_000_033, 1_000_037, 1_000_039];

impl Documents {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            divisions: divisions(),
            given: HashMap::new(),
        }
    }

    /// The next number of a series for somebody of these birth days, and the birth day.
    pub(super) fn next(&mut self, series: Series, births: Births) -> Option<(String, i64)> {
        let (first, sequences) = series.sequences();
        let places: &[u64] = match series {
            Series::Citizen | Series::CitizenOnEdge => &self.divisions,
            Series::Straits(_) | Series::Travel(_) => &[0],
            Series::Foreign => &NATIONS,
        };
        let count = u64::try_from(places.len()).ok()?;
        // What says no birth day needs one row of numbers for all.
        let row = match series {
            Series::Travel(_) => 0,
            _ => births.first,
        };
        let given = self.given.entry((series, row)).or_default();
        let number = *given;
        *given = given.saturating_add(1);
        if let Series::Travel(letter) = series {
            let mut draw = Draw::of(self.seed, Usage::Documents, number);
            let day = births
                .first
                .checked_add_unsigned(draw.below(births.count()))?;
            return Some((travel(letter, number), day));
        }
        let days = births.count();
        let slots = days.checked_mul(count)?.checked_mul(sequences)?;
        if number >= slots {
            return None;
        }
        // A step that shares no divisor with the range visits every slot once.
        let step = STEPS.into_iter().find(|step| slots % step != 0)?;
        let slot = (number.checked_mul(step)?.checked_add(self.seed % slots)?) % slots;
        let day = births.first.checked_add_unsigned(slot % days)?;
        let place = *places.get(usize::try_from(slot / days % count).ok()?)?;
        let sequence = first + slot / days / count;
        let (year, month, of_month) = Date::from_days(day)?.ymd();
        let birth = u64::try_from(year).ok()? * 10_000 + u64::from(month * 100 + of_month);
        let leading = match series {
            Series::Straits(code) => code * 10_000,
            Series::Foreign => 900_000 + place,
            _ => place,
        };
        let body = leading * 100_000_000_000 + birth * 1000 + sequence;
        Some((IdNumber::from_body(body).ok()?.to_text(), day))
    }
}

/// A number of a passport or permit; those of Taiwan are digits alone.
fn travel(letter: char, number: u64) -> String {
    match letter {
        'T' => format!("{number:08}"),
        letter => format!("{letter}{number:08}"),
    }
}

/// The divisions that citizens' numbers begin with.
fn divisions() -> Vec<u64> {
    let mut divisions = Vec::new();
    for prefecture in 1101..=6599 {
        if Region::from_code(prefecture).is_ok_and(|it| it.standing() == Standing::Current) {
            divisions.extend(districts(prefecture).map(|it| u64::from(it.code())));
        }
    }
    divisions
}

/// The districts that a prefecture has today.
pub(super) fn districts(prefecture: u32) -> impl Iterator<Item = Region> {
    (1..=99)
        .filter_map(move |district| Region::from_code(prefecture * 100 + district).ok())
        .filter(|region| region.standing() == Standing::Current)
}

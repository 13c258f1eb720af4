use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, json};

/// How many residents a register has, by district and by year of birth. Nobody is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By the region that administers them.
    pub districts: BTreeMap<u32, u64>,
    /// By the year in which they were born.
    pub births: BTreeMap<u32, u64>,
}

/// Something about a tally that somebody should look at. It refuses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusual {
    /// More are born in one decade, or fewer, than were before.
    DecadeShifted {
        /// Its first year.
        decade: u32,
        /// How many of a thousand were born in it before.
        before: u64,
        /// And now.
        now: u64,
    },
    /// A district has twice as many residents, or more.
    DistrictGrew {
        /// The district.
        district: u32,
        /// How many it had.
        before: u64,
        /// And has.
        now: u64,
    },
    /// A district has half as many residents, or fewer.
    DistrictShrank {
        /// The district.
        district: u32,
        /// How many it had.
        before: u64,
        /// And has.
        now: u64,
    },
    /// So many are born in one year that it may stand for an unknown one.
    YearCrowded {
        /// The year.
        year: u32,
        /// How many of a thousand.
        per_mille: u64,
    },
}

/// Below so many residents a district doubles by a block of flats.
const SMALL_DISTRICT: u64 = 100;

/// How many times as many, or as few, are unusual: no district doubles between two imports.
const FACTOR: u64 = 2;

/// Below so many residents shares say nothing.
const SMALL_REGISTER: u64 = 1000;

/// A year has some 15 of a thousand people, and never had 30; dates that were made up have hundreds.
const CROWDED: u64 = 50;

/// The share of a decade changes by a few of a thousand a year.
const SHIFT: u64 = 30;

impl Tally {
    /// How many residents.
    #[must_use]
    pub fn residents(&self) -> u64 {
        self.districts.values().sum()
    }

    /// What is unusual about it, by itself and beside that of the last import.
    #[must_use]
    pub fn unusual(&self, before: Option<&Self>) -> Vec<Unusual> {
        let mut found = Vec::new();
        if let Some(before) = before {
            found.extend(self.districts_beside(before));
            found.extend(self.decades_beside(before));
        }
        let all = self.residents();
        if all >= SMALL_REGISTER {
            found.extend(self.births.iter().filter_map(|(year, count)| {
                let per_mille = share(*count, all);
                (per_mille >= CROWDED).then_some(Unusual::YearCrowded {
                    year: *year,
                    per_mille,
                })
            }));
        }
        found
    }

    fn districts_beside(&self, before: &Self) -> Vec<Unusual> {
        let mut all: Vec<u32> = before.districts.keys().copied().collect();
        all.extend(self.districts.keys());
        all.sort_unstable();
        all.dedup();
        let count = |tally: &Self, district| tally.districts.get(&district).copied().unwrap_or(0);
        let one = |district| {
            let (before, now) = (count(before, district), count(self, district));
            if before.max(now) < SMALL_DISTRICT {
                None
            } else if now >= before.saturating_mul(FACTOR) {
                Some(Unusual::DistrictGrew {
                    district,
                    before,
                    now,
                })
            } else if now.saturating_mul(FACTOR) <= before {
                Some(Unusual::DistrictShrank {
                    district,
                    before,
                    now,
                })
            } else {
                None
            }
        };
        all.into_iter().filter_map(one).collect()
    }

    fn decades_beside(&self, before: &Self) -> Vec<Unusual> {
        let (old, new) = (before.residents(), self.residents());
        if old.min(new) < SMALL_REGISTER {
            return Vec::new();
        }
        let (before, now) = (before.decades(), self.decades());
        let mut all: Vec<u32> = before.keys().chain(now.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        let one = |decade| {
            let before = share(before.get(&decade).copied().unwrap_or(0), old);
            let now = share(now.get(&decade).copied().unwrap_or(0), new);
            (before.abs_diff(now) >= SHIFT).then_some(Unusual::DecadeShifted {
                decade,
                before,
                now,
            })
        };
        all.into_iter().filter_map(one).collect()
    }

    fn decades(&self) -> BTreeMap<u32, u64> {
        let mut decades = BTreeMap::new();
        for (year, count) in &self.births {
            let decade: &mut u64 = decades.entry(year / 10 * 10).or_default();
            *decade = decade.saturating_add(*count);
        }
        decades
    }

    /// Its JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        let object = |counts: &BTreeMap<u32, u64>| {
            let members = counts
                .iter()
                .map(|(key, count)| (key.to_string(), json!(count)));
            Value::Object(members.collect::<Map<_, _>>())
        };
        json!({"districts": object(&self.districts), "births": object(&self.births)}).to_string()
    }

    /// The tally of its JSON form.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(json).ok()?;
        let counts = |name: &str| -> Option<BTreeMap<u32, u64>> {
            let members = json.get(name)?.as_object()?.iter();
            members
                .map(|(key, count)| Some((key.parse().ok()?, count.as_u64()?)))
                .collect()
        };
        Some(Self {
            districts: counts("districts")?,
            births: counts("births")?,
        })
    }
}

/// How many of a thousand.
fn share(count: u64, all: u64) -> u64 {
    count.saturating_mul(1000).checked_div(all).unwrap_or(0)
}

impl Unusual {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::DecadeShifted { .. } => "decade-shifted",
            Self::DistrictGrew { .. } => "district-grew",
            Self::DistrictShrank { .. } => "district-shrank",
            Self::YearCrowded { .. } => "year-crowded",
        }
    }
}

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DecadeShifted {
                decade,
                before,
                now,
            } => write!(
                f,
                "{now} of a thousand are born from {decade} on, and {before} were"
            ),
            Self::DistrictGrew {
                district,
                before,
                now,
            }
            | Self::DistrictShrank {
                district,
                before,
                now,
            } => write!(f, "{district} has {now} residents, and had {before}"),
            Self::YearCrowded { year, per_mille } => {
                write!(f, "{per_mille} of a thousand are born in {year}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(districts: &[(u32, u64)], births: &[(u32, u64)]) -> Tally {
        Tally {
            districts: districts.iter().copied().collect(),
            births: births.iter().copied().collect(),
        }
    }

    #[test]
    fn what_is_usual_is_not_told() {
        let births: Vec<(u32, u64)> = (1950..2020).map(|year| (year, 20)).collect();
        let before = tally(&[(440_304, 700), (440_305, 600), (440_309, 9)], &births);
        let now = tally(&[(440_304, 760), (440_305, 660), (440_309, 30)], &births);
        assert_eq!(now.unusual(Some(&before)), []);
        assert_eq!(before.unusual(None), []);
        assert_eq!(Tally::from_json(&now.to_json()), Some(now));
        assert_eq!(Tally::default().unusual(Some(&Tally::default())), []);
    }

    #[test]
    fn doubled_districts_and_ages_out_of_shape() {
        let births: Vec<(u32, u64)> = (1950..2020).map(|year| (year, 20)).collect();
        let before = tally(&[(440_304, 700), (440_305, 700)], &births);
        let mut crowded = births.clone();
        crowded.push((1900, 300));
        let now = tally(&[(440_304, 1_500), (440_306, 200)], &crowded);
        let slugs: Vec<_> = now
            .unusual(Some(&before))
            .iter()
            .map(|it| it.slug())
            .collect();
        assert_eq!(
            slugs,
            [
                "district-grew",
                "district-shrank",
                "district-grew",
                "decade-shifted",
                "year-crowded"
            ]
        );
    }
}

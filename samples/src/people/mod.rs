//! Residents in any number, for imports and bulk runs: plainly fictional, and the same each time.
//!
//! ```
//! use juma_format::{region::Region, time::Date};
//! use juma_registry::record::Record;
//! use juma_samples::people::{People, PeopleTerms};
//!
//! let terms = PeopleTerms::new(100, 7, Date::parse("2026-11-01").unwrap(), Region::parse("4403")?);
//! let records = People::new(&terms).map(|person| Record::from_json(person.to_json().as_bytes()));
//! assert_eq!(records.collect::<Result<Vec<_>, _>>().unwrap().len(), 100);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod documents;
mod draw;
mod file;
mod household;
mod person;
#[cfg(test)]
mod tests;
mod words;

use std::collections::VecDeque;

use juma_format::{
    region::{Level, Region},
    time::Date,
};

use documents::{Documents, districts};
pub use file::{Encoding, Form, write};
pub use person::{FictionalPerson, Words};

/// How many people there can be: beyond that the numbers for people of one birthday run out.
pub const MAX_PEOPLE: u64 = 5_000_000;

/// Who is wanted.
#[derive(Clone, Copy, Debug)]
pub struct PeopleTerms {
    /// How many.
    pub count: u64,
    /// Another seed makes other people.
    pub seed: u64,
    /// The day on which they are as old as they are: some become 18 or 60 on it, or the day after.
    pub on: Date,
    /// Where they live.
    pub region: Region,
    /// How many of a thousand have moved, or for one in ten of these a new name, compared with the
    /// same people without.
    pub changed_per_mille: u16,
}

impl PeopleTerms {
    /// So many people of whom nobody has changed anything.
    #[must_use]
    pub const fn new(count: u64, seed: u64, on: Date, region: Region) -> Self {
        Self {
            count,
            seed,
            on,
            region,
            changed_per_mille: 0,
        }
    }
}

/// The people, household by household.
pub struct People {
    terms: PeopleTerms,
    districts: Vec<Region>,
    documents: Documents,
    household: u64,
    made: u64,
    ready: VecDeque<FictionalPerson>,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "People({:?})", self.terms)
    }
}

impl People {
    /// At most [`MAX_PEOPLE`] of them.
    #[must_use]
    pub fn new(terms: &PeopleTerms) -> Self {
        let mut terms = *terms;
        terms.count = terms.count.min(MAX_PEOPLE);
        Self {
            districts: districts_within(terms.region),
            documents: Documents::new(terms.seed),
            household: 0,
            made: 0,
            ready: VecDeque::new(),
            terms,
        }
    }
}

impl Iterator for People {
    type Item = FictionalPerson;

    fn next(&mut self) -> Option<FictionalPerson> {
        while self.ready.is_empty() && self.made < self.terms.count {
            let place = household::Place {
                household: self.household,
                first: self.made.saturating_add(1),
                left: self.terms.count.saturating_sub(self.made),
            };
            let made = household::make(&self.terms, &self.districts, &mut self.documents, place);
            self.household = self.household.saturating_add(1);
            self.made = self.made.saturating_add(made.len().try_into().ok()?);
            self.ready.extend(made);
        }
        self.ready.pop_front()
    }
}

/// The districts of a region; a city that has none stands for itself.
fn districts_within(region: Region) -> Vec<Region> {
    let prefectures = match region.level() {
        Level::District => return vec![region],
        Level::Prefecture => region.code()..=region.code(),
        Level::Province => region.code() * 100 + 1..=region.code() * 100 + 99,
    };
    let mut all = Vec::new();
    for prefecture in prefectures {
        let before = all.len();
        all.extend(districts(prefecture));
        let city = Region::from_code(prefecture).ok();
        let city = city.filter(|city| city.standing() == juma_format::region::Standing::Current);
        if all.len() == before {
            all.extend(city);
        }
    }
    if all.is_empty() {
        all.push(region);
    }
    all
}

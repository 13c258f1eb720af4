//! How many people are alike by what their gate codes show (DESIGN: coarsening). Whoever is one of
//! few would be known by a masked name and a district.

use core::fmt;
use std::collections::HashMap;

use juma_registry::record::{Coarsen, GateTail, Record};

use crate::ClearTier;

/// The fewest people alike among whom a gate code may show as much as a masked name.
pub const GATE_CROWD: u32 = 50;

/// Counts of people by what their gate codes show: masked name, region, population, state of the
/// address, and the document's end where it is shown. There are as many counts as there are
/// different first characters of names in the regions, whatever the number of people.
#[derive(Default)]
pub struct Crowds(HashMap<Kind, u32>);

/// What a gate code shows of a person.
#[derive(Hash, PartialEq, Eq)]
struct Kind {
    name: String,
    region: u32,
    population: &'static str,
    address: &'static str,
    document: String,
}

impl Crowds {
    /// Counts a person.
    pub fn count(&mut self, record: &Record) {
        let count = self.0.entry(Kind::of(record)).or_default();
        *count = count.saturating_add(1);
    }

    /// What a person's gate code leaves out for being one of few; what the record itself says
    /// comes on top of it.
    #[must_use]
    pub fn coarsen(&self, record: &Record) -> Coarsen {
        if self.0.get(&Kind::of(record)).copied().unwrap_or(0) < GATE_CROWD {
            Coarsen::Name
        } else {
            Coarsen::Nothing
        }
    }
}

impl Kind {
    fn of(record: &Record) -> Self {
        let (person, share) = (record.person(), record.gate());
        Self {
            name: person.name.masked().as_str().to_owned(),
            region: ClearTier::Gate.region(record).code(),
            population: record.population().name(),
            address: person.address.state().name(),
            document: match share.document_tail {
                GateTail::Hidden => String::new(),
                GateTail::Shown => person.document.tail().as_str().to_owned(),
            },
        }
    }
}

/// Who is one of few is nobody's business.
impl fmt::Debug for Crowds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crowds({} kinds)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, region: &str) -> Record {
        let json = format!(
            r#"{{"subject": "R-1", "note": "fictional", "name": "{name}", "population": "migrant",
            "document": {{"kind": "citizen", "number": "11010519491231002X"}},
            "identity": {{"level": "in-person", "verified_at": "2026-05-01", "reference": "V-1"}},
            "region": "{region}", "address": {{"state": "pending"}}}}"#
        );
        Record::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn forty_nine_are_few_and_fifty_are_not() {
        let mut crowds = Crowds::default();
        for _ in 0..GATE_CROWD - 1 {
            crowds.count(&record("张三", "440305"));
        }
        assert_eq!(crowds.coarsen(&record("张三", "440305")), Coarsen::Name);
        // Of another district and with another second character, and alike at a gate all the same.
        crowds.count(&record("张大山", "440304"));
        assert_eq!(crowds.coarsen(&record("张三", "440305")), Coarsen::Nothing);
        assert_eq!(crowds.coarsen(&record("李三", "440305")), Coarsen::Name);
        assert_eq!(crowds.coarsen(&record("张三", "440105")), Coarsen::Name);
        assert_eq!(format!("{crowds:?}"), "Crowds(1 kinds)");
    }
}

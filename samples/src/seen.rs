use std::fmt;

use juma_format::{characters::display_safe, person::Sex, region::Region};
use juma_verifier::{FullShare, GateShare, Shown};
use serde::{Deserialize, Serialize};

/// What a venue sees of a code that it accepts, with the member names that
/// `juma-verifier check --json` has under `claims`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    name: String,
    tier: String,
    population: String,
    region: Place,
    address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_tail: Option<String>,
    #[serde(flatten)]
    full: Option<Full>,
    expires: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Full {
    document: Document,
    birth_date: String,
    sex: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    household_address: Option<Household>,
    issued: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Address {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Household {
    region: Place,
    text: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Document {
    kind: String,
    number: String,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen(..)")
    }
}

impl Seen {
    /// What an acceptance shows.
    #[must_use]
    pub fn of(shown: &Shown) -> Self {
        match shown {
            Shown::Gate(gate) => Self::gate(gate),
            Shown::Full(gate, full) => Self::gate(gate).with(full),
        }
    }

    /// Whether both say the same of the person, whenever the codes were made.
    #[must_use]
    pub fn is_same_person(&self, other: &Self) -> bool {
        let mut timeless = other.clone();
        timeless.expires.clone_from(&self.expires);
        if let (Some(full), Some(own)) = (&mut timeless.full, &self.full) {
            full.issued.clone_from(&own.issued);
        }
        *self == timeless
    }

    fn gate(gate: &GateShare) -> Self {
        Self {
            name: gate.name.as_str().to_owned(),
            tier: gate.tier.name().to_owned(),
            population: gate.population.name().to_owned(),
            region: Place::of(gate.region),
            address: Address {
                state: gate.address.name().to_owned(),
                text: None,
            },
            document_tail: gate.document_tail.map(|tail| tail.as_str().to_owned()),
            full: None,
            expires: gate.expires.to_string(),
        }
    }

    fn with(self, full: &FullShare) -> Self {
        let (person, document) = (&full.person, &full.person.document);
        let household = person.household.as_ref();
        Self {
            name: person.name.as_str().to_owned(),
            region: Place::of(full.region),
            address: Address {
                text: person.address.tail().map(|tail| tail.as_str().to_owned()),
                ..self.address
            },
            full: Some(Full {
                document: Document {
                    kind: document.kind().name().to_owned(),
                    number: document.number(),
                },
                birth_date: document.birth_date().to_string(),
                sex: sex(document.sex()).to_owned(),
                household_address: household.map(|household| Household {
                    region: Place::of(household.region),
                    text: household.tail.as_str().to_owned(),
                }),
                issued: full.issued.map(|issued| issued.to_string()),
            }),
            ..self
        }
    }
}

impl Place {
    fn of(region: Region) -> Self {
        Self {
            code: region.to_string(),
            name: region.name().map(|name| name.to_string()),
        }
    }
}

/// One line for a person.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.name.as_ref().unwrap_or(&self.region.code);
        write!(f, "{}, {}", display_safe(&self.name), self.population)?;
        write!(f, ", {region}")?;
        if let Some(text) = &self.address.text {
            write!(f, "{}", display_safe(text))?;
        }
        write!(f, " ({})", self.address.state)?;
        if let Some(tail) = &self.document_tail {
            write!(f, ", document …{tail}")?;
        }
        let Some(full) = &self.full else {
            return Ok(());
        };
        let Document { kind, number } = &full.document;
        write!(f, ", {kind} {number}, {}, {}", full.birth_date, full.sex)?;
        if let Some(Household { region, text }) = &full.household_address {
            let region = region.name.as_ref().unwrap_or(&region.code);
            write!(f, ", household {region}{}", display_safe(text))?;
        }
        Ok(())
    }
}

const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unspecified => "unspecified",
    }
}

//! What the venue may see of a code, as JSON.

use juma_format::{
    person::{HouseholdAddress, Sex},
    region::Region,
};
use juma_verifier::{FullShare, GateShare, Shown};
use serde_json::{Map, Value, json};

use crate::report::Digits;

/// The object of the shown share.
#[must_use]
pub fn claims(shown: &Shown, digits: Digits) -> Value {
    match shown {
        Shown::Gate(gate) => Value::Object(gate_members(gate)),
        Shown::Full(gate, full) => {
            let mut members = gate_members(gate);
            members.extend(full_members(full, digits));
            Value::Object(members)
        }
    }
}

fn gate_members(gate: &GateShare) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("tier", gate.tier.name().into());
    put("name", gate.name.as_str().into());
    put("population", gate.population.name().into());
    put("region", region(gate.region));
    put("address", json!({"state": gate.address.name()}));
    if let Some(tail) = gate.document_tail {
        put("document_tail", tail.as_str().into());
    }
    if let Some(relation) = gate.guardian {
        put("guardian", relation.name().into());
    }
    put("expires", gate.expires.to_string().into());
    members
}

fn full_members(full: &FullShare, digits: Digits) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let person = &full.person;
    put("name", person.name.as_str().into());
    put("region", region(full.region));
    let document = &person.document;
    let kind = document.kind().name();
    put(
        "document",
        match digits {
            Digits::All => json!({"kind": kind, "number": document.number()}),
            Digits::LastTwo => json!({"kind": kind, "tail": document.tail().as_str()}),
        },
    );
    put("birth_date", document.birth_date().to_string().into());
    put("sex", sex(document.sex()).into());
    let state = person.address.state().name();
    put(
        "address",
        match person.address.tail() {
            Some(tail) => json!({"state": state, "text": tail.as_str()}),
            None => json!({"state": state}),
        },
    );
    if let Some(HouseholdAddress {
        region: household,
        tail,
    }) = &person.household
    {
        put(
            "household_address",
            json!({"region": region(*household), "text": tail.as_str()}),
        );
    }
    if let Some(issued) = full.issued {
        put("issued", issued.to_string().into());
    }
    members
}

fn region(region: Region) -> Value {
    match region.name() {
        Some(name) => json!({"code": region.to_string(), "name": name.to_string()}),
        None => json!({"code": region.to_string()}),
    }
}

/// The word of JSON.
#[must_use]
pub const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unspecified => "unspecified",
    }
}

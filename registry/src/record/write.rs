use juma_format::{
    person::{Document, Sex},
    region::Region,
};
use serde_json::{Map, Value, json};

use super::{GateShare, Record};

/// The word of a sex in records and JSON.
const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unspecified => "unspecified",
    }
}

/// The JSON form, on one line, with nothing that may be left out.
pub(super) fn write(record: &Record) -> String {
    let mut object = Map::new();
    let mut put = |field: &str, value: Value| object.insert(field.to_owned(), value);
    let person = &record.person;
    put("subject", record.subject.as_str().into());
    put("name", person.name.as_str().into());
    put("population", record.population.name().into());
    put("document", document(&person.document));
    let identity = &record.identity;
    put(
        "identity",
        json!({
            "level": identity.level.name(), "verified_at": identity.verified_at.to_string(),
            "reference": identity.reference,
        }),
    );
    put("region", six_digits(record.region).into());
    let state = person.address.state().name();
    put(
        "address",
        match person.address.tail() {
            Some(tail) => json!({"state": state, "text": tail.as_str()}),
            None => json!({"state": state}),
        },
    );
    if let Some(household) = &person.household {
        let (region, text) = (six_digits(household.region), household.tail.as_str());
        put("household_address", json!({"region": region, "text": text}));
    }
    if record.gate != GateShare::default() {
        let gate = record.gate;
        put(
            "gate",
            json!({
                "region": gate.region.name(), "document_tail": gate.document_tail.name(),
                "coarsen": gate.coarsen.name(),
            }),
        );
    }
    if let Some(guardian) = &record.guardian {
        let (subject, relation) = (guardian.subject.as_str(), guardian.relation.name());
        put(
            "guardian",
            json!({"subject": subject, "relation": relation}),
        );
    }
    Value::Object(object).to_string()
}

/// A region as registers write it: 440305, 440300, 440000.
fn six_digits(region: Region) -> String {
    format!("{:0<6}", region.to_string())
}

fn document(document: &Document) -> Value {
    let (kind, number) = (document.kind().name(), document.number());
    match document {
        Document::Numbered(_) => json!({"kind": kind, "number": number}),
        document => json!({
            "kind": kind, "number": number,
            "birth_date": document.birth_date().to_string(), "sex": sex_word(document.sex()),
        }),
    }
}

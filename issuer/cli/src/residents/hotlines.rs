//! Whom a person can call.

use juma_format::places::{CityProfile, NamedHotline};
use juma_register::Register;
use juma_registry::SubjectId;
use serde_json::{Value, json};

use crate::profiles;

/// Hotlines with the names of what they are of; none where nothing is known of the place.
#[derive(Default)]
pub(crate) struct NamedHotlines(Vec<NamedHotline>);

/// Those of the district of a person, if the register knows where they are.
pub(crate) fn of(
    register: &Register,
    places: &[CityProfile],
    subject: &SubjectId,
) -> NamedHotlines {
    let Ok(Some(record)) = register.record(subject) else {
        return NamedHotlines::default();
    };
    let profile = profiles::of(places, record.region());
    NamedHotlines(profile.map_or_else(Vec::new, |profile| profile.hotlines(record.region())))
}

impl NamedHotlines {
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|named| {
            let names = &named.names;
            format!("call {}, {} {}", named.hotline, names.zh(), names.en())
        })
    }

    pub(crate) fn json(&self) -> Value {
        let hotlines = self.0.iter().map(|named| {
            json!({
                "number": named.hotline.to_string(), "zh": named.names.zh(),
                "en": named.names.en(),
            })
        });
        hotlines.collect()
    }
}

//! Whom a person can call.

use juma_cli::{language::Language, say};
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
    pub(crate) fn lines(&self, language: Language) -> impl Iterator<Item = String> {
        self.0.iter().map(move |named| {
            let (number, zh, en) = (&named.hotline, named.names.zh(), named.names.en());
            say!(
                language,
                "咨询电话 {number}，{zh}",
                "call {number}, {zh} {en}"
            )
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

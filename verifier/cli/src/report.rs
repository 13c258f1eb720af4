mod lines;

use std::path::Path;

pub(crate) use juma_report::{Digits, Time};
use juma_verifier::{Judgement, Opening, State};
use serde_json::{Map, Value};

use crate::languages::Languages;

/// What is said of one source.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Path,
    pub(crate) judgement: &'a Judgement,
    /// What became of its sealed part.
    pub(crate) opening: Opening,
    pub(crate) state: &'a State,
    pub(crate) time: Time,
    /// How much of a document's number is said.
    pub(crate) digits: Digits,
    /// For the lines.
    pub(crate) languages: Languages,
}

impl Report<'_> {
    /// One JSON object.
    pub(crate) fn json(&self) -> Value {
        Value::Object(self.members())
    }

    /// Its members.
    pub(crate) fn members(&self) -> Map<String, Value> {
        let report = juma_report::Report {
            judgement: self.judgement,
            opening: self.opening,
            state: self.state,
            time: self.time,
            digits: self.digits,
        };
        let mut members = report.json();
        let source = self.source.to_string_lossy();
        members.insert("source".to_owned(), source.into());
        members
    }
}

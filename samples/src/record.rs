use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, files};
use juma_registry::record::{MAX_RECORD_BYTES, Record};
use serde_json::Value;

use crate::office::failed;

/// A sample resident, and what the resident is a sample of.
#[derive(Clone)]
pub struct SampleRecord {
    /// The name of the file without its ending.
    pub file: String,
    /// The rows of the FAQ.
    pub faq: String,
    /// What it shows.
    pub says: String,
    /// The record.
    pub record: Record,
    json: Value,
}

impl fmt::Debug for SampleRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SampleRecord({})", self.file)
    }
}

impl SampleRecord {
    /// Reads a record whose note says `fictional: FAQ <rows>: <what it shows>`.
    ///
    /// # Errors
    /// When it is no record, or its note says something else.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read_bounded(path, MAX_RECORD_BYTES)?;
        let json: Value = serde_json::from_slice(&bytes).map_err(failed("no JSON"))?;
        let note = json.get("note").and_then(Value::as_str).unwrap_or_default();
        let said = note.strip_prefix("fictional: FAQ ");
        let Some((faq, says)) = said.and_then(|said| said.split_once(": ")) else {
            return Err(
                Failure::new("its note does not say fictional, FAQ row and purpose").at(path),
            );
        };
        let file = path.file_stem().and_then(|stem| stem.to_str());
        Ok(Self {
            file: file.unwrap_or_default().to_owned(),
            faq: faq.to_owned(),
            says: says.to_owned(),
            record: parse(&bytes).map_err(|failure| failure.at(path))?,
            json,
        })
    }

    /// The same person under another name.
    ///
    /// # Errors
    /// When it is no name.
    pub fn renamed(&self, name: &str) -> Result<Record, Failure> {
        let mut json = self.json.clone();
        if let Some(member) = json.get_mut("name") {
            *member = name.into();
        }
        parse(json.to_string().as_bytes())
    }
}

/// The records of a folder, by name.
///
/// # Errors
/// When the folder or a record cannot be read.
pub fn read_records(folder: &Path) -> Result<Vec<SampleRecord>, Failure> {
    let cannot = |error| Failure::new("cannot be listed").at(folder).because(error);
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| SampleRecord::read(path)).collect()
}

fn parse(json: &[u8]) -> Result<Record, Failure> {
    Record::from_json(json).map_err(failed("no record"))
}

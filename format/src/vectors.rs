//! Suites that others made, read where they lie: beside the project, in `shared/vectors`.

use std::{fs, path::Path, println, string::String};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors");

/// The text of a file of a suite; `None` where the suites are not there.
pub(crate) fn read(path: &str) -> Option<String> {
    if !Path::new(FOLDER).is_dir() {
        println!("skipped, no {FOLDER}");
        return None;
    }
    Some(fs::read_to_string(Path::new(FOLDER).join(path)).unwrap())
}

/// The JSON of a file of a suite.
pub(crate) fn json(path: &str) -> Option<serde_json::Value> {
    read(path).map(|text| serde_json::from_str(&text).unwrap())
}

/// The bytes of hexadecimal digits, white space passed over.
pub(crate) fn hex(digits: &str) -> alloc::vec::Vec<u8> {
    let digits: String = digits.split_whitespace().collect();
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

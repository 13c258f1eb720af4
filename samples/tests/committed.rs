//! What is committed is what is made, and yields what it must.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use juma_format::{
    claims::Population,
    person::{AddressState, DocumentKind},
    region::{Region, Standing},
};
use juma_registry::record::RecordWarning;
use juma_samples::{Collection, FOLDER, Spec, judge_committed, read_records, sample_world};

/// Sources of a repository should be quick to clone.
const MAX_COLLECTION_BYTES: usize = 1_500_000;

fn folder() -> &'static Path {
    Path::new(FOLDER)
}

#[test]
fn files_and_sections_are_made_again_to_the_byte() {
    let world = sample_world().unwrap();
    let collection = Collection::of(&world).unwrap();
    let differing = collection.differing(folder()).unwrap();
    assert!(differing.is_empty(), "run `cargo samples`: {differing:?}");
    let spec = Spec::read(&folder().join("../SPEC.md")).unwrap();
    assert_eq!(spec.renewed(&world).unwrap().text(), spec.text());
    assert!(spec.text().lines().count() <= 700);
    let bytes: usize = collection.files().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < MAX_COLLECTION_BYTES, "{bytes}");
}

#[test]
fn files_yield_what_their_rows_say() {
    let (rows, drifts) = judge_committed(folder()).unwrap();
    assert_eq!(drifts, []);
    let named: BTreeSet<&str> = rows.iter().map(|row| row.file.as_str()).collect();
    let collection = Collection::of(&sample_world().unwrap()).unwrap();
    for (name, _) in collection.files() {
        let is_judged = name.starts_with("codes/") || name.starts_with("cases/");
        assert_eq!(named.contains(name), is_judged, "{name}");
    }
}

#[test]
fn records_are_fictional_and_of_every_kind() {
    let samples = read_records(&folder().join("records")).unwrap();
    let records = || samples.iter().map(|sample| &sample.record);
    assert!(samples.len() >= 20);
    for population in Population::ALL {
        assert!(records().any(|record| record.population() == population));
    }
    for state in AddressState::ALL {
        assert!(records().any(|record| record.person().address.state() == state));
    }
    for kind in DocumentKind::ALL {
        assert!(records().any(|record| record.person().document.kind() == kind));
    }
    let subjects: BTreeSet<&str> = records().map(|record| record.subject().as_str()).collect();
    assert_eq!(subjects.len(), samples.len());

    let record = |name: &str| {
        let found = samples.iter().find(|sample| sample.file == name);
        &found.unwrap().record
    };
    let number = record("division-vanished").person().document.number();
    let division = Region::parse(&number[..6]).unwrap();
    assert_eq!(division.standing(), Standing::Historic);
    let name = record("name-extension-b").person().name.as_str();
    assert!(name.chars().any(|char| u32::from(char) > 0xFFFF));
    let name = record("name-twenty-five").person().name.as_str();
    assert_eq!(name.chars().count(), 25);
    let warnings = record("name-private-use").warnings();
    assert!(matches!(warnings, [RecordWarning::PrivateUse { .. }]));
}

/// GB 11643 keeps the sequence numbers 996 to 999 for people of a hundred years, so a younger
/// person's number with one of them is nobody's.
#[test]
fn numbers_are_nobodys() {
    for sample in read_records(&folder().join("records")).unwrap() {
        let document = &sample.record.person().document;
        let number = document.number();
        if document.kind().is_numbered() {
            assert!(["998", "999"].contains(&&number[14..17]), "{}", sample.file);
        } else {
            let digits = number.trim_start_matches(|char: char| !char.is_ascii_digit());
            assert!(digits.bytes().all(|digit| digit == b'0'), "{}", sample.file);
        }
    }
}

#[test]
fn no_private_key_is_committed() {
    let mut folders = vec![folder().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let is_key = text.starts_with("juma private key") || text.contains("-----BEGIN");
            assert!(!is_key || path.ends_with("tests/committed.rs"), "{path:?}");
        }
    }
}

#[test]
fn the_demo_succeeds_and_notices() {
    let done = demo(folder());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.ends_with("all as expected\n"), "{said}");

    // A row that says something else, and a code that is another's.
    let changed = tempfile::tempdir().unwrap();
    copy(folder(), changed.path());
    let table = changed.path().join("samples.jsonl");
    let rows = fs::read_to_string(&table).unwrap();
    fs::write(&table, rows.replacen("李*", "张*", 1)).unwrap();
    let codes = changed.path().join("codes");
    let other = codes.join("elder.gate.png");
    fs::copy(codes.join("child.full.png"), other).unwrap();
    let refused = demo(changed.path());
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let said = String::from_utf8(refused.stdout).unwrap();
    assert!(said.ends_with("3 NOT AS EXPECTED\n"), "{said}");
}

fn demo(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_juma-samples"))
        .args(["demo", "--at", "2026-11-22T12:00:00+08:00", "--folder"])
        .arg(folder)
        .output()
        .unwrap()
}

fn copy(from: &Path, to: &Path) {
    for name in ["", "records", "codes", "cases", "trust"] {
        let (from, to): (PathBuf, PathBuf) = (from.join(name), to.join(name));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(&from).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}

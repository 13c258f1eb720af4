//! Copies, homes made of them, and what is written of one person, killed: whole or not there, and
//! nothing personal stays in a folder that nobody knows of.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use juma_tests::{
    command::{LATER, Place, run},
    kill::{self, Seed},
    records,
};

use super::{arguments, remove, watched};

const PASSPHRASE: &str = "correct horse battery staple";

/// What takes a passphrase's half a second, and more than once, is killed less often.
fn fewer() -> usize {
    kill::times().div_ceil(4)
}

/// The command that copies the place's home.
fn backup(place: &Place) -> Vec<String> {
    let passphrase = place.write("passphrase", PASSPHRASE);
    let (home, out) = (place.path("home"), place.path("copy"));
    arguments(&[
        "backup",
        "--home",
        &home,
        "--at",
        LATER,
        "--out",
        &out,
        "--passphrase-file",
        &passphrase,
    ])
}

/// The command that makes a new home of that copy.
fn restore(place: &Place) -> Vec<String> {
    let passphrase = place.write("passphrase", PASSPHRASE);
    let (home, out, new) = (place.path("home"), place.path("copy"), place.path("new"));
    arguments(&[
        "restore",
        "--home",
        &new,
        "--from",
        &out,
        "--old-home",
        &home,
        "--at",
        LATER,
        "--passphrase-file",
        &passphrase,
    ])
}

#[test]
fn a_killed_backup_is_whole_or_not_there() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let (out, new) = (place.path("copy"), place.path("new"));
    let (backup, restore) = (backup(&place), restore(&place));
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &backup) else {
        return;
    };
    let mut seed = Seed(32);
    for _ in 0..fewer() {
        remove(&out);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &backup);
        let _ = place.ledger();
        if Path::new(&out).exists() {
            remove(&new);
            let _ = run("juma-issuer", &restore).expect(0);
            let _ = run("juma-issuer", ["journal", "--home", &new]).expect(0);
        }
    }
}

/// A place with a code in a copy and two after it, and the command that makes a home of the copy.
fn restoring() -> (Place, Vec<String>) {
    let place = Place::ready();
    place.sign(&records::migrant(), "1.txt", &[]);
    let _ = run("juma-issuer", backup(&place)).expect(0);
    for code in ["2.txt", "3.txt"] {
        place.sign(&records::migrant(), code, &[]);
    }
    let restore = restore(&place);
    (place, restore)
}

#[test]
fn a_killed_restore_makes_a_whole_home_or_none() {
    let (place, restore) = restoring();
    let new = place.path("new");
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &restore) else {
        return;
    };
    let given = BTreeSet::from(["1.txt", "2.txt", "3.txt"].map(|code| index(&place, code)));
    let mut seed = Seed(33);
    for _ in 0..fewer() {
        remove(&new);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &restore);
        let left = founding(&place);
        for folder in &left {
            let mode = fs::metadata(folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{call:?}");
        }
        if Path::new(&new).exists() {
            assert!(left.is_empty(), "{call:?}");
        } else {
            let said = run("juma-issuer", &restore).expect(0).err;
            let told = said.matches("which a command that was cut off had left");
            assert_eq!(told.count(), left.len(), "{call:?}: {said}");
        }
        assert!(founding(&place).is_empty(), "{call:?}");
        let record = place.write("record.json", records::migrant());
        let code = place.path("new.txt");
        let sign = [
            "sign",
            "--home",
            &new,
            "--record",
            &record,
            "--out",
            &code,
            "--at",
            LATER,
            "--replace",
        ];
        let _ = run("juma-issuer", sign).expect(0);
        assert!(!given.contains(&index(&place, "new.txt")), "{call:?}");
        let _ = run("juma-issuer", ["journal", "--home", &new]).expect(0);
    }
}

#[test]
fn a_restore_that_is_asked_to_end_leaves_nothing() {
    let (place, restore) = restoring();
    let new = place.path("new");
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &restore) else {
        return;
    };
    let mut seed = Seed(36);
    let mut stopped = 0;
    for round in 0..fewer() {
        remove(&new);
        // Most calls are made before there is anything to leave behind.
        let later = calls.len() / 2;
        let call = &calls[later + seed.below(calls.len() - later)];
        let signal = ["INT", "TERM"][round % 2];
        let output = kill::signalled_at(signal, call, "juma-issuer", &restore);
        assert!(founding(&place).is_empty(), "{call:?}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        if output.status.code() == Some(2) {
            assert_eq!(said.lines().count(), 1, "{call:?}: {said}");
            assert!(said.starts_with("error: "), "{call:?}: {said}");
            stopped += 1;
        }
        if Path::new(&new).exists() {
            let _ = run("juma-issuer", ["journal", "--home", &new]).expect(0);
        } else {
            assert_ne!(output.status.code(), Some(0), "{call:?}");
            assert!(!said.contains("whole"), "{call:?}: {said}");
        }
    }
    assert!(stopped > 0);
}

#[test]
fn a_killed_founding_is_cleared_away_by_the_next() {
    let place = Place::new();
    let new = place.path("new");
    let init = arguments(&["init", "--home", &new, "--at", LATER]);
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &init) else {
        return;
    };
    let mut seed = Seed(37);
    let mut left = 0;
    for _ in 0..kill::times().div_ceil(2) {
        let call = &calls[seed.below(calls.len())];
        remove(&new);
        let _ = kill::killed_at(call, "juma-issuer", &init);
        left += founding(&place).len();
        // Refused where the home is whole, and the folder is cleared away all the same.
        let _ = run("juma-issuer", &init);
        assert!(founding(&place).is_empty(), "{call:?}");
        let _ = run("juma-issuer", ["journal", "--home", &new]).expect(0);
    }
    assert!(left > 0);
}

/// What one is killed over is personal too, and is removed by the next.
#[test]
fn a_killed_export_is_whole_or_not_there() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    fs::create_dir(place.path("out")).unwrap();
    let (home, out) = (place.path("home"), place.path("out/held.json"));
    let export = arguments(&[
        "export",
        "--home",
        &home,
        "--at",
        LATER,
        "--subject",
        "R-000001",
        "--out",
        &out,
    ]);
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &export) else {
        return;
    };
    let mut seed = Seed(38);
    for _ in 0..kill::times() {
        remove(&out);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &export);
        if Path::new(&out).exists() {
            let whole = fs::read(&out).unwrap();
            let _: serde_json::Value = serde_json::from_slice(&whole).unwrap();
            remove(&out);
        }
        let _ = run("juma-issuer", &export).expect(0);
        let names: Vec<_> = fs::read_dir(place.path("out")).unwrap().collect();
        assert_eq!(names.len(), 1, "{call:?}: {names:?}");
    }
}

/// Folders of homes that are being made, or were.
fn founding(place: &Place) -> Vec<PathBuf> {
    let folder = place.path("home");
    let entries = fs::read_dir(Path::new(&folder).parent().unwrap()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_draft = |path: &PathBuf| path.to_str().unwrap().contains(".founding-");
    paths.filter(is_draft).collect()
}

/// The index of a code, as its own bytes say it.
fn index(place: &Place, code: &str) -> String {
    let path = place.path(code);
    let said = run("juma-verifier", ["inspect", "--json", &path])
        .expect(0)
        .object();
    said["claims"]["status"].as_str().unwrap().to_owned()
}

//! Imports that are killed.

use std::{fs, path::Path};

use juma_samples::people::{Encoding, Form, Words};
use juma_tests::{
    command::{Place, SIGNED},
    kill::{self, Seed},
};

use super::{counts, file, import, people};

#[test]
fn an_import_that_is_killed_is_completed_by_the_next() {
    let place = Place::new();
    let table = file(&people(2_300), Form::Csv(Words::En), Encoding::Utf8);
    let path = place.write("people.csv", table);
    let home = place.path("home");
    let before = place.snapshot("home");
    let args = ["import", "--home", &home, "--at", SIGNED, "--json", &path];
    let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
    let log = place.path("strace.log");
    let Some(calls) = kill::calls("juma-issuer", &args, Path::new(&log)) else {
        eprintln!("skipped: strace is not here or may not watch");
        return;
    };
    let mut seed = Seed(7);
    let mut resumed = 0;
    for round in 0..kill::times() {
        // Every third is killed again where it went on.
        if round % 3 != 1 {
            fs::remove_dir_all(&home).unwrap();
            for (name, bytes) in &before {
                let file = Path::new(&home).join(name);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &args);
        let ran = import(&place, &[&path]).expect(0);
        let [rows, new, changed, unchanged, refused] = counts(&ran);
        assert_eq!((rows, changed, refused), (2_300, 0, 0), "{call:?}");
        assert_eq!(new + unchanged, 2_300, "{call:?}");
        resumed += u32::from(new > 0 && unchanged > 0);
        let again = import(&place, &["--dry-run", &path]).expect(0);
        assert_eq!(counts(&again), [2_300, 0, 0, 2_300, 0], "{call:?}");
        // The journal is whole.
        let _ = place.ledger();
    }
    assert!(resumed > 0 || kill::times() < 10);
}

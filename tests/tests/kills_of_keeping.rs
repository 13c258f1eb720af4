//! What keeps a place, and what leads trust to it, killed at any system call (THREATS T41, T44, T45):
//! nobody stays half erased, a copy is whole or not there, nothing is given twice.
//! `JUMA_KILLS=200 cargo test -p juma-tests --test kills_of_keeping` kills more often.

#[path = "journeys/desk.rs"]
#[expect(dead_code, reason = "the journeys use more of it")]
mod desk;

#[path = "kills_of_keeping/copies.rs"]
mod copies;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use desk::Desk;
use juma_keys::manifest_unverified;
use juma_tests::{
    command::{Place, SIGNED, run},
    kill::{self, Call, Seed},
};
use serde_json::json;

/// When what is held on people without a residence is due.
const DUE: &str = "2028-06-01T08:00:00+08:00";

#[test]
fn a_killed_purge_leaves_nobody_half_erased() {
    let place = Place::ready();
    let names = ["甲", "乙", "丙", "丁", "戊", "己"].map(|sign| format!("样例{sign}"));
    for (number, name) in (1..).zip(&names) {
        let record = place.write("enrol.json", record(number, name));
        let args = [
            "resident",
            "enrol",
            "--home",
            &place.path("home"),
            "--record",
            &record,
            "--at",
            SIGNED,
        ];
        let _ = run("juma-issuer", args).expect(0);
    }
    let before = place.snapshot("home");
    let args = arguments(&["purge", "--home", &place.path("home"), "--at", DUE, "--due"]);
    let Some(calls) = watched(&place.path("log"), "juma-issuer", &args) else {
        return;
    };
    let mut seed = Seed(31);
    for _ in 0..kill::times() {
        put_back(&place.path("home"), &before);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &args);
        // The journal is whole, and everybody is there with all that is held, or not at all.
        let erased = place.ledger().matches(" purge ").count();
        let mut shown = 0;
        for number in 1..=6 {
            let subject = format!("R-{number}");
            let home = place.path("home");
            let show = ["resident", "show", "--home", &home, "--subject", &subject];
            let ran = run("juma-issuer", show);
            shown += usize::from(ran.status == 0);
        }
        assert_eq!(erased + shown, 6, "{call:?}");
        // What was cut short is done by the next run, to the last byte.
        let _ = run("juma-issuer", &args).expect(0);
        assert_eq!(place.ledger().matches(" purge ").count(), 6, "{call:?}");
        for (path, bytes) in place.snapshot("home") {
            for name in &names {
                let found = bytes.windows(name.len()).any(|it| it == name.as_bytes());
                assert!(!found, "{call:?}: {name} in {}", path.display());
            }
        }
    }
}

fn record(number: u32, name: &str) -> String {
    json!({
        "subject": format!("R-{number}"), "name": name, "population": "outside",
        "document": {"kind": "passport", "number": format!("E{number:08}"),
            "birth_date": "1980-01-02", "sex": "female"},
        "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-2"},
        "region": "440305", "address": {"state": "none"},
    })
    .to_string()
}

#[test]
fn a_killed_change_of_trust_leaves_a_home_that_opens() {
    let desk = Desk::opened();
    let _ = desk
        .found("2027-01.key,2027-02.key,status.key,bundle.key")
        .expect(0);
    for command in [
        "new --purpose root --env demo --clear --out root2.key",
        "trust draft-root --root root1.cose --threshold 1 --issued 2027-01-10 --expires 2031-01-01 --out root2.draft root2.pub",
        "trust sign root2.draft --key root.key --root root1.cose --out root.sig",
        "trust sign root2.draft --key root2.key --root root1.cose --out root2.sig",
        "trust combine root2.draft root.sig root2.sig --root root1.cose --out root2.cose",
        "trust draft-list --previous list1.cose --root root1.cose --issued 2027-01-11 --expires 2027-12-01 --out list2.draft",
        "trust sign list2.draft --key root2.key --previous list1.cose --root root1.cose --out new.sig",
        "trust combine list2.draft new.sig --root root2.cose --out list2.cose",
    ] {
        desk.good("juma-keys", command);
    }
    let path = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    let home = path("h");
    let before = desk.home();
    let (list, roots) = (path("list2.cose"), path("root2.cose"));
    let common = [
        "trust",
        "--home",
        &home,
        "--at",
        "2027-01-12T09:00:00+08:00",
        "--list",
        &list,
    ];
    let args = arguments(&[&common[..], &["--roots", &roots]].concat());
    let Some(calls) = watched(&path("log"), "juma-issuer", &args) else {
        return;
    };
    let mut seed = Seed(34);
    for _ in 0..kill::times() {
        put_back(&home, &before);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &args);
        remove(&path("1.jmb"));
        let _ = desk.publish("1.jmb", "2027-01-13").expect(0);
        // Done again, without what is there already.
        if run("juma-issuer", &args).status != 0 {
            let _ = run("juma-issuer", common).expect(0);
        }
        remove(&path("2.jmb"));
        let _ = desk.publish("2.jmb", "2027-01-14").expect(0);
        remove(&path("s"));
        assert_eq!(
            desk.import("2.jmb", "2027-01-14")["imported"],
            "updated",
            "{call:?}"
        );
        let said = desk.json(
            "juma-verifier",
            "status --state s --at 2027-01-14T10:00:00+08:00",
        );
        assert_eq!(said["root"], 2, "{call:?}: {said}");
    }
}

#[test]
fn a_killed_collection_uses_no_sequence_twice() {
    let desk = Desk::opened();
    let _ = desk
        .found("2027-01.key,2027-02.key,status.key,bundle.key")
        .expect(0);
    let _ = desk.publish("city.jmc", "2027-01-03").expect(0);
    let path = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    let out = path("all.jmb");
    let bundle = |more: &[&str]| {
        let [root, list, key, record, city] = [
            "root1.cose",
            "list1.cose",
            "bundle.key",
            "record.txt",
            "city.jmc",
        ]
        .map(path);
        let common = [
            "bundle",
            "--json",
            "--root",
            &root,
            "--list",
            &list,
            "--key",
            &key,
            "--record",
            &record,
            "--issued",
            "2027-01-05",
            "--expires",
            "2027-02-01",
            "--out",
            &out,
        ];
        arguments(&[&common[..], more, &[&city]].concat())
    };
    let mut seen: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    let mut note = |call: Option<&Call>| {
        let Ok(bytes) = fs::read(&out) else {
            return;
        };
        let sequence = manifest_unverified(&bytes).unwrap().sequence;
        let first = seen.entry(sequence).or_insert_with(|| bytes.clone());
        assert!(*first == bytes, "{call:?}: two of {sequence}");
        remove(&out);
    };
    let _ = run("juma-keys", bundle(&["--first"])).expect(0);
    note(None);
    let args = bundle(&[]);
    let Some(calls) = watched(&path("log"), "juma-keys", &args) else {
        return;
    };
    note(None);
    let mut seed = Seed(35);
    for _ in 0..kill::times() {
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-keys", &args);
        note(Some(call));
        let _ = run("juma-keys", &args).expect(0);
        note(Some(call));
    }
    assert!(seen.len() > kill::times());
}

/// The calls of a run; `None`, and a word, where they cannot be watched.
fn watched(log: &str, name: &str, args: &[String]) -> Option<Vec<Call>> {
    let calls = kill::calls(name, args, Path::new(log));
    if calls.is_none() {
        eprintln!("skipped: strace is not here or may not watch");
    }
    calls
}

fn arguments(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).collect()
}

fn remove(path: &str) {
    let path = Path::new(path);
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        fs::remove_file(path).unwrap();
    }
}

/// Puts a home back as it was, as private as it was.
fn put_back(home: &str, files: &[(PathBuf, Vec<u8>)]) {
    remove(home);
    for (name, bytes) in files {
        let path = Path::new(home).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    for folder in ["keys", "trust", "bundles", "profiles"] {
        fs::create_dir_all(Path::new(home).join(folder)).unwrap();
    }
}

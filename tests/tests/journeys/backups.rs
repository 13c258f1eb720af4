//! Copies of a place, and going on from one without giving any index twice (THREATS T41).

use std::{collections::BTreeSet, fs, path::Path};

use juma_tests::{
    command::{LATER, Place, Ran, run},
    records,
};
use serde_json::{Value, json};

const PASSPHRASE: &str = "correct horse battery staple";

fn backup(place: &Place, out: &str) -> Ran {
    let passphrase = place.write("passphrase", PASSPHRASE);
    let out = place.path(out);
    place.issuer(
        "backup",
        &["--out", &out, "--passphrase-file", &passphrase],
        LATER,
    )
}

fn restore(place: &Place, home: &str, from: &str, more: &[&str]) -> Ran {
    let passphrase = place.path("passphrase");
    let (home, from) = (place.path(home), place.path(from));
    let args = [
        "restore",
        "--home",
        &home,
        "--from",
        &from,
        "--at",
        LATER,
        "--json",
        "--passphrase-file",
        &passphrase,
    ];
    run("juma-issuer", args.iter().chain(more))
}

fn issuer(place: &Place, home: &str, command: &str, args: &[&str]) -> Ran {
    let home = place.path(home);
    let first = [command, "--home", &home, "--at", LATER, "--json"];
    run("juma-issuer", first.iter().chain(args))
}

fn sign(place: &Place, home: &str, out: &str, tier: &str) -> Ran {
    let record = place.write("record.json", records::migrant());
    let out = place.path(out);
    issuer(
        place,
        home,
        "sign",
        &[
            "--record",
            &record,
            "--out",
            &out,
            "--tier",
            tier,
            "--replace",
        ],
    )
}

/// The index of a code, as its own bytes say it.
fn index(place: &Place, code: &str) -> String {
    let path = place.path(code);
    let said = run("juma-verifier", ["inspect", "--json", &path])
        .expect(0)
        .object();
    said["claims"]["status"].as_str().unwrap().to_owned()
}

fn publish(place: &Place, home: &str, name: &str) -> Value {
    let out = place.path(name);
    issuer(place, home, "publish", &["--out", &out])
        .expect(0)
        .object()
}

/// A place with a code, a copy of it, and what came after: two codes, one revoked, a bundle.
fn copied() -> Place {
    let place = Place::ready();
    let _ = sign(&place, "home", "1.txt", "gate").expect(0);
    let said = backup(&place, "copy").expect(0).object();
    assert_eq!(said["register"], "here");
    for code in ["2.txt", "3.txt"] {
        let _ = sign(&place, "home", code, "gate").expect(0);
    }
    let _ = issuer(&place, "home", "revoke", &["--serial", "1"]).expect(0);
    let _ = issuer(&place, "home", "revoke", &["--serial", "3"]).expect(0);
    publish(&place, "home", "last.jmb");
    place
}

/// What holds however a place went on: nothing twice, nothing good again, nothing good lost.
fn goes_on(place: &Place, home: &str, sequence: u64) {
    let mut indexes = BTreeSet::new();
    for code in ["1.txt", "2.txt", "3.txt"] {
        assert!(indexes.insert(index(place, code)), "{code}");
    }
    for code in 4..14 {
        let code = format!("{code}.txt");
        let _ = sign(place, home, &code, "gate").expect(0);
        assert!(indexes.insert(index(place, &code)), "{code}");
    }
    let next = publish(place, home, "next.jmb");
    assert!(next["sequence"].as_u64().unwrap() > sequence, "{next}");
    let _ = place.import(&place.path("last.jmb")).expect(0);
    let _ = place.import(&place.path("next.jmb")).expect(0);
    for (code, verdict) in [
        ("1.txt", "refuse/revoked"),
        ("2.txt", "accept/accepted"),
        ("3.txt", "refuse/revoked"),
        ("13.txt", "accept/accepted"),
    ] {
        assert_eq!(place.verdict(code), verdict, "{code}");
    }
    let journal = run("juma-issuer", ["journal", "--home", &place.path(home)]).expect(0);
    assert!(journal.out.contains(" resume "));
}

#[test]
fn a_home_is_restored_beside_the_one_that_it_replaces() {
    let place = copied();
    let old = place.path("home");
    let said = restore(&place, "new", "copy", &["--old-home", &old])
        .expect(0)
        .object();
    assert_eq!(said["resumed"]["lists"], "continued");
    assert_eq!(said["resumed"]["unknown"], 1);
    goes_on(&place, "new", 2);
    // The keys are there, and as private as they were.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("new/keys/code.key"), 0o600);
        assert_eq!(mode("new/register.db"), 0o600);
        assert_eq!(mode("copy"), 0o600);
    }
    let unknown = issuer(&place, "new", "find", &[&place.path("2.txt")]).expect(1);
    assert_eq!(unknown.object()["refused"]["reason"], "unknown-code");
    let known = issuer(&place, "new", "find", &[&place.path("1.txt")]).expect(0);
    assert_eq!(known.object()["status"], "revoked");
    // The old home is not worked with the new register's past.
    fs::copy(
        place.path("new/register.db"),
        place.path("home/register.db"),
    )
    .unwrap();
    sign(&place, "home", "never.txt", "gate").expect_failure("act");
}

#[test]
fn who_was_suspended_after_the_last_bundle_stays_so_through_a_copy() {
    let place = Place::ready();
    let _ = sign(&place, "home", "1.txt", "gate").expect(0);
    publish(&place, "home", "last.jmb");
    let suspend = ["--serial", "1", "--suspend"];
    let _ = issuer(&place, "home", "revoke", &suspend).expect(0);
    let _ = backup(&place, "copy").expect(0);
    let (old, last) = (place.path("home"), place.path("last.jmb"));
    for (new, evidence) in [
        ("beside", ["--old-home", &old]),
        ("bundle", ["--bundle", &last]),
    ] {
        let said = restore(&place, new, "copy", &evidence).expect(0).object();
        assert_eq!(said["resumed"]["marked"], 0, "{said}");
        let found = issuer(&place, new, "find", &[&place.path("1.txt")]).expect(0);
        assert_eq!(found.object()["status"], "suspended");
        publish(&place, new, &format!("{new}.jmb"));
    }
    let _ = place.import(&place.path("beside.jmb")).expect(0);
    assert_eq!(place.verdict("1.txt"), "refuse/suspended");
}

#[test]
fn a_home_is_restored_with_the_last_bundle_alone() {
    let place = copied();
    let last = place.path("last.jmb");
    let said = restore(&place, "new", "copy", &["--bundle", &last])
        .expect(0)
        .object();
    assert_eq!(said["resumed"]["lists"], "closed");
    // How many indexes were given is not known: other lists have to reach the gates first.
    sign(&place, "new", "never.txt", "gate").expect_failure("publish");
    publish(&place, "new", "new.jmb");
    goes_on(&place, "new", 2);
}

#[test]
fn a_delta_is_evidence_with_the_bundle_that_it_builds_on() {
    let place = copied();
    let _ = issuer(&place, "home", "revoke", &["--serial", "2"]).expect(0);
    let delta = place.path("delta.jmb");
    let _ = issuer(&place, "home", "publish", &["--delta", "--out", &delta]).expect(0);
    restore(&place, "new", "copy", &["--bundle", &delta]).expect_failure("name that one too");
    assert!(!Path::new(&place.path("new")).exists());
    let last = place.path("last.jmb");
    let args = ["--bundle", &delta, "--bundle", &last];
    let said = restore(&place, "new", "copy", &args).expect(0).object();
    assert_eq!(said["resumed"]["unknown"], 2);
    publish(&place, "new", "new.jmb");
    let _ = place.import(&last).expect(0);
    let _ = place.import(&place.path("new.jmb")).expect(0);
    assert_eq!(place.verdict("2.txt"), "refuse/revoked");
}

#[test]
fn without_evidence_nothing_is_restored_unless_it_skips_ahead() {
    let place = copied();
    restore(&place, "new", "copy", &[]).expect_failure("how far the register had come");
    assert!(!Path::new(&place.path("new")).exists());
    let said = restore(&place, "new", "copy", &["--without-evidence"])
        .expect(0)
        .object();
    assert!(
        said["resumed"]["sequence"].as_u64().unwrap() > 10_000,
        "{said}"
    );
    assert_eq!(said["resumed"]["seen"], Value::Null);
    publish(&place, "new", "new.jmb");
    let mut indexes = BTreeSet::from(["1.txt", "2.txt", "3.txt"].map(|code| index(&place, code)));
    let _ = sign(&place, "new", "4.txt", "gate").expect(0);
    assert!(indexes.insert(index(&place, "4.txt")));
    let _ = place.import(&place.path("last.jmb")).expect(0);
    let _ = place.import(&place.path("new.jmb")).expect(0);
    assert_eq!(place.verdict("4.txt"), "accept/accepted");
}

/// The copy is of the register alone, put back by somebody's own means.
#[test]
fn a_database_copied_back_from_yesterday_does_not_re_use_an_index() {
    let place = Place::ready();
    let _ = sign(&place, "home", "1.txt", "gate").expect(0);
    let yesterday = fs::read(place.path("home/register.db")).unwrap();
    for code in ["2.txt", "3.txt"] {
        let _ = sign(&place, "home", code, "gate").expect(0);
    }
    for serial in ["1", "3"] {
        let _ = issuer(&place, "home", "revoke", &["--serial", serial]).expect(0);
    }
    publish(&place, "home", "last.jmb");
    let nothing = issuer(&place, "home", "restore", &[]).expect(0).object();
    assert_eq!(nothing, json!({"resumed": null}));

    fs::write(place.path("home/register.db"), &yesterday).unwrap();
    sign(&place, "home", "never.txt", "gate").expect_failure("juma-issuer restore");
    let said = issuer(&place, "home", "restore", &[]).expect(0).object();
    assert_eq!(said["resumed"]["lists"], "continued");
    // Lists that had given no index yet had no order in that copy, and others take their place.
    publish(&place, "home", "new.jmb");
    goes_on(&place, "home", 2);
}

#[test]
fn a_copy_that_is_torn_changed_or_locked_makes_no_home() {
    let place = copied();
    let old = place.path("home");
    let whole = fs::read(place.path("copy")).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        place.write("bad", bytes);
        restore(&place, "new", "bad", &["--old-home", &old]).expect_failure(what);
        for entry in fs::read_dir(Path::new(&old).parent().unwrap()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.starts_with("new"), "{name}");
        }
    };
    refused(&whole[..100], "no backup");
    refused(b"", "no backup");
    for length in [whole.len() - 1, whole.len() / 2, 66_000 + 600] {
        refused(&whole[..length], "damaged or not whole");
    }
    let mut longer = whole.clone();
    longer.push(0);
    refused(&longer, "damaged or not whole");
    for at in [whole.len() - 5, whole.len() / 3] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        refused(&changed, "damaged or not whole");
    }
    place.write("passphrase", "another passphrase");
    restore(&place, "new", "copy", &["--old-home", &old]).expect_failure("passphrase is wrong");
    // Nothing is put over a home that is there.
    place.write("passphrase", PASSPHRASE);
    let before = place.snapshot("home");
    restore(&place, "home", "copy", &["--without-evidence"]).expect_failure("not empty");
    assert_eq!(place.snapshot("home"), before);
}

#[test]
fn a_copy_says_nothing_and_lies_outside_the_home() {
    let place = Place::ready();
    let _ = sign(&place, "home", "1.txt", "gate").expect(0);
    let _ = backup(&place, "copy").expect(0);
    let bytes = fs::read(place.path("copy")).unwrap();
    for secret in [
        "R-000001",
        "BEGIN PRIVATE KEY",
        "register.db",
        "SQLite format",
    ] {
        let found = bytes
            .windows(secret.len())
            .any(|it| it == secret.as_bytes());
        assert!(!found, "{secret}");
    }
    backup(&place, "copy").expect_failure("exists already");
    backup(&place, "home/copy").expect_failure("lies in the home");
    backup(&place, "no/copy").expect_failure("no such folder");
    place.write("passphrase", "short");
    let passphrase = place.path("passphrase");
    let args = [
        "--out",
        &place.path("weak"),
        "--passphrase-file",
        &passphrase,
    ];
    place.issuer("backup", &args, LATER).expect_failure("12");
    let status = place.issuer("status", &[], LATER).expect(0).object();
    assert_eq!(status["backup"], LATER);
}

/// Whoever comes second waits, or is told that the other has the register; a copy is of one moment.
#[test]
fn a_copy_while_codes_are_issued() {
    let place = Place::ready();
    place.write("passphrase", PASSPHRASE);
    let copies = std::thread::scope(|scope| {
        let signing = scope.spawn(|| {
            for code in 1..8 {
                let ran = sign(&place, "home", &format!("{code}.txt"), "gate");
                assert!(
                    ran.status == 0 || ran.err.contains("another process"),
                    "{ran:?}"
                );
            }
        });
        let mut copies = Vec::new();
        for copy in 0..3 {
            let name = format!("copy{copy}");
            let ran = backup(&place, &name);
            assert!(
                ran.status == 0 || ran.err.contains("another process"),
                "{ran:?}"
            );
            if ran.status == 0 {
                copies.push(name);
            }
        }
        signing.join().unwrap();
        copies
    });
    let old = place.path("home");
    assert!(!copies.is_empty());
    for (number, copy) in copies.iter().enumerate() {
        let home = format!("new{number}");
        let _ = restore(&place, &home, copy, &["--old-home", &old]).expect(0);
        let _ = run("juma-issuer", ["journal", "--home", &place.path(&home)]).expect(0);
        let _ = sign(&place, &home, "again.txt", "gate").expect(0);
    }
}

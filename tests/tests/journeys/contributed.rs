//! A place that publishes by contribution goes on from a copy with what it has contributed
//! (THREATS T41).

use std::{collections::BTreeSet, fs, path::Path};

use juma_tests::{
    command::{LATER, Place, Ran, run},
    records,
};
use serde_json::Value;

fn sign(place: &Place, home: &str, name: &str) -> Ran {
    let (home, out) = (place.path(home), place.path(name));
    let record = place.write("record.json", records::migrant());
    let args = [
        "sign", "--home", &home, "--record", &record, "--out", &out, "--at", LATER,
    ];
    run("juma-issuer", args)
}

fn restore(place: &Place, more: &[&str]) -> Ran {
    let (new, copy, passphrase) = (place.path("new"), place.path("copy"), place.path("p"));
    let args = [
        "restore",
        "--home",
        &new,
        "--from",
        &copy,
        "--at",
        LATER,
        "--json",
        "--passphrase-file",
        &passphrase,
    ];
    run("juma-issuer", args.iter().chain(more))
}

fn counts(said: &Value) -> [u64; 2] {
    ["marked", "unknown"].map(|it| said["resumed"][it].as_u64().unwrap())
}

/// A place with a code in a copy, two after it, of which one is revoked with the first, and a
/// contribution that says so.
fn copied() -> Place {
    let place = Place::ready();
    let _ = sign(&place, "home", "1.txt").expect(0);
    place.write("p", "correct horse battery staple");
    let (copy, passphrase) = (place.path("copy"), place.path("p"));
    let args = ["--out", &copy, "--passphrase-file", &passphrase];
    let _ = place.issuer("backup", &args, LATER).expect(0);
    for code in ["2.txt", "3.txt"] {
        let _ = sign(&place, "home", code).expect(0);
    }
    for serial in ["1", "3"] {
        let revoke = place.issuer("revoke", &["--serial", serial], LATER);
        let _ = revoke.expect(0);
    }
    let city = place.path("city.jmc");
    let _ = place.issuer("publish", &["--out", &city], LATER).expect(0);
    place
}

/// Nothing twice, nothing good again, nothing good lost, once the place has published.
fn goes_on(place: &Place, home: &str) {
    let (new, home_path) = (place.path("new.jmb"), place.path(home));
    let publish = [
        "publish", "--home", &home_path, "--out", &new, "--at", LATER, "--json",
    ];
    let said = run("juma-issuer", publish).expect(0).object();
    assert!(said["sequence"].as_u64().unwrap() > 2, "{said}");
    let _ = sign(place, home, "4.txt").expect(0);
    let codes = ["1.txt", "2.txt", "3.txt", "4.txt"];
    let indexes = BTreeSet::from(codes.map(|code| {
        let inspect = ["inspect", "--json", &place.path(code)];
        let said = run("juma-verifier", inspect).expect(0).object();
        said["claims"]["status"].as_str().unwrap().to_owned()
    }));
    assert_eq!(indexes.len(), codes.len());
    let _ = place.import(&new).expect(0);
    for (code, verdict) in [
        ("1.txt", "refuse/revoked"),
        ("2.txt", "accept/accepted"),
        ("3.txt", "refuse/revoked"),
        ("4.txt", "accept/accepted"),
    ] {
        assert_eq!(place.verdict(code), verdict, "{code}");
    }
}

#[test]
fn a_copy_goes_on_with_the_last_contribution() {
    let place = copied();
    let said = restore(&place, &["--bundle", &place.path("city.jmc")]);
    let said = said.expect(0).object();
    assert_eq!(said["resumed"]["lists"], "closed");
    assert_eq!(counts(&said), [1, 1]);
    assert!(said["resumed"]["sequence"].as_u64().unwrap() > 2);
    goes_on(&place, "new");
}

#[test]
fn a_home_s_own_contributions_are_looked_at() {
    let place = copied();
    // The old home beside it, and no mark to say more.
    fs::remove_file(place.path("home/register.mark")).unwrap();
    let said = restore(&place, &["--old-home", &place.path("home")]);
    let said = said.expect(0).object();
    assert_eq!(said["resumed"]["lists"], "closed");
    assert_eq!(counts(&said), [1, 1]);
    goes_on(&place, "new");
}

#[test]
fn a_bundle_of_before_and_a_contribution_say_together_what_is_revoked() {
    let place = copied();
    let first = place.path("home/bundles/0000000001.jmb");
    let city = place.path("city.jmc");
    let said = restore(&place, &["--bundle", &first, "--bundle", &city]);
    assert_eq!(counts(&said.expect(0).object()), [1, 1]);
    goes_on(&place, "new");
}

#[test]
fn a_contribution_of_changes_needs_the_whole_one() {
    let place = copied();
    let (city, changes) = (place.path("city.jmc"), place.path("changes.jmc"));
    let _ = place.issuer("revoke", &["--serial", "2"], LATER).expect(0);
    let args = ["--delta", "--out", &changes];
    let _ = place.issuer("publish", &args, LATER).expect(0);
    restore(&place, &["--bundle", &changes]).expect_failure("name that one too");
    assert!(!Path::new(&place.path("new")).exists());
    let said = restore(&place, &["--bundle", &changes, "--bundle", &city]);
    assert_eq!(counts(&said.expect(0).object()), [1, 2]);
}

#[test]
fn what_another_has_contributed_or_somebody_changed_is_refused() {
    let place = copied();
    let refused = |file: &str, what: &str| {
        restore(&place, &["--bundle", file]).expect_failure(what);
        assert!(!Path::new(&place.path("new")).exists());
    };
    // Of the same namespace, by keys that this home's root leads to nowhere; and of another.
    for (region, what) in [("4403", "refused"), ("4401", "of namespace 4401")] {
        let other = Place::of_region(region);
        let theirs = other.path("theirs.jmc");
        let _ = other
            .issuer("publish", &["--out", &theirs], LATER)
            .expect(0);
        refused(&theirs, what);
    }
    let whole = fs::read(place.path("city.jmc")).unwrap();
    for at in [60, whole.len() / 2, whole.len() - 3] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        refused(&place.write("bad.jmc", &changed), "bad.jmc");
    }
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        refused(&place.write("bad.jmc", &whole[..length]), "bad.jmc");
    }
    refused(
        &place.write("bad.jmc", "no contribution"),
        "neither a bundle",
    );
}

//! Delta sticks, and keys that a publication distrusts.

use std::fs;

use juma_tests::{
    command::{LATER, Place},
    records,
};
use serde_json::Value;

fn publish(place: &Place, name: &str, more: &[&str]) -> Value {
    let out = place.path(name);
    let args = [&["--out", &out], more].concat();
    place.issuer("publish", &args, LATER).expect(0).object()
}

fn change(place: &Place, serial: &str, more: &[&str]) {
    let args = [&["--serial", serial], more].concat();
    let _ = place.issuer("revoke", &args, LATER).expect(0);
}

#[test]
fn the_newest_delta_is_enough_for_a_gate_that_has_the_full_bundle() {
    let place = Place::ready();
    let said = place.sign(&records::migrant(), "code.png", &[]);
    let serial = said["serial"].as_str().unwrap();
    change(&place, serial, &["--suspend"]);
    let second = publish(&place, "2.jmb", &["--delta"]);
    assert_eq!(second["sequence"], 2);
    // Lists of weeks that have come near since then are new, and come whole.
    let count = |member: &str| second[member].as_u64().unwrap();
    assert!(count("deltas") > 0 && count("deltas") <= count("lists"));
    let size = |name: &str| fs::metadata(place.path(name)).unwrap().len();
    assert!(size("2.jmb") < size("home/bundles/0000000001.jmb"));
    change(&place, serial, &["--restore"]);
    publish(&place, "3.jmb", &["--delta"]);
    change(&place, serial, &[]);
    publish(&place, "4.jmb", &["--delta"]);

    let imported = place.import(&place.path("2.jmb")).expect(0).object();
    assert_eq!(
        (&imported["imported"], &imported["sequence"]),
        (&"updated".into(), &2.into())
    );
    assert_eq!(place.verdict("code.png"), "refuse/suspended");
    // The third never came.
    let _ = place.import(&place.path("4.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "refuse/revoked");
    let before = place.snapshot("state");
    let again = place.import(&place.path("4.jmb")).expect(0).object();
    assert_eq!(again["imported"], "unchanged");
    let old = place.import(&place.path("3.jmb")).expect(1).object();
    assert_eq!(old["reason"], "bundle-rollback");
    assert_eq!(place.snapshot("state"), before);

    // The next full one is the base of those after it, and a gate that missed it is told.
    publish(&place, "5.jmb", &[]);
    publish(&place, "6.jmb", &["--delta"]);
    let refused = place.import(&place.path("6.jmb")).expect(1).object();
    assert_eq!(refused["reason"], "delta-base-missing");
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains("full bundle 5")
    );
    assert_eq!(place.snapshot("state"), before);
    let _ = place.import(&place.path("5.jmb")).expect(0);
    let _ = place.import(&place.path("6.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "refuse/revoked");
}

#[test]
fn a_delta_needs_a_full_bundle() {
    let place = Place::new();
    let out = place.path("2.jmb");
    let args = ["--out", &out, "--delta"];
    fs::remove_file(place.path("home/bundles/0000000001.jmb")).unwrap();
    place
        .issuer("publish", &args, LATER)
        .expect_failure("publish a full bundle first");
    fs::write(place.path("home/bundles/0000000001.jmb"), "torn").unwrap();
    place
        .issuer("publish", &args, LATER)
        .expect_failure("is damaged");
    // Nothing was spent.
    fs::remove_file(place.path("home/bundles/0000000001.jmb")).unwrap();
    assert_eq!(publish(&place, "2.jmb", &[])["sequence"], 2);
    assert_eq!(publish(&place, "3.jmb", &["--delta"])["sequence"], 3);
}

fn kid(place: &Place, key: &str) -> String {
    let file = place.path(&format!("home/keys/{key}.key"));
    let said = juma_tests::command::run("juma-keys", ["inspect", &file, "--json"]);
    let hash = said.expect(0).object()["sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(hash.len(), 64);
    hash
}

#[test]
fn a_distrusted_key_is_carried_on() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let code = kid(&place, "code");
    let second = publish(&place, "2.jmb", &["--delta", "--distrust", &code]);
    assert_eq!(second["distrusted"], 1);
    let _ = place.import(&place.path("2.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "refuse/key-compromised");
    // Nobody has to say it again, in full or as a delta.
    assert_eq!(publish(&place, "3.jmb", &["--delta"])["distrusted"], 1);
    assert_eq!(publish(&place, "4.jmb", &[])["distrusted"], 1);
    let _ = place.import(&place.path("4.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "refuse/key-compromised");
    place
        .try_sign(&records::migrant(), "again.png", &[])
        .expect_failure("distrusted");
    // With both bundles torn the gate still knows.
    for name in ["bundle.jmb", "bundle-previous.jmb"] {
        fs::write(place.path(&format!("state/{name}")), "torn").unwrap();
    }
    fs::remove_file(place.path("home/trust/distrusted.txt")).unwrap();
    publish(&place, "5.jmb", &[]);
    let forgetful = place.import(&place.path("5.jmb")).expect(1).object();
    assert_eq!(forgetful["reason"], "trust-revival");
}

#[test]
fn what_cannot_be_distrusted() {
    let place = Place::new();
    let out = place.path("2.jmb");
    let refused = |key: &str, what: &str| {
        let args = ["--out", &out, "--distrust", key];
        place.issuer("publish", &args, LATER).expect_failure(what);
        assert!(!fs::exists(place.path("home/trust/distrusted.txt")).unwrap());
    };
    refused(&"0".repeat(64), "is not in the trust list");
    refused(&place.path("nothing.pub"), "nothing.pub");
    refused(&kid(&place, "bundle"), "take another key");
    refused(&kid(&place, "status"), "take another key");
}

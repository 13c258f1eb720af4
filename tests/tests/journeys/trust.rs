//! Sticks: what is published reaches a verifier, and nothing else does.

use std::fs;

use juma_tests::{
    command::{LATER, Place, SIGNED, run},
    records,
};

#[test]
fn a_revoked_code_is_refused_from_the_next_stick_on() {
    let place = Place::ready();
    let said = place.sign(&records::migrant(), "code.png", &[]);
    let other = place.sign(
        &records::with_line("subject", "  \"subject\": \"R-000002\","),
        "other.png",
        &[],
    );
    let serial = said["serial"].as_str().unwrap();
    assert_ne!(serial, other["serial"].as_str().unwrap());
    let _ = place
        .issuer("revoke", &["--serial", serial], LATER)
        .expect(0);
    assert_eq!(place.verdict("code.png"), "accept/accepted", "no stick yet");
    let stick = place.publish("stick.jmb");
    let imported = place.import(&stick).expect(0).object();
    assert_eq!(imported["imported"], "updated");
    assert_eq!(imported["sequence"], 2);
    assert_eq!(place.verdict("code.png"), "refuse/revoked");
    assert_eq!(place.check(&[&place.path("code.png")]).status, 1);
    assert_eq!(place.verdict("other.png"), "accept/accepted");
    // For good.
    let ran = place.issuer("revoke", &["--serial", serial, "--restore"], LATER);
    assert_eq!(
        ran.expect(1).object()["refused"]["reason"],
        "already-invalid"
    );
}

#[test]
fn a_suspended_code_comes_back() {
    let place = Place::ready();
    let said = place.sign(&records::migrant(), "code.png", &[]);
    let serial = said["serial"].as_str().unwrap();
    let _ = place
        .issuer("revoke", &["--serial", serial, "--suspend"], LATER)
        .expect(0);
    let _ = place.import(&place.publish("2.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "refuse/suspended");
    let _ = place
        .issuer("revoke", &["--serial", serial, "--restore"], LATER)
        .expect(0);
    let _ = place.import(&place.publish("3.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "accept/accepted");
}

#[test]
fn revoking_a_person_revokes_every_code_of_theirs() {
    let place = Place::ready();
    place.sign(&records::migrant(), "gate.png", &[]);
    place.sign(
        &records::migrant(),
        "full.png",
        &["--tier", "full", "--paper"],
    );
    let revoked = place
        .issuer("revoke", &["--subject", "R-000001"], LATER)
        .expect(0);
    assert_eq!(revoked.json().len(), 2);
    let _ = place.import(&place.publish("2.jmb")).expect(0);
    assert_eq!(place.verdict("gate.png"), "refuse/revoked");
    assert_eq!(place.verdict("full.png"), "refuse/revoked");
}

#[test]
fn a_person_s_codes_of_before_a_moment_are_revoked_and_later_ones_are_not() {
    let place = Place::ready();
    let record = place.write("record.json", records::migrant());
    for (name, at) in [("first", SIGNED), ("second", LATER)] {
        let out = place.path(&format!("{name}.png"));
        let args = ["--record", &record, "--out", &out];
        let _ = place.issuer("sign", &args, at).expect(0);
    }
    let of_hers = ["--subject", "R-000001", "--issued-before"];
    // The moment itself is not before it.
    let args = [&of_hers[..], &[SIGNED]].concat();
    let none = place.issuer("revoke", &args, LATER).expect(1).object();
    assert_eq!(none["refused"]["reason"], "no-good-code");
    assert_eq!(none["subject"], "R-000001");
    let args = [&of_hers[..], &[LATER]].concat();
    let revoked = place.issuer("revoke", &args, LATER).expect(0);
    assert_eq!(revoked.json().len(), 1);
    let _ = place.import(&place.publish("2.jmb")).expect(0);
    assert_eq!(place.verdict("first.png"), "refuse/revoked");
    assert_eq!(place.verdict("second.png"), "accept/accepted");
}

#[test]
fn the_tiers_of_a_person_share_no_list() {
    let place = Place::ready();
    let mut lists = Vec::new();
    for tier in ["gate", "full"] {
        place.sign(&records::migrant(), "code.txt", &["--tier", tier]);
        let path = place.path("code.txt");
        let object = run("juma-verifier", ["inspect", "--json", &path])
            .expect(0)
            .object();
        let status = object["claims"]["status"].as_str().unwrap().to_owned();
        lists.push(status.split(':').next().unwrap().to_owned());
    }
    assert_ne!(lists[0], lists[1]);
}

#[test]
fn an_old_stick_is_refused_and_changes_nothing() {
    let place = Place::ready();
    let newer = place.publish("newer.jmb");
    let _ = place.import(&newer).expect(0);
    let before = place.snapshot("state");
    let first = place.path("home/bundles/0000000001.jmb");
    let ran = place.import(&first).expect(1);
    assert_eq!(ran.object()["reason"], "bundle-rollback");
    assert_eq!(place.snapshot("state"), before);
    let again = place.import(&newer).expect(0).object();
    assert_eq!(again["imported"], "unchanged");
    assert_eq!(place.snapshot("state"), before);
}

#[test]
fn a_spoilt_stick_is_refused_and_changes_nothing() {
    let place = Place::ready();
    let before = place.snapshot("state");
    let newer = fs::read(place.publish("newer.jmb")).unwrap();
    // A byte of each thousandth, so that every part is met.
    for at in (0..newer.len()).step_by(newer.len() / 25) {
        let mut spoilt = newer.clone();
        spoilt[at] ^= 0x40;
        let spoilt = place.write("spoilt.jmb", spoilt);
        let ran = place.import(&spoilt).expect(1);
        assert_eq!(ran.object()["imported"], "refused", "byte {at}");
        assert_eq!(place.snapshot("state"), before, "byte {at}");
    }
    let torn = place.write("torn.jmb", &newer[..newer.len() / 2]);
    let _ = place.import(&torn).expect(1);
    let empty = place.write("empty.jmb", []);
    assert_eq!(
        place.import(&empty).expect(1).object()["reason"],
        "bundle-magic"
    );
    place
        .import(&place.path("missing.jmb"))
        .expect_failure("missing.jmb");
    place.import(&place.path("home")).expect_failure("folder");
    assert_eq!(place.snapshot("state"), before);
}

#[test]
fn a_stick_that_has_ended_is_refused() {
    let place = Place::new();
    let (state, root) = (place.path("state"), place.path("home/root.pub"));
    let first = place.path("home/bundles/0000000001.jmb");
    let args = [
        "import",
        "--state",
        &state,
        "--root",
        &root,
        "--at",
        "2026-04-10T09:00:00+08:00",
        "--json",
        &first,
    ];
    let ran = run("juma-verifier", args).expect(1);
    assert_eq!(ran.object()["reason"], "bundle-expired");
    assert!(!fs::exists(&state).unwrap(), "nothing was made");
}

#[test]
fn another_root_is_refused_at_first_and_ever_after() {
    let (place, other) = (Place::new(), Place::new());
    let (state, root) = (place.path("state"), other.path("home/root.pub"));
    let bundle = place.path("home/bundles/0000000001.jmb");
    let import = |root: &str| {
        let args = [
            "import", "--state", &state, "--root", root, "--at", LATER, "--json", &bundle,
        ];
        run("juma-verifier", args)
    };
    assert_eq!(
        import(&root).expect(1).object()["reason"],
        "root-not-anchored"
    );
    assert!(!fs::exists(&state).unwrap(), "nothing was made");
    let _ = place.import(&bundle).expect(0);
    let before = place.snapshot("state");
    import(&root).expect_failure("another root");
    assert_eq!(place.snapshot("state"), before);
}

#[test]
fn a_device_without_trust_data_says_so() {
    let place = Place::new();
    place.sign(&records::migrant(), "code.png", &[]);
    place
        .check(&[&place.path("code.png")])
        .expect_failure("no trust data");
    let (state, bundle) = (
        place.path("state"),
        place.path("home/bundles/0000000001.jmb"),
    );
    let ran = run("juma-verifier", ["import", "--state", &state, &bundle]);
    ran.expect_failure("--root");
}

#[test]
fn damaged_floors_are_no_fresh_start() {
    let place = Place::ready();
    let newer = place.publish("newer.jmb");
    let _ = place.import(&newer).expect(0);
    place.sign(&records::migrant(), "code.png", &[]);
    place.write("state/floors.cbor", b"torn");
    place
        .check(&[&place.path("code.png")])
        .expect_failure("damaged");
    let first = place.path("home/bundles/0000000001.jmb");
    place.import(&first).expect_failure("damaged");
}

#[test]
fn a_torn_bundle_is_healed_by_the_next_stick_and_not_by_an_older_one() {
    let place = Place::ready();
    let newer = place.publish("newer.jmb");
    let _ = place.import(&newer).expect(0);
    place.sign(&records::migrant(), "code.png", &[]);
    place.write("state/bundle.jmb", b"torn");
    // The generation before it is in use until it is torn too.
    assert_eq!(place.verdict("code.png"), "accept/accepted");
    place.write("state/bundle-previous.jmb", b"torn");
    place
        .check(&[&place.path("code.png")])
        .expect_failure("damaged");
    let first = place.path("home/bundles/0000000001.jmb");
    assert_eq!(
        place.import(&first).expect(1).object()["reason"],
        "bundle-rollback"
    );
    let _ = place.import(&newer).expect(0);
    assert_eq!(place.verdict("code.png"), "accept/accepted");
}

#[test]
fn status_says_what_the_device_knows() {
    let place = Place::ready();
    let state = place.path("state");
    let at = |at: &str| {
        run(
            "juma-verifier",
            ["status", "--state", &state, "--json", "--at", at],
        )
    };
    let object = at(LATER).expect(0).object();
    assert_eq!(object["environment"], "demo");
    assert_eq!(object["sequence"], 1);
    assert_eq!(object["stale"], false);
    let object = at("2026-06-01").expect(3).object();
    assert_eq!(object["stale"], true);
    let object = at("2025-06-01").expect(3).object();
    assert_eq!(object["clock_untrusted"], true);
}

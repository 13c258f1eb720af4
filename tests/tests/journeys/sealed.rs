//! One sheet of paper: almost nothing for a library, everything for an officer who has unlocked.

use std::fs;

use juma_format::{person::Name, time::UnixTime};
use juma_keys::{AnchorFile, PublicKeyFile, Secret, WrappedKey};
use juma_tests::{
    command::{Place, Ran, SHOWN, run},
    moment::NOW,
    records,
    sealed::{officers_key, record, sealed_text},
    world::World,
};

/// What stands under the seal, and nowhere else.
const SECRETS: [&str; 4] = ["张三丰", "11010519491231002X", "1949-12-31", "科苑路"];

/// A day that these tests do not live to see: keys are destroyed by the device's own clock too.
const FAR: &str = "2099-01-01";

/// A sealed paper code and a verifier.
fn ready() -> Place {
    let place = Place::ready();
    place.sign(
        &records::migrant(),
        "code.png",
        &["--tier", "sealed", "--paper"],
    );
    place
}

fn new_device(place: &Place, public: &str, more: &[&str]) -> Ran {
    let (state, out) = (place.path("state"), place.path(public));
    let args = ["device", "new", "--state", &state, "--out", &out];
    run("juma-verifier", [&args, more].concat())
}

/// The home's seal key on its way to a device.
fn wrap(place: &Place, public: &str, destroy_from: &str, name: &str) -> String {
    let (key, device) = (place.path("home/keys/seal.key"), place.path(public));
    let out = place.path(name);
    let _ = run(
        "juma-keys",
        [
            "wrap",
            &key,
            "--for",
            &device,
            "--destroy-from",
            destroy_from,
            "--out",
            &out,
        ],
    )
    .expect(0);
    out
}

fn unlock(place: &Place, more: &[&str]) -> Ran {
    let state = place.path("state");
    let args = ["unlock", "--state", &state, "--json"];
    run("juma-verifier", [&args, more].concat())
}

fn officer(place: &Place, more: &[&str]) -> Ran {
    let code = place.path("code.png");
    place.check(&[&["--policy", "officer", &code], more].concat())
}

/// Nothing sealed is in what was said, nor in any file of the device.
fn assert_sealed(place: &Place, ran: &Ran) {
    for secret in SECRETS {
        assert!(!ran.out.contains(secret), "{}", ran.out);
        assert!(!ran.err.contains(secret), "{}", ran.err);
        for (path, bytes) in place.snapshot("state") {
            let mut windows = bytes.windows(secret.len());
            let is_there = windows.any(|window| window == secret.as_bytes());
            assert!(!is_there, "{}", path.display());
        }
    }
}

#[test]
fn a_sealed_paper_code_at_the_museum_and_with_the_officer() {
    let place = ready();
    let code = place.path("code.png");
    for policy in ["library", "museum", "hospital", "officer"] {
        let ran = place.check(&["--policy", policy, &code]).expect(0);
        let object = ran.object();
        assert_eq!(object["claims"]["name"], "张*", "{policy}");
        assert!(ran.out.contains("sealed-part"), "{policy}");
        assert!(object.get("sealed").is_none(), "{policy}");
        assert_sealed(&place, &ran);
    }
    let none = officer(&place, &["--unlock"]);
    none.expect_failure("this device has no key of its own");

    let _ = new_device(&place, "device.pub", &["--clear"]).expect(0);
    new_device(&place, "other.pub", &["--clear"]).expect_failure("exists already");
    let locked = officer(&place, &["--unlock"]).expect(0);
    assert_eq!(locked.object()["sealed"], "no-key");
    assert_sealed(&place, &locked);
    assert!(!fs::exists(place.path("state/opened.jsonl")).unwrap());

    let wrapped = wrap(&place, "device.pub", FAR, "x.jmw");
    let held = unlock(&place, &[&wrapped]).expect(0).object();
    assert_eq!(held["held"].as_array().unwrap().len(), 1, "{held}");
    let ran = officer(&place, &["--unlock"]).expect(0);
    let object = ran.object();
    assert_eq!(object["sealed"], "opened");
    assert_eq!(object["claims"]["name"], "张三丰");
    assert_eq!(object["claims"]["document"]["number"], "11010519491231002X");
    assert_eq!(object["claims"]["region"]["code"], "440305");
    assert!(!ran.out.contains("sealed-part"), "{}", ran.out);

    // A museum sees no more with the keys of an officer; an officer without --unlock neither.
    let museum = place.check(&["--policy", "museum", "--unlock", &code]);
    let museum = museum.expect(0);
    assert_eq!(museum.object().get("sealed"), None);
    assert_sealed(&place, &museum);
    assert_sealed(&place, &officer(&place, &[]).expect(0));

    let (state, code) = (place.path("state"), place.path("code.png"));
    let people = [
        "check", "--state", &state, "--at", SHOWN, "--policy", "officer", "--unlock", &code,
    ];
    let said = run("juma-verifier", people).expect(0).out;
    for words in ["张三丰", "密封内容已打开", "the sealed part was opened"] {
        assert!(said.contains(words), "{said}");
    }
}

/// The same sheet held up at a museum's gate, by a reader's text and as a picture.
#[test]
fn a_sealed_paper_code_at_a_museums_gate_leaves_nobody_behind() {
    let place = ready();
    let journal = place.path("journal");
    let journal = ["--policy", "museum", "--journal", &journal];
    place.sign(
        &records::migrant(),
        "code.txt",
        &["--tier", "sealed", "--paper"],
    );
    let [picture, text] = ["code.png", "code.txt"].map(|name| fs::read(place.path(name)).unwrap());
    for (source, held_up) in [("--frames", picture), ("--scanner", text)] {
        let ran = place.gate(&[&[source, "-"], &journal[..]].concat(), &held_up);
        let ran = ran.expect(0);
        assert!(ran.out.contains("\"verdict\":\"accept\""), "{}", ran.out);
        assert!(ran.out.contains("sealed-part"), "{}", ran.out);
        assert_sealed(&place, &ran);
    }
    let kept = place.snapshot("journal");
    assert!(!kept.is_empty());
    for (path, bytes) in kept {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("accepted"), "{text}");
        for secret in SECRETS.into_iter().chain(["张"]) {
            assert!(!text.contains(secret), "{}: {text}", path.display());
        }
    }
}

#[test]
fn each_opening_is_noted_with_nobody_in_it_and_none_is_shown_without() {
    use std::os::unix::fs::PermissionsExt;

    let place = ready();
    let _ = new_device(&place, "device.pub", &["--clear"]).expect(0);
    let wrapped = wrap(&place, "device.pub", FAR, "x.jmw");
    let _ = unlock(&place, &[&wrapped]).expect(0);
    let path = place.path("state/opened.jsonl");
    // A power cut has left half a line.
    fs::write(&path, "{\"at\":").unwrap();
    for _ in 0..2 {
        let _ = officer(&place, &["--unlock"]).expect(0);
    }
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for line in &lines[1..] {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut members: Vec<&String> = line.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["at", "device", "key", "sealed"]);
        assert_eq!(line["device"].as_str().unwrap().len(), 64);
    }
    for secret in SECRETS.into_iter().chain(["张*", "R-000001"]) {
        assert!(!text.contains(secret), "{text}");
    }

    fs::remove_file(&path).unwrap();
    let _ = officer(&place, &["--unlock"]).expect(0);
    for private in ["opened.jsonl", "device.key"] {
        let metadata = fs::metadata(place.path(&format!("state/{private}"))).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{private}");
    }

    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let ran = officer(&place, &["--unlock"]);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert_sealed(&place, &ran);
    ran.expect_failure("cannot be noted");
}

#[test]
fn a_seal_key_that_is_due_opens_nothing_and_is_destroyed() {
    let place = ready();
    let _ = new_device(&place, "device.pub", &["--clear"]).expect(0);
    let wrapped = wrap(&place, "device.pub", SHOWN, "due.jmw");
    unlock(&place, &[&wrapped]).expect_failure("it was to be destroyed from");
    // It was taken when it was not due yet.
    let current = wrap(&place, "device.pub", FAR, "x.jmw");
    let _ = unlock(&place, &[&current]).expect(0);
    let held = fs::read_dir(place.path("state/seal")).unwrap();
    let held = held.map(|entry| entry.unwrap().path()).next().unwrap();
    fs::copy(&wrapped, &held).unwrap();
    // An earlier moment that is given does not bring it back.
    for at in [SHOWN, "2026-01-21T12:00:00+08:00"] {
        let ran = officer(&place, &["--unlock", "--at", at]).expect(0);
        assert_eq!(ran.object()["sealed"], "no-key", "{at}");
        assert_sealed(&place, &ran);
    }
    let said = unlock(&place, &[]).expect(0).object();
    assert_eq!(said["held"].as_array().unwrap().len(), 0, "{said}");
    assert_eq!(said["destroyed"].as_array().unwrap().len(), 1, "{said}");
    assert!(!held.exists());
}

#[test]
fn a_key_of_another_device_or_a_changed_one_is_refused_and_nothing_is_kept() {
    let (place, other) = (ready(), ready());
    let _ = new_device(&place, "device.pub", &["--clear"]).expect(0);
    let _ = new_device(&other, "other.pub", &["--clear"]).expect(0);
    let good = wrap(&place, "device.pub", FAR, "good.jmw");
    let theirs = wrap(&other, "other.pub", FAR, "theirs.jmw");
    unlock(&place, &[&good, &theirs]).expect_failure("wrapped for another device");
    let text = fs::read_to_string(&good).unwrap();
    let (before, after) = text.split_once("destroy-from: ").unwrap();
    let later = place.write("later.jmw", format!("{before}destroy-from: 4{after}"));
    unlock(&place, &[&good, &later]).expect_failure("changed or is damaged");
    let torn = place.write("torn.jmw", &text[..text.len() / 2]);
    unlock(&place, &[&good, &torn]).expect_failure("torn.jmw");
    unlock(&place, &[&place.path("none.jmw")]).expect_failure("none.jmw");
    assert!(!fs::exists(place.path("state/seal")).unwrap());

    // A file that is torn where it is kept costs a warning, and the next unlock heals it.
    let _ = unlock(&place, &[&good]).expect(0);
    let held = fs::read_dir(place.path("state/seal")).unwrap();
    let held = held.map(|entry| entry.unwrap().path()).next().unwrap();
    fs::write(&held, &text[..40]).unwrap();
    let ran = officer(&place, &["--unlock"]).expect(0);
    assert_eq!(ran.object()["sealed"], "no-key");
    assert!(ran.err.contains("warning: "), "{}", ran.err);
    let _ = unlock(&place, &[&good]).expect(0);
    let ran = officer(&place, &["--unlock"]).expect(0);
    assert_eq!(ran.object()["sealed"], "opened");

    // Imports and status leave the officer's files alone.
    let stick = place.publish("stick.jmb");
    let _ = place.import(&stick).expect(0);
    let ran = officer(&place, &["--unlock"]).expect(0);
    assert_eq!(ran.object()["sealed"], "opened");
}

#[test]
fn the_device_key_opens_with_the_officers_passphrase_alone() {
    let place = ready();
    let pass = place.write("pass", "a long enough one\n");
    let wrong = place.write("wrong", "a long enough two\n");
    let (pass, wrong) = (["--passphrase-file", &pass], ["--passphrase-file", &wrong]);
    let _ = new_device(&place, "device.pub", &pass).expect(0);
    let wrapped = wrap(&place, "device.pub", FAR, "x.jmw");
    unlock(&place, &[&wrapped]).expect_failure("--passphrase-file");
    unlock(&place, &[&[&wrapped[..]], &wrong[..]].concat()).expect_failure("device.key");
    assert!(!fs::exists(place.path("state/seal")).unwrap());
    let _ = unlock(&place, &[&[&wrapped[..]], &pass[..]].concat()).expect(0);
    let ran = officer(&place, &[&["--unlock"], &wrong[..]].concat());
    assert_sealed(&place, &ran);
    ran.expect_failure("device.key");
    let ran = officer(&place, &[&["--unlock"], &pass[..]].concat()).expect(0);
    assert_eq!(ran.object()["sealed"], "opened");
}

#[test]
fn a_code_whose_sealed_name_disagrees_with_its_mask_is_refused_once_it_is_opened() {
    let place = Place::new();
    let world = World::named("one-city").unwrap();
    let root = place.write("root.pub", AnchorFile(world.anchor).to_string());
    let bundle = place.write("1.jmb", world.bundle.unwrap());
    let (state, now) = (place.path("state"), NOW.to_string());
    let import = [
        "import", "--state", &state, "--root", &root, "--at", &now, &bundle,
    ];
    let _ = run("juma-verifier", import).expect(0);
    let _ = new_device(&place, "device.pub", &["--clear"]).expect(0);
    let public = fs::read_to_string(place.path("device.pub")).unwrap();
    let device = PublicKeyFile::parse(&public).unwrap().recipient().unwrap();
    let far = UnixTime::from_seconds(4_070_880_000);
    let wrapped = WrappedKey::wrap(&officers_key(), &device, far, &Secret::new([7; 32])).unwrap();
    let wrapped = place.write("x.jmw", wrapped.to_string());
    let _ = unlock(&place, &[&wrapped]).expect(0);

    let mut other = record();
    other.person.name = Name::new("别例甲".to_owned()).unwrap();
    for (sealed, opened, status) in [(record(), "opened", 0), (other, "mismatch", 1)] {
        let code = place.write("code.txt", sealed_text(&sealed.encode(), &officers_key()));
        let check = |more: &[&str]| {
            place.check(&[&["--policy", "officer", "--at", &now, &code], more].concat())
        };
        let _ = check(&[]).expect(0);
        let object = check(&["--unlock"]).expect(status).object();
        assert_eq!(object["sealed"], opened);
        if status == 1 {
            assert_eq!(object["reason"], "sealed-mismatch");
            assert!(object.get("claims").is_none(), "{object}");
        }
    }
    let notes = fs::read_to_string(place.path("state/opened.jsonl")).unwrap();
    assert_eq!(notes.lines().count(), 2, "{notes}");
    assert!(notes.contains("mismatch"), "{notes}");
}

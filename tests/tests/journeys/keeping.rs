//! What is held on a person, erasing it, a code in hand, and how a place stands.

use std::{fs, path::Path};

use juma_tests::{
    command::{LATER, Place, Ran, SIGNED, run},
    records,
};
use serde_json::{Value, json};

const PERSON: &str = "R-000001";

/// After the codes of these tests have ended and what is held was kept for its time.
const DUE: &str = "2028-06-01T08:00:00+08:00";

fn act(place: &Place, words: &[&str], args: &[&str], at: &str) -> Ran {
    let home = place.path("home");
    let first = [words, &["--home", &home, "--at", at, "--json"]].concat();
    run("juma-issuer", first.iter().chain(args))
}

fn enrol(place: &Place, record: &str) {
    let file = place.write("enrol.json", record);
    let _ = act(place, &["resident", "enrol"], &["--record", &file], SIGNED).expect(0);
}

/// Somebody else, whose strings differ from everybody's.
fn other(number: u32) -> String {
    json!({
        "subject": format!("R-9{number:05}"), "name": "样例", "population": "outside",
        "document": {"kind": "passport", "number": format!("E{number:08}"),
            "birth_date": "1980-01-02", "sex": "female"},
        "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-2"},
        "region": "440305", "address": {"state": "none"},
    })
    .to_string()
}

/// The files of a home's register that hold a text, as bytes.
fn holding(place: &Place, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(place.path("home")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(text.len()).any(|it| it == text.as_bytes()) {
                found.push(name);
            }
        }
    }
    found
}

fn refused(ran: Ran) -> String {
    let said = ran.expect(1).object();
    said["refused"]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn everything_that_is_held_on_a_person_is_handed_out() {
    let place = Place::ready();
    enrol(&place, &records::migrant());
    enrol(&place, &other(1));
    place.sign(&records::migrant(), "code.png", &[]);
    let out = place.path("held.json");
    let args = ["--subject", PERSON, "--out", &out];
    let _ = act(&place, &["export"], &args, LATER).expect(0);
    let held: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(held["residents"][0]["name"], "张三丰");
    assert_eq!(held["documents"][0]["number"], "11010519491231002X");
    assert_eq!(held["registrations"][0]["address"], "粤海街道科苑路15号");
    assert_eq!(held["issuances"][0]["serial"], 1);
    let acts: Vec<&str> = held["journal"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["enrol", "plan", "commit", "export"]);
    assert!(!held.to_string().contains("样例"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&out).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }
    // Not over another file, and nothing of nobody.
    act(&place, &["export"], &args, LATER).expect_failure("exists already");
    let nobody = place.path("nobody.json");
    let args = ["--subject", "R-404", "--out", &nobody];
    assert_eq!(
        refused(act(&place, &["export"], &args, LATER)),
        "unknown-subject"
    );
    assert!(!Path::new(&nobody).exists());
}

#[test]
fn a_purged_person_is_in_no_byte_of_the_register() {
    let place = Place::ready();
    // Others before and behind, so that pages are split and rows are moved.
    for number in 0..20 {
        enrol(&place, &other(number));
    }
    enrol(&place, &records::migrant());
    for number in 20..40 {
        enrol(&place, &other(number));
    }
    place.sign(&records::migrant(), "old.png", &[]);
    let strings = [
        PERSON,
        "张三丰",
        "11010519491231002X",
        "粤海街道科苑路15号",
        "V-2026-0001",
    ];
    for text in strings {
        assert!(
            !holding(&place, text).is_empty(),
            "{text} can be found at all"
        );
    }

    let who = ["--subject", PERSON];
    let purge = |at: &str, more: &[&str]| act(&place, &["purge"], &[&who[..], more].concat(), at);
    assert_eq!(refused(purge(LATER, &[])), "code-good");
    let _ = place.issuer("revoke", &who, LATER).expect(0);
    assert_eq!(refused(purge(LATER, &[])), "residence-open");
    let _ = act(&place, &["residence", "move-out"], &who, LATER).expect(0);
    assert_eq!(refused(purge(LATER, &[])), "retained");
    let would = purge(LATER, &["--on-request", "--dry-run"]).expect(0);
    assert_eq!(would.object()["subject"], PERSON);
    assert_eq!(
        refused(purge(LATER, &[])),
        "retained",
        "a dry run erases nobody"
    );
    let said = purge(LATER, &["--on-request"]).expect(0).object();
    assert_eq!(said, json!({"people": 1, "codes": 1, "wiped": "anew"}));
    for text in strings {
        assert_eq!(holding(&place, text), [""; 0], "{text}");
    }
    assert!(!holding(&place, "样例").is_empty(), "the others are there");
    assert_eq!(refused(purge(LATER, &["--on-request"])), "unknown-subject");
    let subject = act(&place, &["resident", "show"], &who, LATER);
    assert_eq!(refused(subject), "not-enrolled");

    // The chain of the journal holds, the revocation is published, and no index comes again.
    let journal = place.ledger();
    assert!(journal.contains(" purge ") && !journal.contains(PERSON));
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    assert_eq!(place.verdict("old.png"), "refuse/revoked");
    let old = find(&place, "old.png").expect(0).object();
    assert_eq!(
        (&old["status"], &old["facts"]),
        (&json!("revoked"), &json!("unenrolled"))
    );
    place.sign(&records::migrant(), "new.png", &[]);
    let new = find(&place, "new.png").expect(0).object();
    assert_eq!(new["serial"], "0000000002");
    assert_ne!((&old["list"], &old["index"]), (&new["list"], &new["index"]));
}

#[test]
fn people_are_erased_when_they_are_due() {
    let place = Place::ready();
    enrol(&place, &records::migrant());
    enrol(&place, &other(1));
    enrol(&place, &other(2));
    let due = |at: &str, more: &[&str]| {
        let args = [&["--due"], more].concat();
        act(&place, &["purge"], &args, at).expect(0).json()
    };
    assert_eq!(due(LATER, &["--dry-run"]), [Value::Null; 0]);
    let people = due(DUE, &["--dry-run"]);
    let people: Vec<&str> = people
        .iter()
        .map(|one| one["subject"].as_str().unwrap())
        .collect();
    assert_eq!(
        people,
        ["R-900001", "R-900002"],
        "who lives here is not due"
    );
    assert_eq!(due(DUE, &[])[0]["people"], 2);
    assert_eq!(
        due(DUE, &[])[0],
        json!({"people": 0, "codes": 0, "wiped": "nothing"})
    );
    assert_eq!(holding(&place, "样例"), [""; 0]);
    // A place may keep for longer.
    let settings = place.path("home/home.toml");
    let text = fs::read_to_string(&settings).unwrap();
    assert!(text.contains("retention-days = 184"), "{text}");
    enrol(&place, &other(3));
    fs::write(&settings, text.replace("= 184", "= 3650")).unwrap();
    assert_eq!(due(DUE, &["--dry-run"]), [Value::Null; 0]);
}

fn find(place: &Place, name: &str) -> Ran {
    act(place, &["find"], &[&place.path(name)], LATER)
}

#[test]
fn a_code_in_hand_is_found() {
    let place = Place::ready();
    enrol(&place, &records::migrant());
    let said = place.sign(&records::migrant(), "code.png", &[]);
    place.sign(&records::migrant(), "code.txt", &["--tier", "full"]);
    let found = find(&place, "code.png").expect(0).object();
    for (member, value) in [
        ("serial", said["serial"].clone()),
        ("tier", json!("gate")),
        ("status", json!("valid")),
        ("facts", json!("current")),
        ("over", json!(false)),
        ("expires", said["expires"].clone()),
    ] {
        assert_eq!(found[member], value, "{member}");
    }
    assert!(found.get("subject").is_none(), "nobody asked whose it is");
    let text = fs::read_to_string(place.path("code.txt")).unwrap();
    let args = ["--whose", text.trim_end()];
    let ran = act(&place, &["find"], &args, LATER).expect(0);
    assert!(
        !ran.out.contains(text.trim_end()),
        "what was typed is not repeated"
    );
    let found = ran.object();
    assert_eq!(
        (&found["tier"], &found["subject"]),
        (&json!("full"), &json!(PERSON))
    );

    let record = records::with_line("address", r#"  "address": {"state": "none"}"#);
    let record = place.write("update.json", record);
    let _ = act(
        &place,
        &["resident", "update"],
        &["--record", &record],
        LATER,
    )
    .expect(0);
    assert_eq!(
        find(&place, "code.png").expect(0).object()["facts"],
        "stale"
    );

    // Of another place, no code at all, a picture without one.
    let other = Place::new();
    other.sign(&records::migrant(), "code.png", &[]);
    let foreign = act(&place, &["find"], &[&other.path("code.png")], LATER);
    assert_eq!(refused(foreign), "unknown-code");
    place.write("torn.txt", "JM1:0000");
    assert_eq!(refused(find(&place, "torn.txt")), "not-a-code");
    let blank = image::GrayImage::from_pixel(90, 90, image::Luma([255]));
    place.write("blank.png", juma_tests::picture::png(&blank));
    let none = find(&place, "blank.png").expect(3).object();
    assert_eq!(none["refused"]["reason"], "no-code");
    find(&place, "missing.png").expect_failure("missing.png");
}

#[test]
fn the_status_says_what_is_near_its_end() {
    let place = Place::ready();
    enrol(&place, &records::migrant());
    place.sign(&records::migrant(), "code.png", &[]);
    place.sign(&records::migrant(), "gone.png", &["--tier", "full"]);
    let _ = place.issuer("revoke", &["--serial", "2"], LATER).expect(0);
    let status = |at: &str| act(&place, &["status"], &[], at).expect(0).object();
    let said = status(LATER);
    let sum = |member: &str| -> u64 {
        let months = said["codes"].as_array().unwrap().iter();
        months.map(|month| month[member].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("valid"), sum("revoked")), (1, 1));
    assert_eq!(said["residents"], 1);
    assert_eq!(said["publication"]["sequence"], 1);
    assert_eq!(said["keys"].as_array().unwrap().len(), 4);
    assert_eq!(said["lists"].as_array().unwrap().len(), 2);
    assert_eq!(said["register"]["kind"], "file");
    assert_eq!(
        said["warnings"],
        json!([
            "changes of codes that no bundle has told verifiers of: 1; publish",
            "no backup was ever made"
        ])
    );
    assert!(!said.to_string().contains("张三丰"));
    let late = status("2026-04-05T08:00:00+08:00");
    let warnings = late["warnings"].to_string();
    assert!(
        warnings.contains("bundle 1 ends on 2026-04-10"),
        "{warnings}"
    );
    let over = status("2026-04-10T09:00:00+08:00");
    let warnings = over["warnings"].to_string();
    assert!(warnings.contains("bundle 1 ended on"), "{warnings}");
    let _ = place.publish("later.jmb");
    let published = status(LATER);
    assert_eq!(published["unpublished"], 0);
    let home = place.path("home");
    let shown = run("juma-issuer", ["status", "--home", &home, "--at", LATER]).expect(0);
    assert!(shown.out.contains("bundle 2 of"), "{}", shown.out);
}

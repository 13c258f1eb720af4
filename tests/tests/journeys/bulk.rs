//! Codes for many: planned, approved, issued, read again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_registry::record::Record;
use juma_tests::{
    command::{LATER, Place, Ran, SIGNED, run},
    residents::{enrol, enrol_all, register, somebody},
};
use serde_json::{Value, json};

const PEOPLE: u32 = 55;

/// A place with people, most of whom are alike.
fn place_with_people() -> Place {
    let place = Place::ready();
    let mut register = register(Path::new(&place.path("home")), None);
    enrol(&mut register, 0..PEOPLE);
    let few: Vec<Record> = (0..5).map(|one| somebody(PEOPLE + one, "欧阳一")).collect();
    enrol_all(&mut register, &few);
    place
}

fn issue(place: &Place, args: &[&str]) -> Ran {
    let out = place.path("run");
    let args = [&["--batch", "7", "--out", &out], args].concat();
    place.issuer("issue", &args, SIGNED)
}

fn verify(place: &Place) -> Ran {
    place.issuer("verify-run", &[&place.path("run")], SIGNED)
}

/// The pictures of a run, by name.
fn pictures(place: &Place) -> Vec<PathBuf> {
    let files = place.snapshot("run/codes").into_iter();
    files.map(|(path, _)| path).collect()
}

fn set(place: &Place, line: &str) {
    let path = place.path("home/home.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{settings}{line}\n")).unwrap();
}

fn reason(ran: Ran) -> Value {
    ran.expect(1).object()["refused"]["reason"].clone()
}

#[test]
fn everybody_gets_a_code_that_a_gate_accepts() {
    let place = place_with_people();
    let said = issue(&place, &["--all"]).expect(0).object();
    assert_eq!(
        (&said["issued"], &said["skipped"]),
        (&json!(60), &json!(0)),
        "{said}"
    );
    let found = pictures(&place);
    assert_eq!(found.len(), 60);
    assert_eq!(found[0], Path::new("0000000/0000000001.png"));

    let codes = place.path("run/codes/0000000");
    let judged = place.check(&[&codes]).json();
    assert_eq!(judged.len(), 60);
    assert!(judged.iter().all(|one| one["verdict"] == "accept"));
    // Who is one of few shows not even the first character.
    let name = |one: &Value| one["claims"]["name"].as_str().unwrap().to_owned();
    let names: Vec<String> = judged.iter().map(name).collect();
    assert_eq!(names.iter().filter(|name| *name == "张*").count(), 55);
    assert_eq!(names.iter().filter(|name| *name == "*").count(), 5);

    // The same again changes nothing, and other options are another run.
    let before = place.snapshot("run");
    let again = issue(&place, &["--all"]).expect(0).object();
    assert_eq!(again["run"], said["run"]);
    let resumed = place.issuer("issue", &["--resume", "--out", &place.path("run")], LATER);
    let _ = resumed.expect(0);
    assert!(place.snapshot("run") == before);
    issue(&place, &["--all", "--tier", "full"]).expect_failure("begun with other options");

    let whole = verify(&place).expect(0).object();
    assert_eq!(
        (&whole["whole"], &whole["issued"]),
        (&json!(true), &json!(60))
    );
    assert!(!Path::new(&place.path("run/job.key")).exists());
    let _ = verify(&place).expect(0);
}

#[test]
fn every_tier_medium_and_format() {
    let place = place_with_people();
    for (out, args) in [
        ("a", &["--tier", "full", "--paper", "--format", "svg"][..]),
        ("b", &["--tier", "sealed", "--format", "txt"][..]),
        (
            "c",
            &["--region", "440305,4401", "--population", "outside"][..],
        ),
    ] {
        let out = place.path(out);
        let args = [&["--all", "--out", &out], args].concat();
        let said = place.issuer("issue", &args, SIGNED).expect(0).object();
        assert_eq!(said["issued"], 60);
        let _ = place.issuer("verify-run", &[&out], SIGNED).expect(0);
    }
    // Whoever lacks one: nobody, until one is revoked; nobody has one on paper.
    let lacking = |out: &str, more: &[&str]| {
        let out = place.path(out);
        let args = [&["--all", "--missing", "--out", &out], more].concat();
        let said = place.issuer("issue", &args, SIGNED).expect(0).object();
        let _ = place.issuer("verify-run", &[&out], SIGNED).expect(0);
        said["issued"].as_u64().unwrap()
    };
    assert_eq!(lacking("g", &[]), 0);
    let revoke = ["--subject", "N-000007"];
    let _ = place.issuer("revoke", &revoke, SIGNED).expect(0);
    assert_eq!(lacking("h", &[]), 1);
    assert_eq!(lacking("i", &["--paper"]), 60);
    let out = place.path("d");
    let some = ["--subject", "N-000003", "N-000001", "--out", &out];
    let said = place.issuer("issue", &some, SIGNED).expect(0).object();
    assert_eq!(said["issued"], 2);
    let nobody = ["--subject", "N-999999", "--out", &place.path("e")];
    let refused = place.issuer("issue", &nobody, SIGNED).expect(1).object();
    assert_eq!(refused["refused"]["reason"], "others-not-enrolled");
    let message = refused["refused"]["message"].as_str().unwrap();
    assert!(message.ends_with("not enrolled: N-999999"), "{message}");
    let out = place.path("f");
    let none = ["--all", "--region", "4401", "--out", &out];
    let said = place.issuer("issue", &none, SIGNED).expect(0).object();
    assert_eq!(said["issued"], 0);
    let _ = place.issuer("verify-run", &[&out], SIGNED).expect(0);
}

#[test]
fn who_gets_none_is_named_and_keeps_nobody_back() {
    let place = place_with_people();
    let _ = issue(&place, &["--all", "--plan-only"]).expect(0);
    assert!(!Path::new(&place.path("run/codes")).exists());
    // Other commands on the register leave the plan alone.
    place.publish("next.jmb");
    let changed = somebody(4, "李四").to_json();
    let record = place.write("changed.json", changed);
    let home = place.path("home");
    let args = [
        "resident", "update", "--home", &home, "--at", LATER, "--record", &record,
    ];
    let _ = run("juma-issuer", args).expect(0);

    let said = issue(&place, &["--all"]).expect(1).object();
    assert_eq!(
        (&said["issued"], &said["given_up"], &said["skipped"]),
        (&json!(59), &json!(1), &json!(1))
    );
    let skipped = fs::read_to_string(place.path("run/skipped.csv")).unwrap();
    assert_eq!(skipped, "subject,reason\nN-000004,changed-since-planned\n");
    let _ = verify(&place).expect(0);
}

#[test]
fn a_second_operator_approves_and_quotas_hold() {
    let place = place_with_people();
    set(&place, "approvals = 2");
    // What stands where nobody is named.
    let nobody = issue(&place, &["--all", "--plan-only", "--operator", "unnamed"]);
    nobody.expect_failure("two operators answer for needs their names");
    assert!(!Path::new(&place.path("run")).exists());
    let planned = issue(&place, &["--all", "--plan-only", "--operator", "li"]).expect(0);
    let name = planned.object()["run"].as_str().unwrap().to_owned();
    let early = issue(&place, &["--all", "--operator", "li"]);
    assert_eq!(reason(early), "not-approved");
    let own = place.issuer("approve", &[&name, "--operator", "li"], SIGNED);
    assert_eq!(reason(own), "same-operator");
    let approved = place.issuer("approve", &[&name, "--operator", "wang"], SIGNED);
    assert_eq!(approved.expect(0).object()["approver"], "wang");
    let again = place.issuer("approve", &[&name, "--operator", "zhao"], SIGNED);
    assert_eq!(reason(again), "run-approved");
    let _ = issue(&place, &["--all", "--operator", "li"]).expect(0);
    let _ = verify(&place).expect(0);
    let manifest = fs::read_to_string(place.path("run/run.json")).unwrap();
    assert!(manifest.contains("\"approver\": \"wang\""), "{manifest}");

    set(&place, "quota-day = 100\nquota-run = 59");
    let out = place.path("next");
    let over = place.issuer(
        "issue",
        &["--all", "--operator", "li", "--out", &out],
        SIGNED,
    );
    assert_eq!(reason(over), "quota-run");
    // Nothing was begun, and with another quota the same command goes through.
    assert!(!Path::new(&out).exists());
    let settings = fs::read_to_string(place.path("home/home.toml")).unwrap();
    let settings = settings.replace("quota-run = 59", "quota-run = 60");
    fs::write(place.path("home/home.toml"), settings).unwrap();
    let out = place.path("after");
    let over = place.issuer(
        "issue",
        &["--all", "--operator", "li", "--out", &out],
        SIGNED,
    );
    assert_eq!(reason(over), "quota-day");
    let tomorrow = place.issuer(
        "issue",
        &[
            "--all",
            "--operator",
            "li",
            "--plan-only",
            "--out",
            &place.path("morning"),
        ],
        LATER,
    );
    let name = tomorrow.expect(0).object()["run"]
        .as_str()
        .unwrap()
        .to_owned();
    let ended = place.issuer("give-up", &[&name], LATER).expect(0).object();
    assert_eq!(ended["given_up"], 60);
    let resumed = place.issuer(
        "issue",
        &[
            "--resume",
            "--operator",
            "li",
            "--out",
            &place.path("morning"),
        ],
        LATER,
    );
    assert_eq!(reason(resumed), "run-given-up");
}

#[test]
fn verify_run_names_each_fault() {
    let place = place_with_people();
    let _ = issue(&place, &["--all"]).expect(0);
    let file = |name: &str| place.path(&format!("run/codes/0000000/{name}"));
    let faults = || {
        let said = verify(&place).expect(1).json();
        let faults = said
            .iter()
            .filter_map(|one| one["fault"]["reason"].as_str());
        faults.map(str::to_owned).collect::<Vec<_>>()
    };
    let (first, second) = (file("0000000001.png"), file("0000000002.png"));
    let (one, two) = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    fs::write(&first, &two).unwrap();
    fs::write(&second, &one).unwrap();
    fs::write(file("0000000003.png"), "").unwrap();
    fs::remove_file(file("0000000004.png")).unwrap();
    let mut torn = fs::read(file("0000000005.png")).unwrap();
    torn.truncate(torn.len() / 2);
    fs::write(file("0000000005.png"), torn).unwrap();
    fs::write(file("0000000005 (copy).png"), &one).unwrap();
    fs::write(place.path("run/codes/notes.txt"), "").unwrap();
    fs::write(place.path("run/skipped.csv"), "subject,reason\n\n").unwrap();
    assert_eq!(
        faults(),
        [
            "claims-differ",
            "claims-differ",
            "empty",
            "missing",
            "unreadable",
            "extra",
            "extra",
            "skipped-differs"
        ]
    );
    assert!(Path::new(&place.path("run/job.key")).exists());
    let manifest = fs::read_to_string(place.path("run/run.json")).unwrap();
    let edited = manifest.replace("\"issued\": 60", "\"issued\": 61");
    fs::write(place.path("run/run.json"), edited).unwrap();
    assert_eq!(faults()[0], "summary-differs");
    let edited = manifest.replace("\"days\": 365", "\"days\": 366");
    fs::write(place.path("run/run.json"), edited).unwrap();
    assert_eq!(faults()[0], "terms-differ");
}

/// A full disk and a folder that cannot be written end a run in one line, and it goes on after.
#[test]
fn a_full_disk_and_a_read_only_folder() {
    let place = place_with_people();
    let out = place.path("run");
    fs::create_dir(&out).unwrap();
    let issuer = juma_tests::command::binary("juma-issuer");
    let home = place.path("home");
    let script = format!(
        r#"set -u
        mount -t tmpfs -o size=64k tmpfs {out} || exit 77
        issue() {{ {} issue --home {home} --at {SIGNED} --all --batch 7 --out {out}; echo "status $?"; }}
        issue
        mount -o remount,size=8m,ro tmpfs {out}
        issue
        mount -o remount,rw tmpfs {out}
        issue
        {} verify-run --home {home} --at {SIGNED} {out}; echo "status $?""#,
        issuer.display(),
        issuer.display()
    );
    let ran = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .output();
    let Some(ran) = ran.ok().filter(|ran| ran.status.success()) else {
        eprintln!("skipped: no file system of one's own here");
        return;
    };
    let said = Ran::of(ran);
    let statuses: Vec<&str> = said
        .out
        .lines()
        .filter(|line| line.starts_with("status"))
        .collect();
    assert_eq!(
        statuses,
        ["status 2", "status 2", "status 0", "status 0"],
        "{said:?}"
    );
    let errors: Vec<&str> = said.err.lines().collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("No space left"), "{errors:?}");
    assert!(errors[1].contains("Read-only"), "{errors:?}");
}

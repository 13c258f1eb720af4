//! Residents from enrolment to a verdict, and who may do what with whom (DESIGN §2).

use std::fs;

use juma_tests::{
    command::{FOUNDED, LATER, Place, Ran, SIGNED, run},
    records,
};
use serde_json::{Value, json};

const PERSON: &str = "R-000001";

/// Runs an act of a group.
fn act(place: &Place, words: [&str; 2], args: &[&str], at: &str) -> Ran {
    let home = place.path("home");
    let first = [words[0], words[1], "--home", &home, "--at", at, "--json"];
    run("juma-issuer", first.iter().chain(args))
}

fn enrol(place: &Place, record: &str) -> Ran {
    let file = place.write("enrol.json", record);
    act(place, ["resident", "enrol"], &["--record", &file], SIGNED)
}

/// The record that the register has.
fn shown(place: &Place) -> Value {
    let args = ["--subject", PERSON];
    act(place, ["resident", "show"], &args, LATER)
        .expect(0)
        .object()
}

/// Gives the register a record that differs.
fn update(place: &Place, record: &Value, more: &[&str]) -> Value {
    let file = place.write("update.json", record.to_string());
    let args = [&["--record", &file], more].concat();
    act(place, ["resident", "update"], &args, LATER)
        .expect(0)
        .object()
}

fn refused(ran: Ran) -> String {
    let said = ran.expect(1).object();
    assert!(said["refused"]["message"].is_string(), "{said}");
    said["refused"]["reason"].as_str().unwrap().to_owned()
}

/// Signs what the register has, and gives what an officer sees of the address.
fn officer_sees(place: &Place, out: &str) -> Value {
    let record = place.write("shown.json", shown(place).to_string());
    let file = place.path(out);
    let args = ["--record", &record, "--out", &file, "--tier", "full"];
    let _ = place.issuer("sign", &args, LATER).expect(0);
    let seen = place.check(&["--policy", "officer", &file]).expect(0);
    seen.object()["claims"]["address"].clone()
}

/// FAQ 3 and 11: a new name revokes the codes with the old one and issues others, in one act.
#[test]
fn a_new_name_is_a_new_code() {
    let place = Place::ready();
    let said = enrol(&place, &records::migrant()).expect(0).object();
    assert_eq!(said["changed"], json!(["person"]));
    assert_eq!(
        refused(enrol(&place, &records::migrant())),
        "already-enrolled"
    );
    place.sign(&records::migrant(), "old-gate.png", &[]);
    place.sign(&records::migrant(), "old-full.png", &["--tier", "full"]);
    let mut record = shown(&place);
    record["name"] = json!("张无忌");
    fs::create_dir(place.path("out")).unwrap();
    let said = update(&place, &record, &["--reissue", &place.path("out")]);
    assert_eq!(said["changed"], json!(["name"]));
    for (code, serial) in said["stale"].as_array().unwrap().iter().zip([1, 2]) {
        assert_eq!(code["serial"], format!("{serial:010}"));
        assert_eq!(code["fate"], "revoked");
    }
    assert_eq!(said["issued"].as_array().unwrap().len(), 2);
    let again = update(&place, &record, &[]);
    assert_eq!(
        (&again["changed"], &again["stale"]),
        (&json!([]), &json!([]))
    );

    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    for old in ["old-gate.png", "old-full.png"] {
        assert_eq!(place.verdict(old), "refuse/revoked");
    }
    for new in ["out/0000000003.png", "out/0000000004.png"] {
        assert_eq!(place.verdict(new), "accept/accepted");
    }
    let new = place.path("out/0000000004.png");
    let seen = place.check(&["--policy", "officer", &new]).object();
    assert_eq!(seen["claims"]["name"], "张无忌");
}

/// FAQ 5, 8, 9, 10, 15, 16, 17: an address comes, changes and goes, and what is shown with it.
#[test]
fn an_address_from_none_to_none() {
    let place = Place::ready();
    let none = records::with_line("address", r#"  "address": {"state": "none"}"#);
    let said = enrol(&place, &none).expect(0).object();
    assert_eq!(
        said["hotlines"][0]["number"], "0755-84466140",
        "whom to ask in Nanshan"
    );
    assert_eq!(officer_sees(&place, "none.png")["state"], "none");
    let subject = ["--subject", PERSON];
    let confirm = act(&place, ["residence", "confirm"], &subject, LATER);
    assert_eq!(refused(confirm), "not-pending");

    let mut record = shown(&place);
    record["address"] = json!({"state": "pending"});
    let said = update(&place, &record, &[]);
    assert_eq!(
        said["stale"][0]["fate"], "stale",
        "good until another is issued"
    );
    assert_eq!(officer_sees(&place, "pending.png")["state"], "pending");
    let confirm = act(&place, ["residence", "confirm"], &subject, LATER);
    assert_eq!(refused(confirm), "address-missing");

    for (state, text) in [
        ("non-standard", "大学城边上"),
        ("registered", "粤海街道科苑路15号"),
    ] {
        record["address"] = json!({"state": state, "text": text});
        assert_eq!(update(&place, &record, &[])["changed"], json!(["address"]));
        let seen = officer_sees(&place, &format!("{state}.png"));
        assert_eq!(seen["state"], state);
        assert!(seen.to_string().contains(text), "{seen}");
    }
    record["household_address"] = json!({"region": "110105", "text": "建国路1号"});
    assert_eq!(
        update(&place, &record, &[])["changed"],
        json!(["household"])
    );

    let permit = place.write("permit.txt", "ABC-000-1\n");
    let link = ["--subject", PERSON, "--number", &permit];
    let _ = act(&place, ["permit", "link"], &link, LATER).expect(0);
    assert_eq!(
        refused(act(&place, ["permit", "link"], &link, LATER)),
        "permit-linked"
    );
    let moved = act(&place, ["residence", "move-out"], &subject, LATER)
        .expect(0)
        .object();
    // Shenzhen keeps the permit whatever happens.
    assert_eq!(moved["changed"], json!(["address"]));
    let _ = act(&place, ["permit", "end"], &subject, LATER).expect(0);
    assert_eq!(officer_sees(&place, "moved.png")["state"], "none");
    let again = act(&place, ["residence", "move-out"], &subject, LATER);
    assert_eq!(refused(again), "no-residence");
    // Nothing was revoked, so every code is as good as it was.
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    assert_eq!(place.verdict("none.png"), "accept/accepted");
}

/// FAQ 6 and 7: family under 18 or from 60 on and nobody else; who shares an address is no member.
#[test]
fn who_may_be_shown_by_whom() {
    let place = Place::ready();
    let _ = enrol(&place, &records::migrant()).expect(0);
    let person = |id: &str, birth_date: &str, address: &str| {
        let record = json!({
            "subject": id, "name": "样例", "population": "outside",
            "document": {"kind": "passport", "number": id.replace("R-", "E000000"),
                "birth_date": birth_date, "sex": "female"},
            "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-2"},
            "region": "440305", "address": {"state": "registered", "text": address},
        });
        let _ = enrol(&place, &record.to_string()).expect(0);
    };
    // On 20 January 2026, UTC+8.
    person("R-10", "2008-01-21", "粤海街道1号");
    person("R-11", "2008-01-20", "粤海街道1号");
    person("R-12", "1966-01-20", "粤海街道1号");
    person("R-13", "1980-01-01", "粤海街道科苑路15号");
    let member = |id: &str| {
        let args = ["--subject", PERSON, "--member", id, "--kinship", "parent"];
        act(&place, ["family", "add-member"], &args, LATER)
    };
    let _ = member("R-10").expect(0);
    let _ = member("R-12").expect(0);
    assert_eq!(refused(member("R-11")), "neither-minor-nor-elder");
    assert_eq!(refused(member("R-10")), "already-related");
    assert_eq!(refused(member(PERSON)), "same-person");
    assert_eq!(refused(member("R-99")), "not-enrolled");
    let beside = |id: &str| {
        let args = ["--subject", PERSON, "--with", id];
        act(&place, ["family", "add-co-resident"], &args, LATER)
    };
    assert_eq!(refused(beside("R-11")), "address-differs");
    let _ = beside("R-13").expect(0);
    let list = || {
        let args = ["--subject", PERSON];
        let listed = act(&place, ["family", "list"], &args, LATER)
            .expect(0)
            .json();
        let kinds = listed
            .iter()
            .map(|one| one["kind"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(list(), ["minor", "elder", "co-resident"]);
    let day_after = "2026-01-21T00:00:00+08:00";
    let of_age = act(&place, ["family", "come-of-age"], &[], day_after).expect(0);
    assert_eq!(of_age.object()["with"], "R-10");
    assert_eq!(list(), ["elder", "co-resident"]);
}

/// A server that two places share, where there is one.
#[test]
fn two_places_on_one_server() {
    let Ok(base) = std::env::var("JUMA_TEST_POSTGRES") else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let schema = format!("journey_{}", std::process::id());
    let mut client = postgres::Client::connect(&base, postgres::NoTls).unwrap();
    client
        .batch_execute(&format!("CREATE SCHEMA {schema}"))
        .unwrap();
    let sign = if base.contains('?') { '&' } else { '?' };
    let url = format!("{base}{sign}options=-csearch_path%3D{schema}");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (one, two) = (path("one"), path("two"));
    let init = ["init", "--home", &one, "--register", &url, "--at", FOUNDED];
    let _ = run("juma-issuer", init).expect(0);
    let init = ["init", "--home", &two, "--register", &url, "--at", FOUNDED];
    run("juma-issuer", init).expect_failure("there is a register already");
    fs::create_dir(&two).unwrap();
    // The second place has the settings, the trust and the keys of the first.
    for entry in ["home.toml", "root.pub", "keys", "trust", "bundles"] {
        copy(
            &folder.path().join("one").join(entry),
            &folder.path().join("two").join(entry),
        );
    }
    let record = path("record.json");
    fs::write(&record, records::migrant()).unwrap();
    let serials = [&one, &two, &one, &two].map(|home| {
        let out = path("code.png");
        let args = [
            "sign",
            "--home",
            home,
            "--record",
            &record,
            "--out",
            &out,
            "--at",
            SIGNED,
            "--replace",
        ];
        let said = run("juma-issuer", args.iter().chain(&["--json"]))
            .expect(0)
            .object();
        said["serial"].as_str().unwrap().to_owned()
    });
    assert_eq!(
        serials,
        ["0000000001", "0000000002", "0000000003", "0000000004"]
    );
    let journal = run("juma-issuer", ["journal", "--home", &two])
        .expect(0)
        .out;
    assert_eq!(journal.matches(" plan ").count(), 4);
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .unwrap();
    let args = ["journal", "--home", &one];
    run("juma-issuer", args).expect_failure("the database is no register");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// What a home of an earlier version had goes on, and a copy of yesterday does not.
#[test]
fn old_homes_and_old_copies() {
    let place = Place::ready();
    let home = place.path("home");
    let yesterday = fs::read(place.path("home/register.db")).unwrap();
    place.sign(&records::migrant(), "code.png", &[]);
    fs::write(place.path("home/register.db"), &yesterday).unwrap();
    place
        .try_sign(&records::migrant(), "never.png", &[])
        .expect_failure("old copy");
    assert!(!fs::exists(place.path("never.png")).unwrap());

    let bundle = fs::read(place.path("home/bundles/0000000001.jmb")).unwrap();
    for file in ["register.db", "register.mark"] {
        fs::remove_file(place.path(&format!("home/{file}"))).unwrap();
    }
    old_ledger(&place);
    place
        .try_sign(&records::migrant(), "never.png", &[])
        .expect_failure("juma-issuer migrate");
    let migrate = ["migrate", "--home", &home, "--json"];
    let said = run("juma-issuer", migrate).expect(0).object();
    assert_eq!((&said["codes"], &said["lists"]), (&json!(1), &json!(1)));
    assert!(fs::exists(place.path("home/ledger.jsonl")).unwrap());
    run("juma-issuer", migrate).expect_failure("there is a register already");
    place
        .try_sign(&records::migrant(), "never.png", &[])
        .expect_failure("publish");
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    let record = place.write("record.json", records::migrant());
    let out = place.path("code.png");
    let args = ["--record", &record, "--out", &out, "--replace"];
    let said = place.issuer("sign", &args, LATER).expect(0).object();
    assert_eq!(said["serial"], "0000000002");
    assert_eq!(place.verdict("code.png"), "accept/accepted");
    assert_eq!(
        fs::read(place.path("home/bundles/0000000001.jmb")).unwrap(),
        bundle
    );
}

/// The ledger of a home as earlier versions kept it.
fn old_ledger(place: &Place) {
    use juma_format::{KeyId, claims::Tier, time::Date};
    use juma_registry::{
        SubjectId,
        ledger::{
            CodeHash, FileLedger, IssuePlan, KeyHash, Ledger, Period, PlannedBearer, PlannedProof,
            PublicationPlan,
        },
    };
    let midnight = |date| Date::parse(date).unwrap().midnight().unwrap();
    let path = place.path("home/ledger.jsonl");
    let mut ledger = FileLedger::create(path.as_ref()).unwrap();
    let (tier, period) = (Tier::Gate, Period::parse("2026-Q4").unwrap());
    let list = ledger.open_list(tier, period).unwrap();
    let plan = PublicationPlan {
        epoch: 1,
        at: midnight("2026-01-10"),
        lists: vec![list],
        keys: vec![KeyHash::from_bytes([1; 32])],
    };
    let sequence = ledger.next_sequence().unwrap();
    ledger.begin_publication(sequence, &plan).unwrap();
    ledger.finish_publication(sequence).unwrap();
    let plan = IssuePlan {
        subject: SubjectId::new(PERSON).unwrap(),
        tier,
        key_id: KeyId::from_bytes([1; 4]),
        issued_at: midnight("2026-01-11"),
        expires: midnight("2026-12-01"),
        proof: PlannedProof::Static,
        bearer: PlannedBearer::Holder,
    };
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    let planned = ledger.plan(&plan, &mut random).unwrap();
    ledger
        .commit(planned.serial, CodeHash::from_bytes([2; 32]))
        .unwrap();
}

//! What a first-time user does twice, or in another order than it was meant.

use std::fs;

use juma_tests::{
    command::{LATER, Place, Ran, SIGNED, run},
    records,
};
use serde_json::{Value, json};

/// Somebody fictional with a passport.
fn person(id: &str, born: &str) -> Value {
    json!({
        "subject": id, "name": "Lin Xiaoyue", "population": "outside",
        "document": {"kind": "passport", "number": id.replace("R-", "X00000"),
            "birth_date": born, "sex": "female"},
        "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-7"},
        "region": "440305", "address": {"state": "registered", "text": "粤海街道1号"},
    })
}

/// An act, as a person reads what comes of it.
fn act(place: &Place, words: [&str; 2], args: &[&str]) -> Ran {
    let home = place.path("home");
    let first = [words[0], words[1], "--home", &home, "--at", LATER];
    run("juma-issuer", first.iter().chain(args))
}

fn enrol(place: &Place, record: &Value) -> Ran {
    let file = place.write("enrol.json", record.to_string());
    act(place, ["resident", "enrol"], &["--record", &file]).expect(0)
}

fn sign(place: &Place, record: &Value, out: &str, args: &[&str]) -> Ran {
    let file = place.write("record.json", record.to_string());
    let out = place.path(out);
    let all = [&["--record", &file, "--out", &out], args].concat();
    place.issuer("sign", &all, LATER)
}

#[test]
fn an_issued_code_is_not_overwritten() {
    let place = Place::ready();
    let record: Value = serde_json::from_str(&records::migrant()).unwrap();
    let _ = sign(&place, &record, "c.txt", &[]).expect(0);
    let first = fs::read(place.path("c.txt")).unwrap();
    let before = place.ledger();
    let again = "it exists already; choose another name, or move it away";
    sign(&place, &record, "c.txt", &[]).expect_failure(again);
    assert_eq!(fs::read(place.path("c.txt")).unwrap(), first);
    assert_eq!(place.ledger(), before, "no index is spent");
    let _ = sign(&place, &record, "c.txt", &["--replace"]).expect(0);
    assert_ne!(fs::read(place.path("c.txt")).unwrap(), first);
    let wallet = ["--live"];
    let _ = sign(&place, &record, "c.wallet", &wallet).expect(0);
    sign(&place, &record, "c.wallet", &wallet).expect_failure(again);
    // A card that is printed of it likewise.
    let _ = sign(&place, &record, "p.txt", &["--paper"]).expect(0);
    let pdf = place.write("cards.pdf", "precious");
    let code = place.path("p.txt");
    let print = place.issuer("print", &[&code, "--out", &pdf], LATER);
    print.expect_failure(again);
    assert_eq!(fs::read(&pdf).unwrap(), b"precious");
    // A picture is no text of a code.
    let _ = sign(&place, &record, "p.png", &["--paper"]).expect(0);
    let (picture, out) = (place.path("p.png"), place.path("q.pdf"));
    let font = juma_tests::workspace().join("print/tests/fonts/cjk.otf");
    let font = font.to_str().unwrap();
    let print = place.issuer("print", &[&picture, "--out", &out, "--font", font], LATER);
    print.expect_failure("give the .txt");
}

#[test]
fn the_register_says_who_the_guardian_is() {
    let place = Place::ready();
    let (guardian, child) = (person("R-2", "1990-01-01"), person("R-3", "2016-06-01"));
    let said = enrol(&place, &guardian);
    assert!(said.out.starts_with("R-2: enrolled\n"), "{}", said.out);
    for record in [&child, &person("R-4", "2017-06-01")] {
        let _ = enrol(&place, record);
    }
    let _ = sign(&place, &guardian, "own.txt", &[]).expect(0);
    let own = place.path("own.txt");
    let shown = |record: &Value, out: &str| sign(&place, record, out, &["--guardian-code", &own]);
    let refused = |record: &Value| {
        let said = shown(record, "refused.txt").expect(1).object();
        said["refused"].clone()
    };
    let unrelated = refused(&child);
    assert_eq!(unrelated["reason"], "guardian-not-named");
    let message = unrelated["message"].as_str().unwrap();
    assert!(message.contains("family add-member"), "{message}");
    // The one who is missing is named, whichever it is.
    for (words, flag) in [("add-member", "--member"), ("add-co-resident", "--with")] {
        for (one, other, missing) in [("R-2", "R-77", "R-77"), ("R-88", "R-2", "R-88")] {
            let mut args = vec!["--subject", one, flag, other];
            if words == "add-member" {
                args.extend(["--kinship", "parent"]);
            }
            let said = act(&place, ["family", words], &args).expect(1);
            let line = format!("refused: {missing}: nobody of this id is enrolled");
            assert!(said.err.starts_with(&line), "{}", said.err);
        }
    }
    let relate = ["--subject", "R-2", "--member", "R-3", "--kinship", "parent"];
    let _ = act(&place, ["family", "add-member"], &relate).expect(0);
    let live_with = ["--subject", "R-2", "--with", "R-4"];
    let _ = act(&place, ["family", "add-co-resident"], &live_with).expect(0);
    let list = act(&place, ["family", "list"], &["--subject", "R-2"]).expect(0);
    let line = "R-2 may show R-3 (minor), being the parent";
    assert!(list.out.contains(line), "{}", list.out);
    let said = shown(&child, "child.txt").expect(0).object();
    assert_eq!(said["guardian"], "parent");
    let flatmate = refused(&person("R-4", "2017-06-01"));
    assert_eq!(flatmate["reason"], "guardian-co-resident");
}

#[test]
fn codes_that_were_issued_again_can_be_printed() {
    let place = Place::ready();
    let mut record = person("R-2", "1990-01-01");
    let _ = enrol(&place, &record);
    let _ = sign(&place, &record, "old.txt", &["--paper"]).expect(0);
    record["name"] = json!("Lin Yue");
    let file = place.write("update.json", record.to_string());
    let new = place.path("new");
    let args = ["--record", &file, "--reissue", &new, "--format", "txt"];
    let _ = act(&place, ["resident", "update"], &args).expect(0);
    let font = juma_tests::workspace().join("print/tests/fonts/cjk.otf");
    let (out, home) = (place.path("cards.pdf"), place.path("home"));
    let args = [
        "print",
        "--home",
        &home,
        "--at",
        LATER,
        &new,
        "--out",
        &out,
        "--font",
        font.to_str().unwrap(),
    ];
    let said = run("juma-issuer", args).expect(0);
    assert!(
        said.out.starts_with("1 code on 1 page, in "),
        "{}",
        said.out
    );
    // A run that only looks makes no folder, and one that works does.
    let out = place.path("later");
    let _ = place
        .issuer("refresh", &["--out", &out, "--dry-run"], LATER)
        .expect(0);
    assert!(!fs::exists(&out).unwrap());
    let _ = place.issuer("refresh", &["--out", &out], LATER).expect(0);
    assert!(fs::exists(&out).unwrap());
}

#[test]
fn what_is_not_there_is_said_with_what_to_do() {
    let place = Place::ready();
    let mut record = person("R-2", "1990-01-01");
    record["address"] = json!({"state": "pending"});
    let _ = enrol(&place, &record);
    let confirm = act(&place, ["residence", "confirm"], &["--subject", "R-2"]).expect(1);
    let todo = r#"no address is known yet: resident update with {"state":"registered","text":…}"#;
    assert!(confirm.err.contains(todo), "{}", confirm.err);
    let revoked = place
        .issuer("revoke", &["--serial", "99999"], SIGNED)
        .expect(1);
    let refused = &revoked.object()["refused"];
    assert_eq!(refused["reason"], "unknown-serial");
    assert_eq!(refused["message"], "no code of this serial");
    let migrate = place.issuer("migrate", &[], LATER);
    migrate.expect_failure("there is no such ledger");
    let bundle = fs::read(place.path("home/bundles/0000000001.jmb")).unwrap();
    let torn = place.write("torn.jmb", &bundle[..bundle.len() / 2]);
    let said = place.import(&torn).expect(1).object();
    let message = said["message"].as_str().unwrap();
    assert!(
        message.starts_with("the file is torn: copy it to the stick again"),
        "{message}"
    );
}

#[test]
fn one_language_is_one_language() {
    let place = Place::ready();
    let record: Value = serde_json::from_str(&records::migrant()).unwrap();
    let _ = sign(&place, &record, "c.txt", &["--tier", "full"]).expect(0);
    let (state, code) = (place.path("state"), place.path("c.txt"));
    let said = run(
        "juma-verifier",
        [
            "check", "--state", &state, "--at", LATER, "--lang", "zh", &code,
        ],
    )
    .expect(0)
    .out;
    for part in [
        "（完整码）",
        "演示环境，结果无效",
        "信任列表：10天前，有效",
        "状态列表：9天前，有效",
        "指定时间：",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("tier") && !said.contains("DEMO"), "{said}");
}

#[test]
fn a_bundle_replaces_bundles_alone() {
    let place = Place::ready();
    let precious = place.write("precious.jmb", "a passphrase");
    let refused = place.issuer("publish", &["--out", &precious], LATER);
    refused.expect_failure("it exists already and is no bundle");
    assert_eq!(fs::read(&precious).unwrap(), b"a passphrase");
    let bundle = place.publish("stick.jmb");
    let first = fs::read(&bundle).unwrap();
    assert_eq!(place.publish("stick.jmb"), bundle);
    assert_ne!(fs::read(&bundle).unwrap(), first);
}

/// A number that was copied down with a row above makes nobody somebody else.
#[test]
fn two_people_of_one_table_have_two_ids() {
    let place = Place::ready();
    let lines: String = [
        ("R-1", "1990-01-01"),
        ("R-2", "1991-01-01"),
        ("R-1", "1992-02-02"),
    ]
    .map(|(id, born)| format!("{}\n", person(id, born)))
    .concat();
    let table = place.write("people.jsonl", lines);
    let said = place.issuer("import", &[&table], LATER).expect(1).json();
    let refused = &said[0];
    assert_eq!(refused["refused"]["reason"], "subject-repeated");
    assert_eq!(
        (&refused["line"], &refused["field"]),
        (&json!(3), &json!("subject"))
    );
    let summary = said.last().unwrap();
    assert_eq!(
        (&summary["new"], &summary["changed"]),
        (&json!(2), &json!(0))
    );
}

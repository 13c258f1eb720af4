//! Rows 1, 3, 11, 12 and 13: who gets a code, and under which name.

use juma_tests::command::SIGNED;
use serde_json::json;

use super::{Town, issued, sample, traveller, verdict};

#[test]
fn row_01_three_populations_with_their_documents() {
    let town = Town::new();
    for (name, population, kind) in [
        ("household-registered.json", "household", "citizen"),
        ("migrant-registered.json", "migrant", "citizen"),
        ("hong-kong-resident.json", "outside", "straits-residence"),
        ("macau-resident.json", "outside", "straits-residence"),
        ("taiwan-resident.json", "outside", "straits-residence"),
        (
            "foreign-permanent-resident.json",
            "outside",
            "foreign-permanent",
        ),
        ("foreigner-passport.json", "outside", "passport"),
    ] {
        let record = sample(name);
        town.enrol(&record);
        let id = record["subject"].as_str().unwrap();
        for (tier, policy) in [("gate", "library"), ("full", "officer")] {
            let code = town.code(id, &format!("{tier}-{id}.png"), &["--tier", tier]);
            let seen = town.sees(policy, &code);
            assert_eq!(verdict(&seen), "accept/accepted", "{name}");
            assert_eq!(seen["claims"]["population"], population, "{name}");
            if tier == "full" {
                let document = &seen["claims"]["document"];
                assert_eq!(document["kind"], kind, "{name}");
                assert_eq!(document["number"], record["document"]["number"], "{name}");
            }
        }
    }
    // A number whose check character is wrong makes nobody.
    let mut record = sample("household-registered.json");
    record["subject"] = json!("R-0");
    record["document"]["number"] = json!("440304199001019990");
    let file = town.0.write("wrong.json", record.to_string());
    let refused = town.refused(["resident", "enrol"], &["--record", &file]);
    assert_eq!(refused, "record-document");
}

#[test]
fn row_03_13_only_who_was_verified_gets_a_code_and_the_register_keeps_how() {
    let town = Town::new();
    let mut record = traveller("R-1", "1990-01-01");
    let identity = record["identity"].take();
    let file = town.0.write("nobody.json", record.to_string());
    let enrol = ["resident", "enrol"];
    let refused = town.refused(enrol, &["--record", &file]);
    assert_eq!(refused, "not-identity-verified");
    let unsigned = town.0.try_sign(&record.to_string(), "never.png", &[]);
    assert_eq!(unsigned.expect(1).object()["refused"]["reason"], refused);

    record["identity"] = identity;
    town.enrol(&record);
    let code = town.code("R-1", "code.png", &[]);
    assert_eq!(town.verdict(&code), "accept/accepted");
    // Another verification counts from now on, and no code has to be another for it.
    let again = json!({"level": "document-chip", "verified_at": "2026-01-18T10:00:00+08:00",
        "reference": "V-8"});
    record["identity"] = again.clone();
    let said = town.update(&record);
    assert_eq!(
        (&said["changed"], &said["stale"]),
        (&json!(["identity"]), &json!([]))
    );
    assert_eq!(town.record("R-1")["identity"], again);
    assert_eq!(town.refresh(&[]).len(), 0);
    town.stick();
    assert_eq!(town.verdict(&code), "accept/accepted");
}

#[test]
fn row_11_a_new_name_is_a_new_code_and_the_end_of_the_old_one() {
    let town = Town::new();
    town.enrol(&sample("migrant-registered.json"));
    let id = sample("migrant-registered.json")["subject"].clone();
    let id = id.as_str().unwrap();
    let kinds: [(&str, &[&str]); 3] = [
        ("gate.png", &[]),
        ("paper.png", &["--paper"]),
        ("full.png", &["--tier", "full"]),
    ];
    let old = kinds.map(|(out, args)| town.code(id, out, args));
    let mut record = town.record(id);
    record["name"] = json!("样例改");
    // The desk does not wait for the new codes; the old ones end in the same act.
    let said = town.update(&record);
    assert_eq!(said["changed"], json!(["name"]));
    let stale = said["stale"].as_array().unwrap();
    assert!(stale.iter().all(|code| code["fate"] == "revoked"), "{said}");
    // What is signed of the record of yesterday is refused.
    let before = sample("migrant-registered.json").to_string();
    let yesterday = town.0.try_sign(&before, "never.png", &[]).expect(1);
    assert_eq!(yesterday.object()["refused"]["reason"], "record-differs");
    let renewed = town.refresh(&[]);
    assert_eq!(renewed.len(), 3);
    town.stick();
    for file in &old {
        assert_eq!(town.verdict(file), "refuse/revoked");
    }
    let seen: Vec<_> = renewed
        .iter()
        .map(|said| town.sees("officer", &issued(said)))
        .collect();
    assert!(
        seen.iter().all(|it| verdict(it) == "accept/accepted"),
        "{seen:?}"
    );
    // Where few are alike, what is renewed for everybody leaves the name out at a gate.
    assert_eq!(seen[0]["claims"]["name"], "*");
    assert_eq!(renewed[1]["carrier"], "paper");
    assert_eq!(seen[2]["claims"]["name"], "样例改");
}

#[test]
fn row_12_rare_characters_stay_exact_and_private_ones_are_flagged() {
    let town = Town::new();
    for name in ["name-extension-b.json", "name-private-use.json"] {
        let record = sample(name);
        let file = town.0.write("rare.json", record.to_string());
        let enrol = ["resident", "enrol"];
        let _ = town.act(enrol, &["--record", &file], SIGNED).expect(0);
        let id = record["subject"].as_str().unwrap();
        assert_eq!(town.record(id)["name"], record["name"]);
        let file = town.0.write("shown.json", town.record(id).to_string());
        let out = town.path(&format!("{name}.png"));
        let args = ["--record", &file, "--out", &out, "--tier", "full"];
        let ran = town.0.issuer("sign", &args, SIGNED).expect(0);
        let seen = town.sees("officer", &out);
        assert_eq!(verdict(&seen), "accept/accepted");
        assert_eq!(
            seen["claims"]["name"], record["name"],
            "exact to the character"
        );
        // What nobody has said the meaning of is said to whoever signs it.
        let is_private = name == "name-private-use.json";
        assert_eq!(ran.err.contains("private use"), is_private, "{}", ran.err);
    }
}

/// A table of another system: `\u{E81E}` is what an edition of GB 18030 had for 龴, and `\u{E000}` is
/// somebody's own.
#[test]
fn row_12_private_characters_of_a_table_are_mapped_with_where_it_is_known_from() {
    let town = Town::new();
    let row = |id: &str, number: &str, name: &str| {
        format!(
            "{id},{name},国境外,护照,{number},1990-01-01,女,现场核验,2026-01-05,V-7,440305,未登记\n"
        )
    };
    let header = "人员编号,姓名,人口类别,证件类型,证件号码,出生日期,性别,核验方式,核验时间,核验编号,行政区划代码,居住登记状态\n";
    let table = [
        header.to_owned(),
        row("R-1", "X0000001", "样\u{E81E}"),
        row("R-2", "X0000002", "样\u{E000}"),
    ];
    let path = town.0.write("people.csv", table.concat());
    let args = ["--pua", "gb18030", &*path];
    let said = town.0.issuer("import", &args, SIGNED).expect(0).json();
    let said = said.last().unwrap();
    assert_eq!(said["new"], 2, "{said}");
    for (id, name) in [("R-1", "样\u{9FB4}"), ("R-2", "样\u{E000}")] {
        let code = town.code(id, &format!("{id}.png"), &["--tier", "full"]);
        let seen = town.sees("officer", &code);
        assert_eq!(verdict(&seen), "accept/accepted");
        assert_eq!(seen["claims"]["name"], name, "{said}");
    }
    let said = said.to_string();
    for word in ["U+E81E", "U+9FB4", "GB 18030-2022", "U+E000"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

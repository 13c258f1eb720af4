//! Rows 6 and 7: whose code may be shown by whom, and in which order codes are issued again.

use juma_tests::command::{LATER, SHOWN, SIGNED};
use serde_json::{Value, json};

use super::{Town, issued, traveller, verdict};
use crate::live::holder;

/// A mother of 36, a son of 9, a grandmother of 72 elsewhere, and a flatmate.
fn household() -> Town {
    let town = Town::with_wallet();
    for (id, born) in [
        ("R-1", "1990-01-01"),
        ("R-2", "2016-06-01"),
        ("R-3", "1953-06-01"),
        ("R-4", "1992-01-01"),
    ] {
        let mut record = traveller(id, born);
        if id == "R-3" {
            record["address"]["text"] = json!("蛇口街道9号");
        }
        town.enrol(&record);
    }
    town
}

fn member<'a>(id: &'a str, kinship: &'a str) -> [&'a str; 6] {
    ["--subject", "R-1", "--member", id, "--kinship", kinship]
}

const ADD: [&str; 2] = ["family", "add-member"];

/// Shows the pair of two codes in one view.
fn pair(town: &Town, wallet: &str, codes: [&str; 2]) -> Value {
    holder(&town.0, wallet, &["init"]);
    holder(&town.0, wallet, &["add", codes[0], codes[1]]);
    let out = town.path("pair.png");
    let args = ["family", "--at", SHOWN, "--show", "2", "--out", &out];
    holder(&town.0, wallet, &args);
    town.sees("library", &out)
}

#[test]
fn row_06_family_under_18_or_from_60_and_nobody_else() {
    let town = household();
    let own = town.code("R-1", "own.txt", &[]);
    for (id, kinship) in [("R-2", "parent"), ("R-3", "child")] {
        let said = town.done(ADD, &member(id, kinship));
        assert_eq!(said["changed"], json!(["relation"]));
        let code = town.shown_by(id, ("R-1", kinship), &own, &format!("{id}.txt"));
        assert_eq!(town.verdict(&code), "undecided/guardian-missing");
        let seen = pair(&town, &format!("{id}.wallet"), [&own, &code]);
        assert_eq!(verdict(&seen), "accept/accepted");
        assert_eq!(seen["claims"]["guardian"], kinship);
    }
    // One vocabulary: what the guardian is to the member.
    let list = ["--subject", "R-1"];
    let listed = town.act(["family", "list"], &list, LATER).expect(0).json();
    let kinships: Vec<&Value> = listed.iter().map(|one| &one["kinship"]).collect();
    assert_eq!(kinships, [&json!("parent"), &json!("child")]);
    assert_eq!(
        town.refused(ADD, &member("R-4", "sibling")),
        "neither-minor-nor-elder"
    );
    let by_child = [
        "--subject",
        "R-2",
        "--member",
        "R-3",
        "--kinship",
        "grandchild",
    ];
    assert_eq!(town.refused(ADD, &by_child), "guardian-is-minor");
    // A record that says another relation than the register makes no code.
    let mut record = town.record("R-2");
    record["guardian"] = json!({"subject": "R-1", "relation": "sibling"});
    let args = ["--guardian-code", &own];
    let ran = town.0.try_sign(&record.to_string(), "never.txt", &args);
    assert_eq!(
        ran.expect(1).object()["refused"]["reason"],
        "record-differs"
    );
}

#[test]
fn row_07_a_co_resident_shares_the_address_and_is_shown_by_nobody() {
    let town = household();
    let own = town.code("R-1", "own.txt", &[]);
    let beside = ["family", "add-co-resident"];
    let pair = ["--subject", "R-1", "--with", "R-4"];
    assert_eq!(town.done(beside, &pair)["changed"], json!(["relation"]));
    let elsewhere = ["--subject", "R-1", "--with", "R-3"];
    assert_eq!(town.refused(beside, &elsewhere), "address-differs");
    let try_sign = |relation: &str| {
        let mut record = town.record("R-4");
        record["guardian"] = json!({"subject": "R-1", "relation": relation});
        let args = ["--guardian-code", &own];
        let ran = town.0.try_sign(&record.to_string(), "never.txt", &args);
        ran.expect(1).object()["refused"]["reason"].clone()
    };
    assert_eq!(try_sign("co-resident"), "guardian-co-resident");
    assert_eq!(try_sign("spouse"), "record-differs");
    let own_code = town.code("R-4", "flatmate.txt", &[]);
    assert_eq!(town.verdict(&own_code), "accept/accepted");
    let gone = town.done(["residence", "move-out"], &["--subject", "R-4"]);
    assert_eq!(gone["changed"], json!(["address", "relation"]));
    let ended = ["--subject", "R-1", "--with", "R-4"];
    assert_eq!(town.refused(["family", "end"], &ended), "not-related");
}

#[test]
fn row_07_the_guardians_code_is_issued_again_before_the_members() {
    let town = household();
    let own = town.code("R-1", "own.txt", &[]);
    for (id, kinship) in [("R-2", "parent"), ("R-3", "child")] {
        town.done(ADD, &member(id, kinship));
        town.shown_by(id, ("R-1", kinship), &own, &format!("{id}.txt"));
    }
    let childs = town.code("R-2", "childs.txt", &[]);
    let mut record = town.record("R-1");
    record["name"] = json!("Lin Yue");
    let said = town.update(&record);
    let stale: Vec<(&Value, &Value)> = said["stale"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| (&code["of"], &code["fate"]))
        .collect();
    let (person, of_member, revoked) = (json!("person"), json!("member"), json!("revoked"));
    assert_eq!(
        stale,
        [
            (&person, &revoked),
            (&of_member, &revoked),
            (&of_member, &revoked)
        ]
    );
    let foreseen = town
        .0
        .issuer("refresh", &["--dry-run"], LATER)
        .expect(0)
        .json();
    assert_eq!(foreseen.len(), 4);
    assert_eq!(foreseen[3]["issued"], 3);
    let renewed = town.refresh(&["--format", "txt"]);
    let subjects: Vec<&str> = renewed
        .iter()
        .map(|it| it["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["R-1", "R-2", "R-3"]);
    town.stick();
    let [guardians, members @ ..] = renewed.as_slice() else {
        panic!("{renewed:?}");
    };
    let guardians = issued(guardians);
    assert_eq!(town.verdict(&own), "refuse/revoked");
    assert_eq!(town.verdict(&town.path("R-2.txt")), "refuse/revoked");
    assert_eq!(
        town.verdict(&childs),
        "accept/accepted",
        "the child's own is as it was"
    );
    for (wallet, member) in ["2.wallet", "3.wallet"].iter().zip(members) {
        let member = issued(member);
        assert_eq!(town.verdict(&member), "undecided/guardian-missing");
        let seen = pair(&town, wallet, [&guardians, &member]);
        assert_eq!(verdict(&seen), "accept/accepted", "the pair is proved anew");
    }
}

/// A relation ended in the register, and a stick: the guardian's code is refused, the child's own is
/// not, and neither is the guardian's.
#[test]
fn row_07_what_ends_with_a_relation_and_what_does_not() {
    let town = household();
    let own = town.code("R-1", "own.txt", &[]);
    town.done(ADD, &member("R-2", "parent"));
    let shown = town.shown_by("R-2", ("R-1", "parent"), &own, "shown.txt");
    let childs = town.code("R-2", "childs.txt", &[]);
    let seen = pair(&town, "mother.wallet", [&own, &shown]);
    assert_eq!(verdict(&seen), "accept/accepted");
    let said = town.done(["family", "end"], &["--subject", "R-1", "--with", "R-2"]);
    assert_eq!(said["stale"][0]["fate"], "revoked");
    assert_eq!(town.refresh(&[]).len(), 0, "nothing comes in its place");
    town.stick();
    assert_eq!(
        verdict(&town.sees("library", &town.path("pair.png"))),
        "refuse/revoked"
    );
    assert_eq!(town.verdict(&childs), "accept/accepted");
    assert_eq!(town.verdict(&own), "accept/accepted");
}

/// The guardian code of somebody who comes of age: good on the eve, over in the morning, and the
/// relation with it.
#[test]
fn row_06_07_the_eve_and_the_morning_of_the_18th_birthday() {
    let town = Town::with_wallet();
    town.enrol(&traveller("R-1", "1950-01-01"));
    town.enrol(&traveller("R-2", "2008-01-23"));
    let add = [
        "--subject",
        "R-1",
        "--member",
        "R-2",
        "--kinship",
        "grandparent",
    ];
    let _ = town.act(ADD, &add, SIGNED).expect(0);
    let own = town.code("R-1", "own.txt", &[]);
    // On the last day before it there is no other end to draw.
    let file = town.0.write("child.json", town.record("R-2").to_string());
    let shown = town.path("shown.txt");
    let sign = ["--record", &file, "--guardian-code", &own, "--out", &shown];
    let said = town.0.issuer("sign", &sign, "2026-01-22T10:00:00+08:00");
    assert_eq!(
        said.expect(0).object()["expires"],
        "2026-01-23T00:00:00+08:00"
    );
    pair(&town, "me.wallet2", [&own, &shown]);
    let at = |time: &str| {
        let seen = town.0.check(&["--at", time, &town.path("pair.png")]);
        verdict(&seen.object())
    };
    assert_eq!(at("2026-01-22T23:59:59+08:00"), "accept/accepted");
    assert_eq!(at("2026-01-23T00:00:00+08:00"), "refuse/expired");
    // It ends on the birthday, and so would another: there is nothing to renew.
    let args = ["--out", &*town.path("new")];
    let nothing = town.0.issuer("refresh", &args, SHOWN).expect(0).json();
    assert_eq!(nothing.last().unwrap()["issued"], 0, "{nothing:?}");
    let morning = "2026-01-23T08:00:00+08:00";
    let ended = town
        .act(["family", "come-of-age"], &[], morning)
        .expect(0)
        .object();
    assert_eq!(
        (&ended["with"], &ended["revoked"]),
        (&json!("R-2"), &json!([]))
    );
    let refused = town.act(ADD, &add, morning).expect(1).object();
    assert_eq!(refused["refused"]["reason"], "neither-minor-nor-elder");
    let _ = town
        .0
        .issuer("refresh", &["--out", &town.path("new")], morning)
        .expect(0);
    let own_code = town.code("R-2", "grown.txt", &[]);
    assert_eq!(town.verdict(&own_code), "accept/accepted");
}

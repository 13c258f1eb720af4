//! Codes that a guardian shows, from the record to the gate (SPEC §7.3).

use juma_tests::{
    command::{SHOWN, SIGNED},
    records,
};

use crate::live::{holder, request, try_holder, verdict, with_wallet};

/// A record of a fictional traveller of a birth date, and the guardian whom the register names.
fn traveller(subject: &str, born: &str, guardian: &str) -> String {
    format!(
        r#"{{"subject": "{subject}", "name": "Lin Xiaoyue", "population": "outside",
"document": {{"kind": "passport", "number": "X1234567", "birth_date": "{born}", "sex": "female"}},
"identity": {{"level": "in-person", "verified_at": "2026-01-05T09:30:00+08:00", "reference": "V"}},
{guardian}
"region": "440305", "address": {{"state": "none"}}}}"#
    )
}

fn shown_by(subject: &str, relation: &str) -> String {
    format!(r#""guardian": {{"subject": "{subject}", "relation": "{relation}"}},"#)
}

#[test]
fn a_grandmother_and_a_grandchild_are_shown_by_one_guardian() {
    let place = with_wallet();
    place.sign(&records::migrant(), "own.txt", &[]);
    let own = place.path("own.txt");
    let for_guardian = ["--guardian-code", &own];
    holder(&place, "me.wallet", &["add", &own]);
    for (number, subject, born, relation) in [
        ("2", "R-000072", "1953-06-01", "grandchild"),
        ("3", "R-000009", "2016-06-01", "parent"),
    ] {
        let record = traveller(subject, born, &shown_by("R-000001", relation));
        let said = place.sign(&record, "member.txt", &for_guardian);
        assert_eq!(said["guardian"], relation);
        let member = place.path("member.txt");
        holder(&place, "me.wallet", &["add", &member]);
        assert_eq!(
            verdict(&place, &member, SHOWN, &[]),
            "undecided/guardian-missing"
        );
        let pair = place.path("pair.png");
        let args = ["family", "--at", SHOWN, "--show", number, "--out", &pair];
        assert_eq!(holder(&place, "me.wallet", &args)["guardian"], 1);
        let seen = place.check(&[&pair]).expect(0).object();
        assert_eq!(seen["claims"]["guardian"], relation);
        assert_eq!(seen["claims"]["name"], "L*");
        assert_eq!(seen["guardian"]["claims"]["name"], "张*");
    }
    // A flatmate, somebody of 30, somebody unrelated, and a code of somebody else.
    let refused = |record: &str, code: &str| {
        let ran = place.try_sign(record, "refused.txt", &["--guardian-code", code]);
        let refused = ran.expect(1).object();
        refused["refused"]["reason"].as_str().unwrap().to_owned()
    };
    let child = |relation: &str| traveller("R-7", "2016-06-01", &shown_by("R-000001", relation));
    assert_eq!(refused(&child("co-resident"), &own), "guardian-co-resident");
    assert_eq!(refused(&child("other"), &own), "guardian-not-family");
    let adult = traveller("R-8", "1996-01-01", &shown_by("R-000001", "sibling"));
    assert_eq!(refused(&adult, &own), "guardian-adult");
    let unnamed = traveller("R-7", "2016-06-01", "");
    assert_eq!(refused(&unnamed, &own), "guardian-not-named");
    let others = traveller("R-7", "2016-06-01", &shown_by("R-5", "parent"));
    assert_eq!(refused(&others, &own), "guardian-other-person");
    place.sign(&records::migrant(), "full.txt", &["--tier", "full"]);
    let full = place.path("full.txt");
    assert_eq!(refused(&child("parent"), &full), "guardian-code-unfit");
}

#[test]
fn the_eve_and_the_morning_of_the_18th_birthday() {
    let place = with_wallet();
    place.sign(&records::migrant(), "own.txt", &[]);
    let own = place.path("own.txt");
    let wanted = request(&place, "request.txt", &[]);
    let record = traveller("R-18", "2008-02-03", &shown_by("R-000001", "parent"));
    let args = ["--guardian-code", &own, "--live", "--request", &wanted];
    let said = place.sign(&record, "child.txt", &args);
    // Its 31 days would end on 12 February.
    assert_eq!(said["expires"], "2026-02-03T00:00:00+08:00");
    holder(
        &place,
        "me.wallet",
        &["add", &own, &place.path("child.txt")],
    );
    let pair = place.path("pair.png");
    let show = |at: &str| {
        try_holder(
            &place,
            "me.wallet",
            &["family", "--at", at, "--show", "2", "--out", &pair],
        )
    };
    let eve = "2026-02-02T23:59:40+08:00";
    let _ = show(eve).expect(0);
    assert_eq!(verdict(&place, &pair, eve, &[]), "accept/accepted");
    let morning = "2026-02-03T00:00:05+08:00";
    assert_eq!(verdict(&place, &pair, morning, &[]), "refuse/expired");
    show(morning).expect_failure("over since");
    // Nor is another issued.
    let record_path = place.write("record.json", &record);
    let out = place.path("late.txt");
    let args = [
        "--record",
        &record_path,
        "--guardian-code",
        &own,
        "--out",
        &out,
    ];
    let late = place.issuer("sign", &args, morning).expect(1).object();
    assert_eq!(late["refused"]["reason"], "guardian-adult");
}

#[test]
fn a_relation_that_ended_leaves_the_childs_own_code_alone() {
    let place = with_wallet();
    place.sign(&records::migrant(), "guardian.txt", &[]);
    let guardian = place.path("guardian.txt");
    let record = traveller("R-9", "2016-06-01", &shown_by("R-000001", "parent"));
    place.sign(&record, "child.txt", &[]);
    let said = place.sign(&record, "shown-by.txt", &["--guardian-code", &guardian]);
    holder(
        &place,
        "me.wallet",
        &["add", &guardian, &place.path("shown-by.txt")],
    );
    let pair = place.path("pair.png");
    let args = ["family", "--at", SHOWN, "--show", "2", "--out", &pair];
    holder(&place, "me.wallet", &args);
    assert_eq!(verdict(&place, &pair, SHOWN, &[]), "accept/accepted");
    let serial = said["serial"].as_str().unwrap();
    let _ = place
        .issuer("revoke", &["--serial", serial], SIGNED)
        .expect(0);
    let bundle = place.publish("stick.jmb");
    let _ = place.import(&bundle).expect(0);
    assert_eq!(verdict(&place, &pair, SHOWN, &[]), "refuse/revoked");
    let own = verdict(&place, &place.path("child.txt"), SHOWN, &[]);
    assert_eq!(own, "accept/accepted");
    let shown = verdict(&place, &guardian, SHOWN, &[]);
    assert_eq!(shown, "accept/accepted");
}

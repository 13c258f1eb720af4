//! From a record to a verdict, and what each venue sees.

use std::collections::BTreeSet;
use std::fs;

use juma_tests::{
    command::{Place, SHOWN, run},
    records,
};
use serde_json::Value;

fn members(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn set<'a>(names: &[&'a str]) -> BTreeSet<&'a str> {
    names.iter().copied().collect()
}

/// What every result of a scanned code has at an accepting verifier.
const ACCEPTED: [&str; 12] = [
    "source",
    "verdict",
    "reason",
    "message",
    "environment",
    "at",
    "clock",
    "trust",
    "advice",
    "issuer",
    "claims",
    "todo",
];

const GATE_CLAIMS: [&str; 6] = ["tier", "name", "population", "region", "address", "expires"];

#[test]
fn every_tier_and_form_is_issued_and_accepted() {
    let place = Place::ready();
    for (tier, paper) in [
        ("gate", false),
        ("gate", true),
        ("full", false),
        ("full", true),
    ] {
        for form in ["png", "svg", "txt"] {
            let out = format!("{tier}-{paper}.{form}");
            let mut args = vec!["--tier", tier];
            if paper {
                args.push("--paper");
            }
            let said = place.sign(&records::migrant(), &out, &args);
            assert_eq!(
                members(&said),
                set(&["serial", "tier", "version", "bytes", "expires", "out"])
            );
            assert_eq!(said["tier"], tier);
            let most = if tier == "gate" { 7 } else { 10 };
            assert!(said["version"].as_u64().unwrap() <= most, "{said}");
            if form != "svg" {
                let checked = place.check(&[&place.path(&out)]).expect(0).object();
                let advice = if paper {
                    vec!["look-for-sheet", "compare-bearer"]
                } else {
                    vec!["compare-bearer"]
                };
                assert_eq!(checked["advice"], Value::from(advice));
                assert_eq!(checked["environment"], "demo");
            }
        }
    }
    let svg = fs::read_to_string(place.path("gate-false.svg")).unwrap();
    assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"), "{svg}");
}

#[test]
fn a_library_sees_the_gate_share_of_any_tier_and_nothing_more() {
    let place = Place::ready();
    for tier in ["gate", "full"] {
        place.sign(&records::migrant(), "code.png", &["--tier", tier]);
        let path = place.path("code.png");
        for policy in ["library", "museum", "hospital"] {
            let ran = place.check(&["--policy", policy, &path]).expect(0);
            let object = ran.object();
            let allowed = set(&ACCEPTED);
            assert!(members(&object).is_subset(&allowed), "{object}");
            let claims = &object["claims"];
            assert_eq!(members(claims), set(&GATE_CLAIMS), "{tier} at a {policy}");
            assert_eq!(claims["name"], "张*");
            assert_eq!(members(&claims["address"]), set(&["state"]));
            assert_eq!(
                claims["region"]["code"], "4403",
                "the prefecture and no district"
            );
            for secret in ["张三丰", "11010519491231002X", "1949", "科苑路", "440305"] {
                assert!(!ran.out.contains(secret), "{tier} at a {policy}: {secret}");
            }
        }
    }
}

#[test]
fn an_officer_sees_a_full_code_whole_and_a_gate_code_as_it_is() {
    let place = Place::ready();
    let record = records::with_line(
        "address",
        "  \"address\": {\"state\": \"registered\", \"text\": \"粤海街道科苑路15号\"},\n  \
         \"household_address\": {\"region\": \"110105\", \"text\": \"建国路1号\"}",
    );
    place.sign(&record, "full.png", &["--tier", "full"]);
    place.sign(&record, "gate.png", &[]);
    let check = |name: &str| {
        let object = place
            .check(&["--policy", "officer", &place.path(name)])
            .expect(0)
            .object();
        object["claims"].clone()
    };
    let full = check("full.png");
    let more = [
        "document",
        "birth_date",
        "sex",
        "household_address",
        "issued",
    ];
    assert_eq!(members(&full), set(&[&GATE_CLAIMS[..], &more].concat()));
    assert_eq!(full["name"], "张三丰");
    assert_eq!(full["document"]["number"], "11010519491231002X");
    assert_eq!(full["birth_date"], "1949-12-31");
    assert_eq!(full["sex"], "female");
    assert_eq!(full["region"]["code"], "440305");
    assert_eq!(full["address"]["text"], "粤海街道科苑路15号");
    assert_eq!(full["household_address"]["region"]["code"], "110105");
    let gate = check("gate.png");
    assert_eq!(members(&gate), set(&GATE_CLAIMS));
}

#[test]
fn a_record_says_what_its_gate_code_says() {
    let place = Place::ready();
    let record = records::with_line(
        "region",
        "  \"region\": \"440305\",\n  \"gate\": {\"region\": \"district\", \
         \"document_tail\": \"shown\", \"coarsen\": \"name\"},",
    );
    place.sign(&record, "gate.txt", &[]);
    let claims = place.check(&[&place.path("gate.txt")]).expect(0).object()["claims"].clone();
    assert_eq!(claims["name"], "*");
    assert_eq!(claims["region"]["code"], "440305");
    assert_eq!(claims["document_tail"], "2X");
}

#[test]
fn after_its_end_a_code_is_refused() {
    let place = Place::ready();
    let said = place.sign(&records::migrant(), "code.txt", &[]);
    let expires = said["expires"].as_str().unwrap();
    assert!(expires.contains("T00:00:00+08:00"), "{expires}");
    let path = place.path("code.txt");
    let ran = place.check(&["--at", expires, &path]).expect(1);
    assert_eq!(ran.object()["reason"], "expired");
    assert!(
        ran.object().get("claims").is_none(),
        "claims come with acceptance only"
    );
    // Weeks after the bundle's end, and before the code's own.
    let ran = place.check(&["--at", "2026-05-01", &path]).expect(3);
    assert_eq!(ran.object()["reason"], "trust-stale");
    let ran = place.check(&["--at", "2026-01-01", &path]).expect(3);
    assert_eq!(ran.object()["reason"], "clock-untrusted");
}

#[test]
fn a_code_of_another_home_is_not_known_here() {
    let (place, other) = (Place::ready(), Place::new());
    other.sign(&records::migrant(), "other.png", &[]);
    let ran = place.check(&[&other.path("other.png")]).expect(3);
    assert_eq!(ran.object()["reason"], "unknown-key");
    assert_eq!(ran.object()["verdict"], "undecided");
}

#[test]
fn words_for_people_are_chinese_and_english_and_say_demo() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let (state, path) = (place.path("state"), place.path("code.png"));
    let ran = run(
        "juma-verifier",
        ["check", "--state", &state, "--at", SHOWN, &path],
    )
    .expect(0);
    for word in ["张*", "深圳", "DEMO", "证件", "document", "good until"] {
        assert!(ran.out.contains(word), "{word}: {}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'), "no colours without a terminal");
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn inspecting_says_first_that_nothing_was_checked() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &["--tier", "full"]);
    let path = place.path("code.png");
    let ran = run("juma-verifier", ["inspect", &path]).expect(0);
    assert!(
        ran.out.lines().next().unwrap().contains("UNVERIFIED"),
        "{}",
        ran.out
    );
    let object = run("juma-verifier", ["inspect", "--json", &path])
        .expect(0)
        .object();
    assert_eq!(object["unverified"], true);
    assert!(object.get("verdict").is_none());
}

/// A policy of a venue's own.
fn policy(place: &Place, opens_on: &str, paper: &str) -> String {
    let text = format!(
        "name = \"city archive\"\nshow = \"gate\"\nstatic-codes = \"admit\"\npaper = \"{paper}\"\n\
         address = \"any\"\nleast-tier = \"gate\"\nregions = []\n\
         populations = [\"household\", \"migrant\", \"outside\"]\n\
         oldest-status-days = 35\nopens-on = [{opens_on}]\n"
    );
    place.write("archive.toml", text)
}

#[test]
fn a_venues_own_policy_opens_and_still_says_undecided() {
    let place = Place::ready();
    place.sign(&records::migrant(), "screen.png", &[]);
    place.sign(&records::migrant(), "paper.png", &["--paper"]);
    let own = policy(&place, "\"trust-stale\"", "refuse");
    let check =
        |name: &str, at: &str| place.check(&["--policy", &own, "--at", at, &place.path(name)]);
    let _ = check("screen.png", SHOWN).expect(0);
    let ran = check("paper.png", SHOWN).expect(1);
    assert_eq!(ran.object()["reason"], "policy-paper");
    let object = check("screen.png", "2026-05-01").expect(3).object();
    assert_eq!(object["verdict"], "undecided");
    assert_eq!(object["reason"], "trust-stale");
    assert_eq!(object["opened_by_policy"], true);
    assert!(
        object.get("claims").is_none(),
        "an opened gate sees nobody's claims"
    );
    // On no doubt but the four.
    for never in ["unknown-key", "ambiguous", "guardian-missing", "expired"] {
        let own = policy(&place, &format!("\"{never}\""), "admit");
        let ran = place
            .check(&["--policy", &own, &place.path("screen.png")])
            .expect(2);
        assert!(ran.err.contains("line 10"), "{}", ran.err);
    }
}

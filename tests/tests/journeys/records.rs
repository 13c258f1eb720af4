//! Records that must not become codes: status 1, the line and the field, and nothing in the ledger.

use std::fs;

use juma_tests::{command::Place, records};

/// A record, what is said of it, and where.
fn refused(place: &Place, record: &str, slug: &str, says: &[&str]) {
    let before = place.ledger();
    let ran = place.try_sign(record, "never.png", &[]).expect(1);
    let refused = &ran.object()["refused"];
    assert_eq!(refused["reason"], slug, "{}", ran.out);
    let message = refused["message"].as_str().unwrap();
    for word in says {
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(place.ledger(), before, "nothing was issued or begun");
    assert!(!fs::exists(place.path("never.png")).unwrap());
}

fn citizen(number: &str) -> String {
    let line = format!("  \"document\": {{\"kind\": \"citizen\", \"number\": \"{number}\"}},");
    records::with_line("document", &line)
}

/// A citizen number with its check character (ISO 7064 MOD 11-2).
fn number_of(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .zip((2..=18).rev())
        .map(|(digit, place)| digit.to_digit(10).unwrap() * (1 << (place - 1)) % 11)
        .sum();
    let check = (12 - sum % 11) % 11;
    format!(
        "{digits}{}",
        if check == 10 {
            "X".to_owned()
        } else {
            check.to_string()
        }
    )
}

#[test]
fn the_example_of_the_standard_checks() {
    assert_eq!(number_of("11010519491231002"), "11010519491231002X");
}

#[test]
fn nobody_is_born_tomorrow() {
    let place = Place::new();
    let record = citizen(&number_of("11010520260113001"));
    refused(&place, &record, "birth-in-future", &["document", "future"]);
    // Today is a birthday like another.
    place.sign(&citizen(&number_of("11010520260112001")), "today.png", &[]);
}

#[test]
fn nobody_is_131() {
    let place = Place::new();
    let record = citizen(&number_of("11010518950112001"));
    refused(
        &place,
        &record,
        "birth-too-long-ago",
        &["document", "130 years"],
    );
    place.sign(&citizen(&number_of("11010518950113001")), "old.png", &[]);
}

#[test]
fn a_refusal_names_the_field_once() {
    let place = Place::new();
    let ran = place
        .try_sign(&citizen(&number_of("11010518900101001")), "never.png", &[])
        .expect(1);
    let object = ran.object();
    let message = object["refused"]["message"].as_str().unwrap();
    assert_eq!(message.matches("document").count(), 1, "{message}");
}

#[test]
fn names_hold_nothing_that_hides_or_reorders() {
    let place = Place::new();
    for escaped in ["\\u0000", "\\u202e", "\\u200b", "\\n", "\\u001b", "\\ufe0f"] {
        let record = records::with_line("name", &format!("  \"name\": \"张{escaped}三\","));
        refused(&place, &record, "record-text", &["line 4", "name"]);
    }
    let record = records::with_line("name", &format!("  \"name\": \"{}\",", "张".repeat(65)));
    refused(
        &place,
        &record,
        "record-text",
        &["line 4", "name", "65", "64"],
    );
}

#[test]
fn a_number_whose_check_character_is_wrong() {
    refused(
        &Place::new(),
        &citizen("110105194912310021"),
        "record-document",
        &["line 6", "document"],
    );
}

#[test]
fn a_region_that_is_not_the_authoritys() {
    let place = Place::new();
    for region in ["440106", "440100", "110105"] {
        let record = records::with_line("region", &format!("  \"region\": \"{region}\","));
        refused(&place, &record, "outside-key-scope", &["region"]);
    }
    let record = records::with_line("region", "  \"region\": \"440000\",");
    refused(
        &place,
        &record,
        "record-region",
        &["line 12", "region", "province"],
    );
}

#[test]
fn a_person_whom_nobody_has_verified() {
    let place = Place::new();
    let record = records::migrant();
    let (start, end) = (
        record.find("  \"identity\"").unwrap(),
        record.find("  \"region\"").unwrap(),
    );
    let record = format!("{}{}", &record[..start], &record[end..]);
    refused(
        &place,
        &record,
        "not-identity-verified",
        &["identity", "identity-verified"],
    );
    let tomorrow = records::migrant().replace("2026-01-05", "2026-01-13");
    refused(
        &place,
        &tomorrow,
        "verified-in-future",
        &["verified_at", "future"],
    );
}

#[test]
fn what_is_no_record() {
    let place = Place::new();
    refused(&place, "", "record-syntax", &["line 1"]);
    refused(&place, "[]", "record-type", &["line 1"]);
    refused(
        &place,
        "{\n  \"subject\": \"R-1\",\n  oops",
        "record-syntax",
        &["line 3"],
    );
    let twice = records::with_line("note", "  \"name\": \"张三\",");
    refused(&place, &twice, "record-duplicate-field", &["name"]);
    let unknown = records::with_line("note", "  \"exp\": \"2099-01-01\",");
    refused(&place, &unknown, "record-unknown-field", &["line 3"]);
}

#[test]
fn a_refused_record_is_a_line_for_people_too() {
    let place = Place::new();
    let record = place.write(
        "record.json",
        records::with_line("name", "  \"name\": \"张\\u202e三\","),
    );
    let (home, out) = (place.path("home"), place.path("never.png"));
    let args = ["sign", "--home", &home, "--record", &record, "--out", &out];
    let ran = juma_tests::command::run("juma-issuer", args).expect(1);
    assert!(ran.out.is_empty());
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(
        ran.err.contains("line 4") && ran.err.contains("name"),
        "{}",
        ran.err
    );
    assert!(
        !ran.err.contains('张') && !ran.err.contains('\u{202e}'),
        "{}",
        ran.err
    );
}

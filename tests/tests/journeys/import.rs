//! Residents from files, as clerks bring them.

mod clerk;
mod files;
mod killed;

use std::{collections::BTreeMap, fs, path::Path};

use juma_format::{region::Region, time::Date};
use juma_samples::people::{Encoding, Form, People, PeopleTerms, Words, write};
use juma_tests::command::{Place, Ran, SIGNED, run, run_with_input};
use serde_json::{Value, json};

/// People as they are on the day of [`SIGNED`].
fn people(count: u64) -> PeopleTerms {
    let region = Region::parse("4403").unwrap();
    PeopleTerms::new(count, 1, Date::parse("2026-01-12").unwrap(), region)
}

fn file(terms: &PeopleTerms, form: Form, encoding: Encoding) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(People::new(terms), form, encoding, &mut bytes).unwrap();
    bytes
}

fn import(place: &Place, args: &[&str]) -> Ran {
    place.issuer("import", args, SIGNED)
}

/// The summary, which comes last.
fn summary(ran: &Ran) -> Value {
    ran.json().pop().expect("a summary")
}

fn counts(ran: &Ran) -> [u64; 5] {
    let summary = summary(ran);
    ["rows", "new", "changed", "unchanged", "refused"].map(|it| summary[it].as_u64().unwrap())
}

fn refusals(ran: &Ran) -> Vec<(u64, String, String)> {
    let mut rows = ran.json();
    rows.pop();
    let row = |row: &Value| {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        (
            row["line"].as_u64().unwrap(),
            word(&row["field"]),
            word(&row["refused"]["reason"]),
        )
    };
    rows.iter().map(row).collect()
}

fn relations(place: &Place, subject: &str) -> usize {
    let home = place.path("home");
    let args = ["family", "list", "--home", &home, "--json"];
    let ran = run("juma-issuer", args.iter().chain(&["--subject", subject]));
    ran.expect(0).json().len()
}

#[test]
fn a_chinese_table_in_gb18030_and_the_same_people_in_other_forms() {
    let place = Place::new();
    let terms = people(300);
    let gb = file(&terms, Form::Csv(Words::Zh), Encoding::Gb18030);
    let gb = place.write("people.csv", gb);
    let ran = import(&place, &[&gb]).expect(0);
    assert_eq!(counts(&ran), [300, 300, 0, 0, 0]);
    let said = summary(&ran);
    assert_eq!(said["files"][0]["encoding"], "gb18030");
    assert_eq!(said["files"][0]["rejects"], Value::Null);
    assert!(ran.err.contains("gb18030"), "{}", ran.err);

    let utf8 = file(&terms, Form::Csv(Words::En), Encoding::Utf8);
    let windows = String::from_utf8(utf8).unwrap().replace('\n', "\r\n");
    let marked = place.write("marked.csv", format!("\u{FEFF}{windows}"));
    let ran = import(&place, &[&marked]).expect(0);
    assert_eq!(counts(&ran), [300, 0, 0, 300, 0]);
    assert_eq!(summary(&ran)["files"][0]["byte_order_mark"], true);

    let lines = file(&terms, Form::Jsonl, Encoding::Utf8);
    let home = place.path("home");
    let args = [
        "import", "--home", &home, "--at", SIGNED, "--json", "--format", "jsonl",
    ];
    let rejects = place.path("none.jsonl");
    let input = [&args[..], &["--rejects", &rejects, "-"]].concat();
    let ran = run_with_input("juma-issuer", input, &lines).expect(0);
    assert_eq!(counts(&ran), [300, 0, 0, 300, 0]);

    // Everybody is there, and whoever has a guardian.
    for person in People::new(&terms).take(40) {
        let subject = person
            .value(juma_registry::record::RecordField::Subject)
            .unwrap();
        let show = ["resident", "show", "--home", &home, "--subject", subject];
        let shown = run("juma-issuer", show).expect(0).object();
        let name = person
            .value(juma_registry::record::RecordField::Name)
            .unwrap();
        assert_eq!(shown["name"], name);
        let guardian = person.value(juma_registry::record::RecordField::GuardianSubject);
        if guardian.is_some() {
            assert_eq!(relations(&place, subject), 1, "{subject}");
        }
    }
    let journal = place.ledger();
    assert!(journal.contains(" import {"), "{journal}");
    assert!(!journal.contains("SAMPLE-"), "{journal}");
}

/// Somebody's row, good in every column.
fn rows(faults: &[(usize, &str, &str)]) -> String {
    let table = file(&people(12), Form::Csv(Words::En), Encoding::Utf8);
    let table = String::from_utf8(table).unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    for (line, from, to) in faults {
        let changed = lines[line - 1].replacen(from, to, 1);
        assert_ne!(changed, lines[line - 1], "line {line} has {from}");
        lines[line - 1] = changed;
    }
    lines.join("\n") + "\n"
}

#[test]
fn refused_rows_are_mended_and_imported_again() {
    let place = Place::new();
    let faults = [
        (3, "fictional", "fictional,one column more"),
        (5, ",citizen,", ",citizan,"),
        (7, "SAMPLE-", "SAMPLE/"),
    ];
    let table = rows(&faults);
    let path = place.write("people.csv", &table);
    let plain = [
        "import",
        "--home",
        &place.path("home"),
        "--at",
        SIGNED,
        &path,
    ];
    let ran = run("juma-issuer", plain).expect(1);
    // Lines, columns and rules, and nothing that stands in a row.
    assert!(
        ran.err
            .contains("line 5, column 5 (E): document.kind (证件类型): none of the words"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("3 refused"), "{}", ran.out);
    for said in [&ran.out, &ran.err] {
        assert!(
            !said.contains("SAMPLE") && !said.contains("citizan"),
            "{said}"
        );
    }
    let rejects = place.path("people.csv.rejects.csv");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&rejects).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let held = fs::read_to_string(&rejects).unwrap();
    assert!(held.starts_with("reject.line,reject.column,reject.field,reject.reason,"));
    assert!(held.contains("\n5,5,document.kind,record-unknown-word,\"none of the words"));
    // What is being mended is not overwritten.
    let ran = run("juma-issuer", plain);
    ran.expect_failure("people.csv.rejects.csv");

    let mut mended = held;
    for (_, from, to) in &faults {
        mended = mended.replacen(to, from, 1);
    }
    fs::write(&rejects, mended).unwrap();
    let ran = import(&place, &[&rejects]).expect(0);
    assert_eq!(counts(&ran), [3, 3, 0, 0, 0]);
    let whole = place.write("whole.csv", rows(&[]));
    let ran = import(&place, &[&whole]).expect(0);
    assert_eq!(counts(&ran), [12, 0, 0, 12, 0]);
    assert!(!Path::new(&place.path("people.csv.rejects.csv.part")).exists());
}

#[test]
fn lines_of_records_are_mended_too() {
    let place = Place::new();
    let lines = String::from_utf8(file(&people(6), Form::Jsonl, Encoding::Utf8)).unwrap();
    let broken = lines.replacen("\"citizen\"", "\"citizan\"", 1);
    let path = place.write(
        "people.jsonl",
        broken.replacen("{\"subject\":\"SAMPLE-00000004", "{\"subject\"", 1),
    );
    let ran = import(&place, &[&path]).expect(1);
    assert!(summary(&ran)["refused"].as_u64().unwrap() >= 2);
    let rejects = place.path("people.jsonl.rejects.jsonl");
    let held = fs::read_to_string(&rejects).unwrap();
    let mended = held.replacen("\"citizan\"", "\"citizen\"", 1).replacen(
        "{\"subject\"\"",
        "{\"subject\":\"SAMPLE-00000004\"",
        1,
    );
    fs::write(&rejects, mended).unwrap();
    let ran = import(&place, &[&rejects]).expect(0);
    assert_eq!(counts(&ran)[4], 0);
    let whole = place.write("whole.jsonl", lines);
    assert_eq!(
        counts(&import(&place, &[&whole]).expect(0)),
        [6, 0, 0, 6, 0]
    );
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let place = Place::new();
    let path = place.write("people.csv", rows(&[(5, ",citizen,", ",citizan,")]));
    let before = place.ledger();
    let dry = import(&place, &["--dry-run", &path]).expect(1);
    assert_eq!(place.ledger(), before);
    assert!(!Path::new(&place.path("people.csv.rejects.csv")).exists());
    let real = import(&place, &[&path]).expect(1);
    assert_eq!(refusals(&dry), refusals(&real));
    let (mut dry, mut real) = (summary(&dry), summary(&real));
    assert_eq!(
        (&dry["dry_run"], &real["dry_run"]),
        (&json!(true), &json!(false))
    );
    for said in [&mut dry, &mut real] {
        said["dry_run"] = Value::Null;
        said["files"][0]["rejects"] = Value::Null;
    }
    assert_eq!(dry, real);
}

#[test]
fn what_has_changed_is_changed_and_codes_with_it() {
    let place = Place::ready();
    let terms = people(200);
    let plain = place.write(
        "people.csv",
        file(&terms, Form::Csv(Words::En), Encoding::Utf8),
    );
    let _ = import(&place, &[&plain]).expect(0);
    let changed = PeopleTerms {
        changed_per_mille: 300,
        ..terms
    };
    // Everybody has a code before.
    let both = People::new(&terms).zip(People::new(&changed));
    let renamed = both
        .filter(|(one, other)| {
            let name = juma_registry::record::RecordField::Name;
            one.value(name) != other.value(name)
        })
        .map(|(one, _)| one)
        .next()
        .expect("somebody has a new name");
    let subject = renamed
        .value(juma_registry::record::RecordField::Subject)
        .unwrap();
    let home = place.path("home");
    let show = ["resident", "show", "--home", &home, "--subject", subject];
    let record = run("juma-issuer", show).expect(0).out;
    place.sign(&record, "code.txt", &[]);
    let later = place.write(
        "later.csv",
        file(&changed, Form::Csv(Words::En), Encoding::Utf8),
    );
    let ran = import(&place, &[&later]).expect(0);
    let [rows, new, altered, unchanged, refused] = counts(&ran);
    assert_eq!((rows, new, refused, altered + unchanged), (200, 0, 0, 200));
    assert!(altered > 20, "{altered}");
    assert_eq!(summary(&ran)["revoked_codes"], 1);
    let again = import(&place, &[&later]).expect(0);
    assert_eq!(counts(&again), [200, 0, 0, 200, 0]);
}

#[test]
fn guardians_come_later_or_not_at_all() {
    let place = Place::new();
    let all: Vec<String> = People::new(&people(400)).map(|it| it.to_json()).collect();
    let member = all
        .iter()
        .find(|json| json.contains("\"guardian\""))
        .unwrap();
    let json: Value = serde_json::from_str(member).unwrap();
    let guardian = json["guardian"]["subject"].as_str().unwrap();
    let own = all
        .iter()
        .find(|it| it.contains(&format!("\"subject\":\"{guardian}\",\"note\"")))
        .unwrap();
    let alone = place.write("alone.jsonl", member);
    let ran = import(&place, &[&alone]).expect(1);
    let (_, field, reason) = refusals(&ran).remove(0);
    assert_eq!(
        (&*field, &*reason),
        ("guardian.subject", "guardian-not-enrolled")
    );
    let subject = json["subject"].as_str().unwrap();
    let home = place.path("home");
    let show = ["resident", "show", "--home", &home, "--subject", subject];
    let _ = run("juma-issuer", show).expect(1);
    // In another file of the same import it may come as late as it likes.
    let rejects = place.path("alone.jsonl.rejects.jsonl");
    let own = place.write("own.jsonl", own);
    let ran = import(&place, &[&rejects, &own]).expect(0);
    assert_eq!(counts(&ran), [2, 2, 0, 0, 0]);
    assert_eq!(relations(&place, subject), 1);
}

#[test]
fn rare_characters_are_mapped_by_a_table_that_says_where_from() {
    let place = Place::new();
    let table = rows(&[]);
    let name = table.lines().nth(2).unwrap().split(',').nth(2).unwrap();
    let rare = rows(&[(3, name, "样\u{E81E}\u{E000}例")]);
    let path = place.write("people.csv", rare);
    let said = summary(&import(&place, &["--dry-run", &path]).expect(0));
    assert_eq!(said["mapped"], json!([]));
    assert_eq!(said["private_use"][0]["character"], "U+E000");
    assert_eq!(said["private_use"][1]["character"], "U+E81E");
    let said = summary(&import(&place, &["--dry-run", "--pua", "gb18030", &path]).expect(0));
    let mapped = json!([{
        "from": "U+E81E", "to": "U+9FB4", "provenance": "GB 18030-2022", "count": 1, "first_line": 3,
    }]);
    assert_eq!(said["mapped"], mapped);
    assert_eq!(said["private_use"].as_array().unwrap().len(), 1);
    let own = place.write(
        "own.tsv",
        "# ours\nU+E000\tU+20BB7\tthe police's font of 1998\n",
    );
    let said = summary(&import(&place, &["--pua", &own, &path]).expect(0));
    assert_eq!(said["mapped"][0]["provenance"], "the police's font of 1998");
    assert_eq!(said["private_use"][0]["character"], "U+E81E");
    let none = place.write("none.tsv", "U+4E00\tU+20BB7\tx\n");
    import(&place, &["--pua", &none, &path]).expect_failure("line 1 begins with no private-use");
}

#[test]
fn what_is_unusual_beside_the_last_import_is_told() {
    let place = Place::new();
    let table = |count| file(&people(count), Form::Csv(Words::En), Encoding::Utf8);
    let path = place.write("people.csv", table(500));
    assert_eq!(
        summary(&import(&place, &[&path]).expect(0))["unusual"],
        json!([])
    );
    assert_eq!(
        summary(&import(&place, &[&path]).expect(0))["unusual"],
        json!([])
    );
    let more = place.write("more.csv", table(1500));
    let said = summary(&import(&place, &[&more]));
    let mut reasons = BTreeMap::new();
    for unusual in said["unusual"].as_array().unwrap() {
        *reasons
            .entry(unusual["reason"].as_str().unwrap())
            .or_insert(0) += 1;
    }
    assert!(reasons["district-grew"] > 1, "{said}");
}

#[test]
fn what_cannot_be_imported_is_one_clear_line() {
    let place = Place::new();
    let none = place.path("none.csv");
    import(&place, &[&none]).expect_failure("none.csv");
    let odd = place.write("people.txt", "x");
    import(&place, &[&odd]).expect_failure("--format");
    let headless = place.write("headless.csv", "SAMPLE-1,张三\n");
    let ran = import(&place, &[&headless]);
    assert!(!ran.err.contains("张三"), "{}", ran.err);
    ran.expect_failure("no header that is known");
    let unknown = place.write("unknown.csv", "subject,name,shoe size\n");
    import(&place, &[&unknown]).expect_failure("unknown headers: column 3");
    let workbook = place.write("people.xlsx", b"PK\x03\x04");
    import(&place, &[&workbook]).expect_failure("save the sheet as CSV UTF-8");
    import(&place, &["--format", "csv", &workbook]).expect_failure("save the sheet as CSV UTF-8");
    let tabs = place.write("TABS.CSV", "人员编号\t姓名\t人口类别\n");
    import(&place, &[&tabs]).expect_failure("tabs stand between its columns");
    let utf16 = place.write("utf16.csv", b"\xFF\xFEs\0u\0");
    import(&place, &[&utf16]).expect_failure("UTF-16");
    let folder = place.path("home");
    import(&place, &["--format", "csv", &folder]).expect_failure("folder");
}

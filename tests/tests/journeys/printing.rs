//! Cards from the record to the gate.

use std::{fs, process::Command};

use juma_tests::{
    command::{Place, SIGNED},
    records, workspace,
};

/// The fonts of the tests of printing, as arguments.
fn font() -> [String; 2] {
    let path = workspace().join("print/tests/fonts/cjk.otf");
    ["--font".to_owned(), path.to_str().unwrap().to_owned()]
}

fn record(subject: &str) -> String {
    records::with_line("subject", &format!("  \"subject\": \"{subject}\","))
}

fn print(place: &Place, record: &str, out: &str, args: &[&str]) {
    let [flag, path] = font();
    let args = [args, &[&flag, &path]].concat();
    let _ = place.sign(record, out, &args);
}

/// What poppler makes of a file; `None`, and a word about it, where it is not installed.
fn poppler(place: &Place, pdf: &str, png: &str) -> Option<String> {
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        println!("skipped: pdftoppm of poppler-utils is not installed");
        return None;
    }
    let stem = place.path(png);
    let stem = stem.strip_suffix(".png").unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png", "-singlefile"])
        .args([&place.path(pdf), stem])
        .status();
    assert!(drawn.unwrap().success());
    let text = Command::new("pdftotext")
        .args([&place.path(pdf), "-"])
        .output();
    Some(String::from_utf8(text.unwrap().stdout).unwrap())
}

#[test]
fn a_card_says_what_its_code_says() {
    let place = Place::ready();
    let name = "张三丰";
    for (tier, shown, hotline) in [
        ("gate", "张*", "0755-84465000"),
        ("sealed", "张*", "0755-84465000"),
        ("full", "张三丰", "0755-84466140"),
    ] {
        let layout = if tier == "sealed" { "page" } else { "card" };
        let record = record("R-000001");
        print(
            &place,
            &record,
            "card.pdf",
            &["--tier", tier, "--layout", layout],
        );
        let Some(text) = poppler(&place, "card.pdf", "card.png") else {
            continue;
        };
        assert!(text.lines().any(|line| line == shown), "{tier}: {text}");
        assert_eq!(text.contains(name), shown == name, "{tier}: {text}");
        assert!(text.contains(hotline) && text.contains("DEMO"), "{text}");
        let said = place.check(&[&place.path("card.png")]).object();
        assert_eq!(said["verdict"], "accept", "{said}");
        // What is printed is paper, and a gate is told.
        assert!(said.to_string().contains("look-for-sheet"), "{said}");
    }
}

#[test]
fn codes_are_printed_on_sheets_when_they_are_good_and_for_paper() {
    let place = Place::ready();
    fs::create_dir(place.path("codes")).unwrap();
    for number in 1..=11 {
        let record = record(&format!("R-{number:06}"));
        let _ = place.sign(&record, &format!("codes/{number:02}.txt"), &["--paper"]);
    }
    let [flag, path] = font();
    let (codes, out) = (place.path("codes"), place.path("sheets.pdf"));
    let args = [codes.as_str(), "--out", &out, "--replace", &flag, &path];
    let said = place.issuer("print", &args, SIGNED).expect(0).object();
    assert_eq!(
        (said["codes"].as_u64(), said["pages"].as_u64()),
        (Some(11), Some(2))
    );
    let first = fs::read(&out).unwrap();
    let _ = place.issuer("print", &args, SIGNED).expect(0);
    assert!(first == fs::read(&out).unwrap(), "the same bytes");
    if let Some(text) = poppler(&place, "sheets.pdf", "sheet.png") {
        assert_eq!(text.matches("张*").count(), 11, "{text}");
        // Ten people's codes in one view are nobody's.
        assert_eq!(place.verdict("sheet.png"), "undecided/ambiguous");
    }

    let refused = |args: &[&str], reason: &str| {
        let out = place.path("no.pdf");
        let all = [args, &["--out", &out, "--replace", &flag, &path]].concat();
        let said = place.issuer("print", &all, SIGNED).expect(1).object();
        assert_eq!(said["refused"]["reason"], reason);
        assert!(!fs::exists(place.path("no.pdf")).unwrap());
    };
    let _ = place.sign(&record("R-000012"), "screen.txt", &[]);
    refused(&[&codes, &place.path("screen.txt")], "not-paper");
    let elsewhere = Place::ready();
    let _ = elsewhere.sign(&record("R-000013"), "other.txt", &["--paper"]);
    let other = elsewhere.path("other.txt");
    refused(&[&other], "not-issued");
    let _ = place.issuer("revoke", &["--serial", "3"], SIGNED).expect(0);
    refused(&[&codes], "not-valid");
    let (late, all) = ("2027-06-01T00:00:00+08:00", place.path("codes/02.txt"));
    let args = [all.as_str(), "--out", &out, "--replace", &flag, &path];
    let said = place.issuer("print", &args, late).expect(1).object();
    assert_eq!(said["refused"]["reason"], "expired");
}

#[test]
fn what_cannot_be_printed_is_said_in_one_line() {
    let place = Place::ready();
    let fails = |record: &str, out: &str, args: &[&str], what: &str| {
        place.try_sign(record, out, args).expect_failure(what);
        assert!(!fs::exists(place.path(out)).unwrap());
    };
    let [flag, path] = font();
    let plain = record("R-000001");
    fails(&plain, "a.png", &[&flag, &path], "are for a .pdf");
    fails(&plain, "a.pdf", &["--font", "/nowhere.ttf"], "/nowhere.ttf");
    let torn = place.write("torn.otf", b"OTTO\0\0");
    fails(&plain, "a.pdf", &["--font", &torn], "not an OpenType");
    fails(&plain, "a.pdf", &["--font", &torn, "--live"], ".wallet");
    let rare = records::with_line("name", "  \"name\": \"龘三\",");
    fails(
        &rare,
        "a.pdf",
        &[&flag, &path],
        "no font has U+9F98; give --font again",
    );
    let many: Vec<&str> = [flag.as_str(), &path].repeat(9);
    fails(&plain, "a.pdf", &many, "the limit is 8");
}

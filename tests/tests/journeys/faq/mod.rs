//! Every row of what the residence FAQ demands, by the commands: an act in the register, a code, a
//! bundle, and what the verifier answers. A function's name begins with the rows that it walks.

mod addresses;
mod cities;
mod family;
mod people;
mod renewing;
mod venues;

use std::fs;

use juma_tests::command::{LATER, Place, Ran, SIGNED, run};
use serde_json::{Value, json};

use crate::live::with_wallet;

/// An issuing place and a gate.
pub(crate) struct Town(pub(crate) Place);

impl Town {
    /// Shenzhen.
    pub(crate) fn new() -> Self {
        Self(Place::ready())
    }

    /// Shenzhen, with a resident who has an empty wallet.
    pub(crate) fn with_wallet() -> Self {
        Self(with_wallet())
    }

    pub(crate) fn of_region(region: &str) -> Self {
        Self(Place::of_region(region))
    }

    /// Has the ends of codes differ by ten days at the most, so that all are near on one day.
    pub(crate) fn draw_ends_within_days(&self) {
        let path = self.path("home/home.toml");
        let settings = fs::read_to_string(&path).unwrap();
        let settings = settings.replace("spread-days = 60", "spread-days = 10");
        fs::write(path, settings).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path(name)
    }

    pub(crate) fn act(&self, words: [&str; 2], args: &[&str], at: &str) -> Ran {
        let home = self.path("home");
        let first = [words[0], words[1], "--home", &home, "--at", at, "--json"];
        run("juma-issuer", first.iter().chain(args))
    }

    /// Does an act, and gives what was said.
    pub(crate) fn done(&self, words: [&str; 2], args: &[&str]) -> Value {
        self.act(words, args, LATER).expect(0).object()
    }

    /// Tries an act, and gives the reason why it was refused.
    pub(crate) fn refused(&self, words: [&str; 2], args: &[&str]) -> String {
        let said = self.act(words, args, LATER).expect(1).object();
        said["refused"]["reason"].as_str().unwrap().to_owned()
    }

    pub(crate) fn enrol(&self, record: &Value) -> Value {
        let file = self.0.write("enrol.json", record.to_string());
        let args = ["--record", &file];
        let ran = self.act(["resident", "enrol"], &args, SIGNED);
        ran.expect(0).object()
    }

    /// Enrols R-1 and their child R-2, whom they may show.
    pub(crate) fn enrol_parent_and_child(&self) {
        self.enrol(&traveller("R-1", "1990-01-01"));
        self.enrol(&traveller("R-2", "2016-06-01"));
        let add = ["--subject", "R-1", "--member", "R-2", "--kinship", "parent"];
        let _ = self.act(["family", "add-member"], &add, SIGNED).expect(0);
    }

    /// The record that the register has.
    pub(crate) fn record(&self, id: &str) -> Value {
        self.done(["resident", "show"], &["--subject", id])
    }

    /// Makes somebody what a record says.
    pub(crate) fn update(&self, record: &Value) -> Value {
        let file = self.0.write("update.json", record.to_string());
        self.done(["resident", "update"], &["--record", &file])
    }

    /// Signs what the register has of somebody, and gives the file.
    pub(crate) fn code(&self, id: &str, out: &str, args: &[&str]) -> String {
        self.sign(&self.record(id), out, args)
    }

    /// The same, for a guardian to show beside a code of their own.
    pub(crate) fn shown_by(
        &self,
        id: &str,
        (guardian, relation): (&str, &str),
        own: &str,
        out: &str,
    ) -> String {
        let mut record = self.record(id);
        record["guardian"] = json!({"subject": guardian, "relation": relation});
        self.sign(&record, out, &["--guardian-code", own])
    }

    fn sign(&self, record: &Value, out: &str, args: &[&str]) -> String {
        let said = self.0.sign(&record.to_string(), out, args);
        assert!(said["serial"].is_string(), "{said}");
        self.path(out)
    }

    /// Issues again what is due, and gives what was said of each code. A second run finds nothing.
    pub(crate) fn refresh(&self, args: &[&str]) -> Vec<Value> {
        let out = self.path("new");
        fs::create_dir_all(&out).unwrap();
        let all = [&["--out", &out], args].concat();
        let mut said = self.0.issuer("refresh", &all, LATER).expect(0).json();
        said.pop().unwrap();
        let again = self.0.issuer("refresh", &all, LATER).expect(0).json();
        let summary = again.last().unwrap();
        assert_eq!(
            (&summary["issued"], &summary["closed"]),
            (&json!(0), &json!(0))
        );
        said
    }

    /// Publishes, and brings the stick to the gate.
    pub(crate) fn stick(&self) {
        let _ = self.0.import(&self.0.publish("stick.jmb")).expect(0);
    }

    /// What a venue sees of a file.
    pub(crate) fn sees(&self, policy: &str, file: &str) -> Value {
        self.0.check(&["--policy", policy, file]).object()
    }

    pub(crate) fn verdict(&self, file: &str) -> String {
        verdict(&self.sees("library", file))
    }
}

pub(crate) fn verdict(seen: &Value) -> String {
    let word = |member: &str| seen[member].as_str().unwrap().to_owned();
    format!("{}/{}", word("verdict"), word("reason"))
}

/// The file of the code that was issued in the place of one.
pub(crate) fn issued(said: &Value) -> String {
    said["issued"]["out"].as_str().unwrap().to_owned()
}

pub(crate) fn numbers(hotlines: &Value) -> Vec<&str> {
    let hotlines = hotlines.as_array().into_iter().flatten();
    hotlines.map(|it| it["number"].as_str().unwrap()).collect()
}

/// Somebody fictional with a passport, in Nanshan, who has registered a residence.
pub(crate) fn traveller(id: &str, born: &str) -> Value {
    json!({
        "subject": id, "name": "Lin Xiaoyue", "population": "outside",
        "document": {"kind": "passport", "number": id.replace("R-", "X00000"),
            "birth_date": born, "sex": "female"},
        "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-7"},
        "region": "440305", "address": {"state": "registered", "text": "粤海街道1号"},
    })
}

/// A sample of the records, verified in time.
pub(crate) fn sample(name: &str) -> Value {
    let path = juma_tests::workspace().join("samples/records").join(name);
    let text = fs::read_to_string(path).unwrap();
    serde_json::from_str(&text.replace("2026-05-06", "2026-01-06")).unwrap()
}

/// The table of registry/README.md names a journey for every row, and there is one.
#[test]
fn every_row_has_its_journey() {
    let folder = juma_tests::workspace().join("tests/tests/journeys/faq");
    let mut journeys = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("fn row_"));
        journeys.extend(names.map(|name| format!("row_{}", name.split('(').next().unwrap())));
    }
    let rows_of = |name: &str| -> Vec<u32> {
        let words = name.split('_').skip(1).map(str::parse);
        words.map_while(Result::ok).collect()
    };
    let table = fs::read_to_string(juma_tests::workspace().join("registry/README.md")).unwrap();
    for row in 1..=18 {
        let walked: Vec<&String> = journeys
            .iter()
            .filter(|name| rows_of(name).contains(&row))
            .collect();
        assert!(!walked.is_empty(), "row {row}");
        let line = table
            .lines()
            .find(|line| line.starts_with(&format!("| {row} |")));
        let line = line.unwrap_or_else(|| panic!("row {row} is not in the table"));
        for name in walked {
            assert!(line.contains(&format!("`{name}`")), "{row}: {name}");
        }
    }
}

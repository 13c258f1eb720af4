//! The walk of the README, as it is written: an issuer, then a gate.

use std::{fs, process::Command};

use juma_tests::{
    command::{Place, Ran, SIGNED, binary},
    workspace,
};

/// The commands of the first block after a heading, without the remarks beside them.
fn commands(readme: &str, heading: &str) -> Vec<String> {
    let (_, after) = readme.split_once(&format!("\n{heading}\n")).unwrap();
    let block = after.split("```").nth(1).unwrap();
    let lines = block.lines().map(|line| line.split(" #").next().unwrap());
    let lines = lines.filter(|line| line.starts_with("juma-"));
    lines.map(str::to_owned).collect()
}

fn walk(headings: [&str; 2]) {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let records = dir.path().join("samples/records");
    fs::create_dir_all(&records).unwrap();
    let record = "migrant-registered.json";
    let source = workspace().join("samples/records").join(record);
    fs::copy(source, records.join(record)).unwrap();
    let mut checks = 0;
    for heading in headings {
        let commands = commands(&readme, heading);
        assert!(commands.len() > 4, "{heading}: {commands:?}");
        for line in commands {
            let mut words = line.split_whitespace();
            let name = words.next().unwrap();
            let mut command = Command::new(binary(name));
            command.args(words).current_dir(dir.path());
            let ran = Ran::of(command.output().unwrap());
            assert_eq!(ran.status, 0, "{line}\n{}{}", ran.out, ran.err);
            if line.contains(" issue ") {
                assert!(ran.out.contains(": 1 code"), "{line}\n{}", ran.out);
            }
            checks += usize::from(line.contains(" check "));
        }
    }
    assert_eq!(checks, 2);
}

#[test]
fn the_walk_of_the_readme_ends_green() {
    walk(["## An issuer", "## A gate"]);
}

#[test]
fn the_walk_of_the_chinese_readme_ends_green() {
    walk(["## 签发", "## 核验"]);
}

#[test]
fn the_tables_of_the_issuers_readme_are_imported_as_they_stand() {
    let readme = fs::read_to_string(workspace().join("issuer/README.md")).unwrap();
    let tables: Vec<&str> = readme
        .split("```csv\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    let [chinese, english] = tables[..] else {
        panic!("{} tables", tables.len());
    };
    let place = Place::new();
    for (table, said) in [
        (
            chinese,
            "3 rows: 3 new, 0 changed, 0 unchanged, 0 refused\n",
        ),
        (
            english,
            "3 rows: 0 new, 0 changed, 3 unchanged, 0 refused\n",
        ),
    ] {
        let file = place.write("people.csv", table);
        let home = place.path("home");
        let ran = Ran::of(
            Command::new(binary("juma-issuer"))
                .args(["import", "--home", &home, "--at", SIGNED, &file])
                .output()
                .unwrap(),
        );
        assert_eq!((ran.status, &*ran.out), (0, said), "{}", ran.err);
    }
}

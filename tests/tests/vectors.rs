//! The vectors: made again they are the same bytes, judged they give what they expect, and together
//! they give every reason of SPEC §10.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use juma_tests::{
    spec,
    vector::{self, Vector, WORLDS},
    world::{self, World},
};
use juma_verifier::State;

/// How many there are. A file that is lost, or that no test walks past, is seen here.
const COUNT: usize = 393;

/// The vectors as they lie in the folder.
fn on_disk() -> Vec<Vector> {
    let folder = vector::folder();
    let files = vector::files(&folder).into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let files = files.filter(|path| !path.starts_with(WORLDS) && path.components().count() > 1);
    files
        .map(|path| {
            let name = path.with_extension("").to_str().unwrap().to_owned();
            Vector::parse(&name, &fs::read_to_string(folder.join(path)).unwrap())
        })
        .collect()
}

/// The worlds as they lie in the folder: whoever tests another verifier has nothing else.
fn states() -> BTreeMap<String, State> {
    let worlds = vector::folder().join(WORLDS);
    let names = fs::read_dir(&worlds).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .map(|name| {
            let folder = worlds.join(&name);
            let root = fs::read_to_string(folder.join("root.pub")).unwrap();
            let world = World::read(&root, fs::read(folder.join("bundle.jmb")).ok());
            (name, world.state())
        })
        .collect()
}

#[test]
fn each_gives_what_it_expects() {
    let states = states();
    assert!(states.keys().map(String::as_str).eq({
        let mut names = world::NAMES;
        names.sort_unstable();
        names
    }));
    let vectors = on_disk();
    assert_eq!(vectors.len(), COUNT);
    let mut wrong = Vec::new();
    for vector in &vectors {
        let judged = vector.judged(&states[&vector.trust]);
        let found = format!("{}/{}", judged.verdict.finding(), judged.verdict.slug());
        let named = judged.help.hotlines.iter();
        let named: Vec<String> = named.map(|it| it.hotline.to_string()).collect();
        assert_eq!(named, vector.hotlines, "{}", vector.name);
        if found != vector.expect {
            wrong.push(format!(
                "{}: {found}, expected {}",
                vector.name, vector.expect
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_policy_opens_on_no_other_reason() {
    let states = states();
    let mut opened = BTreeSet::new();
    for vector in on_disk() {
        let open = vector.clone().policy("library-opens");
        let judged = open.judged(&states[&vector.trust]);
        if judged.opened_by_policy {
            assert_eq!(
                judged.verdict.finding().name(),
                "undecided",
                "{}",
                vector.name
            );
            opened.insert(judged.verdict.slug());
        }
        assert!(
            vector.policy == "library-opens"
                || !vector.judged(&states[&vector.trust]).opened_by_policy,
            "{}: no built-in policy opens",
            vector.name
        );
    }
    let openable = spec_openable();
    assert!(
        opened
            .iter()
            .copied()
            .eq(openable.iter().map(String::as_str))
    );
}

/// The slugs whose row says that a policy may open on them.
fn spec_openable() -> BTreeSet<String> {
    let spec = spec::text();
    let rows = spec
        .lines()
        .filter(|line| line.contains("| undecided, openable |"));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned())
        .collect()
}

#[test]
fn making_them_again_gives_the_same_bytes() {
    let folder = vector::folder();
    let advice = "run: cargo run -p juma-tests --bin make-vectors";
    let made = vector::all_files();
    let there: BTreeSet<PathBuf> = vector::files(&folder).into_iter().collect();
    let known: BTreeSet<PathBuf> = made.iter().map(|(path, _)| path.clone()).collect();
    let strangers: Vec<_> = there.difference(&known).collect();
    assert_eq!(strangers, [&PathBuf::from("README.md")], "{advice}");
    for (path, bytes) in &made {
        let found = fs::read(folder.join(path)).unwrap_or_default();
        assert!(found == *bytes, "{} differs; {advice}", path.display());
    }
    for vector in on_disk() {
        let file = fs::read_to_string(folder.join(format!("{}.txt", vector.name))).unwrap();
        assert_eq!(vector.to_file(), file, "a file is read as it was written");
    }
}

/// Slugs of the table that no text of a code can give; tests of imports give both.
const BUNDLES_ONLY: [&str; 2] = ["envelope-too-large", "header-type"];

#[test]
fn every_reason_has_a_vector_and_every_vector_a_reason() {
    let reasons = spec::verdict_reasons();
    assert!(reasons.len() > 60, "the table is read");
    let given: BTreeSet<String> = on_disk().into_iter().map(|vector| vector.expect).collect();
    for reason in &reasons {
        let expected = !reason.is_reserved() && !BUNDLES_ONLY.contains(&reason.slug.as_str());
        assert_eq!(
            given.contains(&reason.expect()),
            expected,
            "{}",
            reason.expect()
        );
    }
    for expect in &given {
        assert!(
            reasons.iter().any(|reason| reason.expect() == *expect),
            "{expect} is not in SPEC §10"
        );
    }
}

#[test]
fn each_names_the_rule_that_it_is_about() {
    for vector in on_disk() {
        let good = vector.slug() == "accepted";
        let cites = vector.comment.contains('§');
        assert!(good || cites, "{}: {}", vector.name, vector.comment);
        assert!(vector.comment.chars().count() <= 90, "{}", vector.name);
    }
}

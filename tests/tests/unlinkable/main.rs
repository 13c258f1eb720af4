//! A person's tiers share no number (SPEC §5.5): whoever has the codes of ten thousand people in
//! two tiers, without their names, pairs them no better than by drawing among those who are alike
//! in what both tiers say and were issued on one day. The same attackers find what is linked on
//! purpose, or these tests would prove nothing.

mod attackers;
mod chance;
mod dice;
mod issuing;
mod regression;

use attackers::{KEYS, SCORES};
use chance::{Found, by_rank, by_score};
use dice::Dice;
use issuing::{Kind, Office, Seen, Source};
use regression::Regression;

const PEOPLE: usize = 10_000;

/// Of the runs that are to fail: what is linked is found among fewer too.
const FEW: usize = 1_500;

/// Every attacker on two tiers, by name.
fn attack(gate: &[Seen], other: &[Seen]) -> Vec<(&'static str, Found)> {
    let mut found = Vec::new();
    for (name, key) in KEYS {
        found.push((name, by_rank(gate, other, key)));
    }
    for (name, score) in SCORES {
        let mut dice = Dice::new(11);
        found.push((
            name,
            by_score(gate, other, 0..gate.len(), &mut dice, &score),
        ));
    }
    // What is learned on one half is tried on the other.
    let half = gate.len() / 2;
    let learned = Regression::learn(gate, other, 0..half, &mut Dice::new(12));
    let score = |gate: &Seen, other: &Seen| learned.score(gate, other);
    let mut dice = Dice::new(13);
    let tried = by_score(gate, other, half..gate.len(), &mut dice, &score);
    found.push(("logistic regression", tried));
    found
}

fn expect_chance(tiers: &str, found: &[(&'static str, Found)]) {
    for (name, found) in found {
        println!("{tiers}: {name}: {found}");
        assert!(found.is_chance(), "{tiers}: {name} pairs people: {found}");
    }
}

fn expect_found(how: &str, found: &[(&'static str, Found)], names: &[&str]) {
    for name in names {
        let (_, found) = found.iter().find(|it| it.0 == *name).unwrap();
        println!("{how}: {name}: {found}");
        assert!(!found.is_chance(), "{how}: {name} must see it: {found}");
    }
}

#[test]
fn ten_thousand_people_s_tiers_are_paired_by_chance_alone() {
    let mut office = Office::new();
    let gate = office.issue(Kind::Gate, PEOPLE, Source::Fresh);
    let full = office.issue(Kind::Full, PEOPLE, Source::Fresh);
    expect_chance("gate and full", &attack(&gate, &full));
    let sealed = office.issue(Kind::Sealed, PEOPLE, Source::Fresh);
    expect_chance("gate and sealed", &attack(&gate, &sealed));

    // One end for both tiers, everything else as it was issued.
    let mut linked = full;
    for (linked, gate) in linked.iter_mut().zip(&gate) {
        linked.expires = gate.expires;
    }
    let found = attack(&gate, &linked);
    expect_found("one end", &found, &["nearest end", "logistic regression"]);
}

#[test]
fn so_are_codes_on_paper_and_codes_that_another_shows() {
    let mut office = Office::new();
    let gate = office.issue(Kind::Gate, PEOPLE, Source::Fresh);
    let paper = office.issue(Kind::Paper, PEOPLE, Source::Fresh);
    expect_chance("screen and paper", &attack(&gate, &paper));
    let shown = office.issue(Kind::Shown, PEOPLE, Source::Fresh);
    expect_chance("own and shown by another", &attack(&gate, &shown));
}

#[test]
fn a_source_of_randomness_that_repeats_itself_is_found() {
    let mut office = Office::new();
    let gate = office.issue(Kind::Gate, FEW, Source::OfThePerson);
    let full = office.issue(Kind::Full, FEW, Source::OfThePerson);
    let found = attack(&gate, &full);
    let names = ["nearest end", "nearest index", "logistic regression"];
    expect_found("one seed", &found, &names);
}

#[test]
fn indexes_in_the_order_of_issue_are_found() {
    let mut office = Office::new();
    let mut gate = office.issue(Kind::Gate, FEW, Source::Fresh);
    let mut full = office.issue(Kind::Full, FEW, Source::Fresh);
    for (at, (gate, full)) in (1_u32..).zip(gate.iter_mut().zip(&mut full)) {
        gate.index = 3 * at;
        full.index = 5 * at + 1000;
    }
    let found = attack(&gate, &full);
    expect_found("indexes in order", &found, &["by index"]);
}

//! `refresh`, killed at any system call and run again: nobody is left without a code or with two,
//! and no code is good that the register does not know (THREATS T44, T45).

use std::{fs, path::Path};

use juma_tests::{
    command::{LATER, run},
    kill::{self, End, Seed},
};
use serde_json::json;

use crate::{
    faq::{Town, issued, verdict},
    live::holder,
};

fn args(town: &Town, out: &str) -> Vec<String> {
    fs::create_dir_all(town.path(out)).unwrap();
    let (home, out) = (town.path("home"), town.path(out));
    let args = [
        "refresh", "--home", &home, "--at", LATER, "--out", &out, "--format", "txt", "--json",
    ];
    args.map(str::to_owned).to_vec()
}

/// What the gate says of every file of a folder of folders, in order.
fn verdicts(town: &Town, out: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(town.path(out))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let seen = town.0.check(&[folder.to_str().unwrap()]).json();
        said.extend(seen.iter().map(verdict));
    }
    said.sort();
    said
}

#[test]
fn a_killed_refresh_is_run_again_and_leaves_one_code_of_each_kind() {
    let town = Town::with_wallet();
    town.enrol_parent_and_child();
    let own = town.code("R-1", "own.txt", &[]);
    town.code("R-1", "paper.txt", &["--paper"]);
    town.shown_by("R-2", ("R-1", "parent"), &own, "shown.txt");
    let mut record = town.record("R-1");
    let mut rename = |round: usize| {
        record["name"] = json!(format!("Lin {}", "a".repeat(1 + round % 40)));
        let said = town.update(&record);
        assert_eq!(said["stale"].as_array().unwrap().len(), 3, "{said}");
    };
    rename(0);
    let log = town.path("strace.log");
    let Some(calls) = kill::calls("juma-issuer", &args(&town, "watched"), Path::new(&log)) else {
        eprintln!("skipped: strace is not here or may not watch");
        return;
    };
    let mut seed = Seed(11);
    let mut killed = 0;
    for round in 1..=kill::times() {
        rename(round);
        let out = format!("out-{round}");
        let call = &calls[seed.below(calls.len())];
        let end = kill::killed_at(call, "juma-issuer", &args(&town, &out));
        killed += usize::from(end == End::Killed);
        let _ = run("juma-issuer", args(&town, &out)).expect(0);
        let again = run("juma-issuer", args(&town, &out)).expect(0).json();
        assert_eq!(again.len(), 1, "{call:?}: {again:?}");
        town.stick();
        let mut said = verdicts(&town, &out);
        said.retain(|verdict| verdict != "refuse/revoked");
        let good = [
            "accept/accepted",
            "accept/accepted",
            "undecided/guardian-missing",
        ];
        assert_eq!(said, good, "{call:?}");
    }
    assert!(killed * 2 > kill::times(), "{killed} of them");
    // The member's code names the guardian's newest one, also across a kill between the two.
    rename(kill::times() + 1);
    let said = run("juma-issuer", args(&town, "last")).expect(0).json();
    let of = |id: &str| {
        let found = said
            .iter()
            .find(|one| one["subject"] == id && one["carrier"] == "screen");
        issued(found.unwrap_or_else(|| panic!("{id}: {said:?}")))
    };
    town.stick();
    holder(&town.0, "me.wallet", &["add", &of("R-1"), &of("R-2")]);
    let pair = town.path("pair.png");
    let at = juma_tests::command::SHOWN;
    let show = ["family", "--at", at, "--show", "2", "--out", &pair];
    holder(&town.0, "me.wallet", &show);
    assert_eq!(town.verdict(&pair), "accept/accepted");
    let journal = ["journal", "--home", &town.path("home")];
    let _ = run("juma-issuer", journal).expect(0);
}

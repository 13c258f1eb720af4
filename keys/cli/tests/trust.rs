//! Ceremonies as their people go through them: three holders of root keys with a folder each, one
//! who drafts, and files that are carried from folder to folder.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]
#![expect(clippy::indexing_slicing, reason = "a missing member fails the test")]

mod machines;

use std::{fs, process::Command};

use juma_format::{
    Environment,
    trust::{KeyState, Purpose},
};
use juma_keys::{CodeKey, CodeKeyLookup, KeyRole, PublicKeyFile, Secret, SigningKey};
use machines::{DESK, Machines, json, state};

#[test]
fn three_holders_make_a_root_and_a_list_that_verifiers_open() {
    let machines = Machines::opened();
    let list = machines.list(&["root1.cose"], "list1.cose");
    assert_eq!(list.list().version(), 1);
    let purposes: Vec<Purpose> = list.entries().iter().map(|it| it.entry().purpose).collect();
    assert!(purposes.len() == 3 && !purposes.contains(&Purpose::Seal));
    let codes = list
        .entries()
        .iter()
        .find(|it| it.entry().purpose == Purpose::Code);
    let codes = codes.unwrap();
    let times = codes.entry().times;
    assert_eq!(times.sign_until.to_string(), "2027-02-01T00:00:00+08:00");
    assert_eq!(times.accept_until.to_string(), "2028-02-01T00:00:00+08:00");
    let regions = codes.entry().regions.iter().map(|region| region.code());
    assert_eq!(regions.collect::<Vec<_>>(), [4401, 4403]);
    assert!(matches!(
        list.code_key(codes.hash().key_id()),
        CodeKeyLookup::Known(..)
    ));
}

#[test]
fn who_signs_counts_once() {
    let machines = Machines::founded();
    let combine = "trust combine root1.draft";
    machines.refused(
        &format!("{combine} anna.sig anna.sig --out x"),
        "ceremony-signed-twice",
    );
    fs::copy(
        machines.path(DESK, "anna.sig"),
        machines.path(DESK, "copy.sig"),
    )
    .unwrap();
    machines.refused(
        &format!("{combine} anna.sig copy.sig --out x"),
        "ceremony-signed-twice",
    );
    machines.refused(&format!("{combine} anna.sig --out x"), "root-threshold");
    machines.good(DESK, "trust draft-root --env demo --threshold 1 --issued 2027-01-01 --expires 2030-01-01 --out weak.draft anna.pub bao.pub chen.pub");
    machines.refused(
        "trust combine weak.draft anna.sig --out x",
        "ceremony-other-draft",
    );
    // A list without the root whose keys should sign it; a root key that has no say.
    machines.good(
        DESK,
        "trust draft-list --env demo --expires 2099-01-01 --out list.draft",
    );
    machines.sign("list.draft", &["anna", "bao"], "");
    machines.refused(
        "trust combine list.draft anna.sig bao.sig --out x",
        "ceremony-root-missing",
    );
    let new = "new --purpose root --env demo --clear --out dora.key";
    machines.good(DESK, new);
    machines.good(DESK, "trust sign list.draft --key dora.key --out dora.sig");
    machines.refused(
        "trust combine list.draft anna.sig dora.sig --root root.pub --out x",
        "ceremony-stranger",
    );
    machines.refused(
        "trust sign root1.draft --key dora.key --out x",
        "ceremony-stranger",
    );
    machines.failed(
        "trust combine list.draft anna.pub bao.sig --root root.pub --out x",
        "the first line is not \"juma signature\"",
    );
    machines.failed(
        "trust combine list.draft anna.sig bao.sig --root root.pub --out root1.cose",
        "it exists already",
    );
}

#[test]
fn a_root_is_succeeded_by_the_keys_of_both() {
    let machines = Machines::opened();
    machines.good(DESK, "new --purpose root --env demo --clear --out dora.key");
    machines.good(DESK, "trust draft-root --root root1.cose --threshold 2 --issued 2028-01-01 --expires 2031-01-01 --out root2.draft bao.pub chen.pub dora.pub");
    machines.sign("root2.draft", &["anna", "bao", "chen"], "--root root1.cose");
    let sign = "trust sign root2.draft --key dora.key --out dora.sig --root root1.cose";
    let shown = machines.good(DESK, sign);
    let dora = machines.kid("dora");
    assert!(
        shown.contains(&format!("change:      new key {dora}")),
        "{shown}"
    );
    assert!(shown.contains("change:      key gone "), "{shown}");
    assert!(shown.contains("number:      2\n"), "{shown}");
    let combine = "trust combine root2.draft --out root2.cose";
    machines.refused(
        &format!("{combine} bao.sig dora.sig --root root1.cose"),
        "root-threshold",
    );
    machines.refused(
        &format!("{combine} anna.sig bao.sig --root root1.cose"),
        "root-threshold",
    );
    machines.refused(
        &format!("{combine} bao.sig chen.sig"),
        "ceremony-root-missing",
    );
    machines.good(
        DESK,
        &format!("{combine} anna.sig bao.sig dora.sig --root root.pub"),
    );
    let roots = ["root1.cose", "root2.cose"];
    assert_eq!(machines.walk(&roots).document().number(), 2);
    // The new keys sign the next list; the old ones no longer do.
    machines.good(DESK, "trust draft-list --previous list1.cose --root root1.cose --issued 2028-01-01 --expires 2028-04-01 --out list2.draft");
    machines.sign(
        "list2.draft",
        &["anna", "bao"],
        "--previous list1.cose --root root1.cose",
    );
    let old = "trust combine list2.draft anna.sig bao.sig --root root2.cose --out x";
    machines.refused(old, "ceremony-stranger");
    machines.good(
        DESK,
        "trust sign list2.draft --key dora.key --out dora2.sig",
    );
    machines.good(
        DESK,
        "trust combine list2.draft dora2.sig bao.sig --root root2.cose --out list2.cose",
    );
    assert_eq!(machines.list(&roots, "list2.cose").list().version(), 2);
    let inspect = "trust inspect --json root2.cose";
    assert_eq!(json(&machines.good(DESK, inspect))["checked"], "own-keys");
    let inspect = format!("{inspect} --root root.pub");
    assert_eq!(json(&machines.good(DESK, &inspect))["checked"], "root");
}

#[test]
fn a_months_rotation_and_a_compromise() {
    let machines = Machines::opened();
    let follow = "trust draft-list --root root1.cose --previous";
    machines.good(
        DESK,
        &format!("{follow} list1.cose --issued 2027-01-20 --expires 2027-05-01 --out list2.draft"),
    );
    machines.key("code", "feb");
    machines.good(DESK, "trust add list2.draft --key feb.pub --issuer 深圳市公安局 --regions 4403 --namespace 4403 --month 2027-02 --max-validity-days 365");
    let (jan, feb) = (machines.kid("jan"), machines.kid("feb"));
    let retire = format!("trust retire list2.draft --key {jan}");
    let shown = machines.good(DESK, &retire);
    assert!(shown.contains("retired for code, 深圳市公安局"), "{shown}");
    machines.refused(&retire, "ceremony-state");
    let options = "--previous list1.cose --root root1.cose";
    machines.sign("list2.draft", &["anna", "bao"], options);
    let combine = "--root root1.cose --out";
    machines.good(
        DESK,
        &format!("trust combine list2.draft anna.sig bao.sig {combine} list2.cose"),
    );
    let list = machines.list(&["root1.cose"], "list2.cose");
    assert_eq!(state(&list, &jan), KeyState::Retired);
    assert_eq!(state(&list, &feb), KeyState::Active);

    machines.good(
        DESK,
        &format!("{follow} list2.cose --issued 2027-02-10 --expires 2027-05-01 --raise-epoch --out list3.draft"),
    );
    machines.good(DESK, &format!("trust compromise list3.draft --key {jan}"));
    machines.refused(
        &format!("trust retire list3.draft --key {jan}"),
        "ceremony-state",
    );
    machines.refused(
        "trust retire list3.draft --key 00000000",
        "ceremony-key-unknown",
    );
    // Compared with the wrong list, it follows nothing, and is not signed.
    machines.carry("anna", DESK, "anna.key");
    machines.refused(
        "trust sign list3.draft --key anna.key --out x --previous list1.cose --root root.pub",
        "ceremony-succession",
    );
    let options = "--previous list2.cose --root root1.cose";
    machines.sign("list3.draft", &["bao", "chen"], options);
    machines.good(
        DESK,
        &format!("trust combine list3.draft bao.sig chen.sig {combine} list3.cose"),
    );
    let list = machines.list(&["root1.cose"], "list3.cose");
    assert_eq!(state(&list, &jan), KeyState::Compromised);
    assert_eq!((list.list().version(), list.list().epoch()), (3, 2));
    // A year on, its codes have ended, and the tombstone goes; its key never comes again.
    machines.good(
        DESK,
        &format!("{follow} list3.cose --issued 2028-02-02 --expires 2028-05-01 --out list4.draft"),
    );
    let again = "trust add list4.draft --key jan.pub --issuer x --regions 4403 --namespace 4403 --month 2028-03 --max-validity-days 30";
    machines.refused(
        &format!("{again} --past list1.cose --past list3.cose --root root1.cose"),
        "ceremony-key-known",
    );
}

#[test]
fn one_kid_is_one_key_for_ever() {
    let machines = Machines::opened();
    // Two secrets whose public keys have the kid dd0598e8.
    for (name, number) in [("one", 96_995_u32), ("two", 163_802)] {
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(&number.to_be_bytes());
        let key = SigningKey::<CodeKey>::from_secret(Secret::new(secret), Environment::Demo);
        for role in [KeyRole::Code, KeyRole::Status] {
            let file = PublicKeyFile::new(role, Environment::Demo, *key.public().as_bytes());
            let path = format!("{name}-{}.pub", role.name());
            fs::write(machines.path(DESK, &path), file.to_string()).unwrap();
        }
    }
    let common = "--issuer x --namespace 4403 --month 2027-03 --max-validity-days 30";
    let add = |key: &str| format!("trust add list1.draft --key {key}.pub {common}");
    machines.good(DESK, &format!("{} --regions 4403", add("one-code")));
    machines.good(DESK, "trust compromise list1.draft --key dd0598e8");
    machines.refused(
        &format!("{} --regions 4403", add("two-code")),
        "key-collision",
    );
    machines.refused(&add("two-status"), "key-collision");
    machines.refused(&add("one-status"), "ceremony-key-known");
    machines.refused(
        &format!("{} --regions 4403", add("jan")),
        "ceremony-key-known",
    );
    machines.refused(&add("anna"), "key-file-purpose");
    machines.refused(&add("one-code"), "ceremony-regions");
    machines.failed(
        &format!("{} --regions 44a3", add("one-code")),
        "byte 2 of the region code is no digit",
    );
}

#[test]
fn files_say_what_they_are() {
    let machines = Machines::opened();
    let shown = |file: &str| json(&machines.good(DESK, &format!("trust inspect --json {file}")));
    let draft = shown("list1.draft");
    let signature = shown("bao.sig");
    let signed = shown("list1.cose");
    assert_eq!(draft["type"], "draft");
    assert_eq!(signature["type"], "signature");
    assert_eq!(signed["type"], "signed");
    assert_eq!(draft["sha256"], signature["sha256"]);
    assert_eq!(draft["sha256"], signed["sha256"]);
    assert_eq!(signed["checked"], "no");
    assert_eq!(signed["signatures"], 2);
    assert_eq!(signed["entries"].as_array().unwrap().len(), 3);
    assert_eq!(signed["entries"][0]["state"], "active");
    let text = machines.good(DESK, "trust inspect list1.cose");
    assert!(text.contains("checked:     UNVERIFIED"), "{text}");
    let text = machines.good(DESK, "trust inspect list1.cose --root root.pub");
    assert!(
        text.contains("checked:     by the keys of the root"),
        "{text}"
    );
    machines.failed("trust inspect root.pub", "juma-keys inspect shows it");
    let mut torn = machines.read("list1.cose");
    torn.pop();
    fs::write(machines.path(DESK, "torn.cose"), torn).unwrap();
    machines.failed("trust inspect torn.cose", "no signed document");
    let mut changed = machines.read("list1.cose");
    let place = changed.windows(4).position(|it| it == b"4403").unwrap();
    changed[place + 3] = b'4';
    fs::write(machines.path(DESK, "changed.cose"), changed).unwrap();
    machines.failed(
        "trust inspect changed.cose --root root.pub",
        "0 good signatures of root keys, 2 are needed",
    );
}

/// The README's ceremony, line for line, with the passphrases and the date that it leaves to people.
#[test]
fn the_ceremony_of_the_readme() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pass"), "correct horse battery\n").unwrap();
    let readme = include_str!("../../README.md");
    let lines: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("juma-keys "))
        // What the cities send is made in the tests across crates, where those lines run.
        .filter(|line| !line.starts_with("juma-keys bundle "))
        .collect();
    assert_eq!(lines.len(), 25);
    for line in lines {
        let mut arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
        if arguments.contains(&"new") || arguments.contains(&"sign") {
            arguments.extend(["--passphrase-file", "pass"]);
        }
        // As if it were then, whenever this runs.
        if arguments.iter().any(|it| it.starts_with("draft-")) {
            arguments.extend(["--issued", "2027-02-20"]);
        }
        let output = Command::new(env!("CARGO_BIN_EXE_juma-keys"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{line}: {error}");
        let rules = error.contains("no rule of succession");
        assert!(!rules, "{line}: {error}");
    }
}

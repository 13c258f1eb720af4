//! Commands killed at any system call: what they leave loads, and no number is used twice
//! (THREATS T44, T45). `JUMA_KILLS=200 cargo test -p juma-tests --test kills` kills more often.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use juma_keys::{AnchorFile, OpenedBundle, RootAnchor, open_bundle};
use juma_registry::ledger::{Issuance, IssuanceState, Ledger};
use juma_tests::{
    command::{LATER, Place, SIGNED, binary, run},
    kill::{self, Call, End, Seed},
    records, residents,
};

#[test]
fn a_killed_import_leaves_a_state_that_loads() {
    let place = Place::ready();
    let sticks: Vec<String> = (2..=5)
        .map(|sequence| place.publish(&format!("{sequence}.jmb")))
        .collect();
    let [older, held, newer, newest] = sticks.as_slice() else {
        unreachable!("four sticks");
    };
    for stick in [older, held] {
        let _ = place.import(stick).expect(0);
    }
    let before = place.snapshot("state");
    let Some(calls) = watched(&place, "juma-verifier", &import_args(&place, newer)) else {
        return;
    };

    let mut seed = Seed(3);
    let mut killed = 0;
    for _ in 0..kill::times() {
        restore(&place, &before);
        let call = &calls[seed.below(calls.len())];
        let end = kill::killed_at(call, "juma-verifier", &import_args(&place, newer));
        killed += usize::from(end == End::Killed);

        let sequence = sequence_of_state(&place, call);
        assert!([3, 4].contains(&sequence), "{call:?}: {sequence}");
        let old = place.import(older).expect(1).object();
        assert_eq!(old["reason"], "bundle-rollback", "{call:?}");
        if sequence == 4 {
            let old = place.import(held).expect(1).object();
            assert_eq!(old["reason"], "bundle-rollback", "{call:?}");
        }
        let _ = place.import(newer).expect(0);
        assert_eq!(sequence_of_state(&place, call), 4);
        // What was cut short is swept away by the next import that writes.
        let _ = place.import(newest).expect(0);
        assert_no_temporary_files(&place.path("state"), call);
    }
    assert!(killed * 2 > kill::times(), "{killed} of them");
}

#[test]
fn a_killed_first_import_can_be_made_again() {
    let place = Place::new();
    let stick = place.path("home/bundles/0000000001.jmb");
    let Some(calls) = watched(&place, "juma-verifier", &import_args(&place, &stick)) else {
        return;
    };
    let mut seed = Seed(4);
    for _ in 0..kill::times() {
        restore(&place, &[]);
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-verifier", &import_args(&place, &stick));
        let _ = place.import(&stick).expect(0);
        assert_eq!(sequence_of_state(&place, call), 1);
    }
}

#[test]
fn a_killed_publish_uses_no_sequence_twice() {
    let place = Place::new();
    let out = place.path("stick.jmb");
    let args = issuer_args(&place, "publish", LATER, &["--out", &out]);
    let Some(calls) = watched(&place, "juma-issuer", &args) else {
        return;
    };
    let anchor = anchor(&place);
    let mut seen = BTreeMap::new();
    let mut seed = Seed(5);
    for round in 0..kill::times() {
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-issuer", &args);
        note_bundles(&place, &anchor, &mut seen, call);
        // Sometimes the next one is killed too.
        if round % 3 != 0 {
            let highest = seen.keys().next_back().copied().unwrap_or_default();
            let said = place.issuer("publish", &["--out", &out], LATER);
            let sequence = said.expect(0).object()["sequence"].as_u64().unwrap();
            assert!(sequence > u64::from(highest), "{call:?}: {sequence}");
            note_bundles(&place, &anchor, &mut seen, call);
        }
    }
    let _ = place.import(&place.publish("last.jmb")).expect(0);
}

#[test]
fn a_killed_signing_uses_no_index_twice() {
    let place = Place::ready();
    let record = place.write("record.json", records::migrant());
    let out = place.path("code.txt");
    let args = issuer_args(
        &place,
        "sign",
        SIGNED,
        &["--record", &record, "--out", &out],
    );
    let Some(calls) = watched(&place, "juma-issuer", &args) else {
        return;
    };
    let mut codes = BTreeSet::from([fs::read(&out).unwrap()]);
    let mut serials = BTreeSet::new();
    let mut seed = Seed(6);
    for _ in 0..kill::times() {
        fs::remove_file(&out).unwrap();
        let call = &calls[seed.below(calls.len())];
        let end = kill::killed_at(call, "juma-issuer", &args);
        if let Ok(code) = fs::read(&out) {
            // Whole or not at all, and one that was never there before: another index.
            assert_eq!(place.verdict("code.txt"), "accept/accepted", "{call:?}");
            assert!(codes.insert(code), "{call:?}: {end:?}");
        }
        let said = place.sign(&records::migrant(), "code.txt", &[]);
        assert!(serials.insert(said["serial"].to_string()), "{call:?}");
        assert!(codes.insert(fs::read(&out).unwrap()), "{call:?}");
    }
    // What was planned and not delivered is published as invalid; what was delivered is good.
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    assert_eq!(place.verdict("code.txt"), "accept/accepted");
}

/// A run that is killed while it plans or signs, over and over, goes on to the same bytes as one that
/// nobody killed; no index is used twice, and none is lost.
#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    const PEOPLE: u32 = 30;
    let place = Place::ready();
    let home = PathBuf::from(place.path("home"));
    // One status list, so that its secret order is drawn before the copies part.
    let settings = fs::read_to_string(home.join("home.toml")).unwrap();
    let settings = settings.replace("spread-days = 60", "spread-days = 10");
    fs::write(home.join("home.toml"), settings).unwrap();
    place.sign(&records::migrant(), "first.txt", &[]);
    residents::enrol(&mut residents::register(&home, None), 0..PEOPLE);

    // The run as it is when nothing of it is planned yet.
    let out = place.path("run");
    let issue = ["--all", "--batch", "4", "--threads", "1", "--out", &out];
    let before = place.snapshot("home");
    let _ = place
        .issuer("issue", &[&issue[..], &["--plan-only"]].concat(), SIGNED)
        .expect(0);
    let manifest = fs::read_to_string(place.path("run/run.json")).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("plan").unwrap();
    let manifest = serde_json::to_string_pretty(&manifest).unwrap() + "\n";
    let secret = fs::read(place.path("run/job.key")).unwrap();
    let begin = || {
        put_back(&home, &before);
        let run = [("run.json", manifest.as_bytes()), ("job.key", &secret)];
        let run = run.map(|(name, bytes)| (PathBuf::from(name), bytes.to_owned()));
        put_back(Path::new(&out), &run);
    };

    begin();
    let args = issuer_args(&place, "issue", SIGNED, &issue);
    let Some(calls) = watched(&place, "juma-issuer", &args) else {
        return;
    };
    let whole = place.snapshot("run");
    assert_eq!(whole.len(), 3 + usize::try_from(PEOPLE).unwrap());
    let mut seed = Seed(7);
    let mut killed = 0;
    for round in 0..kill::times() {
        begin();
        // Some are killed again as they go on.
        let mut last = &calls[0];
        for _ in 0..=round % 3 {
            last = &calls[seed.below(calls.len())];
            let end = kill::killed_at(last, "juma-issuer", &args);
            killed += usize::from(end == End::Killed);
        }
        let said = place.issuer("issue", &issue, SIGNED).expect(0).object();
        assert_eq!(said["issued"], PEOPLE, "{last:?}");
        let found = place.snapshot("run");
        let names =
            |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&found), names(&whole), "{last:?}");
        assert!(found == whole, "{last:?}: other bytes");
        let register = residents::register(&home, None);
        register.audit().unwrap();
        let all: Vec<_> = register.issuances().map(Result::unwrap).collect();
        let indexes: BTreeSet<_> = all.iter().map(|one| one.status).collect();
        let people = usize::try_from(PEOPLE).unwrap();
        assert_eq!(
            (all.len(), indexes.len()),
            (people + 1, people + 1),
            "{last:?}"
        );
        let settled = |one: &Issuance| matches!(one.state, IssuanceState::Committed(_));
        assert!(all.iter().all(settled), "{last:?}");
        drop(register);
        let said = place.issuer("verify-run", &[&out], SIGNED).expect(0);
        assert_eq!(said.object()["whole"], true, "{last:?}");
    }
    assert!(killed * 2 > kill::times(), "{killed} of them");
}

/// Ctrl-C ends a run with the batch that it is at, in one line, and the same command goes on.
#[test]
fn an_interrupted_run_ends_with_its_batch() {
    let place = Place::ready();
    residents::enrol(
        &mut residents::register(Path::new(&place.path("home")), None),
        0..30,
    );
    let out = place.path("run");
    let issue = ["--all", "--batch", "4", "--threads", "1", "--out", &out];
    let ran = Command::new("strace")
        .args([
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "inject=syncfs:signal=INT:when=2",
        ])
        .arg(binary("juma-issuer"))
        .args(issuer_args(&place, "issue", SIGNED, &issue))
        .output();
    let Some(ran) = ran.ok().filter(|ran| ran.status.code() != Some(1)) else {
        eprintln!("skipped: strace is not here or may not watch");
        return;
    };
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.trim_end().ends_with("run again to go on"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let done = place.snapshot("run/codes").len();
    assert!(done < 30 && done.is_multiple_of(4), "{done}");
    let said = place.issuer("issue", &issue, SIGNED).expect(0).object();
    assert_eq!(said["issued"], 30);
    let _ = place.issuer("verify-run", &[&out], SIGNED).expect(0);
}

/// Puts a folder back as it was.
fn put_back(folder: &Path, files: &[(PathBuf, Vec<u8>)]) {
    fs::remove_dir_all(folder).unwrap();
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        // Keys are read by their owner alone.
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
}

/// The calls of a run; `None`, and a word, where they cannot be watched.
fn watched(place: &Place, name: &str, args: &[String]) -> Option<Vec<Call>> {
    kill::watched(name, args, Path::new(&place.path("strace.log")))
}

fn import_args(place: &Place, stick: &str) -> Vec<String> {
    let (state, root) = (place.path("state"), place.path("home/root.pub"));
    let args = ["import", "--state", &state, "--root", &root, "--at", LATER];
    args.into_iter().chain([stick]).map(str::to_owned).collect()
}

fn issuer_args(place: &Place, command: &str, at: &str, args: &[&str]) -> Vec<String> {
    let home = place.path("home");
    let first = [command, "--home", &home, "--at", at];
    first
        .iter()
        .chain(args)
        .map(|arg| (*arg).to_owned())
        .collect()
}

fn anchor(place: &Place) -> RootAnchor {
    let text = fs::read_to_string(place.path("home/root.pub")).unwrap();
    let AnchorFile(anchor) = AnchorFile::parse(&text).expect("a trust anchor");
    anchor
}

/// Puts the state folder back as it was.
fn restore(place: &Place, files: &[(PathBuf, Vec<u8>)]) {
    let folder = PathBuf::from(place.path("state"));
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The sequence of the bundle in use, which there must be.
fn sequence_of_state(place: &Place, call: &Call) -> u64 {
    let state = place.path("state");
    let ran = run(
        "juma-verifier",
        ["status", "--state", &state, "--at", LATER, "--json"],
    );
    assert_eq!(ran.status, 0, "{call:?}: {}", ran.err);
    ran.object()["sequence"].as_u64().expect("a sequence")
}

fn assert_no_temporary_files(folder: &str, call: &Call) {
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(
            !name.to_string_lossy().starts_with(".juma-"),
            "{call:?}: {name:?}"
        );
    }
}

/// Notes every bundle that lies anywhere: each is whole, and of one sequence there is one.
fn note_bundles(
    place: &Place,
    anchor: &RootAnchor,
    seen: &mut BTreeMap<u32, Vec<u8>>,
    call: &Call,
) {
    let kept = fs::read_dir(place.path("home/bundles")).unwrap();
    let kept = kept.map(|entry| entry.unwrap().path());
    let out = Some(PathBuf::from(place.path("stick.jmb"))).filter(|path| path.exists());
    for path in kept.chain(out) {
        if path.extension().is_none_or(|ending| ending != "jmb") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        // What was looked at once is whole for ever.
        if seen.values().any(|known| *known == bytes) {
            continue;
        }
        let opened: OpenedBundle = open_bundle(anchor, &bytes)
            .unwrap_or_else(|error| panic!("{call:?}: {}: {error}", path.display()));
        let first = seen
            .entry(opened.manifest.sequence)
            .or_insert_with(|| bytes.clone());
        assert!(
            *first == bytes,
            "{call:?}: two of {}",
            opened.manifest.sequence
        );
    }
}

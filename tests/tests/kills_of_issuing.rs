//! A batch of a refresh, and a contribution for the centre, killed at any system call (THREATS T44,
//! T45). `JUMA_KILLS=200 cargo test -p juma-tests --test kills_of_issuing` kills more often.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use juma_keys::{AnchorFile, TrustedList, open_bundle, open_contribution};
use juma_register::Register;
use juma_registry::ledger::{IssuanceState, Ledger, RandomError, Status};
use juma_tests::{
    command::{LATER, Place, SIGNED, binary},
    kill::{self, Call, End, Seed},
    residents,
};

/// More than one thread's share, so that their files are written and synced together.
const PEOPLE: u32 = 40;

fn args(place: &Place, command: &str, args: &[&str]) -> Vec<String> {
    let home = place.path("home");
    let first = [command, "--home", &home, "--at", LATER, "--json"];
    let all = first.iter().chain(args);
    all.map(|arg| (*arg).to_owned()).collect()
}

fn register(place: &Place) -> Register {
    residents::register(Path::new(&place.path("home")), None)
}

/// Gives everybody another name, which makes all their codes stale.
fn rename(place: &Place, round: usize) {
    let letter = |at: usize| "四五六七八九十百".chars().nth(at % 8).unwrap();
    let name = format!("张{}{}", letter(round), letter(round / 8));
    let people: Vec<_> = (0..PEOPLE)
        .map(|number| residents::somebody(number, &name))
        .collect();
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok::<(), RandomError>(())
    };
    register(place).take_in(&people, &mut random).unwrap();
}

/// A home with a code of everybody's, and the folder that refreshed ones go to.
fn issued() -> Place {
    let place = Place::ready();
    residents::enrol(&mut register(&place), 0..PEOPLE);
    let run = place.path("run");
    let issue = ["--all", "--format", "txt", "--out", &run];
    let _ = place.issuer("issue", &issue, SIGNED).expect(0);
    fs::create_dir(place.path("out")).unwrap();
    place
}

/// That everybody has one good code, in a file, and no index was spent twice.
fn assert_one_each(place: &Place, call: &Call) {
    let register = register(place);
    register.audit().unwrap();
    let (mut good, mut indexes) = (BTreeMap::new(), BTreeSet::new());
    for one in register.issuances().map(Result::unwrap) {
        assert!(indexes.insert(one.status), "{call:?}: {:?}", one.status);
        let is_good = register.status_of(one.serial).unwrap() == Status::Valid;
        assert!(one.state != IssuanceState::Planned, "{call:?}");
        if is_good && one.plan.subject.as_str().starts_with("N-") {
            let before = good.insert(one.plan.subject.clone(), one.serial);
            assert_eq!(before, None, "{call:?}: {:?} has two", one.serial);
        }
    }
    assert_eq!(u32::try_from(good.len()), Ok(PEOPLE), "{call:?}");
    for serial in good.into_values() {
        let name = serial.to_string();
        let folder = &name[..name.len() - 3];
        let file = PathBuf::from(place.path("out")).join(folder);
        let text = fs::read_to_string(file.join(format!("{name}.txt"))).unwrap();
        assert!(text.starts_with("JM1:"), "{call:?}: {name}");
    }
}

#[test]
fn a_killed_batch_of_a_refresh_is_run_again_and_everybody_has_one_code() {
    let place = issued();
    let out = place.path("out");
    let refresh = args(&place, "refresh", &["--out", &out, "--format", "txt"]);
    rename(&place, 0);
    let log = place.path("strace.log");
    let Some(calls) = kill::watched("juma-issuer", &refresh, Path::new(&log)) else {
        return;
    };
    let mut seed = Seed(12);
    let mut killed = 0;
    for round in 1..=kill::times() {
        rename(&place, round);
        let call = &calls[seed.below(calls.len())];
        let end = kill::killed_at(call, "juma-issuer", &refresh);
        killed += usize::from(end == End::Killed);
        let again = ["--out", &out, "--format", "txt"];
        let said = place.issuer("refresh", &again, LATER).expect(0).json();
        assert_eq!(said.last().unwrap()["refused"], 0, "{call:?}");
        assert_one_each(&place, call);
        let said = place.issuer("refresh", &again, LATER).expect(0).json();
        assert_eq!(said.len(), 1, "{call:?}: {said:?}");
    }
    assert!(killed * 2 > kill::times(), "{killed} of them");
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    let mut good = 0;
    for folder in fs::read_dir(&out).unwrap() {
        let folder = folder.unwrap().path();
        let seen = place.check(&[folder.to_str().unwrap()]).json();
        good += seen.iter().filter(|one| one["verdict"] == "accept").count();
    }
    assert_eq!(u32::try_from(good), Ok(PEOPLE));
}

/// A file that has the name of a new code belongs to somebody else: nothing is overwritten, nothing
/// of the batch is issued, and what was good stays good.
#[test]
fn a_batch_that_cannot_be_written_leaves_everything_as_it_was() {
    let place = issued();
    rename(&place, 1);
    let out = place.path("out");
    let next = u64::from(PEOPLE) + 2 + 20;
    let name = format!("{next:010}");
    let before = register(&place).issuances().count();
    let folder = PathBuf::from(&out).join(&name[..name.len() - 3]);
    fs::create_dir(&folder).unwrap();
    let taken = folder.join(format!("{name}.txt"));
    fs::write(&taken, "somebody else's").unwrap();
    let again = ["--out", &out, "--format", "txt"];
    let ran = place.issuer("refresh", &again, LATER);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    let files = place.snapshot("out");
    assert_eq!(
        files.len(),
        1,
        "what was written of the batch is taken back"
    );
    assert_eq!(files[0].1, b"somebody else's");
    let register = register(&place);
    let new: Vec<_> = register
        .issuances()
        .skip(before)
        .map(Result::unwrap)
        .collect();
    assert!(new.iter().all(|one| one.state == IssuanceState::Abandoned));
    drop(register);
    fs::remove_file(&taken).unwrap();
    let said = place.issuer("refresh", &again, LATER).expect(0).json();
    assert_eq!(said.last().unwrap()["issued"], PEOPLE);
}

/// Ctrl-C ends a refresh with the batch that it is at, in one line, and the same command goes on.
#[test]
fn an_interrupted_refresh_ends_with_its_batch() {
    let place = issued();
    rename(&place, 1);
    let out = place.path("out");
    let refresh = args(&place, "refresh", &["--out", &out, "--format", "txt"]);
    let ran = Command::new("strace")
        .args(["-qq", "-o", "/dev/null"])
        .args(["-e", "inject=syncfs:signal=INT:when=1"])
        .arg(binary("juma-issuer"))
        .args(&refresh)
        .output();
    let Some(ran) = ran.ok().filter(|ran| ran.status.code() != Some(1)) else {
        eprintln!("skipped: strace is not here or may not watch");
        return;
    };
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.trim_end().ends_with("run again to go on"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let lines = String::from_utf8(ran.stdout).unwrap().lines().count();
    assert_eq!(u32::try_from(lines), Ok(PEOPLE), "what was done is said");
    let again = ["--out", &out, "--format", "txt"];
    let said = place.issuer("refresh", &again, LATER).expect(0).json();
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn a_killed_contribution_uses_no_sequence_twice() {
    let place = Place::new();
    let out = place.path("city.jmc");
    let publish = args(&place, "publish", &["--out", &out]);
    let log = place.path("strace.log");
    let Some(calls) = kill::watched("juma-issuer", &publish, Path::new(&log)) else {
        return;
    };
    let list = trust_list(&place);
    let mut seen = BTreeMap::new();
    note(&place, &list, &mut seen, None);
    let mut seed = Seed(13);
    let mut killed = 0;
    for round in 0..kill::times() {
        let call = &calls[seed.below(calls.len())];
        let end = kill::killed_at(call, "juma-issuer", &publish);
        killed += usize::from(end == End::Killed);
        note(&place, &list, &mut seen, Some(call));
        // Sometimes the next one is killed too.
        if round % 3 != 0 {
            let highest = seen.keys().next_back().copied().unwrap_or_default();
            let said = place.issuer("publish", &["--out", &out], LATER);
            let sequence = said.expect(0).object()["sequence"].as_u64().unwrap();
            assert!(sequence > u64::from(highest), "{call:?}: {sequence}");
            note(&place, &list, &mut seen, Some(call));
        }
    }
    assert!(killed * 2 > kill::times(), "{killed} of them");
    // A bundle counts on from them, and what was cut short leaves nothing behind for good.
    let highest = seen.keys().next_back().copied().unwrap_or_default();
    let bundle = place.path("last.jmb");
    let said = place.issuer("publish", &["--out", &bundle], LATER);
    let sequence = said.expect(0).object()["sequence"].as_u64().unwrap();
    assert!(sequence > u64::from(highest), "{sequence}");
    let _ = place.import(&bundle).expect(0);
}

fn trust_list(place: &Place) -> TrustedList {
    let text = fs::read_to_string(place.path("home/root.pub")).unwrap();
    let AnchorFile(anchor) = AnchorFile::parse(&text).expect("a trust anchor");
    let first = fs::read(place.path("home/bundles/0000000001.jmb")).unwrap();
    open_bundle(&anchor, &first).expect("a bundle").list
}

/// Notes every contribution that lies anywhere: each is whole, and of one sequence there is one.
fn note(place: &Place, list: &TrustedList, seen: &mut BTreeMap<u32, Vec<u8>>, call: Option<&Call>) {
    let kept = fs::read_dir(place.path("home/bundles")).unwrap();
    let kept = kept.map(|entry| entry.unwrap().path());
    let out = Some(PathBuf::from(place.path("city.jmc"))).filter(|path| path.exists());
    for path in kept.chain(out) {
        if path.extension().is_none_or(|ending| ending != "jmc") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let opened = open_contribution(list, &[], &bytes)
            .unwrap_or_else(|error| panic!("{call:?}: {}: {error}", path.display()))
            .expect("a key that is good");
        let sequence = opened.statement.sequence;
        let first = seen.entry(sequence).or_insert_with(|| bytes.clone());
        assert!(*first == bytes, "{call:?}: two of {sequence}");
    }
}

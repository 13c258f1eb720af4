//! What people keep for themselves: wallets, and an officer's keys. Their commands killed at any system
//! call leave what was there before or what is there after (THREATS T44, T45), and two at once lose
//! nothing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    thread,
};

use juma_tests::{
    command::{Place, SHOWN, run},
    kill::{self, Call, Seed},
    records,
};
use serde_json::Value;

/// Of the kills that `kill::times` asks for: every command here derives a key from a passphrase, which
/// takes a while.
fn times() -> usize {
    kill::times().div_ceil(2)
}

fn strings(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).collect()
}

fn holder_args(place: &Place, args: &[&str]) -> Vec<String> {
    let (command, rest) = args.split_first().unwrap();
    let (wallet, passphrase) = (place.path("me.wallet"), place.path("passphrase"));
    let mut all = strings(&[command, &wallet, "--passphrase-file", &passphrase, "--json"]);
    all.extend(strings(rest));
    all
}

/// What a holder's command says last.
fn holder(place: &Place, args: &[&str]) -> Value {
    let mut lines = run("juma-holder", holder_args(place, args))
        .expect(0)
        .json();
    lines.pop().unwrap_or_default()
}

fn with_passphrase(place: Place) -> Place {
    place.write("passphrase", "four quiet fictional words\n");
    place
}

fn watched(place: &Place, name: &str, args: &[String]) -> Option<Vec<Call>> {
    kill::watched(name, args, Path::new(&place.path("strace.log")))
}

/// The codes in the wallet, and the seeds that wait.
fn wallet(place: &Place) -> (usize, u64) {
    let lines = run("juma-holder", holder_args(place, &["family"]))
        .expect(0)
        .json();
    let (waiting, codes) = lines.split_last().unwrap();
    (codes.len(), waiting["waiting"].as_u64().unwrap())
}

#[test]
fn a_killed_init_leaves_a_wallet_or_none() {
    let place = with_passphrase(Place::new());
    let args = holder_args(&place, &["init"]);
    let Some(calls) = watched(&place, "juma-holder", &args) else {
        return;
    };
    let path = place.path("me.wallet");
    let mut seed = Seed(11);
    for _ in 0..times() {
        fs::remove_file(&path).unwrap();
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-holder", &args);
        if !fs::exists(&path).unwrap() {
            holder(&place, &["init"]);
        }
        assert_eq!(wallet(&place), (0, 0), "{call:?}");
    }
}

/// A request goes out only when its seeds are kept, and an answer is in the wallet or can be added.
#[test]
fn a_killed_request_and_a_killed_add_lose_no_seed_and_no_code() {
    let place = with_passphrase(Place::ready());
    holder(&place, &["init"]);
    let (asked, path) = (place.path("request.txt"), place.path("me.wallet"));
    let empty = fs::read(&path).unwrap();
    let request = ["request", "--out", &asked];
    let request = holder_args(&place, &request);
    let Some(calls) = watched(&place, "juma-holder", &request) else {
        return;
    };
    let mut seed = Seed(12);
    for _ in 0..times() {
        drop(fs::remove_file(&asked));
        fs::write(&path, &empty).unwrap();
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-holder", &request);
        let (codes, waiting) = wallet(&place);
        assert_eq!(codes, 0, "{call:?}");
        assert!(waiting <= 1, "{call:?}: {waiting}");
        // Never a request whose seed is nowhere.
        let is_asked = fs::exists(&asked).unwrap();
        assert!(!is_asked || waiting == 1, "{call:?}");
    }
    drop(fs::remove_file(&asked));
    let _ = run("juma-holder", &request).expect(0);
    let answer = place.path("answer.txt");
    place.sign(
        &records::migrant(),
        "answer.txt",
        &["--live", "--request", &asked],
    );
    let before = fs::read(&path).unwrap();
    let waiting = wallet(&place).1;
    let add = holder_args(&place, &["add", &answer]);
    let Some(calls) = watched(&place, "juma-holder", &add) else {
        return;
    };
    let mut ends = BTreeSet::new();
    for _ in 0..times() {
        fs::write(&path, &before).unwrap();
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-holder", &add);
        let (codes, left) = wallet(&place);
        let before_or_after = [(0, waiting), (1, waiting - 1)];
        assert!(before_or_after.contains(&(codes, left)), "{call:?}");
        ends.insert(codes);
        if codes == 0 {
            holder(&place, &["add", &answer]);
        }
        let out = place.path("now.txt");
        holder(&place, &["show", "--at", SHOWN, "--out", &out]);
        assert_eq!(place.verdict("now.txt"), "accept/accepted", "{call:?}");
        fs::remove_file(&out).unwrap();
    }
    assert!(!ends.is_empty());
}

/// A picture is whole or not there: a screen never shows half a code.
#[test]
fn a_killed_show_leaves_a_whole_picture_and_the_wallet_alone() {
    let place = with_passphrase(Place::ready());
    holder(&place, &["init"]);
    place.sign(&records::migrant(), "code.txt", &[]);
    holder(&place, &["add", &place.path("code.txt")]);
    let before = fs::read(place.path("me.wallet")).unwrap();
    let out = place.path("shown.png");
    let args = holder_args(&place, &["show", "--at", SHOWN, "--out", &out]);
    let Some(calls) = watched(&place, "juma-holder", &args) else {
        return;
    };
    let mut seed = Seed(13);
    for _ in 0..times() {
        fs::remove_file(&out).unwrap();
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-holder", &args);
        if fs::exists(&out).unwrap() {
            assert_eq!(place.verdict("shown.png"), "accept/accepted", "{call:?}");
        }
        assert!(
            fs::read(place.path("me.wallet")).unwrap() == before,
            "{call:?}"
        );
        let _ = run("juma-holder", &args).expect(0);
    }
}

/// Two commands at once: each waits for the other, and what both have added is there.
#[test]
fn commands_on_one_wallet_lose_nothing_of_one_another() {
    let place = with_passphrase(Place::ready());
    holder(&place, &["init"]);
    let codes: Vec<String> = (0..4).map(|number| format!("{number}.txt")).collect();
    for code in &codes {
        place.sign(&records::migrant(), code, &[]);
    }
    thread::scope(|scope| {
        for (number, code) in codes.iter().enumerate() {
            let place = &place;
            scope.spawn(move || {
                let asked = place.path(&format!("request-{number}.txt"));
                holder(place, &["add", &place.path(code)]);
                holder(place, &["request", "--out", &asked]);
            });
        }
    });
    assert_eq!(wallet(&place), (4, 4));
}

/// A device with its own key and the home's seal key on its way to it.
fn officer(place: &Place) -> String {
    let (state, public) = (place.path("state"), place.path("device.pub"));
    let new = [
        "device", "new", "--state", &state, "--out", &public, "--clear",
    ];
    let _ = run("juma-verifier", new).expect(0);
    let (key, out) = (place.path("home/keys/seal.key"), place.path("x.jmw"));
    let wrap = [
        "wrap",
        &key,
        "--for",
        &public,
        "--destroy-from",
        "2099-01-01",
        "--out",
        &out,
    ];
    let _ = run("juma-keys", wrap).expect(0);
    out
}

fn files(place: &Place, name: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(place.path(name)).into_iter().flatten();
    folder.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_killed_unlock_leaves_a_device_that_opens_or_takes_the_key_again() {
    let place = Place::ready();
    let code = ["--tier", "sealed", "--paper"];
    place.sign(&records::migrant(), "code.txt", &code);
    let wrapped = officer(&place);
    let state = place.path("state");
    let unlock = strings(&["unlock", "--state", &state, "--json", &wrapped]);
    let Some(calls) = watched(&place, "juma-verifier", &unlock) else {
        return;
    };
    let device = fs::read(place.path("state/device.key")).unwrap();
    let sealed = || {
        let code = place.path("code.txt");
        let ran = place.check(&["--policy", "officer", "--unlock", &code]);
        ran.expect(0).object()["sealed"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(sealed(), "opened");
    let mut seed = Seed(14);
    for round in 0..kill::times() {
        // In every other round the key is there already and is replaced by itself.
        if round % 2 == 0 {
            files(&place, "state/seal")
                .iter()
                .for_each(|path| fs::remove_file(path).unwrap());
        }
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-verifier", &unlock);
        let found = sealed();
        assert!(["opened", "no-key"].contains(&found.as_str()), "{call:?}");
        assert!(
            round % 2 == 0 || found == "opened",
            "{call:?}: a held key is gone"
        );
        assert!(fs::read(place.path("state/device.key")).unwrap() == device);
        let _ = run("juma-verifier", &unlock).expect(0);
        assert_eq!(sealed(), "opened", "{call:?}");
        for path in files(&place, "state/seal") {
            assert!(
                path.extension().is_some_and(|it| it == "jmw"),
                "{call:?}: {path:?}"
            );
        }
    }
}

/// A key that is due does not survive a kill: whatever was cut short, the next unlock destroys it, and
/// no check opens with it meanwhile.
#[test]
fn a_killed_unlock_keeps_no_key_that_is_due() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.txt", &["--tier", "sealed"]);
    let _ = officer(&place);
    let (key, public) = (place.path("home/keys/seal.key"), place.path("device.pub"));
    let due = place.path("due.jmw");
    let wrap = [
        "wrap",
        &key,
        "--for",
        &public,
        "--destroy-from",
        SHOWN,
        "--out",
        &due,
    ];
    let _ = run("juma-keys", wrap).expect(0);
    let state = place.path("state");
    fs::create_dir_all(place.path("state/seal")).unwrap();
    let held = place.path("state/seal/00000000.jmw");
    let unlock = strings(&["unlock", "--state", &state, "--json"]);
    fs::copy(&due, &held).unwrap();
    let Some(calls) = watched(&place, "juma-verifier", &unlock) else {
        return;
    };
    let mut seed = Seed(15);
    for _ in 0..times() {
        fs::copy(&due, &held).unwrap();
        let call = &calls[seed.below(calls.len())];
        let _ = kill::killed_at(call, "juma-verifier", &unlock);
        let code = place.path("code.txt");
        let ran = place.check(&["--policy", "officer", "--unlock", &code]);
        assert_eq!(ran.expect(0).object()["sealed"], "no-key", "{call:?}");
        let _ = run("juma-verifier", &unlock).expect(0);
        assert!(files(&place, "state/seal").is_empty(), "{call:?}");
    }
}

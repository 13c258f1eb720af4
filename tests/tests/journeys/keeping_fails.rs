//! What keeps a place, where its disk, its folder, its register or its server fails: one line that
//! says what, where and what to do, status 2, nothing half done; and the same command does it when
//! the cause is gone.

use std::{fs, path::Path, process::Command, thread};

use juma_tests::{
    command::{LATER, Place, Ran, binary, run},
    records,
};
use serde_json::json;

/// The commands, each with what it writes when it is done. `HOME` is the home, `OUT` a folder of
/// its own, `DIR` the place's.
const COMMANDS: [(&str, &str); 7] = [
    (
        "export --home HOME --subject R-000001 --out OUT/held",
        "held",
    ),
    ("purge --home HOME --subject R-000002 --on-request", ""),
    (
        "backup --home HOME --out OUT/copy --passphrase-file DIR/p",
        "copy",
    ),
    ("publish --home HOME --out OUT/x.jmb", "x.jmb"),
    ("publish --home HOME --out OUT/x.jmc", "x.jmc"),
    ("revoke --home HOME --serial 3 --suspend", ""),
    ("refresh --home HOME --out OUT/new --format txt", "new"),
];

/// Makes a home of the copy.
const RESTORE: (&str, &str) = (
    "restore --home OUT/new --from DIR/copy --old-home HOME --passphrase-file DIR/p",
    "new",
);

/// Somebody without a residence.
fn other(number: u32) -> String {
    json!({
        "subject": format!("R-00000{number}"), "name": "样例", "population": "outside",
        "document": {"kind": "passport", "number": format!("E{number:08}"),
            "birth_date": "1980-01-02", "sex": "female"},
        "identity": {"level": "in-person", "verified_at": "2026-01-05", "reference": "V-2"},
        "region": "440305", "address": {"state": "none"},
    })
    .to_string()
}

/// A place with a copy of it and three people: one whose code shows what is no longer so, one whose
/// code is revoked, one whose code is good.
fn kept() -> Place {
    let place = Place::ready();
    let home = place.path("home");
    let act = |act: &str, record: &str| {
        let file = place.write("act.json", record);
        let args = ["resident", act, "--home", &home, "--record", &file];
        let _ = run("juma-issuer", args.iter().chain(&["--at", LATER])).expect(0);
    };
    for record in [records::migrant(), other(2), other(3)] {
        act("enrol", &record);
        place.sign(&record, "code.txt", &[]);
    }
    act("update", &records::migrant().replace("15号", "16号"));
    let _ = place.issuer("revoke", &["--serial", "2"], LATER).expect(0);
    place.write("p", "correct horse battery staple");
    let (copy, passphrase) = (place.path("copy"), place.path("p"));
    let args = ["--out", &copy, "--passphrase-file", &passphrase];
    let _ = place.issuer("backup", &args, LATER).expect(0);
    place
}

/// The words of a command whose output is below `out`, at a moment.
fn words(place: &Place, home: &str, out: &str, line: &str) -> Vec<String> {
    let word = |word: &str| {
        word.replace("HOME", home)
            .replace("OUT", out)
            .replace("DIR", place.path("").trim_end_matches('/'))
    };
    line.split(' ')
        .map(word)
        .chain(["--at".to_owned(), LATER.to_owned()])
        .collect()
}

/// A folder of this name, with nothing in it.
fn folder(place: &Place, name: &str) -> String {
    let path = place.path(name);
    fs::create_dir(&path).unwrap();
    path
}

/// It failed as it should, and left nothing; `place` and `advice` are in its line.
fn check(ran: &Ran, out: &str, line: &str, (place, advice): (&str, &str)) {
    assert_eq!(ran.status, 2, "{line}: {ran:?}");
    assert!(ran.out.is_empty(), "{line}: {}", ran.out);
    assert_eq!(ran.err.lines().count(), 1, "{line}: {}", ran.err);
    assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    for word in [place, advice] {
        assert!(ran.err.contains(word), "{line}: no {word} in {}", ran.err);
    }
    let left: Vec<_> = fs::read_dir(out).unwrap().collect();
    assert!(left.is_empty(), "{line}: {left:?}");
}

/// All of them are done in one place after another.
fn all_succeed(place: &Place, home: &str, commands: &[(&str, &str)]) {
    for (number, (line, written)) in commands.iter().enumerate() {
        let out = folder(place, &format!("done-{number}"));
        let ran = run("juma-issuer", words(place, home, &out, line));
        assert_eq!(ran.status, 0, "{line}: {ran:?}");
        assert!(Path::new(&out).join(written).exists(), "{line}");
    }
    let _ = run("juma-issuer", ["journal", "--home", home]).expect(0);
}

/// Every command fails while something is the matter, one after the other.
fn all_fail(place: &Place, home: &str, name: &str, said: (&str, &str)) {
    for (number, (line, _)) in COMMANDS.iter().enumerate() {
        let out = folder(place, &format!("{name}-{number}"));
        let ran = run("juma-issuer", words(place, home, &out, line));
        check(&ran, &out, line, said);
    }
}

#[test]
#[cfg(unix)]
fn on_a_full_disk() {
    let all = [&COMMANDS[..], &[RESTORE]].concat();
    // Files of so many blocks of 512 bytes: none of a register, a part of its log, a part of a copy.
    for blocks in [1, 60, 100] {
        let place = kept();
        let (home, before) = (place.path("home"), place.ledger());
        let mut failed = 0;
        for (number, (line, written)) in all.iter().enumerate() {
            let out = folder(&place, &format!("out-{number}"));
            let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let mut command = Command::new("sh");
            command.args(["-c", &limit]).arg(binary("juma-issuer"));
            let words = words(&place, &home, &out, line);
            let ran = Ran::of(command.args(&words).output().unwrap());
            if blocks > 1 && ran.status == 0 {
                continue;
            }
            failed += 1;
            let in_register = ran.err.contains("register");
            let named = if in_register { "register" } else { &out };
            check(&ran, &out, line, (named, "room"));
            assert!(place.ledger().starts_with(&before), "{line}");
            // With room again it is done; whoever was erased already is so to the last byte now.
            let again = run("juma-issuer", words);
            let is_erased = line.starts_with("purge") && again.err.contains("nothing is held");
            assert!(again.status == 0 || is_erased, "{line}: {again:?}");
            assert!(Path::new(&out).join(written).exists(), "{line}");
        }
        assert!(failed > 0, "{blocks}");
    }
}

#[test]
fn where_another_holds_the_register() {
    let place = kept();
    let (home, before) = (place.path("home"), place.ledger());
    let holder = rusqlite::Connection::open(place.path("home/register.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    // Each waits for five seconds.
    thread::scope(|scope| {
        for (number, (line, _)) in COMMANDS.iter().enumerate() {
            let (place, home) = (&place, &home);
            scope.spawn(move || {
                let out = folder(place, &format!("locked-{number}"));
                let ran = run("juma-issuer", words(place, home, &out, line));
                check(&ran, &out, line, ("register.db", "wait for the other"));
            });
        }
    });
    drop(holder);
    assert_eq!(place.ledger(), before);
    all_succeed(&place, &home, &[&COMMANDS[..], &[RESTORE]].concat());
}

#[test]
fn where_the_register_is_damaged() {
    let place = kept();
    let (home, file) = (place.path("home"), place.path("home/register.db"));
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[4096..].fill(0x5a);
    for (name, bytes) in [
        ("changed", &changed[..]),
        ("torn", &whole[..5000]),
        ("empty", b""),
    ] {
        fs::write(&file, bytes).unwrap();
        let said = ("register.db", "juma-issuer restore --from");
        all_fail(&place, &home, name, said);
    }
    fs::remove_file(&file).unwrap();
    all_fail(
        &place,
        &home,
        "gone",
        ("register.db", "juma-issuer restore --from"),
    );
    assert!(!Path::new(&file).exists(), "none is made in passing");
    fs::write(&file, &whole).unwrap();
    all_succeed(&place, &home, &[&COMMANDS[..], &[RESTORE]].concat());
}

#[test]
fn where_a_server_is_away_or_misnamed() {
    let place = kept();
    let (home, file) = (place.path("home"), place.path("home/home.toml"));
    let settings = fs::read_to_string(&file).unwrap();
    for (name, url, advice) in [
        (
            "away",
            "postgres://a@127.0.0.1:9/b",
            "when the server is back",
        ),
        (
            "nowhere",
            "postgres://a@%2Fno%2Fsuch%2Ffolder/b",
            "when the server is back",
        ),
        ("scheme", "mysql://a@b/c", "URL"),
        ("secret", "postgres://a:secret@b/c", "register.password"),
    ] {
        fs::write(&file, format!("{settings}register = \"{url}\"\n")).unwrap();
        let place_named = if advice.starts_with("when") {
            url
        } else {
            "URL"
        };
        all_fail(&place, &home, name, (place_named, advice));
    }
    fs::write(&file, &settings).unwrap();
    all_succeed(&place, &home, &[&COMMANDS[..], &[RESTORE]].concat());
}

/// As somebody who may write nowhere, though the tests may run as root.
#[test]
#[cfg(unix)]
fn where_a_folder_may_only_be_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let place = kept();
    let (home, before) = (place.path("home"), place.ledger());
    let set = |path: &str, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let is_root = fs::metadata(&home).unwrap().uid() == 0;
    let give = |to: &str| {
        if is_root {
            let all = Command::new("chown")
                .args(["-R", to, &place.path("")])
                .status();
            assert!(all.unwrap().success());
        }
    };
    let as_user = |line: &str, out: &str| {
        let words = words(&place, &home, out, line);
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
            command.arg(binary("juma-issuer"));
            command
        } else {
            Command::new(binary("juma-issuer"))
        };
        Ran::of(command.args(words).output().unwrap())
    };
    set(&place.path(""), 0o755);
    // First the home, then the folder that is written to.
    for (number, (line, _)) in COMMANDS.iter().enumerate() {
        let out = folder(&place, &format!("home-{number}"));
        give("65534");
        set(&home, 0o500);
        set(&place.path("home/register.db"), 0o400);
        let ran = as_user(line, &out);
        set(&home, 0o700);
        set(&place.path("home/register.db"), 0o600);
        check(&ran, &out, line, ("register.db", "let this user write"));
    }
    for (number, (line, written)) in [&COMMANDS[..], &[RESTORE]].concat().iter().enumerate() {
        if written.is_empty() {
            continue;
        }
        let out = folder(&place, &format!("out-{number}"));
        give("65534");
        set(&out, 0o500);
        let ran = as_user(line, &out);
        check(&ran, &out, line, (&out, "ermission denied"));
        set(&out, 0o700);
    }
    give("0");
    assert!(place.ledger().starts_with(&before));
    all_succeed(&place, &home, &[&COMMANDS[..], &[RESTORE]].concat());
    set(&place.path(""), 0o700);
}

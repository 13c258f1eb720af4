//! What goes wrong with a register's database: one clear line, nothing lost, and it goes on.

use std::{fs, path::Path, process::Command};

use juma_tests::{
    command::{LATER, Place, Ran, binary, run},
    records,
};

fn try_sign(place: &Place, name: &str) -> Ran {
    place.try_sign(&records::migrant(), name, &[])
}

/// The command fails with a line that says this, and nothing was issued.
fn refused(place: &Place, what: &str) {
    try_sign(place, "never.png").expect_failure(what);
    assert!(!Path::new(&place.path("never.png")).exists());
}

fn database(place: &Place) -> rusqlite::Connection {
    rusqlite::Connection::open(place.path("home/register.db")).unwrap()
}

#[test]
fn another_process_has_it_open() {
    let place = Place::ready();
    let before = place.ledger();
    let holder = database(&place);
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    refused(&place, "another process has the register open; wait");
    drop(holder);
    assert_eq!(place.ledger(), before);
    place.sign(&records::migrant(), "code.png", &[]);
    assert_eq!(place.verdict("code.png"), "accept/accepted");
}

#[test]
fn a_file_that_is_damaged_or_none() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let file = place.path("home/register.db");
    let whole = fs::read(&file).unwrap();
    let bad = |bytes: &[u8], what: &str| {
        fs::write(&file, bytes).unwrap();
        let ran = run("juma-issuer", ["journal", "--home", &place.path("home")]);
        ran.expect_failure(what);
        refused(&place, what);
    };
    let mut changed = whole.clone();
    // Whatever a page of a table may be, it is not this.
    changed[4096..].fill(0x5a);
    bad(&changed, "juma-issuer restore --from");
    bad(&whole[..5000], "juma-issuer restore --from");
    bad(
        "no database at all, but long enough to be one"
            .repeat(9)
            .as_bytes(),
        "is no register",
    );
    bad(b"", "is no register");
    fs::remove_file(&file).unwrap();
    refused(&place, "register.db");
    assert!(!Path::new(&file).exists(), "none is made in passing");
    // With the file put back everything goes on.
    fs::write(&file, &whole).unwrap();
    place.sign(&records::migrant(), "next.png", &[]);
    assert_eq!(place.verdict("next.png"), "accept/accepted");
}

#[test]
fn a_database_of_another_program_or_of_a_newer_version() {
    let place = Place::ready();
    let other = database(&place);
    other
        .execute_batch("INSERT INTO juma_register (version) VALUES (999)")
        .unwrap();
    drop(other);
    refused(&place, "the register is of version 999");
    let file = place.path("home/register.db");
    fs::remove_file(&file).unwrap();
    let other = database(&place);
    other
        .execute_batch("CREATE TABLE cats (name TEXT)")
        .unwrap();
    drop(other);
    refused(&place, "is no register");
    let other = database(&place);
    other
        .pragma_update(None, "application_id", 0x4A55_4D41)
        .unwrap();
    drop(other);
    refused(&place, "is no register");
}

/// Runs a command that may write files of so many blocks of 512 bytes and no larger: a full disk.
#[cfg(unix)]
fn cramped(blocks: u32, args: &[&str]) -> Ran {
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let command = binary("juma-issuer");
    let mut all = vec!["-c", &limit, command.to_str().unwrap()];
    all.extend(args);
    Ran::of(Command::new("sh").args(all).output().unwrap())
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let _ = place.issuer("revoke", &["--serial", "1"], LATER).expect(0);
    let home = place.path("home");
    let passphrase = place.write("passphrase", "correct horse battery");
    let before = place.ledger();
    let (copy, held) = (place.path("copy"), place.path("held.json"));
    let who = ["--subject", "R-000001"];
    let backup = [
        "backup",
        "--home",
        &home,
        "--out",
        &copy,
        "--passphrase-file",
        &passphrase,
    ];
    let export = [&["export", "--home", &home, "--out", &held][..], &who].concat();
    let purge = [&["purge", "--home", &home, "--on-request"][..], &who].concat();
    for (args, blocks) in [(&backup[..], 1), (&export, 1), (&purge, 1), (&backup, 100)] {
        let ran = cramped(blocks, args);
        assert_eq!(ran.status, 2, "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(!Path::new(&copy).exists() && !Path::new(&held).exists());
        assert!(place.ledger().starts_with(&before), "{args:?}");
    }
    // With room again, all of it is done.
    let _ = run("juma-issuer", backup).expect(0);
    let _ = run("juma-issuer", export).expect(0);
    let said = run("juma-issuer", [&purge[..], &["--json"]].concat()).expect(0);
    assert_eq!(said.object()["people"], 1);
    let _ = place.ledger();
}

/// As somebody who may not write anywhere, though the tests run as root.
#[test]
#[cfg(unix)]
fn a_folder_that_may_only_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::ready();
    let record = place.write("record.json", records::migrant());
    let (home, out) = (place.path("home"), place.path("never.png"));
    let before = place.ledger();
    let set = |path: &str, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let root = fs::write("/proc/self/comm", "").is_ok() && is_root();
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
        command.arg(binary("juma-issuer"));
        let chown = ["-R", "65534", &home];
        assert!(
            Command::new("chown")
                .args(chown)
                .status()
                .unwrap()
                .success()
        );
        command
    } else {
        Command::new(binary("juma-issuer"))
    };
    let parent = Path::new(&home).parent().unwrap().to_str().unwrap();
    set(parent, 0o755);
    set(&home, 0o500);
    set(&place.path("home/register.db"), 0o400);
    let args = [
        "sign", "--home", &home, "--record", &record, "--out", &out, "--at", LATER,
    ];
    let ran = Ran::of(command.args(args).output().unwrap());
    set(&home, 0o700);
    set(&place.path("home/register.db"), 0o600);
    if root {
        let chown = ["-R", "0", &home];
        assert!(
            Command::new("chown")
                .args(chown)
                .status()
                .unwrap()
                .success()
        );
    }
    set(parent, 0o700);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("register"), "{}", ran.err);
    assert_eq!(place.ledger(), before);
    place.sign(&records::migrant(), "code.png", &[]);
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[test]
fn a_url_that_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let home = home.to_str().unwrap();
    for (url, what) in [
        ("mysql://a@b/c", "URL"),
        ("postgres://a:secret@b/c", "register.password"),
        ("postgres://a@%2Fno%2Fsuch%2Ffolder/b", "cannot be reached"),
        ("postgres://a@127.0.0.1:9/b", "cannot be reached"),
    ] {
        let args = ["init", "--home", home, "--register", url];
        let ran = run("juma-issuer", args);
        assert!(!ran.err.contains("secret"), "{}", ran.err);
        ran.expect_failure(what);
        assert!(!Path::new(home).exists(), "{url}");
    }
}

//! What goes wrong with a register's database: one clear line, nothing lost, and it goes on.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use juma_tests::{
    command::{FOUNDED, LATER, Place, Ran, SIGNED, binary, run},
    records, workspace,
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

/// A server of this test's own, which goes away and comes back.
struct Server {
    folder: tempfile::TempDir,
    url: String,
}

impl Server {
    fn start() -> Option<Self> {
        // Where the gate has one there are the tools for another.
        std::env::var_os("JUMA_TEST_POSTGRES")?;
        let folder = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
        }
        let mut server = Self {
            folder,
            url: String::new(),
        };
        server.url = server.tell("start").trim().to_owned();
        Some(server)
    }

    fn tell(&self, what: &str) -> String {
        let script = workspace().join("tests/postgres");
        let data = self.folder.path().join("pg");
        // What it starts must not hold the pipes of this test.
        let log = fs::File::create(self.folder.path().join("said")).unwrap();
        let done = Command::new(script)
            .arg(what)
            .arg(data)
            .stdout(log)
            .status();
        assert!(done.unwrap().success(), "{what}");
        fs::read_to_string(self.folder.path().join("said")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let script = workspace().join("tests/postgres");
        let data = self.folder.path().join("pg");
        let _ = Command::new(script).arg("stop").arg(data).status();
    }
}

#[test]
fn a_server_that_goes_away_and_comes_back() {
    let Some(server) = Server::start() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let path = |name: &str| server.folder.path().join(name).to_str().unwrap().to_owned();
    let (home, record) = (path("home"), path("record.json"));
    fs::write(&record, records::migrant()).unwrap();
    let init = [
        "init",
        "--home",
        &home,
        "--register",
        &server.url,
        "--at",
        FOUNDED,
    ];
    let _ = run("juma-issuer", init).expect(0);
    let sign = |out: &str| {
        let out = path(out);
        let args = [
            "sign", "--home", &home, "--record", &record, "--out", &out, "--at", SIGNED, "--json",
        ];
        run("juma-issuer", args)
    };
    assert_eq!(sign("1.png").expect(0).object()["serial"], "0000000001");

    server.tell("halt");
    sign("never.png").expect_failure("cannot be reached or has gone away");
    assert!(!Path::new(&path("never.png")).exists());
    // In the middle of codes that are signed one after the other.
    server.tell("resume");
    let is_back = AtomicBool::new(false);
    let codes = std::thread::scope(|scope| {
        let signing = scope.spawn(|| {
            let (mut codes, mut after) = (0, 0);
            while after < 3 {
                let was_back = is_back.load(Ordering::SeqCst);
                let ran = sign("run.png");
                if ran.status == 0 {
                    codes += 1;
                    after += usize::from(was_back);
                } else {
                    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
                    assert!(!was_back, "{}", ran.err);
                }
            }
            codes
        });
        server.tell("halt");
        server.tell("resume");
        is_back.store(true, Ordering::SeqCst);
        signing.join().unwrap()
    });
    // Whatever was told as issued is there, and nothing else.
    let journal = run("juma-issuer", ["journal", "--home", &home])
        .expect(0)
        .out;
    let committed = journal.matches(" commit ").count();
    assert!(committed > codes, "{committed} of {codes}");
    let _ = sign("last.png").expect(0);

    // A password that is asked for, missing, wrong, right.
    let mut client = postgres::Client::connect(&server.url, postgres::NoTls).unwrap();
    client
        .batch_execute("ALTER ROLE juma PASSWORD 'a right one'")
        .unwrap();
    drop(client);
    server.tell("halt");
    let rules = server.folder.path().join("pg/data/pg_hba.conf");
    fs::write(&rules, "local all all scram-sha-256\n").unwrap();
    server.tell("resume");
    sign("never.png").expect_failure("password");
    let password = path("home/register.password");
    let write = |text: &str| {
        fs::write(&password, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).unwrap();
        }
    };
    write("a wrong one\n");
    let ran = sign("never.png");
    assert!(!ran.err.contains("a wrong one"), "{}", ran.err);
    ran.expect_failure("password");
    write("a right one\n");
    let _ = sign("with-password.png").expect(0);
    // A database that is another program's.
    let url = fs::read_to_string(path("home/home.toml")).unwrap();
    fs::write(
        path("home/home.toml"),
        url.replace("/postgres\"", "/template1\""),
    )
    .unwrap();
    sign("never.png").expect_failure("is no register");
}

//! A server of a register that goes away: one clear line, nothing lost, and it goes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use juma_format::{region::Region, time::Date};
use juma_registry::ledger::{Issuance, IssuanceState, Ledger};
use juma_samples::people::{Encoding, Form, People, PeopleTerms, Words, write};
use juma_tests::{
    command::{FOUNDED, Ran, SIGNED, binary, run},
    records,
    residents::{enrol, register},
    workspace,
};

/// A server of this test's own, which goes away and comes back.
pub(crate) struct Server {
    folder: tempfile::TempDir,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Option<Self> {
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
            "sign",
            "--home",
            &home,
            "--record",
            &record,
            "--out",
            &out,
            "--at",
            SIGNED,
            "--json",
            "--replace",
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
    let codes = thread::scope(|scope| {
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

impl Server {
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A home whose register it keeps.
    pub(crate) fn home(&self) -> String {
        let home = self.path("home");
        let init = [
            "init",
            "--home",
            &home,
            "--register",
            &self.url,
            "--at",
            FOUNDED,
        ];
        let _ = run("juma-issuer", init).expect(0);
        home
    }

    /// Goes away as soon as a command has come so far, and gives what the command said.
    fn away_from(&self, args: &[&str], is_far: impl Fn() -> bool) -> Ran {
        let mut command = Command::new(binary("juma-issuer"));
        let child = command.args(args).stdin(Stdio::null());
        let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap();
        while !is_far() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before");
            thread::sleep(Duration::from_millis(1));
        }
        self.tell("halt");
        Ran::of(child.wait_with_output().unwrap())
    }
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let folders = fs::read_dir(folder).into_iter().flatten();
    for entry in folders {
        for file in fs::read_dir(entry.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn a_server_that_goes_away_in_the_middle_of_a_run() {
    const PEOPLE: u32 = 600;
    let Some(server) = Server::start() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let (home, out) = (server.home(), server.path("run"));
    enrol(
        &mut register(Path::new(&home), Some(&server.url)),
        0..PEOPLE,
    );
    let args = [
        "issue", "--home", &home, "--at", SIGNED, "--all", "--batch", "1", "--format", "txt",
        "--out", &out, "--json",
    ];
    let codes = Path::new(&out).join("codes/0000000");
    let count = || fs::read_dir(&codes).map_or(0, Iterator::count);
    server
        .away_from(&args, || count() > 20)
        .expect_failure("cannot be reached or has gone away");
    let before = files(&Path::new(&out).join("codes"));
    run("juma-issuer", args).expect_failure("cannot be reached or has gone away");
    server.tell("resume");
    let said = run("juma-issuer", args).expect(0).object();
    assert_eq!(said["issued"], PEOPLE);

    let after = files(&Path::new(&out).join("codes"));
    assert_eq!(after.len(), usize::try_from(PEOPLE).unwrap());
    assert!(before.len() < after.len());
    let is_same = |(path, bytes)| after.get(path) == Some(bytes);
    assert!(before.iter().all(is_same), "other bytes");
    let verify = [
        "verify-run",
        "--home",
        &home,
        "--at",
        SIGNED,
        "--json",
        &out,
    ];
    assert_eq!(run("juma-issuer", verify).expect(0).object()["whole"], true);
    let register = register(Path::new(&home), Some(&server.url));
    register.audit().unwrap();
    let all: Vec<Issuance> = register.issuances().map(Result::unwrap).collect();
    let indexes: BTreeSet<_> = all.iter().map(|one| one.status).collect();
    assert_eq!((all.len(), indexes.len()), (after.len(), after.len()));
    let is_handed_over = |one: &Issuance| matches!(one.state, IssuanceState::Committed(_));
    assert!(all.iter().all(is_handed_over));
}

#[test]
fn a_server_that_goes_away_in_the_middle_of_an_import() {
    const ROWS: u64 = 20_000;
    let Some(server) = Server::start() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let home = server.home();
    let table = server.path("people.csv");
    let region = Region::parse("4403").unwrap();
    let people = PeopleTerms::new(ROWS, 1, Date::parse("2026-01-12").unwrap(), region);
    let mut bytes = Vec::new();
    let form = Form::Csv(Words::En);
    write(People::new(&people), form, Encoding::Utf8, &mut bytes).unwrap();
    fs::write(&table, bytes).unwrap();
    let args = ["import", "--home", &home, "--at", SIGNED, "--json", &table];
    let taken = || {
        let mut client = postgres::Client::connect(&server.url, postgres::NoTls).ok()?;
        let row = client.query_one("SELECT count(*) FROM subjects", &[]);
        Some(row.ok()?.get::<_, i64>(0))
    };
    let ran = server.away_from(&args, || taken().is_some_and(|rows| rows > 0));
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(
        ran.err.contains("cannot be reached or has gone away"),
        "{}",
        ran.err
    );
    server.tell("resume");
    let before = u64::try_from(taken().unwrap()).unwrap();
    assert!((1..ROWS).contains(&before), "{before}");
    let said = run("juma-issuer", args).expect(0).json().pop().unwrap();
    let counts = ["rows", "new", "unchanged", "refused"].map(|it| said[it].as_u64().unwrap());
    assert_eq!(counts, [ROWS, ROWS - before, before, 0]);
}

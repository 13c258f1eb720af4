//! A register on a server, copied with `pg_dump` and put back: the recipe of issuer/README.md, and
//! nothing is given twice or good again (THREATS T41).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use juma_tests::{
    command::{LATER, Ran, SHOWN, run},
    records,
};
use serde_json::Value;

use crate::servers::Server;

/// A tool of PostgreSQL, of the newest version that is here: an older one dumps no newer server.
fn tool(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let paths = versions.flatten().map(|entry| entry.path());
    let newest = paths.max_by_key(version);
    let found = newest.map(|path| path.join("bin").join(name));
    found
        .filter(|path| path.exists())
        .unwrap_or_else(|| name.into())
}

fn does(name: &str, args: &[&str]) {
    let output = Command::new(tool(name)).args(args).output().unwrap();
    assert!(output.status.success(), "{name}: {output:?}");
}

/// Places of one register on a server, and the gate that goes by what they publish.
struct Shared {
    server: Server,
}

impl Shared {
    fn path(&self, name: &str) -> String {
        self.server.path(name)
    }

    fn issuer(&self, home: &str, command: &str, args: &[&str], at: &str) -> Ran {
        let home = self.path(home);
        let first = [command, "--home", &home, "--at", at, "--json"];
        run("juma-issuer", first.iter().chain(args))
    }

    fn sign(&self, home: &str, name: &str) -> Ran {
        let (record, out) = (self.path("record.json"), self.path(name));
        fs::write(&record, records::migrant()).unwrap();
        let args = ["--record", &record, "--out", &out, "--replace"];
        self.issuer(home, "sign", &args, LATER)
    }

    fn revoke(&self, home: &str, serial: &str) -> Ran {
        self.issuer(home, "revoke", &["--serial", serial], LATER)
    }

    fn publish(&self, home: &str, name: &str) -> Value {
        let out = self.path(name);
        let ran = self.issuer(home, "publish", &["--out", &out], LATER);
        ran.expect(0).object()
    }

    fn restore(&self, home: &str, args: &[&str]) -> Ran {
        self.issuer(home, "restore", args, LATER)
    }

    fn dump(&self) {
        let file = format!("--file={}", self.path("register.dump"));
        does("pg_dump", &["--format=custom", &file, &self.server.url]);
    }

    /// As issuer/README.md says.
    fn put_back(&self) {
        let empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
        does("psql", &["--quiet", "--command", empty, &self.server.url]);
        let database = format!("--dbname={}", self.server.url);
        let how = ["--exit-on-error", "--single-transaction", "--no-owner"];
        let dump = self.path("register.dump");
        does("pg_restore", &[&how[..], &[&database, &dump]].concat());
    }

    fn index(&self, code: &str) -> String {
        let inspect = ["inspect", "--json", &self.path(code)];
        let said = run("juma-verifier", inspect).expect(0).object();
        said["claims"]["status"].as_str().unwrap().to_owned()
    }

    fn import(&self, bundle: &str) {
        let (state, root) = (self.path("state"), self.path("home/root.pub"));
        let args = [
            "import",
            "--state",
            &state,
            "--root",
            &root,
            "--at",
            LATER,
            &self.path(bundle),
        ];
        let _ = run("juma-verifier", args).expect(0);
    }

    fn verdict(&self, code: &str) -> String {
        let (state, code) = (self.path("state"), self.path(code));
        let args = ["check", "--state", &state, "--at", SHOWN, "--json", &code];
        let said = run("juma-verifier", args).object();
        format!("{}/{}", said["verdict"], said["reason"]).replace('"', "")
    }
}

/// A place on a server with a code, backed up and dumped, and what came after: two codes, of which
/// one is revoked with the first, and a bundle.
fn dumped() -> Option<Shared> {
    let Some(server) = Server::start() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return None;
    };
    let _ = server.home();
    let place = Shared { server };
    let _ = place.sign("home", "1.txt").expect(0);
    let (copy, passphrase) = (place.path("copy"), place.path("passphrase"));
    fs::write(&passphrase, "correct horse battery staple").unwrap();
    let args = ["--out", &copy, "--passphrase-file", &passphrase];
    let said = place.issuer("home", "backup", &args, LATER).expect(0);
    assert_eq!(said.object()["register"], "server");
    assert!(said.err.contains("pg_dump"), "{}", said.err);
    place.dump();
    for code in ["2.txt", "3.txt"] {
        let _ = place.sign("home", code).expect(0);
    }
    for serial in ["1", "3"] {
        let _ = place.revoke("home", serial).expect(0);
    }
    place.publish("home", "last.jmb");
    Some(place)
}

/// Nothing twice, nothing good again, nothing good lost.
fn goes_on(place: &Shared, home: &str) {
    let _ = place.sign(home, "4.txt").expect(0);
    let codes = ["1.txt", "2.txt", "3.txt", "4.txt"];
    let indexes = BTreeSet::from(codes.map(|code| place.index(code)));
    assert_eq!(indexes.len(), codes.len());
    place.publish(home, "next.jmb");
    for bundle in ["last.jmb", "next.jmb"] {
        place.import(bundle);
    }
    for (code, verdict) in [
        ("1.txt", "refuse/revoked"),
        ("2.txt", "accept/accepted"),
        ("3.txt", "refuse/revoked"),
        ("4.txt", "accept/accepted"),
    ] {
        assert_eq!(place.verdict(code), verdict, "{code}");
    }
}

#[test]
fn a_dump_that_is_put_back_is_refused_until_it_goes_on_with_evidence() {
    let Some(place) = dumped() else {
        return;
    };
    // A second place, which worked after the dump too, and not as the last.
    let (passphrase, copy) = (place.path("passphrase"), place.path("copy"));
    let from = ["--from", &copy, "--passphrase-file", &passphrase];
    let _ = place.restore("two", &from).expect(0);
    let _ = place.sign("two", "two.txt").expect(0);
    let _ = place.sign("home", "after.txt").expect(0);

    place.put_back();
    for home in ["home", "two"] {
        place
            .sign(home, "never.txt")
            .expect_failure("juma-issuer restore");
        place
            .revoke(home, "1")
            .expect_failure("juma-issuer restore");
        let (command, out) = ("publish", place.path("never.jmb"));
        place
            .issuer(home, command, &["--out", &out], LATER)
            .expect_failure("juma-issuer restore");
        assert!(!Path::new(&out).exists());
    }
    let said = place.restore("home", &[]).expect(0).object();
    assert_eq!(said["resumed"]["lists"], "closed");
    // The first, which the copy knows, and the third, which it does not.
    let counts = ["marked", "unknown"].map(|it| said["resumed"][it].as_u64().unwrap());
    assert_eq!(counts, [1, 1]);
    place.sign("home", "never.txt").expect_failure("publish");
    place.publish("home", "new.jmb");
    goes_on(&place, "home");
    let indexes = BTreeSet::from(["two.txt", "after.txt", "4.txt"].map(|code| place.index(code)));
    assert_eq!(indexes.len(), 3);

    // The register has gone past what the other place saw of what was lost.
    place
        .sign("two", "never.txt")
        .expect_failure("juma-issuer restore");
    let _ = place.restore("two", &[]).expect(0);
    place.publish("two", "new.jmb");
    let _ = place.sign("two", "5.txt").expect(0);
    let _ = place.sign("home", "6.txt").expect(0);
    let codes = [
        "1.txt",
        "2.txt",
        "3.txt",
        "4.txt",
        "5.txt",
        "6.txt",
        "two.txt",
        "after.txt",
    ];
    let indexes = BTreeSet::from(codes.map(|code| place.index(code)));
    assert_eq!(indexes.len(), codes.len());
    let journal = run("juma-issuer", ["journal", "--home", &place.path("two")]).expect(0);
    assert_eq!(journal.out.matches(" resume ").count(), 2);
}

/// Both the home and the register are copies: they agree, and the last bundle says what they lack.
#[test]
fn a_dump_and_a_backup_of_one_day_go_on_with_the_last_bundle() {
    let Some(place) = dumped() else {
        return;
    };
    place.put_back();
    let (passphrase, copy) = (place.path("passphrase"), place.path("copy"));
    let from = ["--from", &copy, "--passphrase-file", &passphrase];
    let last = place.path("last.jmb");
    let told_early = [&from[..], &["--bundle", &last]].concat();
    place
        .restore("new", &told_early)
        .expect_failure("make the home without evidence");
    assert!(!Path::new(&place.path("new")).exists());
    let _ = place.restore("new", &from).expect(0);
    let said = place
        .restore("new", &["--bundle", &last])
        .expect(0)
        .object();
    let counts = ["marked", "unknown"].map(|it| said["resumed"][it].as_u64().unwrap());
    assert_eq!(counts, [1, 1]);
    place.publish("new", "new.jmb");
    goes_on(&place, "new");

    // Without so much as a bundle it skips ahead, though home and register agree.
    place.put_back();
    fs::remove_dir_all(place.path("new")).unwrap();
    let _ = place.restore("new", &from).expect(0);
    let said = place
        .restore("new", &["--without-evidence"])
        .expect(0)
        .object();
    assert!(
        said["resumed"]["sequence"].as_u64().unwrap() > 10_000,
        "{said}"
    );
    place.publish("new", "new.jmb");
    let _ = place.sign("new", "5.txt").expect(0);
    let codes = ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"];
    let indexes = BTreeSet::from(codes.map(|code| place.index(code)));
    assert_eq!(indexes.len(), codes.len());
}

//! Four issuers at once on one register of a server, one of them killed in the middle: no index is
//! used twice, and none is lost.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use juma_registry::ledger::{IssuanceState, Ledger};
use juma_tests::{
    command::{FOUNDED, SIGNED, binary, run},
    residents,
};

const PEOPLE: u32 = 200;

/// A schema of the server that `JUMA_TEST_POSTGRES` names, for one register.
struct Schema {
    url: String,
    name: String,
}

impl Schema {
    fn new() -> Option<Self> {
        let base = std::env::var("JUMA_TEST_POSTGRES").ok()?;
        let name = format!("juma_issuers_{}", std::process::id());
        let sign = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{sign}application_name={name}&options=-csearch_path%3D{name}");
        let schema = Self { url, name };
        schema.run(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn run(&self, sql: &str) {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.run(&format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

fn issue(place: &Path, issuer: usize) -> Child {
    let home = place.join(format!("home-{issuer}"));
    let out = place.join(format!("run-{issuer}"));
    let mut command = Command::new(binary("juma-issuer"));
    command.args(["issue", "--all", "--batch", "9", "--at", SIGNED, "--home"]);
    command.arg(home).arg("--out").arg(out);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn four_issuers_and_one_is_killed() {
    let Some(schema) = Schema::new() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let home = place.path().join("home-0");
    let shown = home.to_str().unwrap();
    let init = [
        "init",
        "--home",
        shown,
        "--at",
        FOUNDED,
        "--register",
        &schema.url,
    ];
    let _ = run("juma-issuer", init).expect(0);
    residents::enrol(
        &mut residents::register(&home, Some(&schema.url)),
        0..PEOPLE,
    );
    // The other places have the same keys and settings, and a mark of their own.
    for issuer in 1..4 {
        for path in juma_tests::vector::files(&home) {
            let to = place.path().join(format!("home-{issuer}")).join(&path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(home.join(&path), to).unwrap();
        }
    }
    let mut issuers: Vec<Child> = (0..4).map(|issuer| issue(place.path(), issuer)).collect();
    // Somewhere in its middle: when it has begun to sign.
    let codes = place.path().join("run-3/codes");
    while !codes.exists() && issuers[3].try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    issuers[3].kill().unwrap();
    for issuer in &mut issuers[..3] {
        assert!(issuer.wait().unwrap().success());
    }
    let killed = !issuers[3].wait().unwrap().success();
    assert!(killed, "it had ended before; more people make it slower");
    assert!(issue(place.path(), 3).wait().unwrap().success());
    for issuer in 0..4 {
        let home = place.path().join(format!("home-{issuer}"));
        let out = place.path().join(format!("run-{issuer}"));
        let args = ["verify-run", "--at", SIGNED, "--home"];
        let paths = [home.to_str().unwrap(), out.to_str().unwrap()];
        let _ = run("juma-issuer", args.iter().chain(&paths)).expect(0);
    }
    let register = residents::register(&home, Some(&schema.url));
    register.audit().unwrap();
    let all: Vec<_> = register.issuances().map(Result::unwrap).collect();
    let count = usize::try_from(PEOPLE).unwrap() * 4;
    assert_eq!(all.len(), count, "none lost");
    let indexes: BTreeSet<_> = all.iter().map(|one| one.status).collect();
    assert_eq!(indexes.len(), count, "no index twice");
    let settled = all
        .iter()
        .all(|one| matches!(one.state, IssuanceState::Committed(_)));
    assert!(settled);
}

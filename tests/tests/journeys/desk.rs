//! A ceremony, an issuing place and a gate in one folder.

use std::{ffi::OsStr, fs, path::Path};

use juma_tests::{
    command::{Ran, command},
    records,
};
use serde_json::Value;
use tempfile::TempDir;

/// A folder for the holder of the root, the city and the gate.
pub(crate) struct Desk(pub(crate) TempDir);

/// The months in which the city has a key.
pub(crate) const MONTHS: [&str; 3] = ["2027-01", "2027-02", "2027-03"];

impl Desk {
    /// A root, keys of two months, for status lists and for bundles, and list 1.
    pub(crate) fn opened() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.good(
            "juma-keys",
            "new --purpose root --env demo --clear --out root.key",
        );
        desk.good("juma-keys", "trust draft-root --env demo --threshold 1 --issued 2027-01-01 --expires 2030-01-01 --out root1.draft root.pub");
        desk.sign("root1", "");
        desk.good("juma-keys", "trust anchor root1.cose --out anchor.pub");
        desk.good("juma-keys", "trust draft-list --env demo --issued 2027-01-01 --expires 2027-12-01 --out list1.draft");
        for purpose in ["status", "bundle"] {
            desk.key(purpose, purpose);
            desk.good("juma-keys", &format!("trust add list1.draft --key {purpose}.pub --issuer 深圳市公安局 --namespace 4403 --sign-from 2027-01-01 --sign-until 2028-01-01 --max-validity-days 90"));
        }
        for month in &MONTHS[..2] {
            desk.month("list1.draft", month);
        }
        desk.sign("list1", "--root root1.cose");
        desk
    }

    pub(crate) fn key(&self, purpose: &str, name: &str) {
        let new = format!("new --purpose {purpose} --env demo --clear --out {name}.key");
        self.good("juma-keys", &new);
    }

    pub(crate) fn month(&self, draft: &str, month: &str) {
        self.key("code", month);
        self.good("juma-keys", &format!("trust add {draft} --key {month}.pub --issuer 深圳市公安局 --regions 4403 --namespace 4403 --month {month} --max-validity-days 365"));
    }

    /// Signs a draft by the root key and combines it.
    pub(crate) fn sign(&self, name: &str, options: &str) {
        drop(fs::remove_file(self.path("it.sig")));
        let previous = if name == "list2" {
            "--previous list1.cose --root root1.cose"
        } else {
            ""
        };
        self.good(
            "juma-keys",
            &format!("trust sign {name}.draft --key root.key {previous} --out it.sig"),
        );
        self.good(
            "juma-keys",
            &format!("trust combine {name}.draft it.sig {options} --out {name}.cose"),
        );
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn run(&self, name: &str, arguments: &str) -> Ran {
        run_in(self.0.path(), name, arguments.split_whitespace())
    }

    pub(crate) fn good(&self, name: &str, arguments: &str) -> String {
        self.run(name, arguments).expect(0).out
    }

    pub(crate) fn json(&self, name: &str, arguments: &str) -> Value {
        self.run(name, &format!("{arguments} --json")).object()
    }

    pub(crate) fn found(&self, keys: &str) -> Ran {
        self.run("juma-issuer", &format!("found --home h --root anchor.pub --roots root1.cose --list list1.cose --keys {keys} --lead-hours 240 --bundle-days 35 --at 2027-01-02T09:00:00+08:00 --json"))
    }

    pub(crate) fn record(&self, number: u32) {
        let subject = format!("  \"subject\": \"R-{number}\",");
        fs::write(
            self.path("record.json"),
            records::with_line("subject", &subject),
        )
        .unwrap();
    }

    pub(crate) fn try_sign(&self, out: &str, at: &str) -> Ran {
        self.record(1);
        self.run(
            "juma-issuer",
            &format!(
                "sign --home h --record record.json --out {out} --at {at}T09:00:00+08:00 --json"
            ),
        )
    }

    pub(crate) fn publish(&self, out: &str, at: &str) -> Ran {
        self.run(
            "juma-issuer",
            &format!("publish --home h --out {out} --at {at}T09:00:00+08:00 --json"),
        )
    }

    pub(crate) fn import(&self, bundle: &str, at: &str) -> Value {
        self.json(
            "juma-verifier",
            &format!("import --state s --root anchor.pub --at {at}T10:00:00+08:00 {bundle}"),
        )
    }

    pub(crate) fn verdict(&self, code: &str, at: &str) -> String {
        let said = self.json(
            "juma-verifier",
            &format!("check --state s --at {at}T10:00:00+08:00 {code}"),
        );
        said["reason"].as_str().unwrap().to_owned()
    }

    pub(crate) fn home(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let files = juma_tests::vector::files(&self.path("h")).into_iter();
        files
            .map(|it| (it.clone(), fs::read(self.path("h").join(it)).unwrap()))
            .collect()
    }
}

fn run_in<S: AsRef<OsStr>>(folder: &Path, name: &str, args: impl IntoIterator<Item = S>) -> Ran {
    let mut command = command(name);
    Ran::of(command.args(args).current_dir(folder).output().unwrap())
}

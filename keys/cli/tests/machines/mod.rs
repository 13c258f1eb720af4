//! Folders that stand for machines, and what is carried between them.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use juma_format::trust::KeyState;
use juma_keys::{AnchorFile, TrustedList, TrustedRoot};

/// The machine that drafts, with three holders' beside it.
pub(crate) struct Machines {
    all: tempfile::TempDir,
}

pub(crate) const DESK: &str = "desk";
const HOLDERS: [&str; 3] = ["anna", "bao", "chen"];

impl Machines {
    pub(crate) fn new() -> Self {
        let all = tempfile::tempdir().unwrap();
        for folder in HOLDERS.into_iter().chain([DESK]) {
            fs::create_dir(all.path().join(folder)).unwrap();
        }
        let machines = Self { all };
        for holder in HOLDERS {
            let key = format!("new --purpose root --env demo --clear --out {holder}.key");
            machines.good(holder, &key);
            machines.carry(holder, DESK, &format!("{holder}.pub"));
        }
        machines
    }

    /// With a 2-of-3 root and its root file on the desk.
    pub(crate) fn founded() -> Self {
        let machines = Self::new();
        machines.good(DESK, "trust draft-root --env demo --threshold 2 --issued 2027-01-01 --expires 2030-01-01 --out root1.draft anna.pub bao.pub chen.pub");
        machines.sign("root1.draft", &["anna", "chen"], "");
        machines.good(
            DESK,
            "trust combine root1.draft anna.sig chen.sig --out root1.cose",
        );
        machines.good(DESK, "trust anchor root1.cose --out root.pub");
        machines
    }

    /// With keys for codes, status lists and bundles in a first list as well.
    pub(crate) fn opened() -> Self {
        let machines = Self::founded();
        machines.good(
            DESK,
            "trust draft-list --env demo --issued 2027-01-01 --expires 2027-04-01 --out list1.draft",
        );
        machines.key("code", "jan");
        machines.key("status", "status");
        machines.key("bundle", "bundle");
        machines.good(DESK, "trust add list1.draft --key jan.pub --issuer 深圳市公安局 --regions 4403,4401 --namespace 4403 --month 2027-01 --max-validity-days 365");
        for purpose in ["status", "bundle"] {
            machines.good(DESK, &format!("trust add list1.draft --key {purpose}.pub --issuer 深圳市公安局 --namespace 4403 --sign-from 2027-01-01 --sign-until 2028-01-01 --max-validity-days 90"));
        }
        machines.sign("list1.draft", &["bao", "chen"], "");
        machines.good(
            DESK,
            "trust combine list1.draft bao.sig chen.sig --root root1.cose --out list1.cose",
        );
        machines
    }

    pub(crate) fn path(&self, folder: &str, name: &str) -> PathBuf {
        self.all.path().join(folder).join(name)
    }

    pub(crate) fn carry(&self, from: &str, to: &str, name: &str) {
        fs::copy(self.path(from, name), self.path(to, name)).unwrap();
    }

    pub(crate) fn key(&self, purpose: &str, name: &str) {
        let new = format!("new --purpose {purpose} --env demo --clear --out {name}.key");
        self.good(DESK, &new);
    }

    pub(crate) fn kid(&self, name: &str) -> String {
        let shown = self.good(DESK, &format!("inspect --json {name}.pub"));
        json(&shown)["kid"].as_str().unwrap().to_owned()
    }

    /// Carries a draft to holders, has it signed, and carries the signatures back.
    pub(crate) fn sign(&self, draft: &str, holders: &[&str], options: &str) {
        for holder in holders {
            self.carry(DESK, holder, draft);
            for file in options.split_whitespace().filter(|it| it.contains('.')) {
                self.carry(DESK, holder, file);
            }
            drop(fs::remove_file(self.path(holder, &format!("{holder}.sig"))));
            let sign = format!("trust sign {draft} --key {holder}.key --out {holder}.sig");
            self.good(holder, &format!("{sign} {options}"));
            self.carry(holder, DESK, &format!("{holder}.sig"));
        }
    }

    pub(crate) fn run(&self, folder: &str, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_juma-keys"))
            .args(arguments.split_whitespace())
            .current_dir(self.all.path().join(folder))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn good(&self, folder: &str, arguments: &str) -> String {
        let output = self.run(folder, arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Status 1, the slug on standard error, and no file written or changed.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &str, slug: &str) {
        let before = self.files();
        let output = self.run(DESK, arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments}: {error}");
        let said = format!("refused: {slug}: ");
        assert!(error.lines().any(|it| it.starts_with(&said)), "{error}");
        assert_eq!(before, self.files(), "{arguments}");
    }

    #[track_caller]
    pub(crate) fn failed(&self, arguments: &str, words: &str) {
        let output = self.run(DESK, arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {error}");
        assert!(error.contains(words), "{arguments}: {error}");
    }

    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let folder = fs::read_dir(self.all.path().join(DESK)).unwrap();
        let paths = folder.map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = paths
            .map(|it| (it.clone(), fs::read(it).unwrap()))
            .collect();
        files.sort();
        files
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(DESK, name)).unwrap()
    }

    /// What a verifier with the root file makes of the documents.
    pub(crate) fn walk(&self, roots: &[&str]) -> TrustedRoot {
        let text = String::from_utf8(self.read("root.pub")).unwrap();
        let roots: Vec<Vec<u8>> = roots.iter().map(|name| self.read(name)).collect();
        let roots: Vec<&[u8]> = roots.iter().map(Vec::as_slice).collect();
        AnchorFile::parse(&text).unwrap().0.walk(&roots).unwrap()
    }

    pub(crate) fn list(&self, roots: &[&str], name: &str) -> TrustedList {
        self.walk(roots).open_list(&self.read(name)).unwrap()
    }
}

pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

pub(crate) fn state(list: &TrustedList, kid: &str) -> KeyState {
    let mut entries = list.entries().iter();
    let found = entries.find(|entry| entry.hash().key_id().to_string() == kid);
    found.unwrap().entry().state
}

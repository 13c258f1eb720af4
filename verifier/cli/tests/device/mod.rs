//! A device as a person meets it: a folder, a command, one line and a status.
#![allow(
    dead_code,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of several tests: not each uses all, and where one fails the test fails"
)]

#[path = "../../../tests/world/mod.rs"]
pub(crate) mod world;

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use world::Stick;

/// The moment of imports, as it is typed: [`world::NOW`].
pub(crate) const NOW: &str = "2026-02-10";

/// A folder with a device's state in `s` and what lies beside it.
pub(crate) struct Device {
    folder: tempfile::TempDir,
}

impl Device {
    /// A device that was given a root and nothing else.
    pub(crate) fn fresh() -> Self {
        let device = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let anchor = Stick::number(1).anchor_file();
        fs::write(device.path("root.pub"), anchor).unwrap();
        device
    }

    /// A device that has imported a bundle, with a code in `c.txt` that is good until mid-2026.
    pub(crate) fn of(stick: &Stick) -> Self {
        Self::of_moment(stick, NOW)
    }

    /// The same, importing at another moment.
    pub(crate) fn of_moment(stick: &Stick, at: &str) -> Self {
        let device = Self::fresh();
        device.bring("first.jmb", &stick.bundle());
        device.good(&format!(
            "import --state s --root root.pub --at {at} first.jmb"
        ));
        let code = stick.code(world::FOUNDED.plus(180 * 86_400));
        fs::write(device.path("c.txt"), code).unwrap();
        device
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn bring(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn run(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_juma-verifier"))
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Status, standard output, standard error.
    pub(crate) fn said(&self, arguments: &str) -> (i32, String, String) {
        let output = self.run(arguments);
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    #[track_caller]
    pub(crate) fn good(&self, arguments: &str) -> String {
        let (status, out, error) = self.said(arguments);
        assert_eq!(status, 0, "{arguments}: {out}{error}");
        out
    }

    /// The one object that a command prints with `--json`.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &str) -> Value {
        let (_, out, error) = self.said(arguments);
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments}: {out}{error}"))
    }

    /// Every file of the state; empty when there is none.
    pub(crate) fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.path("s")).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| (path.clone(), fs::read(path).unwrap_or_default()))
            .collect()
    }
}

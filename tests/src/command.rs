//! The commands, run as people run them.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::workspace;

/// Names a folder of commands that were just built, by somebody who builds everything at once.
const BUILT: &str = "JUMA_COMMANDS";

/// The folder of the commands, which are built once for a test binary. Cargo builds binaries for
/// the tests of their own package only, and these tests are of another; what is built already
/// costs a glance.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        if let Some(folder) = std::env::var_os(BUILT) {
            return folder.into();
        }
        let own = std::env::current_exe().expect("a test knows its own file");
        let folder = own.parent().expect("deps/");
        // A test stands in deps/, a command of this package beside it.
        let folder = match folder.file_name() {
            Some(name) if name == "deps" => folder.parent().expect("debug/"),
            _ => folder,
        };
        let profile = folder.file_name().and_then(OsStr::to_str).unwrap();
        let profile = if profile == "debug" { "dev" } else { profile };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--offline", "--locked", "--bins"])
            .args(["--package=juma-issuer-cli", "--package=juma-keys-cli"])
            .args(["--package=juma-scan-cli", "--package=juma-verifier-cli"])
            .arg("--package=juma-holder-cli")
            .args(["--profile", profile, "--target-dir"])
            .arg(folder.parent().expect("target/"))
            .current_dir(workspace())
            .status();
        assert!(
            built.is_ok_and(|status| status.success()),
            "the commands build"
        );
        folder.to_owned()
    })
}

/// The file of a command.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    folder()
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// What a command did.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its exit status.
    pub status: i32,
    /// What it wrote on standard output.
    pub out: String,
    /// What it wrote on standard error.
    pub err: String,
}

impl Ran {
    /// What a command's end says.
    #[must_use]
    pub fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The objects on standard output, one a line.
    #[must_use]
    pub fn json(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
            .collect()
    }

    /// The one object on standard output.
    #[must_use]
    pub fn object(&self) -> Value {
        let mut objects = self.json();
        assert_eq!(objects.len(), 1, "{self:?}");
        objects.remove(0)
    }

    /// Fails unless the status is this one.
    #[must_use]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }

    /// Fails unless it failed with one clear line that holds this, on one of the two streams: on
    /// standard error, or as the one object of JSON on standard output.
    pub fn expect_failure(self, what: &str) {
        let ran = self.expect(2);
        let errors = ran.out.lines().filter(|line| line.contains("\"error\":"));
        let line = match errors.collect::<Vec<_>>()[..] {
            [] => {
                assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
                assert!(ran.err.starts_with("error: "), "{}", ran.err);
                ran.err
            }
            [line] => {
                assert!(ran.err.is_empty(), "said twice: {}{}", ran.out, ran.err);
                let object: Value = serde_json::from_str(line).expect("an object");
                object["error"].as_str().expect("a text").to_owned()
            }
            _ => panic!("several errors: {}", ran.out),
        };
        assert!(line.contains(what), "{line}");
        assert!(!line.contains("internal error"), "{line}");
    }
}

/// A command with nothing on its standard input and no terminal's colours.
#[must_use]
pub fn command(name: &str) -> Command {
    let mut command = Command::new(binary(name));
    command
        .stdin(Stdio::null())
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C")
        .env("COLUMNS", "100");
    command
}

/// Runs a command.
pub fn run<S: AsRef<OsStr>>(name: &str, args: impl IntoIterator<Item = S>) -> Ran {
    Ran::of(command(name).args(args).output().expect("it runs"))
}

/// Runs a command that reads these bytes.
pub fn run_with_input<S: AsRef<OsStr>>(
    name: &str,
    args: impl IntoIterator<Item = S>,
    input: &[u8],
) -> Ran {
    let mut child = command(name)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // It may refuse before it has read everything.
    let _ = stdin.write_all(input);
    drop(stdin);
    Ran::of(child.wait_with_output().expect("it ends"))
}

/// An issuing home and a verifier's state in a folder of their own, at fixed times.
#[derive(Debug)]
pub struct Place {
    dir: TempDir,
}

/// When homes are founded, as the commands take it.
pub const FOUNDED: &str = "2026-01-10T09:00:00+08:00";
/// When codes are signed.
pub const SIGNED: &str = "2026-01-12T10:00:00+08:00";
/// When bundles after the first are published and imported.
pub const LATER: &str = "2026-01-20T08:00:00+08:00";
/// When codes are shown.
pub const SHOWN: &str = "2026-01-22T12:00:00+08:00";

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

impl Place {
    /// A founded demo for Shenzhen.
    #[must_use]
    pub fn new() -> Self {
        Self::founded("4403")
    }

    fn founded(region: &str) -> Self {
        let place = Self {
            dir: tempfile::tempdir().expect("a folder"),
        };
        let home = place.path("home");
        let args = ["init", "--home", &home, "--region", region, "--at", FOUNDED];
        let _ = run("juma-issuer", args).expect(0);
        place
    }

    /// A founded demo whose first bundle a verifier has imported.
    #[must_use]
    pub fn ready() -> Self {
        Self::of_region("4403")
    }

    /// The same for another region.
    #[must_use]
    pub fn of_region(region: &str) -> Self {
        let place = Self::founded(region);
        let first = place.path("home/bundles/0000000001.jmb");
        let _ = place.import(&first).expect(0);
        place
    }

    /// The path of a name in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.dir
            .path()
            .join(name)
            .to_str()
            .expect("UTF-8")
            .to_owned()
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("it is written");
        path
    }

    /// Runs `juma-issuer` with this home.
    pub fn issuer(&self, command: &str, args: &[&str], at: &str) -> Ran {
        let home = self.path("home");
        let mut all = vec![command, "--home", &home, "--at", at, "--json"];
        all.extend(args);
        run("juma-issuer", all)
    }

    /// Signs a record into a file, and gives what was said.
    pub fn sign(&self, record: &str, out: &str, args: &[&str]) -> Value {
        self.try_sign(record, out, args).expect(0).object()
    }

    /// Signs a record, if it may be signed, in the place of a file of an earlier try.
    pub fn try_sign(&self, record: &str, out: &str, args: &[&str]) -> Ran {
        let record = self.write("record.json", record);
        let out = self.path(out);
        let all = [&["--record", &record, "--out", &out, "--replace"], args].concat();
        self.issuer("sign", &all, SIGNED)
    }

    /// Publishes the next bundle, and gives its path.
    pub fn publish(&self, name: &str) -> String {
        let out = self.path(name);
        let _ = self.issuer("publish", &["--out", &out], LATER).expect(0);
        out
    }

    /// Imports a bundle.
    pub fn import(&self, bundle: &str) -> Ran {
        let (state, root) = (self.path("state"), self.path("home/root.pub"));
        let args = [
            "import", "--state", &state, "--root", &root, "--at", LATER, "--json", bundle,
        ];
        run("juma-verifier", args)
    }

    /// Judges files.
    pub fn check(&self, args: &[&str]) -> Ran {
        run("juma-verifier", self.check_args(args))
    }

    /// Judges standard input.
    pub fn check_input(&self, args: &[&str], input: &[u8]) -> Ran {
        run_with_input("juma-verifier", self.check_args(args), input)
    }

    /// The arguments of a check.
    #[must_use]
    pub fn check_args(&self, args: &[&str]) -> Vec<String> {
        let state = self.path("state");
        let mut all = vec!["check", "--state", &state, "--json"];
        if !args.contains(&"--at") {
            all.extend(["--at", SHOWN]);
        }
        all.extend(args);
        all.into_iter().map(str::to_owned).collect()
    }

    /// The arguments of a gate that says everything as JSON.
    #[must_use]
    pub fn gate_args(&self, args: &[&str]) -> Vec<String> {
        let state = self.path("state");
        let mut all = vec!["gate", "--state", &state, "--json"];
        if !args.contains(&"--at") {
            all.extend(["--at", SHOWN]);
        }
        all.extend(args);
        all.into_iter().map(str::to_owned).collect()
    }

    /// Judges what a stream on standard input shows.
    pub fn gate(&self, args: &[&str], stream: &[u8]) -> Ran {
        run_with_input("juma-verifier", self.gate_args(args), stream)
    }

    /// Judges one file, and gives colour and slug.
    pub fn verdict(&self, name: &str) -> String {
        let object = self.check(&[&self.path(name)]).object();
        let word = |member: &str| object[member].as_str().expect(member).to_owned();
        format!("{}/{}", word("verdict"), word("reason"))
    }

    /// Every file below a name: path and bytes.
    #[must_use]
    pub fn snapshot(&self, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let folder = self.dir.path().join(name);
        let files = crate::vector::files(&folder).into_iter();
        files
            .map(|path| (path.clone(), fs::read(folder.join(path)).unwrap()))
            .collect()
    }

    /// The journal of the register: a line for every act.
    #[must_use]
    pub fn ledger(&self) -> String {
        run("juma-issuer", ["journal", "--home", &self.path("home")])
            .expect(0)
            .out
    }
}

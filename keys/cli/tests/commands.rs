//! The command as a person or a script meets it: arguments and files in, one line and a status out.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const PASSPHRASE: &str = "correct horse battery";
const OTHER: &str = "another long passphrase";

/// A folder with a clear demo key, and with files that hold passphrases.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, text) in [
            ("pass", PASSPHRASE),
            ("other", OTHER),
            ("short", "12345678901"),
        ] {
            fs::write(desk.path(name), format!("{text}\n")).unwrap();
        }
        desk.good("new --purpose code --env demo --clear --out demo.key");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_juma-keys"))
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("COLUMNS")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    #[track_caller]
    fn good(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Status 2, nothing on standard output, and exactly this line on standard error.
    #[track_caller]
    fn bad(&self, arguments: &str, line: &str) {
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {error}");
        assert_eq!(error, format!("error: {line}\n"), "{arguments}");
        assert!(output.stdout.is_empty(), "{arguments}");
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_new_key_is_two_files() {
    let desk = Desk::new();
    assert_eq!(desk.mode("demo.key"), 0o600);
    let private = json(&desk.good("inspect --json demo.key"));
    let public = json(&desk.good("inspect --json demo.pub"));
    assert_eq!(private["type"], "private key");
    assert_eq!(private["encrypted"], false);
    assert_eq!(public["type"], "public key");
    assert!(public.get("encrypted").is_none());
    for member in ["purpose", "environment", "kid", "sha256"] {
        assert_eq!(private[member], public[member], "{member}");
    }
    let (kid, hash) = (
        private["kid"].as_str().unwrap(),
        private["sha256"].as_str().unwrap(),
    );
    assert!(hash.len() == 64 && kid.len() == 8 && hash.starts_with(kid));
    assert_eq!(
        desk.good("inspect demo.key"),
        format!(
            "file:        demo.key\ntype:        private key\nenvironment: demo\npurpose:     code\n\
             kid:         {kid}\nsha-256:     {hash}\nencrypted:   no\n"
        )
    );
}

#[test]
fn every_purpose_in_every_environment() {
    let desk = Desk::new();
    for purpose in ["status", "bundle", "root"] {
        desk.good(&format!(
            "new --purpose {purpose} --env demo --clear --out {purpose}.key"
        ));
        assert_eq!(
            json(&desk.good(&format!("inspect --json {purpose}.key")))["purpose"],
            purpose
        );
    }
    for environment in ["test", "production"] {
        desk.bad(
            &format!("new --purpose code --env {environment} --clear --out a.key"),
            &format!("a.key: a {environment} key must be encrypted; leave out --clear"),
        );
    }
    assert!(!desk.path("a.key").exists());
}

/// One test for all that needs scrypt, which takes half a second each time.
#[test]
fn the_life_of_an_encrypted_key() {
    let desk = Desk::new();
    desk.good("new --purpose status --env production --out a.key --passphrase-file pass");
    assert_eq!(desk.mode("a.key"), 0o600);
    let before = json(&desk.good("inspect --json a.key"));
    assert_eq!(before["encrypted"], true);
    let text = fs::read_to_string(desk.path("a.key")).unwrap();
    assert!(text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"));

    desk.bad(
        "passwd a.key --passphrase-file other --new-passphrase-file pass",
        "a.key: the key file cannot be used: the passphrase is wrong, or the file is damaged",
    );
    desk.bad(
        "passwd a.key --passphrase-file pass --new-passphrase-file short",
        "a.key: the new passphrase has 11 characters, 12 are the fewest",
    );
    assert_eq!(fs::read_to_string(desk.path("a.key")).unwrap(), text);

    desk.good("passwd a.key --passphrase-file pass --new-passphrase-file other");
    assert_ne!(fs::read_to_string(desk.path("a.key")).unwrap(), text);
    assert_eq!(desk.mode("a.key"), 0o600);
    assert_eq!(json(&desk.good("inspect --json a.key")), before);
    desk.bad(
        "passwd a.key --passphrase-file pass --new-passphrase-file other",
        "a.key: the key file cannot be used: the passphrase is wrong, or the file is damaged",
    );
}

#[test]
fn a_clear_key_can_be_encrypted_with_a_passphrase_from_a_descriptor() {
    let desk = Desk::new();
    let script = format!(
        "printf '%s\\n' '{PASSPHRASE}' | exec {} passwd demo.key --new-passphrase-fd 0",
        env!("CARGO_BIN_EXE_juma-keys")
    );
    let status = Command::new("sh")
        .args(["-c", &script])
        .current_dir(desk.folder.path())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(
        json(&desk.good("inspect --json demo.key"))["encrypted"],
        true
    );
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let desk = Desk::new();
    desk.bad(
        "new --purpose code --env test --out a.key",
        "a.key: a passphrase is needed and there is no terminal to ask on; \
         give --passphrase-file or --passphrase-fd",
    );
    desk.bad(
        "passwd demo.key",
        "demo.key: a passphrase is needed and there is no terminal to ask on; \
         give --new-passphrase-file or --new-passphrase-fd",
    );
    desk.bad(
        "new --purpose code --env test --out a.key --passphrase-file no",
        "no: cannot read it: No such file or directory (os error 2)",
    );
    desk.bad(
        "new --purpose code --env test --out a.key --passphrase-fd 77",
        "file descriptor 77 cannot be read: No such file or directory (os error 2)",
    );
    assert!(!desk.path("a.key").exists() && !desk.path("a.pub").exists());
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::new();
    let text = fs::read(desk.path("demo.key")).unwrap();
    let new = "new --purpose code --env demo --clear --out";
    let advice = "it exists already; choose another name, or move it away";
    desk.bad(&format!("{new} demo.key"), &format!("demo.key: {advice}"));
    fs::write(desk.path("b.pub"), "mine").unwrap();
    desk.bad(&format!("{new} b.key"), &format!("b.pub: {advice}"));
    assert!(!desk.path("b.key").exists());
    assert_eq!(fs::read(desk.path("demo.key")).unwrap(), text);
    symlink("nowhere", desk.path("c.key")).unwrap();
    desk.bad(&format!("{new} c.key"), &format!("c.key: {advice}"));
}

#[test]
fn files_that_others_can_reach() {
    let desk = Desk::new();
    for mode in [0o644, 0o640, 0o604, 0o620] {
        desk.set_mode("demo.key", mode);
        for command in ["inspect demo.key", "passwd demo.key"] {
            desk.bad(
                command,
                &format!(
                    "demo.key: other users can reach this private key (mode {mode:04o}); \
                     chmod 600 demo.key"
                ),
            );
        }
    }
    desk.set_mode("demo.key", 0o600);
    symlink(desk.path("demo.key"), desk.path("link.key")).unwrap();
    desk.bad(
        "inspect link.key",
        "link.key: it is a symbolic link; name the file itself",
    );
}

#[test]
fn files_that_are_something_else() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    fs::write(desk.path("text"), "hello\n").unwrap();
    fs::write(desk.path("binary"), [0xff; 100]).unwrap();
    fs::write(desk.path("large"), vec![b'a'; 8193]).unwrap();
    for (name, line) in [
        (
            "no",
            "no: cannot read it: No such file or directory (os error 2)",
        ),
        ("folder", "folder: it is a folder; name a regular file"),
        (
            "/dev/null",
            "/dev/null: it is a pipe or a device; name a regular file",
        ),
        ("text", "text: its first line is not that of a key file"),
        ("binary", "binary: it is no key file: it is not text"),
        (
            "large",
            "large: it is longer than 8192 bytes, the most that is read of it",
        ),
    ] {
        desk.bad(&format!("inspect {name}"), line);
    }
    desk.bad(
        "passwd demo.pub",
        &format!(
            "demo.pub: other users can reach this private key (mode {:04o}); chmod 600 demo.pub",
            desk.mode("demo.pub")
        ),
    );
    desk.set_mode("demo.pub", 0o600);
    desk.bad(
        "passwd demo.pub",
        "demo.pub: the key file cannot be used: the first line is not \"juma private key\"",
    );
}

#[test]
fn a_torn_file_is_refused_wherever_it_is_torn() {
    let desk = Desk::new();
    let text = fs::read_to_string(desk.path("demo.key")).unwrap();
    for (end, _) in text.match_indices('\n') {
        fs::write(desk.path("demo.key"), &text[..end]).unwrap();
        let output = desk.run("passwd demo.key --new-passphrase-file pass");
        if end + 1 == text.len() {
            continue; // Without its last line end it is whole.
        }
        assert_eq!(output.status.code(), Some(2), "{end}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(
            error.starts_with("error: demo.key: ") && error.lines().count() == 1,
            "{error}"
        );
    }
}

#[test]
fn a_file_name_cannot_write_lines_of_its_own() {
    let desk = Desk::new();
    let output = Command::new(env!("CARGO_BIN_EXE_juma-keys"))
        .arg("inspect")
        .arg(Path::new("a\nb\u{1b}[31m\u{202e}c"))
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains("a[U+000A]b[U+001B][31m[U+202E]c"), "{error}");
}

#[test]
fn wrong_arguments_are_status_2_and_help_is_0() {
    let desk = Desk::new();
    for arguments in [
        "",
        "frobnicate",
        "new",
        "new --purpose holder --env demo --out a.key",
        "new --purpose code --env demo --clear --passphrase-fd 3 --out a.key",
        "passwd a.key --passphrase-fd 3 --passphrase-file a",
    ] {
        assert_eq!(desk.run(arguments).status.code(), Some(2), "{arguments}");
    }
    for (command, golden) in [
        ("--help", include_str!("help/juma-keys.txt")),
        ("new --help", include_str!("help/new.txt")),
        ("inspect --help", include_str!("help/inspect.txt")),
        ("passwd --help", include_str!("help/passwd.txt")),
        ("trust --help", include_str!("help/trust.txt")),
        ("trust add --help", include_str!("help/trust-add.txt")),
        ("trust sign --help", include_str!("help/trust-sign.txt")),
        (
            "trust combine --help",
            include_str!("help/trust-combine.txt"),
        ),
    ] {
        assert_eq!(desk.good(command), golden, "{command}");
    }
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let desk = Desk::new();
    let output = Command::new(env!("CARGO_BIN_EXE_juma-keys"))
        .args(["inspect", "demo.key"])
        .current_dir(desk.folder.path())
        .stdout(fs::File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: cannot write to standard output: No space left on device (os error 28)\n"
    );
}

#[test]
fn whoever_stops_reading_hears_nothing_more() {
    let desk = Desk::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_juma-keys"))
        .args(["inspect", "demo.key"])
        .current_dir(desk.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    // The command may have written all before the pipe was closed.
    assert!(
        matches!(output.status.code(), Some(0 | 2)),
        "{:?}",
        output.status
    );
    assert!(output.stderr.is_empty());
}

//! A program of the venue that hears each verdict: a turnstile's relay.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;

/// How long a program may take before it is ended: a relay clicks in less.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many may run at once. A person a second, each for five seconds, is more than a turnstile takes.
const MAX_RUNNING: usize = 4;

/// The program, and those of it that run.
pub(crate) struct Program {
    path: PathBuf,
    running: Vec<(Child, Instant)>,
}

impl Program {
    /// The program of a path. Nothing is looked for elsewhere, and no shell is asked.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let path = std::path::absolute(path)
            .ok()
            .filter(|path| path.is_file())
            .ok_or_else(|| {
                Failure::new("there is no such program")
                    .at(path)
                    .advise("name the file of a program by its path")
            })?;
        Ok(Self {
            path,
            running: Vec::new(),
        })
    }

    /// Starts it with a verdict on its standard input, and does not wait for it.
    pub(crate) fn start(&mut self, verdict: &str) -> Result<(), Failure> {
        if self.running.len() >= MAX_RUNNING {
            return Err(self.failed("too slow; this verdict is not given to it", None));
        }
        let child = Command::new(&self.path)
            .stdin(Stdio::piped())
            // What it prints would stand in the middle of what the gate shows.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.map_err(|error| self.failed("cannot be started", Some(error)))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A verdict is smaller than a pipe, so this waits for nobody; who does not read it need
            // not.
            drop(stdin.write_all(verdict.as_bytes()));
        }
        self.running.push((child, Instant::now()));
        Ok(())
    }

    /// Looks at those that run: what has gone wrong.
    pub(crate) fn look(&mut self) -> Vec<Failure> {
        self.look_within(PATIENCE)
    }

    fn look_within(&mut self, patience: Duration) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (mut child, since) in std::mem::take(&mut self.running) {
            match child.try_wait() {
                Ok(None) if since.elapsed() < patience => self.running.push((child, since)),
                Ok(None) => {
                    drop(child.kill());
                    drop(child.wait());
                    failures.push(self.failed("took too long and was ended", None));
                }
                Ok(Some(status)) if status.success() => {}
                Ok(Some(status)) => {
                    failures.push(self.failed(&format!("ended with {status}"), None))
                }
                Err(error) => failures.push(self.failed("is lost", Some(error))),
            }
        }
        failures
    }

    /// Waits for those that run, no longer than one may take.
    pub(crate) fn end(&mut self) -> Vec<Failure> {
        let begin = Instant::now();
        let mut failures = self.look();
        while !self.running.is_empty() && begin.elapsed() <= PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
            failures.extend(self.look());
        }
        failures.extend(self.look_within(Duration::ZERO));
        failures
    }

    fn failed(&self, what: &str, error: Option<std::io::Error>) -> Failure {
        let failure = Failure::new(what).at(&self.path);
        match error {
            Some(error) => failure.because(error),
            None => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    fn program(folder: &Path, script: &str) -> Program {
        let path = folder.join("继电器 $(touch x).sh");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Program::new(&path).unwrap()
    }

    #[test]
    fn it_reads_the_verdict_and_no_shell_reads_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let mut program = program(folder.path(), &format!("cat > {}", out.display()));
        program.start("{\"verdict\":\"accept\"}\n").unwrap();
        assert!(program.end().is_empty());
        assert_eq!(
            fs::read_to_string(out).unwrap(),
            "{\"verdict\":\"accept\"}\n"
        );
        assert!(!folder.path().join("x").exists());
    }

    #[test]
    fn what_fails_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut bad = program(folder.path(), "exit 7");
        bad.start("{}").unwrap();
        let said = bad.end();
        assert_eq!(said.len(), 1);
        assert!(
            said[0].to_string().contains("exit status: 7"),
            "{}",
            said[0]
        );
        assert!(Program::new(&folder.path().join("nothing")).is_err());
        assert!(Program::new(folder.path()).is_err());
        let text = folder.path().join("text");
        fs::write(&text, "no program").unwrap();
        assert!(Program::new(&text).unwrap().start("{}").is_err());
    }

    #[test]
    fn slow_ones_are_few_and_ended() {
        let folder = tempfile::tempdir().unwrap();
        let mut slow = program(folder.path(), "exec sleep 600");
        for _ in 0..MAX_RUNNING {
            slow.start("{}").unwrap();
        }
        assert!(slow.start("{}").is_err());
        let said = slow.look_within(Duration::ZERO);
        assert_eq!(said.len(), MAX_RUNNING);
        assert!(said[0].to_string().contains("took too long"), "{}", said[0]);
        slow.start("{}").unwrap();
        assert_eq!(slow.look_within(Duration::ZERO).len(), 1);
    }
}

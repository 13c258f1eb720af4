//! A gate that goes on while a test looks at it.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

use juma_tests::command::{Place, command};

/// A gate that runs until it is asked to end.
pub(crate) struct Gate {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Gate {
    pub(crate) fn start(place: &Place, args: &[&str]) -> Self {
        let mut child = command("juma-verifier")
            .args(place.gate_args(args))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the gate has ended");
        line
    }

    /// Asks it to end, and gives what it still says.
    pub(crate) fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status();
        assert!(kill.unwrap().success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        rest
    }
}

//! A gate that goes on while a test looks at it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use juma_tests::command::{Place, command};
use serde_json::Value;

/// A gate that runs until it is asked to end.
pub(crate) struct Gate {
    child: Child,
    out: BufReader<ChildStdout>,
    frames: Option<ChildStdin>,
}

impl Gate {
    pub(crate) fn start(place: &Place, args: &[&str]) -> Self {
        let mut child = command("juma-verifier")
            .args(place.gate_args(args))
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let frames = child.stdin.take();
        Self { child, out, frames }
    }

    /// Pipes a picture into it, so many times.
    pub(crate) fn show(&mut self, picture: &[u8], times: usize) {
        let frames = self.frames.as_mut().unwrap();
        for _ in 0..times {
            frames.write_all(picture).unwrap();
        }
        frames.flush().unwrap();
    }

    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the gate has ended");
        line
    }

    /// The next event of a kind; those before it are passed over.
    pub(crate) fn event(&mut self, kind: &str) -> Value {
        loop {
            let event: Value = serde_json::from_str(&self.line()).unwrap();
            if event["event"] == kind {
                return event;
            }
        }
    }

    /// Asks it to end, and gives what it still says.
    pub(crate) fn stop(self) -> String {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status();
        assert!(kill.unwrap().success());
        self.rest()
    }

    /// Ends the stream, and gives what it still says.
    pub(crate) fn end(mut self) -> String {
        self.frames = None;
        self.rest()
    }

    fn rest(mut self) -> String {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        rest
    }
}

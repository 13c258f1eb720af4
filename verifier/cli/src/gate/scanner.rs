//! Hardware scanners: a serial device, or the lines that a keyboard wedge types on standard input.

mod serial;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::Read,
    os::fd::AsFd,
    path::Path,
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;
use juma_verifier::{
    Spans,
    typed::{GAP, Lines, Typed},
};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::source::{Hurry, Input, Lasting, Sight, Source, Time};
use crate::source::STDIN;
pub(crate) use serial::Silence;

/// A scanner that was named: - is standard input.
pub(crate) fn input(path: &Path, baud: u32) -> Input {
    let is_stdin = path.as_os_str() == STDIN;
    let name = if is_stdin {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let path = path.to_owned();
    Input {
        name,
        open: Box::new(move || {
            let device = if is_stdin {
                serial::stdin()?
            } else {
                serial::open(&path, baud)?
            };
            Ok(Box::new(Scanner::new(device)))
        }),
        lasting: if is_stdin {
            Lasting::Ends
        } else {
            Lasting::Returns
        },
        // No line is dropped; whoever scans waits for the answer.
        hurry: Hurry::Whole,
        time: Time::Machine,
        spans: Spans::SCANNER,
    }
}

/// A scanner that is open.
struct Scanner {
    device: File,
    lines: Lines,
    begin: Instant,
    ended: Ended,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    NotYet,
    Yes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Waited {
    ForBytes,
    /// What was typed so far is all.
    InVain,
}

impl Scanner {
    fn new(device: File) -> Self {
        Self {
            device,
            lines: Lines::default(),
            begin: Instant::now(),
            ended: Ended::NotYet,
        }
    }

    /// Waits for bytes; no longer than a scanner pauses inside a text while one is being typed.
    fn wait(&self) -> Result<Waited, Failure> {
        let patience = self.lines.is_waiting().then(|| timespec(GAP));
        let mut fds = [PollFd::from_borrowed_fd(self.device.as_fd(), PollFlags::IN)];
        match poll(&mut fds, patience.as_ref()) {
            Ok(0) | Err(rustix::io::Errno::INTR) => Ok(Waited::InVain),
            Ok(_) => Ok(Waited::ForBytes),
            Err(error) => Err(lost(error.into())),
        }
    }
}

impl Source for Scanner {
    fn next(&mut self) -> Result<Option<Sight>, Failure> {
        loop {
            if let Some(typed) = self.lines.take(self.begin.elapsed()) {
                return Ok(Some(match typed {
                    Typed::Texts(texts) => Sight::Line(texts),
                    Typed::Skipped(why) => Sight::Skipped(why),
                }));
            }
            if self.ended == Ended::Yes {
                return Ok(None);
            }
            if self.wait()? == Waited::InVain {
                continue;
            }
            let mut bytes = [0; 512];
            match self.device.read(&mut bytes) {
                Ok(0) => {
                    self.ended = Ended::Yes;
                    self.lines.end();
                }
                Ok(count) => {
                    let bytes = bytes.get(..count).unwrap_or_default();
                    self.lines.push(bytes, self.begin.elapsed());
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        std::io::ErrorKind::Interrupted | std::io::ErrorKind::WouldBlock
                    ) => {}
                Err(error) => return Err(lost(error)),
            }
        }
    }
}

fn timespec(span: Duration) -> Timespec {
    Timespec {
        tv_sec: span.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: span.subsec_nanos().into(),
    }
}

fn lost(error: std::io::Error) -> Failure {
    Failure::new("the scanner is lost")
        .because(error)
        .advise("plug it in again")
}

//! Lines on standard output and standard error.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use juma_format::characters::display_safe;
use serde::Serialize;

use crate::failure::Failure;

/// Standard output. Whoever reads it may stop at any moment: that ends the command without a word.
#[derive(Debug)]
pub struct Output<W = io::Stdout> {
    writer: W,
    colour: Colour,
}

/// Whether colour is used: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Use,
    Omit,
}

/// What a text is to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Accepted.
    Green,
    /// Undecided.
    Amber,
    /// Refused.
    Red,
    /// Less important.
    Dim,
}

/// A number of things, `[one, several]` of which are words: `1 code`, `2 codes`.
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(number: N, words: [&str; 2]) -> String {
    let [one, several] = words;
    let word = if number == N::from(1) { one } else { several };
    format!("{number} {word}")
}

impl Output {
    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        let writer = io::stdout();
        let plain = std::env::var_os("NO_COLOR").is_some() || !writer.is_terminal();
        let colour = if plain { Colour::Omit } else { Colour::Use };
        Self { writer, colour }
    }
}

impl<W> Output<W> {
    /// Another writer, without colour.
    #[must_use]
    pub const fn plain(writer: W) -> Self {
        Self {
            writer,
            colour: Colour::Omit,
        }
    }

    /// The writer.
    pub fn into_inner(self) -> W {
        self.writer
    }
}

impl<W: Write> Output<W> {
    /// Prints a line. What came from files or codes must have gone through
    /// [`display_safe`].
    ///
    /// # Errors
    /// When it cannot be written; silently when the reader has gone.
    pub fn line(&mut self, line: impl fmt::Display) -> Result<(), Failure> {
        let written = writeln!(self.writer, "{line}").and_then(|()| self.writer.flush());
        written.map_err(write_failure)
    }

    /// Prints a value as one line of JSON.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string(value)
            .map_err(|error| Failure::new("the result has no JSON form").because(error))?;
        self.line(json)
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.writer.write_all(bytes);
        written
            .and_then(|()| self.writer.flush())
            .map_err(write_failure)
    }

    /// A text as it is to look here.
    pub fn paint<T: fmt::Display>(&self, paint: Paint, text: T) -> impl fmt::Display + use<T, W> {
        Painted {
            text,
            paint: (self.colour == Colour::Use).then_some(paint),
        }
    }
}

/// Prints a line for people on standard error: progress, advice, a warning. If nobody can read it,
/// the command goes on.
pub fn note(line: impl fmt::Display) {
    // Names of files come into it, and a name may hold whatever steers a terminal.
    let line = display_safe(&line.to_string());
    drop(writeln!(io::stderr(), "{line}"));
}

struct Painted<T> {
    text: T,
    paint: Option<Paint>,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self.paint {
            None => return self.text.fmt(f),
            Some(Paint::Green) => "1;32",
            Some(Paint::Amber) => "1;33",
            Some(Paint::Red) => "1;31",
            Some(Paint::Dim) => "2",
        };
        write!(f, "\u{1b}[{code}m{}\u{1b}[0m", self.text)
    }
}

fn write_failure(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::closed_pipe()
    } else {
        Failure::new("cannot write to standard output").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(colour: Colour) -> Output<Vec<u8>> {
        Output {
            writer: Vec::new(),
            colour,
        }
    }

    #[test]
    fn colour_only_where_it_is_wanted() {
        let plain = output(Colour::Omit);
        assert_eq!(plain.paint(Paint::Red, "refuse").to_string(), "refuse");
        let coloured = output(Colour::Use);
        assert_eq!(
            coloured.paint(Paint::Red, "refuse").to_string(),
            "\u{1b}[1;31mrefuse\u{1b}[0m"
        );
    }

    #[test]
    fn one_is_not_several() {
        let all = [0_usize, 1, 2].map(|number| counted(number, ["code", "codes"]));
        assert_eq!(all, ["0 codes", "1 code", "2 codes"]);
    }

    #[test]
    fn json_is_one_line() {
        let mut output = output(Colour::Use);
        output.json(&["张三\n", "b"]).unwrap();
        assert_eq!(output.writer, "[\"张三\\n\",\"b\"]\n".as_bytes());
    }

    #[test]
    fn a_full_disk_is_told_and_a_closed_pipe_is_not() {
        struct Refuse(io::ErrorKind);
        impl Write for Refuse {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::BrokenPipe] {
            let mut output = Output {
                writer: Refuse(kind),
                colour: Colour::Omit,
            };
            assert!(output.line("x").is_err(), "{kind}");
        }
    }
}

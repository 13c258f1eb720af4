//! Why a command could not do its work: one line for a person.

use std::{
    error::Error,
    fmt,
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
    path::Path,
    process::ExitCode,
};

use juma_format::characters::display_safe;

use crate::exit::Exit;

/// What went wrong, where, because of what, and what to do about it.
///
/// ```
/// use juma_cli::failure::Failure;
///
/// let failure = Failure::new("not a bundle").at("stick/today.jmb").advise("copy it from the stick again");
/// assert_eq!(failure.to_string(), "stick/today.jmb: not a bundle; copy it from the stick again");
/// ```
#[derive(Debug)]
pub struct Failure {
    what: String,
    place: Option<String>,
    advice: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
    report: Report,
}

/// Whether anybody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Report {
    Print,
    /// Whoever read the output has gone, and wants to hear no more.
    Swallow,
}

impl Failure {
    /// A failure in a few words: lower case, no full stop, no secrets, no personal data.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: None,
            advice: None,
            source: None,
            report: Report::Print,
        }
    }

    /// The reader of standard output has closed it. Nothing is printed, and the status is still
    /// that of a failure, because a verdict that nobody received is no acceptance.
    pub(crate) fn closed_pipe() -> Self {
        Self {
            report: Report::Swallow,
            ..Self::new("standard output is closed")
        }
    }

    /// The file that it happened in.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.place = Some(path.as_ref().display().to_string());
        self
    }

    /// The error beneath.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the person can do about it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Prints the line to standard error. [`run`] does it for the failure that ends a command; a
    /// command that goes on with its other files does it itself.
    pub fn print(&self) {
        if self.report == Report::Print {
            print_error(&self.to_string());
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.what)?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        if let Some(advice) = &self.advice {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|error| -> &(dyn Error + 'static) { error })
    }
}

/// Runs a command: its result becomes the exit status, a failure becomes a line `error: …`, and a
/// panic, which is always a mistake of ours, a line that holds no data.
pub fn run(main: impl FnOnce() -> Result<Exit, Failure>) -> ExitCode {
    panic::set_hook(Box::new(|info| {
        // Never the payload: it may quote a resident's data.
        let line = info.location().map_or_else(
            || String::from("internal error"),
            |at| format!("internal error at {}:{}", at.file(), at.line()),
        );
        print_error(&line);
    }));
    // What a panic left half done is never looked at again.
    let exit = match panic::catch_unwind(AssertUnwindSafe(main)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            failure.print();
            Exit::Failed
        }
        Err(_) => Exit::Failed,
    };
    exit.into()
}

/// One line, whatever a file name holds. When standard error is closed there is nobody to tell.
fn print_error(line: &str) {
    drop(writeln!(io::stderr(), "error: {}", display_safe(line)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_where_why_and_what_to_do() {
        let source = io::Error::new(io::ErrorKind::PermissionDenied, "not yours");
        let failure = Failure::new("cannot read it")
            .at("a.key")
            .because(source)
            .advise("chmod 600 a.key");
        assert_eq!(
            failure.to_string(),
            "a.key: cannot read it: not yours; chmod 600 a.key"
        );
    }

    #[test]
    fn a_panic_is_a_failure() {
        let code = run(|| panic!("张三"));
        drop(panic::take_hook());
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(2)));
    }
}

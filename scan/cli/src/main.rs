//! The command juma-scan: the QR texts in images, for measuring and for integrators.

mod answer;
mod clock;
mod sources;

use std::ffi::OsString;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use juma_scan::Scanner;

use crate::answer::{Answer, Status};
use crate::clock::Until;
use crate::sources::{picture_at, sources};

/// Reads the QR texts in PNG and JPEG images
///
/// Prints one JSON object a line for each image: `source`, `texts` (base64 each), `ms` (scanning
/// alone), and `error` with `slug` and `message` for a file that could not be read.
///
/// Exit status: 0 when every image gave a text, 3 when some image held none, 2 when some file could
/// not be read.
#[derive(Debug, Parser)]
#[command(name = "juma-scan", version)]
struct Arguments {
    /// Begin no further pass over an image after this many milliseconds
    ///
    /// The first pass always runs, and one that has begun is finished. Without a budget every pass
    /// is made until one has read something.
    #[arg(long, value_name = "N")]
    budget_ms: Option<u64>,

    /// Images, or `-` for their names on standard input, one a line
    #[arg(value_name = "FILE", required = true)]
    files: Vec<OsString>,
}

fn main() -> ExitCode {
    // Panics of decoders are contained by the library and are no news.
    std::panic::set_hook(Box::new(|_| {}));
    match run(
        &Arguments::parse(),
        &mut io::stdin().lock(),
        &mut io::stdout().lock(),
    ) {
        Ok(status) => status.into(),
        Err(error) => {
            // Whoever closed our output has seen enough and is told nothing more.
            if error.kind() != io::ErrorKind::BrokenPipe {
                // Standard error may be closed as well; the exit status still tells.
                let _ = writeln!(io::stderr(), "error: {error}");
            }
            Status::Failed.into()
        }
    }
}

/// Answers for every image, each written out before the next is looked for.
fn run(
    arguments: &Arguments,
    names: &mut dyn BufRead,
    answers: &mut dyn Write,
) -> io::Result<Status> {
    let budget = arguments.budget_ms.map(Duration::from_millis);
    let mut scanner = Scanner::new();
    let mut status = Status::AllRead;
    for path in sources(&arguments.files, names) {
        let answer = answer(&path?, budget, &mut scanner);
        serde_json::to_writer(&mut *answers, &answer)?;
        writeln!(answers)?;
        answers.flush()?;
        status = status.max(answer.status());
    }
    Ok(status)
}

fn answer(path: &Path, budget: Option<Duration>, scanner: &mut Scanner) -> Answer {
    match picture_at(path) {
        Ok(picture) => {
            let begin = Instant::now();
            let texts = scanner.read(picture.frame(), &mut Until::after(begin, budget));
            Answer::scanned(path, &texts, begin.elapsed())
        }
        Err(error) => Answer::unread(path, &error),
    }
}

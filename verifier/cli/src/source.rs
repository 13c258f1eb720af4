use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use juma_cli::{failure::Failure, files};
use juma_scan::{
    QrText, Scanner,
    picture::{self, GreyPicture, MAX_FILE_BYTES},
    second_opinion,
};

use crate::budget;

/// What one source holds.
pub(crate) enum Held {
    /// The texts of the symbols in a picture, none among them perhaps.
    View(Vec<String>),
    /// One text.
    Text(String),
}

/// The endings of files that a folder is searched for.
const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "txt"];

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

/// The sources that were named, folders replaced by the files in them, in name order.
pub(crate) fn expand(named: &[PathBuf]) -> Vec<Result<PathBuf, (PathBuf, Failure)>> {
    let mut sources = Vec::new();
    for path in named {
        if path.as_os_str() == STDIN || !path.is_dir() {
            sources.push(Ok(path.clone()));
            continue;
        }
        match files_of(path) {
            Ok(files) if files.is_empty() => {
                let failure = Failure::new("no .png, .jpg, .jpeg or .txt in the folder").at(path);
                sources.push(Err((path.clone(), failure)));
            }
            Ok(files) => sources.extend(files.into_iter().map(Ok)),
            Err(failure) => sources.push(Err((path.clone(), failure))),
        }
    }
    sources
}

pub(crate) fn files_of(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::new("cannot be listed").at(dir).because(error);
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_ours = ending.is_some_and(|ending| {
            ENDINGS
                .iter()
                .any(|candidate| candidate.eq_ignore_ascii_case(ending))
        });
        if is_ours && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a source: a picture by its first bytes, a text otherwise.
pub(crate) fn read(path: &Path) -> Result<Held, Failure> {
    let bytes = if path.as_os_str() == STDIN {
        files::read_stdin_bounded(MAX_FILE_BYTES)?
    } else {
        files::read_bounded(path, MAX_FILE_BYTES)?
    };
    let place = if path.as_os_str() == STDIN {
        Path::new("standard input")
    } else {
        path
    };
    if bytes.is_empty() {
        return Err(Failure::new("the file is empty").at(place));
    }
    if let Some(text) = as_text(&bytes) {
        if text.starts_with("<svg") || text.starts_with("<?xml") {
            return Err(Failure::new("a drawing, and only PNG and JPEG are scanned")
                .at(place)
                .advise("check a PNG of it"));
        }
        return Ok(Held::Text(text));
    }
    let picture = picture::decode(&bytes).map_err(|error| {
        Failure::new("the picture cannot be read")
            .at(place)
            .because(error)
    })?;
    scan(picture).map(Held::View).ok_or_else(|| {
        Failure::new("the picture takes too long to scan")
            .at(place)
            .advise("take a picture with less around the code")
    })
}

/// How long one picture may take. A pass over a page made to be slow cannot be interrupted, so it is
/// left behind in its thread, which ends with the command.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a second opinion is waited for, when nothing was found.
const SECOND_PATIENCE: Duration = Duration::from_secs(2);

/// The texts in a picture; `None` when they take too long to find.
fn scan(picture: GreyPicture) -> Option<Vec<String>> {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::Builder::new().spawn(move || {
        let texts = Scanner::new().read(picture.frame(), &mut budget::for_a_picture());
        let is_empty = texts.is_empty();
        // Nobody listens any more when it took too long, or when the first texts were enough.
        drop(sender.send(strings(&texts)));
        if is_empty {
            drop(sender.send(strings(&second_opinion::read(picture.frame()))));
        }
    });
    worker.ok()?;
    let texts = receiver.recv_timeout(PATIENCE).ok()?;
    if !texts.is_empty() {
        return Some(texts);
    }
    Some(receiver.recv_timeout(SECOND_PATIENCE).unwrap_or_default())
}

fn strings(texts: &[QrText]) -> Vec<String> {
    let texts = texts
        .iter()
        .filter_map(|text| text.as_str().map(str::to_owned));
    texts.collect()
}

/// The text of a file that is one: UTF-8 with nothing in it that only binary files have, without
/// one final line end.
fn as_text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_text = text
        .chars()
        .all(|char| !char.is_control() || matches!(char, '\n' | '\r' | '\t'));
    let text = text
        .strip_suffix('\n')
        .map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    is_text.then(|| text.to_owned())
}

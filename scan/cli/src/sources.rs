//! The images that were named, and their bytes.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use juma_scan::picture::{self, GreyPicture, MAX_FILE_BYTES, PictureError};

/// The files that `arguments` name, in their order; `-` stands for the lines of `names`.
///
/// Lines are taken one by one, so that each can be answered before the next is written.
pub(crate) fn sources<'a>(
    arguments: &'a [OsString],
    names: &'a mut dyn BufRead,
) -> impl Iterator<Item = io::Result<PathBuf>> + 'a {
    let mut arguments = arguments.iter();
    let mut reading = Reading::Arguments;
    std::iter::from_fn(move || {
        loop {
            if reading == Reading::Lines {
                match next_name(names) {
                    Ok(None) => reading = Reading::Arguments,
                    Ok(Some(name)) => return Some(Ok(name)),
                    Err(error) => {
                        reading = Reading::Arguments;
                        return Some(Err(error));
                    }
                }
            } else {
                match arguments.next()? {
                    name if name == "-" => reading = Reading::Lines,
                    name => return Some(Ok(name.into())),
                }
            }
        }
    })
}

/// The grey pixels of the image file at `path`.
///
/// # Errors
///
/// [`SourceError`] when there is no such file or it is no picture.
pub(crate) fn picture_at(path: &Path) -> Result<GreyPicture, SourceError> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(SourceError::Directory);
    }
    let too_long = |bytes: u64| {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        SourceError::Picture(PictureError::FileTooLong {
            bytes,
            max: MAX_FILE_BYTES,
        })
    };
    let max = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    if about.len() > max {
        return Err(too_long(about.len()));
    }
    // A pipe or a device has no length to ask for, and perhaps no end: one byte more is enough.
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes)?;
    picture::decode(&bytes).map_err(SourceError::Picture)
}

/// Why a file gave no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceError {
    Directory,
    NotFound,
    Picture(PictureError),
    Refused,
    Unreadable(io::ErrorKind),
}

impl SourceError {
    /// The stable name of this error.
    pub(crate) fn slug(&self) -> &'static str {
        match self {
            Self::Directory => "file-directory",
            Self::NotFound => "file-not-found",
            Self::Picture(error) => error.slug(),
            Self::Refused => "file-refused",
            Self::Unreadable(_) => "file-unreadable",
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory => write!(f, "this is a directory, an image file is asked for"),
            Self::NotFound => write!(f, "there is no such file"),
            Self::Picture(error) => error.fmt(f),
            Self::Refused => write!(f, "the system does not allow to read the file"),
            Self::Unreadable(kind) => write!(f, "the file cannot be read: {kind}"),
        }
    }
}

impl std::error::Error for SourceError {}

impl From<io::Error> for SourceError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::IsADirectory => Self::Directory,
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Refused,
            kind => Self::Unreadable(kind),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Arguments,
    Lines,
}

/// The next line that is not empty, without its end.
fn next_name(names: &mut dyn BufRead) -> io::Result<Option<PathBuf>> {
    loop {
        let mut line = Vec::new();
        // A line is a path: what is longer than any is cut, and then not found.
        if names.take(MAX_NAME_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !line.is_empty() {
            return Ok(Some(to_path(line)));
        }
    }
}

#[cfg(unix)]
fn to_path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
fn to_path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

/// The longest name on standard input: far above the 4096 bytes of a Linux path.
const MAX_NAME_BYTES: u64 = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str], lines: &[u8]) -> Vec<PathBuf> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        sources(&arguments, &mut &*lines)
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn lines_take_the_place_of_the_dash() {
        let got = named(&["a", "-", "b"], b"one.png\n\ntwo words.png\r\nlast");
        assert_eq!(
            got,
            ["a", "one.png", "two words.png", "last", "b"].map(PathBuf::from)
        );
        assert_eq!(named(&["-", "-"], b"one\n"), [PathBuf::from("one")]);
        assert_eq!(named(&["-"], b""), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let got = named(&["-"], &vec![b'a'; 200_000]);
        assert!(got.iter().all(|name| name.as_os_str().len() <= 64 << 10));
    }
}

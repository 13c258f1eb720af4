//! Streams of frames: standard input, a file, a folder of pictures.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use juma_cli::{failure::Failure, files};
use juma_scan::picture::{self, MAX_FILE_BYTES};
use juma_verifier::Spans;

use super::{
    frame::Frame,
    pictures::{JPEG, PNG, Pictures},
    resync::unreadable,
    source::{Hurry, Input, Lasting, Sight, Source, Time},
    y4m::{SIGNATURE, Y4m},
};
use crate::source::{STDIN, files_of};

/// A stream that was named: - is standard input.
pub(crate) fn input(path: &Path, period: Duration, hurry: Hurry) -> Input {
    let name = if path.as_os_str() == STDIN {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let path = path.to_owned();
    Input {
        name,
        open: Box::new(move || open(&path, period)),
        lasting: Lasting::Ends,
        hurry,
        time: match hurry {
            Hurry::Newest => Time::Machine,
            Hurry::Whole => Time::Stream,
        },
        spans: Spans::FRAMES,
    }
}

fn open(path: &Path, period: Duration) -> Result<Box<dyn Source>, Failure> {
    if path.as_os_str() == STDIN {
        return told_by_its_beginning(io::stdin().lock(), period)
            .map_err(|failure| failure.at("standard input"));
    }
    if path.is_dir() {
        let files = files_of(path)?;
        return Ok(Box::new(Folder {
            files: files.into(),
            period,
            at: Duration::ZERO,
        }));
    }
    let file =
        File::open(path).map_err(|error| Failure::new("cannot be read").at(path).because(error))?;
    told_by_its_beginning(BufReader::new(file), period).map_err(|failure| failure.at(path))
}

/// Opens a stream as what its first bytes say that it is.
fn told_by_its_beginning(
    mut reader: impl BufRead + 'static,
    period: Duration,
) -> Result<Box<dyn Source>, Failure> {
    let mut head = Vec::new();
    let longest = u64::try_from(SIGNATURE.len()).unwrap_or(u64::MAX);
    let read = reader.by_ref().take(longest).read_to_end(&mut head);
    read.map_err(unreadable)?;
    if head == SIGNATURE {
        return Ok(Box::new(Y4m::after_signature(reader, period)?));
    }
    if head.starts_with(PNG) || head.starts_with(JPEG) {
        let whole = Cursor::new(head).chain(reader);
        return Ok(Box::new(Pictures::new(whole, period)));
    }
    if head.is_empty() {
        return Err(Failure::new("the stream is empty"));
    }
    Err(Failure::new("neither Y4M nor PNG nor JPEG")
        .advise("send frames as ffmpeg writes them with -f yuv4mpegpipe or -f image2pipe"))
}

/// The pictures of a folder in name order, as the frames of a stream.
struct Folder {
    files: VecDeque<PathBuf>,
    period: Duration,
    at: Duration,
}

impl Source for Folder {
    fn next(&mut self) -> Result<Option<Sight>, Failure> {
        let Some(path) = self.files.pop_front() else {
            return Ok(None);
        };
        let at = self.at;
        self.at = at.saturating_add(self.period);
        let is_text = path.extension().is_some_and(|it| it == "txt");
        if is_text || !fs::metadata(&path).is_ok_and(|it| it.is_file()) {
            return Ok(Some(Sight::Skipped("a file that is no picture")));
        }
        let picture = files::read_bounded(&path, MAX_FILE_BYTES);
        let picture = picture.ok().and_then(|bytes| picture::decode(&bytes).ok());
        Ok(Some(match picture {
            Some(picture) => Sight::Frame {
                frame: Frame::Picture(picture),
                at: Some(at),
            },
            None => Sight::Skipped("a picture that cannot be read"),
        }))
    }
}

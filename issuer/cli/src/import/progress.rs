use std::{
    fs,
    io::{self, Read},
    path::Path,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// How far a file is read, on a terminal and nowhere else.
pub(super) fn bar(path: &Path, name: &str) -> ProgressBar {
    let length = fs::metadata(path).map(|metadata| metadata.len()).ok();
    let (bar, style) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{msg} {wide_bar} {percent}%, {eta} left",
        ),
        None => (ProgressBar::new_spinner(), "{msg} {spinner} {bytes}"),
    };
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.set_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A file whose bytes are counted.
pub(super) struct Counted<R> {
    pub(super) reader: R,
    pub(super) bar: ProgressBar,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(bytes)?;
        self.bar.inc(read.try_into().unwrap_or(0));
        Ok(read)
    }
}

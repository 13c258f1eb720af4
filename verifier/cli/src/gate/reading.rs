//! Frames to texts: the one place that knows the scanner.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use juma_scan::VideoScanner;

use super::frame::Frame;
use crate::budget;

/// How long the passes over one frame may take before no further one begins, so that a stream of 30
/// frames a second does not stall. A code that is not read in it is read in a later frame.
const PER_FRAME: Duration = Duration::from_millis(20);

/// Reads the texts in frames; keeps its memory from one to the next.
#[derive(Default)]
pub(crate) struct Reading {
    scanner: VideoScanner,
}

impl Reading {
    /// The texts in a frame; `None` when the frame has made the reader fail.
    pub(crate) fn texts(&mut self, frame: &Frame) -> Option<Vec<String>> {
        let scanner = &mut self.scanner;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let grey = frame.grey()?;
            let texts = scanner.read(grey, &mut budget::lasting(PER_FRAME));
            let texts = texts
                .iter()
                .filter_map(|text| text.as_str().map(str::to_owned));
            Some(texts.collect())
        }));
        read.unwrap_or_else(|_| {
            // What a panic left half done is never looked at again.
            self.scanner = VideoScanner::new();
            None
        })
    }
}

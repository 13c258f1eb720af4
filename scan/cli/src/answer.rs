//! What is printed for an image, and the exit status of all of them.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use juma_scan::QrText;
use serde::Serialize;

use crate::sources::SourceError;

/// One line of output.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    source: String,
    texts: Vec<String>,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Fault>,
}

impl Answer {
    /// For an image that was scanned for `time`.
    pub(crate) fn scanned(path: &Path, texts: &[QrText], time: Duration) -> Self {
        let texts = texts
            .iter()
            .map(|text| STANDARD.encode(text.as_bytes()))
            .collect();
        let ms = (time.as_secs_f64() * 1e6).round() / 1e3;
        Self {
            source: name(path),
            texts,
            ms,
            error: None,
        }
    }

    /// For a file that gave no picture.
    pub(crate) fn unread(path: &Path, error: &SourceError) -> Self {
        let error = Fault {
            slug: error.slug(),
            message: error.to_string(),
        };
        Self {
            source: name(path),
            texts: Vec::new(),
            ms: 0.0,
            error: Some(error),
        }
    }

    /// What this image makes of the exit status.
    pub(crate) fn status(&self) -> Status {
        if self.error.is_some() {
            Status::Failed
        } else if self.texts.is_empty() {
            Status::NothingThere
        } else {
            Status::AllRead
        }
    }
}

/// The exit status, the least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Every image held a text.
    AllRead,
    /// Some image held none.
    NothingThere,
    /// Some file could not be read.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::AllRead => 0,
            Status::NothingThere => 3,
            Status::Failed => 2,
        })
    }
}

#[derive(Debug, Serialize)]
struct Fault {
    slug: &'static str,
    message: String,
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

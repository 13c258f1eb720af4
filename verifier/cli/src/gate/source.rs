//! Where frames and scanned lines come from: one trait, whatever stands behind it.

use std::time::Duration;

use juma_cli::failure::Failure;
use juma_verifier::Spans;

use super::frame::Frame;

/// A source that is open.
pub(crate) trait Source {
    /// Waits for what comes next; `None` when nothing comes any more.
    ///
    /// # Errors
    /// When the source is lost. It is not asked again, but opened again where that makes sense.
    fn next(&mut self) -> Result<Option<Sight>, Failure>;
}

/// What a source gives.
pub(crate) enum Sight {
    /// A frame.
    Frame {
        /// Its pixels.
        frame: Frame,
        /// When it was taken, by the time of the stream; `None` is now.
        at: Option<Duration>,
    },
    /// What a line of a hardware scanner can have been.
    Line(Vec<String>),
    /// Something that could not be read, with what is wrong in a few words.
    Skipped(&'static str),
}

/// Opens a source, in the thread that reads it.
pub(crate) type Opener = Box<dyn FnMut() -> Result<Box<dyn Source>, Failure> + Send>;

/// A source as it was asked for.
pub(crate) struct Input {
    /// What people call it.
    pub(crate) name: String,
    pub(crate) open: Opener,
    pub(crate) lasting: Lasting,
    pub(crate) hurry: Hurry,
    pub(crate) time: Time,
    pub(crate) spans: Spans,
}

/// By which time a source is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// The machine's.
    Machine,
    /// The stream's own: a recording gives the same however fast it is read.
    Stream,
}

/// What the end of a source means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// A stream: its end is the end of the gate.
    Ends,
    /// A device: unplugged, it is waited for.
    Returns,
}

/// Which frames are judged when they come faster than they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hurry {
    /// The newest: of those that wait, the oldest are dropped.
    Newest,
    /// Every one: whoever writes them waits.
    Whole,
}

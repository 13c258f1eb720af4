//! Finding the next beginning in a stream that was damaged.

use std::io::{self, BufRead};

use juma_cli::failure::Failure;

/// The most bytes without a whole frame among them before a stream is no stream of frames: twice the
/// longest picture. Tests wait for less.
pub(crate) const MAX_JUNK: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };

/// The longest mark.
const WINDOW: usize = 16;

/// The bytes that have come since the last whole frame.
#[derive(Default)]
pub(crate) struct Junk(u64);

impl Junk {
    /// A whole frame has come.
    pub(crate) fn forget(&mut self) {
        self.0 = 0;
    }

    /// More that is of no use.
    ///
    /// # Errors
    /// When it is enough.
    pub(crate) fn add(&mut self, bytes: usize) -> Result<(), Failure> {
        self.0 = self
            .0
            .saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if self.0 > MAX_JUNK {
            return Err(Failure::new(format!("no frame in {MAX_JUNK} bytes"))
                .advise("send Y4M, or PNG or JPEG one after the other, as ffmpeg writes them"));
        }
        Ok(())
    }
}

/// Reads up to the end of the next of some marks, and gives which; `None` at the end.
pub(crate) fn skip_to(
    reader: &mut impl BufRead,
    marks: &[&[u8]],
    junk: &mut Junk,
) -> Result<Option<usize>, Failure> {
    let mut window: Vec<u8> = Vec::with_capacity(2 * WINDOW);
    loop {
        let bytes = match reader.fill_buf() {
            Ok([]) => return Ok(None),
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let mut found = None;
        let mut taken = 0;
        for byte in bytes {
            taken += 1;
            if window.len() >= 2 * WINDOW {
                window.drain(..WINDOW);
            }
            window.push(*byte);
            found = marks.iter().position(|mark| window.ends_with(mark));
            if found.is_some() {
                break;
            }
        }
        reader.consume(taken);
        if found.is_some() {
            return Ok(found);
        }
        junk.add(taken)?;
    }
}

/// A stream that cannot be read any more.
pub(crate) fn unreadable(error: io::Error) -> Failure {
    Failure::new("the stream cannot be read").because(error)
}

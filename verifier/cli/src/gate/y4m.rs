//! Streams of uncompressed frames in the form YUV4MPEG2, as `ffmpeg -f yuv4mpegpipe` and the
//! mjpegtools (yuv4mpeg(5)) write them. Only the luma is used.

mod layout;
#[cfg(test)]
mod tests;

use std::{
    io::{self, BufRead, Read},
    time::Duration,
};

use juma_cli::failure::Failure;

use super::{
    frame::{Frame, Luma},
    resync::{Junk, skip_to, unreadable},
    source::{Sight, Source},
};
use layout::Layout;

/// How a stream begins.
pub(crate) const SIGNATURE: &[u8] = b"YUV4MPEG2 ";

/// How a frame begins.
const FRAME: &[u8] = b"FRAME";

/// The longest line of a header. ffmpeg writes 80 bytes; comments (X) may be longer.
const MAX_LINE: usize = 1024;

/// A stream after its signature.
pub(crate) struct Y4m<R> {
    reader: R,
    layout: Layout,
    /// How long a frame lasts where the header does not say.
    period: Duration,
    at: Duration,
    junk: Junk,
    /// What was found behind damage.
    found: Option<Next>,
}

/// What stands where a frame should begin.
enum Next {
    Frame,
    Header,
    End,
    /// Neither, and what was found instead was passed over.
    Lost,
}

impl<R: BufRead> Y4m<R> {
    /// A stream whose signature was read already.
    pub(crate) fn after_signature(mut reader: R, period: Duration) -> Result<Self, Failure> {
        let layout = header(&mut reader)?;
        Ok(Self {
            reader,
            layout,
            period,
            at: Duration::ZERO,
            junk: Junk::default(),
            found: None,
        })
    }

    /// Looks for the next beginning. Frames follow one another without a gap, so anything else is
    /// damage.
    fn begin(&mut self) -> Result<Next, Failure> {
        let mut mark = [0; FRAME.len()];
        match fill(&mut self.reader, &mut mark)? {
            0 => return Ok(Next::End),
            count if count < mark.len() => return Ok(Next::Lost),
            _ => {}
        }
        if mark == *FRAME {
            let parameters = line(&mut self.reader)?;
            let is_frame = parameters.is_some_and(|it| it.is_empty() || it.starts_with(b" "));
            return Ok(if is_frame { Next::Frame } else { Next::Lost });
        }
        // Another stream may follow: `cat one.y4m two.y4m`.
        let (head, rest) = SIGNATURE.split_at(mark.len());
        let mut more = vec![0; rest.len()];
        if mark == *head && fill(&mut self.reader, &mut more)? == more.len() && more == rest {
            return Ok(Next::Header);
        }
        Ok(Next::Lost)
    }

    /// Passes over damage up to the next beginning.
    fn recover(&mut self) -> Result<Next, Failure> {
        self.junk.add(FRAME.len())?;
        loop {
            match skip_to(&mut self.reader, &[FRAME, SIGNATURE], &mut self.junk)? {
                None => return Ok(Next::End),
                Some(0) => {
                    let parameters = line(&mut self.reader)?;
                    if parameters.is_some_and(|it| it.is_empty() || it.starts_with(b" ")) {
                        return Ok(Next::Frame);
                    }
                }
                Some(_) => return Ok(Next::Header),
            }
        }
    }

    fn frame(&mut self, layout: Layout) -> Result<Option<Sight>, Failure> {
        let mut samples = vec![0; layout.luma_bytes()];
        let got = fill(&mut self.reader, &mut samples)?;
        let chroma = layout.chroma_bytes();
        let rest = io::copy(&mut self.reader.by_ref().take(chroma), &mut io::sink());
        let rest = rest.map_err(unreadable)?;
        if got < samples.len() || rest < chroma {
            return Ok(Some(Sight::Skipped("the last frame is cut short")));
        }
        let at = self.at;
        self.at = at.saturating_add(layout.period.unwrap_or(self.period));
        self.junk.forget();
        let luma = Luma::new(layout.width, layout.height, layout.grey(samples));
        Ok(Some(match luma {
            Ok(luma) => Sight::Frame {
                frame: Frame::Luma(luma),
                at: Some(at),
            },
            Err(_) => Sight::Skipped("a frame of no size"),
        }))
    }
}

impl<R: BufRead> Source for Y4m<R> {
    fn next(&mut self) -> Result<Option<Sight>, Failure> {
        loop {
            let next = match self.found.take() {
                Some(found) => found,
                None => self.begin()?,
            };
            match next {
                Next::End => return Ok(None),
                Next::Frame => return self.frame(self.layout),
                Next::Header => {
                    // Headers without frames are no stream.
                    self.junk.add(SIGNATURE.len())?;
                    self.layout = header(&mut self.reader)?;
                }
                Next::Lost => {
                    self.found = Some(self.recover()?);
                    return Ok(Some(Sight::Skipped("the stream is damaged")));
                }
            }
        }
    }
}

/// Reads the line of a header behind the signature.
fn header(reader: &mut impl BufRead) -> Result<Layout, Failure> {
    let line = line(reader)?.ok_or_else(|| {
        Failure::new(format!(
            "the header of the stream is longer than {MAX_LINE} bytes"
        ))
    })?;
    Layout::parse(&line).map_err(|error| Failure::new("the header of the stream").because(error))
}

/// The rest of a line, without its end; `None` when it is too long.
fn line(reader: &mut impl BufRead) -> Result<Option<Vec<u8>>, Failure> {
    let mut line = Vec::new();
    let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
    let read = reader.by_ref().take(limit).read_until(b'\n', &mut line);
    read.map_err(unreadable)?;
    Ok((line.pop() == Some(b'\n')).then_some(line))
}

/// Reads as much as there is, at most as much as the buffer takes.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Failure> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
    Ok(filled)
}

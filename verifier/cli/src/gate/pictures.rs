//! PNG and JPEG pictures one after the other, as `ffmpeg -f image2pipe` writes them, and MJPEG,
//! which is JPEG after JPEG. The first bytes of each tell.

#[cfg(test)]
mod tests;

use std::{
    io::{self, BufRead, Read},
    time::Duration,
};

use juma_cli::failure::Failure;
use juma_scan::picture::{self, MAX_FILE_BYTES};

use super::{
    frame::Frame,
    resync::{Junk, skip_to, unreadable},
    source::{Sight, Source},
};

/// How a PNG begins (its specification, 5.2).
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// How a JPEG begins: SOI (ITU-T T.81, B.1.1.3) and the first byte of the marker that follows.
pub(crate) const JPEG: &[u8] = &[0xff, 0xd8, 0xff];

/// A stream of pictures.
pub(crate) struct Pictures<R> {
    reader: R,
    period: Duration,
    at: Duration,
    junk: Junk,
}

/// Why there is no whole picture.
enum Broken {
    /// The stream has ended inside it.
    End,
    /// It is none, or longer than a picture may be.
    Form,
    /// The stream is lost.
    Lost(Failure),
}

impl<R: BufRead> Pictures<R> {
    pub(crate) fn new(reader: R, period: Duration) -> Self {
        Self {
            reader,
            period,
            at: Duration::ZERO,
            junk: Junk::default(),
        }
    }
}

impl<R: BufRead> Source for Pictures<R> {
    fn next(&mut self) -> Result<Option<Sight>, Failure> {
        let mark = skip_to(&mut self.reader, &[PNG, JPEG], &mut self.junk)?;
        let start = match mark {
            None => return Ok(None),
            Some(0) => PNG,
            Some(_) => JPEG,
        };
        let mut picture = Collected {
            reader: &mut self.reader,
            bytes: start.to_vec(),
        };
        let whole = if start == PNG {
            picture.png()
        } else {
            picture.jpeg()
        };
        let bytes = picture.bytes;
        let why = match whole {
            Ok(()) => match picture::decode(&bytes) {
                Ok(picture) => {
                    self.junk.forget();
                    let at = self.at;
                    self.at = at.saturating_add(self.period);
                    return Ok(Some(Sight::Frame {
                        frame: Frame::Picture(picture),
                        at: Some(at),
                    }));
                }
                Err(_) => "a picture that cannot be read",
            },
            Err(Broken::End) => "the last picture is cut short",
            Err(Broken::Form) => "a picture is damaged",
            Err(Broken::Lost(failure)) => return Err(failure),
        };
        self.junk.add(bytes.len())?;
        // It took its time, if it was not seen.
        self.at = self.at.saturating_add(self.period);
        Ok(Some(Sight::Skipped(why)))
    }
}

/// A picture in the making.
struct Collected<'r, R> {
    reader: &'r mut R,
    bytes: Vec<u8>,
}

impl<R: BufRead> Collected<'_, R> {
    /// Chunks up to IEND (PNG, 5.3): a length, a type, as many bytes, a checksum.
    fn png(&mut self) -> Result<(), Broken> {
        loop {
            let length = u32::from_be_bytes(self.array()?);
            let kind: [u8; 4] = self.array()?;
            let length = usize::try_from(length).map_err(|_| Broken::Form)?;
            self.take(length.checked_add(4).ok_or(Broken::Form)?)?;
            if kind == *b"IEND" {
                return Ok(());
            }
        }
    }

    /// Segments up to EOI (T.81, B.1.1); the first byte of a marker was read already.
    fn jpeg(&mut self) -> Result<(), Broken> {
        const FILL: u8 = 0xff;
        loop {
            let mut marker = FILL;
            while marker == FILL {
                [marker] = self.array()?;
            }
            match marker {
                // EOI.
                0xd9 => return Ok(()),
                // TEM and RST: no length.
                0x01 | 0xd0..=0xd7 => {}
                0x00 | 0xd8 => return Err(Broken::Form),
                _ => {
                    let length = u16::from_be_bytes(self.array()?);
                    let length = usize::from(length).checked_sub(2).ok_or(Broken::Form)?;
                    self.take(length)?;
                }
            }
            if marker == 0xda {
                // SOS: coded data, in which 0xff is followed by 0 or a restart.
                loop {
                    self.up_to(FILL)?;
                    match self.peek()? {
                        0x00 | 0xd0..=0xd7 => {}
                        _ => break,
                    }
                }
            } else {
                let [fill] = self.array()?;
                if fill != FILL {
                    return Err(Broken::Form);
                }
            }
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        self.take(N)?;
        let last = self.bytes.last_chunk::<N>().copied();
        last.ok_or(Broken::Form)
    }

    fn take(&mut self, count: usize) -> Result<(), Broken> {
        let room = MAX_FILE_BYTES.saturating_sub(self.bytes.len());
        if count > room {
            return Err(Broken::Form);
        }
        let before = self.bytes.len();
        let limit = u64::try_from(count).unwrap_or(u64::MAX);
        let taken = self.reader.by_ref().take(limit);
        // Reserved as the bytes come, not as a length promises.
        { taken }
            .read_to_end(&mut self.bytes)
            .map_err(|error| Broken::Lost(unreadable(error)))?;
        if self.bytes.len() - before < count {
            return Err(Broken::End);
        }
        Ok(())
    }

    /// Reads up to and with a byte.
    fn up_to(&mut self, byte: u8) -> Result<(), Broken> {
        let room = MAX_FILE_BYTES.saturating_sub(self.bytes.len());
        let limit = u64::try_from(room).unwrap_or(u64::MAX);
        let mut bounded = self.reader.by_ref().take(limit);
        let read = bounded.read_until(byte, &mut self.bytes);
        let read = read.map_err(|error| Broken::Lost(unreadable(error)))?;
        match self.bytes.last() {
            Some(last) if read > 0 && *last == byte => Ok(()),
            _ if read == room => Err(Broken::Form),
            _ => Err(Broken::End),
        }
    }

    fn peek(&mut self) -> Result<u8, Broken> {
        loop {
            match self.reader.fill_buf() {
                Ok([]) => return Err(Broken::End),
                Ok([byte, ..]) => return Ok(*byte),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Broken::Lost(unreadable(error))),
            }
        }
    }
}

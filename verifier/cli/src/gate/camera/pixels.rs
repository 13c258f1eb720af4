//! Buffers of a camera to frames (the Linux kernel's V4L2 documentation, Image Formats).

use juma_scan::{MAX_SIDE, picture};

use crate::gate::frame::{Frame, Luma};

/// A pixel format that is read, the one to be asked for first first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A byte of luma a pixel.
    Grey,
    /// Luma as [`Format::Grey`], chroma after it.
    Nv12,
    /// Luma and chroma by turns.
    Yuyv,
    /// A JPEG a frame; without Huffman tables, perhaps, which are then those of the standard.
    Mjpeg,
}

/// How the buffers of a camera are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Bytes from row to row; 0 where the driver does not say.
    pub(crate) stride: usize,
}

impl Format {
    /// All, in the order in which they are asked for: what needs no decoding first.
    pub(crate) const ALL: [Self; 4] = [Self::Grey, Self::Nv12, Self::Yuyv, Self::Mjpeg];

    /// The four characters that V4L2 has for it.
    pub(crate) const fn fourcc(self) -> [u8; 4] {
        match self {
            Self::Grey => *b"GREY",
            Self::Nv12 => *b"NV12",
            Self::Yuyv => *b"YUYV",
            Self::Mjpeg => *b"MJPG",
        }
    }

    /// The bytes from one luma to the next; `None` for a compressed format.
    const fn step(self) -> Option<usize> {
        match self {
            Self::Grey | Self::Nv12 => Some(1),
            Self::Yuyv => Some(2),
            Self::Mjpeg => None,
        }
    }
}

impl Shape {
    /// The frame in a buffer, or what is wrong with it.
    pub(crate) fn frame(&self, buffer: &[u8]) -> Result<Frame, &'static str> {
        let Some(step) = self.format.step() else {
            // Drivers pad the buffer; a decoder stops at the end of the picture.
            return picture::decode(buffer)
                .map(Frame::Picture)
                .map_err(|_| "a frame of the camera that cannot be read");
        };
        if self.width == 0 || self.height == 0 || self.width.max(self.height) > MAX_SIDE {
            return Err("the camera's frames are too large");
        }
        let row = self.width * step;
        let stride = self.stride.max(row);
        let mut pixels = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            let start = y.checked_mul(stride).ok_or(SHORT)?;
            let bytes = start
                .checked_add(row)
                .and_then(|end| buffer.get(start..end))
                .ok_or(SHORT)?;
            pixels.extend(bytes.iter().step_by(step));
        }
        let luma = Luma::new(self.width, self.height, pixels).map_err(|_| SHORT)?;
        Ok(Frame::Luma(luma))
    }
}

const SHORT: &str = "a frame of the camera is cut short";

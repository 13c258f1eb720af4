use juma_scan::{FrameError, GreyFrame, picture::GreyPicture};

/// One frame of a source, which owns its pixels.
pub(crate) enum Frame {
    /// From a PNG or JPEG.
    Picture(GreyPicture),
    /// Rows of grey pixels without gaps.
    Luma(Luma),
}

/// Grey pixels, row after row.
pub(crate) struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Luma {
    /// Pixels of these sizes.
    ///
    /// # Errors
    /// When a frame cannot have the sizes, or the pixels are too few.
    pub(crate) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, FrameError> {
        GreyFrame::new(width, height, width, &pixels)?;
        Ok(Self {
            width,
            height,
            pixels,
        })
    }
}

#[cfg(test)]
impl Luma {
    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl Frame {
    /// The pixels, to be scanned; `None` never, for a frame is made with sizes that were checked.
    pub(crate) fn grey(&self) -> Option<GreyFrame<'_>> {
        match self {
            Self::Picture(picture) => Some(picture.frame()),
            Self::Luma(luma) => {
                GreyFrame::new(luma.width, luma.height, luma.width, &luma.pixels).ok()
            }
        }
    }
}

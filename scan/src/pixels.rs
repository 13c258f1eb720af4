//! Pixels as cameras and browsers give them, to frames.

use crate::{FrameError, GreyFrame, MAX_SIDE, grey_of_rgba};

/// How the pixels of a frame lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A byte each: the luma plane of a camera's frame, or grey.
    Luma,
    /// Red, green, blue and alpha, with nothing between the rows.
    Rgba,
}

/// Memory for the pixels of one frame after the other.
#[derive(Default)]
pub struct FrameBuffer {
    pixels: Vec<u8>,
    grey: Vec<u8>,
}

impl Layout {
    /// The one of so many bytes a pixel, 1 or 4.
    ///
    /// # Errors
    /// When there is none.
    pub const fn of_bytes(bytes: u8) -> Result<Self, FrameError> {
        match bytes {
            1 => Ok(Self::Luma),
            4 => Ok(Self::Rgba),
            _ => Err(FrameError::UnknownLayout { bytes }),
        }
    }
}

impl FrameBuffer {
    /// Where the next frame's pixels are to be put; what was there stays as far as there is room
    /// for it, and the rest is white. There is never more room than the greatest frame needs.
    pub fn room(&mut self, bytes: usize) -> &mut [u8] {
        self.pixels.resize(bytes.min(MAX_BYTES), u8::MAX);
        &mut self.pixels
    }

    /// The frame whose pixels are in the room. Rows begin `stride` bytes apart, of colours always
    /// one after the other.
    ///
    /// # Errors
    /// As [`GreyFrame::new`].
    pub fn frame(
        &mut self,
        layout: Layout,
        [width, height, stride]: [usize; 3],
    ) -> Result<GreyFrame<'_>, FrameError> {
        match layout {
            Layout::Luma => GreyFrame::new(width, height, stride, &self.pixels),
            Layout::Rgba => {
                grey_of_rgba(&self.pixels, &mut self.grey);
                GreyFrame::new(width, height, width, &self.grey)
            }
        }
    }
}

/// Not the pixels, which show a person.
impl core::fmt::Debug for FrameBuffer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FrameBuffer({} bytes)", self.pixels.len())
    }
}

/// The most bytes of a frame: four for each pixel of the greatest.
const MAX_BYTES: usize = MAX_SIDE * MAX_SIDE * 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_grey_give_the_same_frame() {
        let mut buffer = FrameBuffer::default();
        buffer.room(2 * 3 * 4).fill(200);
        let layout = Layout::of_bytes(4).unwrap();
        let frame = buffer.frame(layout, [2, 3, 0]).unwrap();
        assert_eq!((frame.width(), frame.height()), (2, 3));
        buffer.room(10 * 3).fill(9);
        let frame = buffer.frame(Layout::Luma, [2, 3, 10]).unwrap();
        assert_eq!((frame.width(), frame.height()), (2, 3));
        assert_eq!(
            Layout::of_bytes(3),
            Err(FrameError::UnknownLayout { bytes: 3 })
        );
    }

    #[test]
    fn a_frame_is_no_greater_than_its_pixels_nor_than_the_greatest() {
        let mut buffer = FrameBuffer::default();
        assert_eq!(buffer.room(usize::MAX).len(), MAX_BYTES);
        buffer.room(11);
        assert!(buffer.frame(Layout::Luma, [4, 3, 4]).is_err());
        assert!(buffer.frame(Layout::Rgba, [4, 3, 4]).is_err());
        assert!(buffer.frame(Layout::Luma, [0, 0, 0]).is_err());
        assert!(buffer.frame(Layout::Rgba, [usize::MAX, 1, 0]).is_err());
    }
}

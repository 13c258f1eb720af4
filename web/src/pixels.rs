//! Pixels of the browser to frames of the scanner.

use juma_scan::{GreyFrame, MAX_SIDE, grey_of_rgba};

use crate::{Layout, told};

/// The most bytes of a frame: four for each pixel of the greatest.
pub(crate) const MAX_FRAME_BYTES: usize = MAX_SIDE * MAX_SIDE * 4;

/// The frame of these pixels; colours become grey in memory of their own.
pub(crate) fn grey<'a>(
    layout: Layout,
    [width, height, stride]: [usize; 3],
    pixels: &'a [u8],
    grey: &'a mut Vec<u8>,
) -> Result<GreyFrame<'a>, String> {
    match layout {
        Layout::Luma => GreyFrame::new(width, height, stride, pixels).map_err(told),
        Layout::Rgba => {
            grey_of_rgba(pixels, grey);
            GreyFrame::new(width, height, width, grey).map_err(told)
        }
    }
}

//! A view of grey pixels that somebody else owns.

use core::fmt;

/// The longest side of a frame, in pixels.
///
/// The limit that pictures have too: 16 MiB of grey pixels. A symbol that needs more than 4096
/// pixels does not exist (the largest has 177 modules). A camera with more pixels is read at half its resolution.
pub const MAX_SIDE: usize = 4096;

/// Grey pixels, one byte each, 0 black and 255 white, row after row.
#[derive(Clone, Copy)]
pub struct GreyFrame<'a> {
    width: usize,
    height: usize,
    stride: usize,
    pixels: &'a [u8],
}

impl<'a> GreyFrame<'a> {
    /// A frame over `pixels`, whose rows begin `stride` bytes apart.
    ///
    /// The luminance plane of a camera's YUV frame can be given as it is. Bytes between the end of
    /// a row and the beginning of the next are not looked at, nor are bytes after the last row.
    ///
    /// # Errors
    ///
    /// [`FrameError`] when a side is zero or longer than [`MAX_SIDE`], when rows would overlap, or
    /// when there are fewer pixels than the sizes promise.
    pub fn new(
        width: usize,
        height: usize,
        stride: usize,
        pixels: &'a [u8],
    ) -> Result<Self, FrameError> {
        if width == 0 || height == 0 {
            return Err(FrameError::Empty);
        }
        let side = width.max(height);
        if side > MAX_SIDE {
            return Err(FrameError::SideTooLong {
                side,
                max: MAX_SIDE,
            });
        }
        if stride < width {
            return Err(FrameError::StrideTooShort { stride, width });
        }
        // The last row needs no padding after it.
        let expected = stride
            .checked_mul(height - 1)
            .and_then(|rows| rows.checked_add(width));
        let got = pixels.len();
        match expected {
            Some(expected) if expected <= got => Ok(Self {
                width,
                height,
                stride,
                pixels,
            }),
            _ => Err(FrameError::TooFewPixels {
                expected: expected.unwrap_or(usize::MAX),
                got,
            }),
        }
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels of row `y`; empty below the frame.
    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        let start = y.saturating_mul(self.stride);
        self.pixels
            .get(start..start.saturating_add(self.width))
            .unwrap_or_default()
    }

    /// The pixel at `x`, `y`; white outside the frame.
    #[cfg(any(test, feature = "second-opinion"))]
    pub(crate) fn pixel(&self, x: usize, y: usize) -> u8 {
        self.row(y).get(x).copied().unwrap_or(u8::MAX)
    }

    /// The grey at a place between pixels, from 0 to 255; places outside are as the edge beside them.
    ///
    /// The pixel in the upper left corner has its centre at 0.5, 0.5.
    pub(crate) fn grey(&self, x: f32, y: f32) -> f32 {
        let (x, right) = Self::between(x, self.width);
        let (y, lower) = Self::between(y, self.height);
        let start = y * self.stride + x;
        let pair = |start: usize| match self.pixels.get(start..start + 2) {
            Some(&[a, b]) => f32::from(a) + (f32::from(b) - f32::from(a)) * right,
            _ => self.pixels.get(start).copied().map_or(0.0, f32::from),
        };
        let upper = pair(start);
        upper + (pair(start + self.stride * usize::from(self.height > 1)) - upper) * lower
    }

    /// The whole and the broken part of a place between the centres of `length` pixels.
    #[allow(
        clippy::as_conversions,
        reason = "held between 0 and the length, which is at most MAX_SIDE"
    )]
    fn between(place: f32, length: usize) -> (usize, f32) {
        let last = length.saturating_sub(2);
        let place = (place - 0.5).clamp(0.0, length.saturating_sub(1) as f32);
        // Not a number becomes 0.
        let whole = (place as usize).min(last);
        (whole, place - whole as f32)
    }
}

/// Sizes only: pixels can show a person or a code.
impl fmt::Debug for GreyFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GreyFrame")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("stride", &self.stride)
            .finish_non_exhaustive()
    }
}

/// Why some pixels are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// A side is zero.
    Empty,
    /// A side is longer than [`MAX_SIDE`].
    SideTooLong {
        /// The longer side given.
        side: usize,
        /// The limit.
        max: usize,
    },
    /// Rows would overlap.
    StrideTooShort {
        /// Bytes from row to row.
        stride: usize,
        /// Pixels in a row.
        width: usize,
    },
    /// The last row would end outside the pixels.
    TooFewPixels {
        /// Bytes that the sizes ask for.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
    /// There are no pixels of so many bytes each.
    UnknownLayout {
        /// Bytes of a pixel.
        bytes: u8,
    },
}

impl FrameError {
    /// The stable name of this error.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Empty => "frame-empty",
            Self::SideTooLong { .. } => "frame-side-too-long",
            Self::StrideTooShort { .. } => "frame-stride-too-short",
            Self::TooFewPixels { .. } => "frame-too-few-pixels",
            Self::UnknownLayout { .. } => "frame-unknown-layout",
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the frame has no pixels"),
            Self::SideTooLong { side, max } => {
                write!(
                    f,
                    "a side of the frame is {side} pixels, the limit is {max}"
                )
            }
            Self::StrideTooShort { stride, width } => {
                write!(
                    f,
                    "rows begin {stride} bytes apart, each has {width} pixels"
                )
            }
            Self::TooFewPixels { expected, got } => {
                write!(
                    f,
                    "the frame has {got} bytes of pixels, its sizes ask for {expected}"
                )
            }
            Self::UnknownLayout { bytes } => {
                write!(
                    f,
                    "pixels have {bytes} bytes each, 1 (grey) and 4 (RGBA) are known"
                )
            }
        }
    }
}

impl core::error::Error for FrameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_by_stride() {
        let pixels = [1, 2, 3, 99, 4, 5, 6];
        let frame = GreyFrame::new(3, 2, 4, &pixels).unwrap();
        assert_eq!(frame.row(0), [1, 2, 3]);
        assert_eq!(frame.row(1), [4, 5, 6]);
        assert_eq!(frame.row(2), []);
        assert_eq!(
            (frame.pixel(2, 1), frame.pixel(3, 1), frame.pixel(0, 9)),
            (6, 255, 255)
        );
    }

    #[test]
    fn bad_sizes_are_named() {
        let pixels = [0; 16];
        let refused = |w, h, s| GreyFrame::new(w, h, s, &pixels).unwrap_err();
        assert_eq!(refused(0, 4, 4), FrameError::Empty);
        assert_eq!(refused(4, 0, 4), FrameError::Empty);
        assert_eq!(
            refused(4, 4, 3),
            FrameError::StrideTooShort {
                stride: 3,
                width: 4
            }
        );
        assert_eq!(
            refused(4, 4, 5),
            FrameError::TooFewPixels {
                expected: 19,
                got: 16
            }
        );
        assert_eq!(
            refused(1, 2, usize::MAX),
            FrameError::TooFewPixels {
                expected: usize::MAX,
                got: 16
            }
        );
        assert_eq!(
            refused(4097, 1, 4097),
            FrameError::SideTooLong {
                side: 4097,
                max: MAX_SIDE
            }
        );
        assert!(GreyFrame::new(4, 4, 4, &pixels).is_ok());
    }

    #[test]
    fn greys_between_pixels_are_mixed() {
        let pixels = [0, 100, 200, 40, 40, 40];
        let frame = GreyFrame::new(3, 2, 3, &pixels).unwrap();
        assert_eq!(frame.grey(0.5, 0.5), 0.0);
        assert_eq!(frame.grey(1.0, 0.5), 50.0);
        assert_eq!(frame.grey(2.5, 1.0), 120.0);
        assert_eq!(frame.grey(9.0, -9.0), 200.0);
        assert!(frame.grey(f32::NAN, 0.5).is_nan() || frame.grey(f32::NAN, 0.5) >= 0.0);
        let one = GreyFrame::new(1, 1, 1, &[7]).unwrap();
        assert_eq!(one.grey(0.2, 3.0), 7.0);
    }

    #[test]
    fn debug_shows_no_pixels() {
        let pixels = [77; 4];
        let shown = format!("{:?}", GreyFrame::new(2, 2, 2, &pixels).unwrap());
        assert!(!shown.contains("77"), "{shown}");
    }
}

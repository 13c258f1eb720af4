//! Why a file is no picture for us.

use core::fmt;

/// Why a file gave no pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureError {
    /// The file does not keep to its own format.
    Corrupt,
    /// The file has no bytes.
    Empty,
    /// The file has more than [`MAX_FILE_BYTES`](super::MAX_FILE_BYTES).
    FileTooLong {
        /// Bytes of the file.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// The pixels would take more than [`MAX_PIXEL_BYTES`](super::MAX_PIXEL_BYTES).
    PixelsTooMany {
        /// Bytes that the pixels would take.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// A side is longer than [`MAX_SIDE`](crate::MAX_SIDE).
    SideTooLong {
        /// The longer side.
        side: usize,
        /// The limit.
        max: usize,
    },
    /// The file ends before its pixels do.
    Truncated,
    /// The file is neither PNG nor JPEG.
    UnknownFormat,
    /// The file is PNG or JPEG in a form that is not supported.
    Unsupported,
    /// Unpacking would take more memory than allowed, beside the pixels themselves.
    WorkTooLarge,
}

impl PictureError {
    /// The stable name of this error.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Corrupt => "picture-corrupt",
            Self::Empty => "picture-empty",
            Self::FileTooLong { .. } => "picture-file-too-long",
            Self::PixelsTooMany { .. } => "picture-pixels-too-many",
            Self::SideTooLong { .. } => "picture-side-too-long",
            Self::Truncated => "picture-truncated",
            Self::UnknownFormat => "picture-unknown-format",
            Self::Unsupported => "picture-unsupported",
            Self::WorkTooLarge => "picture-work-too-large",
        }
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt => write!(f, "the picture is damaged"),
            Self::Empty => write!(f, "the file is empty"),
            Self::FileTooLong { bytes, max } => {
                write!(f, "the file is {bytes} bytes, the limit is {max}")
            }
            Self::PixelsTooMany { bytes, max } => {
                write!(f, "the pixels would take {bytes} bytes, the limit is {max}")
            }
            Self::SideTooLong { side, max } => {
                write!(
                    f,
                    "a side of the picture is {side} pixels, the limit is {max}"
                )
            }
            Self::Truncated => write!(f, "the file ends before its pixels do"),
            Self::UnknownFormat => write!(f, "the file is neither PNG nor JPEG"),
            Self::Unsupported => write!(f, "the picture is in a form that is not supported"),
            Self::WorkTooLarge => write!(f, "the picture would take too much memory to unpack"),
        }
    }
}

impl core::error::Error for PictureError {}

//! Why a picture is not a symbol of ours.

use core::fmt;

/// Why a picture is not a symbol of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReadBackError {
    /// The drawing leaves the form that [`svg::write`](crate::svg::write) gives it.
    Drawing {
        /// Byte offset of the first difference.
        at: usize,
    },
    /// The picture is not greyscale of one bit a pixel without interlace.
    Format,
    /// A module is neither all dark nor all light.
    MixedModule {
        /// Its column, quiet zone excluded.
        x: u16,
        /// Its row, quiet zone excluded.
        y: u16,
    },
    /// The picture has no dark pixel.
    NoSymbol,
    /// The file is not a whole PNG.
    Picture,
    /// The quiet zone has a dark pixel in this column and row of modules, counted from the
    /// picture's corner.
    QuietZone {
        /// The column of modules.
        x: u16,
        /// The row of modules.
        y: u16,
    },
    /// The picture's size is not whole modules of any version and its quiet zone.
    Size {
        /// Pixels across, or modules across for a drawing.
        width: u32,
        /// Pixels down, or modules down for a drawing.
        height: u32,
    },
}

impl ReadBackError {
    /// A stable name for the kind of error, for machines and translations.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Drawing { .. } => "drawing",
            Self::Format => "format",
            Self::MixedModule { .. } => "mixed-module",
            Self::NoSymbol => "no-symbol",
            Self::Picture => "picture",
            Self::QuietZone { .. } => "quiet-zone",
            Self::Size { .. } => "size",
        }
    }
}

impl fmt::Display for ReadBackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drawing { at } => {
                write!(
                    f,
                    "drawing differs at byte {at} from the form that is written"
                )
            }
            Self::Format => f.write_str("picture is not greyscale of 1 bit without interlace"),
            Self::MixedModule { x, y } => {
                write!(
                    f,
                    "module in column {x}, row {y} is neither all dark nor all light"
                )
            }
            Self::NoSymbol => f.write_str("picture has no dark pixel"),
            Self::Picture => f.write_str("file is not a whole PNG"),
            Self::QuietZone { x, y } => {
                write!(
                    f,
                    "quiet zone is dark in column {x}, row {y} of the picture's modules"
                )
            }
            Self::Size { width, height } => {
                write!(
                    f,
                    "picture is {width} by {height}, no version's whole modules"
                )
            }
        }
    }
}

impl core::error::Error for ReadBackError {}

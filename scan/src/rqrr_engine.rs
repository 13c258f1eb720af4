//! The crate rqrr, contained: what finds and decodes symbols until our own locator does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::frame::GreyFrame;
use crate::text::QrText;

/// How the pixels of a frame are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Black or white already.
    BlackWhite,
    /// Shades, which rqrr divides by its own moving mean.
    Grey,
}

/// Adds the texts of all symbols that rqrr finds in `frame` and `texts` does not hold yet; returns
/// how many things looked like symbols and could not be read.
///
/// rqrr asserts what a photograph can break, so a panic is one of those things; texts read before
/// it are kept.
pub(crate) fn read_frame(frame: &GreyFrame<'_>, tone: Tone, texts: &mut Vec<QrText>) -> usize {
    let (width, height) = (frame.width(), frame.height());
    let mut unread = 0;
    // Whole texts and whole numbers only are put outside: a panic between two leaves them sound.
    let contained = catch_unwind(AssertUnwindSafe(|| {
        use rqrr::PreparedImage;
        let mut image = match tone {
            Tone::BlackWhite => {
                PreparedImage::prepare_from_bitmap(width, height, |x, y| frame.pixel(x, y) == 0)
            }
            Tone::Grey => {
                PreparedImage::prepare_from_greyscale(width, height, |x, y| frame.pixel(x, y))
            }
        };
        for grid in image.detect_grids() {
            // Each on its own: a panic in one symbol must not hide the next.
            match catch_unwind(AssertUnwindSafe(|| read_grid(&grid))) {
                Ok(Ok(text)) if texts.contains(&text) => {}
                Ok(Ok(text)) => texts.push(text),
                Ok(Err(_)) | Err(_) => unread += 1,
            }
        }
    }));
    match contained {
        Ok(()) => unread,
        Err(_) => unread + 1,
    }
}

/// The text of a grid.
pub(crate) fn read_grid<G: rqrr::BitGrid>(grid: &rqrr::Grid<G>) -> Result<QrText, rqrr::DeQRError> {
    let mut bytes = Vec::new();
    grid.decode_to(&mut bytes)?;
    Ok(QrText::new(bytes))
}

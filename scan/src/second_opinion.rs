//! A second reader for frames in which ours finds nothing: crate rqrr, with its panics contained.
//!
//! Its time is not bounded: it tries all groups of whatever looks like a finder, so that a page of
//! them or plain noise takes it from seconds to minutes, and no budget can interrupt it. It is
//! therefore no pass of [`Scanner`](crate::Scanner): whoever calls it does so where it can be left
//! behind, in a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::frame::GreyFrame;
use crate::text::QrText;

/// The texts that rqrr reads in a frame, each once. Takes as long as it takes: see the module.
#[must_use]
pub fn read(frame: GreyFrame<'_>) -> Vec<QrText> {
    let mut texts: Vec<QrText> = Vec::new();
    // Whole texts only are put outside: a panic between two leaves them sound.
    let contained = catch_unwind(AssertUnwindSafe(|| {
        let (width, height) = (frame.width(), frame.height());
        let pixel = |x, y| frame.pixel(x, y);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
        for grid in image.detect_grids() {
            // Each on its own: a panic in one symbol must not hide the next.
            let read = catch_unwind(AssertUnwindSafe(|| {
                let mut bytes = Vec::new();
                grid.decode_to(&mut bytes).map(|_| QrText::new(bytes))
            }));
            if let Ok(Ok(text)) = read
                && !texts.contains(&text)
            {
                texts.push(text);
            }
        }
    }));
    // What was read before a panic is as good as without it.
    drop(contained);
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{Canvas, drawn};

    #[test]
    fn it_reads_what_is_plain_and_nothing_in_nothing() {
        let mut canvas = Canvas::white(300, 300);
        assert!(read(canvas.frame()).is_empty());
        canvas.put(20, 20, &drawn(b"JM1:SECOND OPINION", 6));
        let texts = read(canvas.frame());
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].as_str(), Some("JM1:SECOND OPINION"));
    }
}

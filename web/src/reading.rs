//! Reading without judging: what symbols hold, for pages that ask for it.

use juma_scan::{GreyFrame, QrText, Scanner, VideoScanner};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    Layout,
    budget::Deadline,
    pixels::{MAX_FRAME_BYTES, grey},
};

/// Reads the texts of symbols in frames and pictures. Nobody has verified them.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Reading {
    scanner: VideoScanner,
    pixels: Vec<u8>,
    grey: Vec<u8>,
}

#[wasm_bindgen]
impl Reading {
    /// One that has seen nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the next pixels are to be put: a place in memory for so many bytes.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        self.pixels.resize(bytes.min(MAX_FRAME_BYTES), u8::MAX);
        self.pixels.as_ptr()
    }

    /// What the frame of a camera holds whose pixels are in the room.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn frame(&mut self, width: usize, height: usize) -> Result<Vec<String>, String> {
        let scanner = &mut self.scanner;
        let frame = rgba(&self.pixels, &mut self.grey, [width, height])?;
        Ok(texts(&scanner.read(frame, &mut Deadline::of_a_frame())))
    }

    /// What the picture holds whose pixels are in the room.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn picture(&mut self, width: usize, height: usize) -> Result<Vec<String>, String> {
        let frame = rgba(&self.pixels, &mut self.grey, [width, height])?;
        Ok(texts(
            &Scanner::new().read(frame, &mut Deadline::of_a_picture()),
        ))
    }
}

fn rgba<'a>(
    pixels: &'a [u8],
    into: &'a mut Vec<u8>,
    [width, height]: [usize; 2],
) -> Result<GreyFrame<'a>, String> {
    let stride = width.saturating_mul(4);
    grey(Layout::Rgba, [width, height, stride], pixels, into)
}

fn texts(read: &[QrText]) -> Vec<String> {
    let texts = read.iter().filter_map(QrText::as_str);
    texts.map(str::to_owned).collect()
}

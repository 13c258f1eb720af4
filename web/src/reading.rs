//! Reading without judging: what symbols hold, for pages that ask for it.

use juma_scan::{QrText, Scanner, VideoScanner};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    Layout,
    budget::Deadline,
    pixels::{MAX_FRAME_BYTES, grey},
};

/// Reads the texts of symbols in frames and pictures. Nobody has verified them.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Reader {
    scanner: VideoScanner,
    pixels: Vec<u8>,
    grey: Vec<u8>,
}

#[wasm_bindgen]
impl Reader {
    /// With no memory taken yet.
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

    /// The texts in the frame in the room, of pixels of 1 byte, luma, or of 4, RGBA.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn read(
        &mut self,
        pixel: u8,
        width: usize,
        height: usize,
        stride: usize,
    ) -> Result<Vec<String>, String> {
        let sizes = [width, height, stride];
        let frame = grey(layout(pixel), sizes, &self.pixels, &mut self.grey)?;
        Ok(texts(
            &self.scanner.read(frame, &mut Deadline::of_a_frame()),
        ))
    }

    /// The texts in a picture by itself, the same way.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn scan(&mut self, pixel: u8, width: usize, height: usize) -> Result<Vec<String>, String> {
        let sizes = [width, height, width];
        let frame = grey(layout(pixel), sizes, &self.pixels, &mut self.grey)?;
        Ok(texts(
            &Scanner::new().read(frame, &mut Deadline::of_a_picture()),
        ))
    }
}

const fn layout(pixel: u8) -> Layout {
    if pixel == 1 {
        Layout::Luma
    } else {
        Layout::Rgba
    }
}

fn texts(read: &[QrText]) -> Vec<String> {
    let texts = read.iter().filter_map(QrText::as_str);
    texts.map(str::to_owned).collect()
}

//! Perfect symbols for the tests of this crate.

use crate::frame::GreyFrame;

/// Grey pixels that tests may change.
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn white(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![255; width * height],
        }
    }

    pub(crate) fn dark(width: usize, height: usize) -> Self {
        let mut dark = Self::white(width, height);
        dark.invert();
        dark
    }

    pub(crate) fn mirror(&mut self) {
        self.pixels
            .chunks_exact_mut(self.width)
            .for_each(<[u8]>::reverse);
    }

    pub(crate) fn frame(&self) -> GreyFrame<'_> {
        GreyFrame::new(self.width, self.height, self.width, &self.pixels).unwrap()
    }

    pub(crate) fn each(&mut self, change: impl FnMut(&mut u8)) {
        self.pixels.iter_mut().for_each(change);
    }

    pub(crate) fn invert(&mut self) {
        self.each(|pixel| *pixel = 255 - *pixel);
    }

    /// All of a square canvas, turned by the angle of a triangle with sides 3, 4 and 5.
    pub(crate) fn turned(&self) -> Self {
        let whole = self.width * 7 / 5;
        let mut turned = Self::white(whole, whole);
        for y in 0..whole {
            for x in 0..whole {
                // Ten times the place in `self`, turned about both centres.
                let across = (8 * x + 6 * y + 5 * self.width).checked_sub(7 * whole);
                let down = (8 * y + 5 * self.width).checked_sub(6 * x + whole);
                if let (Some(across), Some(down)) = (across, down)
                    && across / 10 < self.width
                    && down / 10 < self.width
                {
                    turned.pixels[y * whole + x] =
                        self.pixels[down / 10 * self.width + across / 10];
                }
            }
        }
        turned
    }

    /// Lays `other` over the pixels from `left`, `top` on.
    pub(crate) fn put(&mut self, left: usize, top: usize, other: &Self) {
        for (y, row) in other.pixels.chunks_exact(other.width).enumerate() {
            let start = (top + y) * self.width + left;
            self.pixels[start..start + other.width].copy_from_slice(row);
        }
    }
}

/// The symbol of `text` at level M, each module `scale` pixels wide, in its quiet zone.
pub(crate) fn drawn(text: &[u8], scale: usize) -> Canvas {
    const QUIET: usize = 4; // modules: ISO/IEC 18004, 6.3.8
    let code = qrcode::QrCode::new(text).unwrap();
    let (side, colors) = (code.width(), code.to_colors());
    let whole = (side + 2 * QUIET) * scale;
    let mut canvas = Canvas::white(whole, whole);
    for y in 0..side * scale {
        for x in 0..side * scale {
            if colors[y / scale * side + x / scale] == qrcode::Color::Dark {
                canvas.pixels[(y + QUIET * scale) * whole + x + QUIET * scale] = 0;
            }
        }
    }
    canvas
}

//! Films of codes that people hold up: frames in the form YUV4MPEG2.

use std::io::{self, Write};

use juma_symbol::Symbol;

/// What is written, frame by frame.
#[derive(Debug)]
pub struct Film<W> {
    out: W,
    width: usize,
    height: usize,
    luma: Vec<u8>,
    chroma: Vec<u8>,
}

/// A code on its white sheet as one frame has it.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// The code.
    pub symbol: &'a Symbol,
    /// The middle of the sheet, in pixels.
    pub at: (f32, f32),
    /// Pixels a module.
    pub scale: f32,
    /// How far it is turned, in radians.
    pub turn: f32,
    /// How much nearer the right side is than the left: 0 for a sheet held straight.
    pub tilt: f32,
    /// Over how many pixels it has moved while the shutter was open.
    pub blur: f32,
}

/// Light modules around a symbol (ISO/IEC 18004, 9.1).
const QUIET: f32 = 4.0;

const WALL: u8 = 120;

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of frames of a camera's size"
)]
impl<W: Write> Film<W> {
    /// A film of 30 frames a second.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn new(mut out: W, width: usize, height: usize) -> io::Result<Self> {
        writeln!(out, "YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg")?;
        Ok(Self {
            out,
            width,
            height,
            luma: vec![WALL; width * height],
            chroma: vec![128; width.div_ceil(2) * height.div_ceil(2) * 2],
        })
    }

    /// One frame.
    ///
    /// # Errors
    /// When nobody reads it any more.
    pub fn frame(&mut self, held: &[Held<'_>]) -> io::Result<()> {
        self.luma.fill(WALL);
        for held in held {
            self.draw(held);
        }
        self.out.write_all(b"FRAME\n")?;
        self.out.write_all(&self.luma)?;
        self.out.write_all(&self.chroma)
    }

    /// The writer, for whoever wants the bytes.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn draw(&mut self, held: &Held<'_>) {
        let side = f32::from(held.symbol.side()) + 2.0 * QUIET;
        let radius = side * held.scale * (0.75 + held.tilt.abs()) + held.blur;
        let (sin, cos) = held.turn.sin_cos();
        let (left, top) = (held.at.0 - radius, held.at.1 - radius);
        let (right, bottom) = (held.at.0 + radius, held.at.1 + radius);
        for y in top.max(0.0) as usize..(bottom.max(0.0) as usize).min(self.height) {
            for x in left.max(0.0) as usize..(right.max(0.0) as usize).min(self.width) {
                let mut sum = 0.0;
                let mut hit = false;
                // Nine samples: three rows for the lens, three places along the way for the hand.
                for step in 0_u8..9 {
                    let moved = (f32::from(step % 3) - 1.0) * held.blur.max(0.7) / 2.0;
                    let dx = x as f32 + 0.5 + moved - held.at.0;
                    let dy = y as f32 + f32::from(step / 3) / 3.0 - held.at.1;
                    let (u, v) = ((dx * cos + dy * sin), (dy * cos - dx * sin));
                    // A sheet whose right side is nearer.
                    let depth = 1.0 - held.tilt * u / (side * held.scale);
                    let u = u / depth / held.scale + side / 2.0;
                    let v = v / depth / held.scale + side / 2.0;
                    if u < 0.0 || v < 0.0 || u >= side || v >= side {
                        sum += f32::from(WALL);
                        continue;
                    }
                    hit = true;
                    let (u, v) = (u - QUIET, v - QUIET);
                    let dark = u >= 0.0
                        && v >= 0.0
                        && u < side - 2.0 * QUIET
                        && v < side - 2.0 * QUIET
                        && held.symbol.is_dark(u as u16, v as u16);
                    sum += if dark { 30.0 } else { 225.0 };
                }
                if hit {
                    self.luma[y * self.width + x] = (sum / 9.0) as u8;
                }
            }
        }
    }
}

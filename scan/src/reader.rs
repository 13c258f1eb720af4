//! What a window or a page needs to read pixels that it puts into memory: the memory, the scanners,
//! and how long they may take.

use core::time::Duration;

use crate::{FrameBuffer, FrameError, Layout, QrText, Scanner, Until, VideoScanner};

/// How long the passes over one frame of a camera may take before no further one begins, so that the
/// camera is followed: the next frame shows the code too.
pub const PER_FRAME: Duration = Duration::from_millis(40);

/// The same for a picture, of which there is only one.
pub const PER_PICTURE: Duration = Duration::from_secs(4);

/// Reads the frames of a camera, and pictures, whose pixels are put into its buffer.
#[derive(Debug, Default)]
pub struct PixelReader {
    /// Where pixels are put.
    pub buffer: FrameBuffer,
    video: VideoScanner,
}

impl PixelReader {
    /// The texts of the next frame of a camera: of so many bytes a pixel, and of width, height and
    /// stride. The clock only runs forward.
    ///
    /// # Errors
    /// When there are no such pixels, or the sizes are not theirs.
    pub fn frame(
        &mut self,
        bytes: u8,
        sizes: [usize; 3],
        clock: impl FnMut() -> Duration,
    ) -> Result<Vec<String>, FrameError> {
        let frame = self.buffer.frame(Layout::of_bytes(bytes)?, sizes)?;
        Ok(texts(
            &self.video.read(frame, &mut Until::after(PER_FRAME, clock)),
        ))
    }

    /// The texts of a picture by itself, with nothing between its rows.
    ///
    /// # Errors
    /// As [`Self::frame`].
    pub fn picture(
        &mut self,
        bytes: u8,
        [width, height]: [usize; 2],
        clock: impl FnMut() -> Duration,
    ) -> Result<Vec<String>, FrameError> {
        let frame = (self.buffer).frame(Layout::of_bytes(bytes)?, [width, height, width])?;
        Ok(texts(
            &Scanner::new().read(frame, &mut Until::after(PER_PICTURE, clock)),
        ))
    }

    /// How many things in the last frame looked like codes and could not be read.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.video.unread()
    }
}

fn texts(read: &[QrText]) -> Vec<String> {
    let texts = read.iter().filter_map(QrText::as_str);
    texts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::drawn;

    fn still() -> Duration {
        Duration::ZERO
    }

    #[test]
    fn a_code_is_read_in_a_frame_and_in_a_picture() {
        let canvas = drawn(b"JM1:HELD UP", 5);
        let frame = canvas.frame();
        let (width, height) = (frame.width(), frame.height());
        let mut reader = PixelReader::default();
        let rows = (0..height).flat_map(|y| frame.row(y).to_vec());
        let grey: Vec<u8> = rows.collect();
        reader.buffer.room(grey.len()).copy_from_slice(&grey);
        let read = reader.frame(1, [width, height, width], still);
        assert_eq!(read, Ok(vec!["JM1:HELD UP".to_owned()]));
        let colours = grey.iter().flat_map(|it| [*it, *it, *it, u8::MAX]);
        let colours: Vec<u8> = colours.collect();
        reader.buffer.room(colours.len()).copy_from_slice(&colours);
        assert_eq!(reader.picture(4, [width, height], still), read);
        assert_eq!(reader.unread(), 0);
        assert_eq!(
            reader.picture(3, [width, height], still),
            Err(FrameError::UnknownLayout { bytes: 3 })
        );
    }
}

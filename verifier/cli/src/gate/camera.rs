//! Cameras: buffers of known pixel formats, whatever gives them.

#[cfg(target_os = "linux")]
mod device;
pub(crate) mod pixels;
#[cfg(test)]
mod tests;

use std::path::Path;

use juma_cli::failure::Failure;
#[cfg(target_os = "linux")]
use juma_verifier::Spans;

use super::source::Input;
#[cfg(target_os = "linux")]
use super::source::{Hurry, Lasting, Sight, Source, Time};
#[cfg(target_os = "linux")]
use pixels::Shape;

/// What a camera does: it waits for a buffer, and hands it over before it takes it back.
#[cfg(target_os = "linux")]
trait Device {
    /// Waits for the next buffer.
    fn next(&mut self, see: &mut dyn FnMut(&[u8])) -> Result<(), Failure>;
}

/// A camera that was named.
#[cfg(target_os = "linux")]
pub(crate) fn input(path: &Path) -> Result<Input, Failure> {
    let name = path.display().to_string();
    let path = path.to_owned();
    Ok(Input {
        name,
        open: Box::new(move || {
            let (device, shape) = device::open(&path)?;
            Ok(Box::new(Camera { device, shape }))
        }),
        lasting: Lasting::Returns,
        hurry: Hurry::Newest,
        time: Time::Machine,
        spans: Spans::FRAMES,
    })
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn input(path: &Path) -> Result<Input, Failure> {
    Err(Failure::new("cameras are opened on Linux only")
        .at(path)
        .advise("pipe frames from ffmpeg to juma-verifier gate --frames - --live"))
}

/// A camera that is open.
#[cfg(target_os = "linux")]
struct Camera<D> {
    device: D,
    shape: Shape,
}

#[cfg(target_os = "linux")]
impl<D: Device> Source for Camera<D> {
    fn next(&mut self) -> Result<Option<Sight>, Failure> {
        let shape = self.shape;
        let mut sight = None;
        self.device.next(&mut |buffer| {
            sight = Some(match shape.frame(buffer) {
                Ok(frame) => Sight::Frame { frame, at: None },
                Err(why) => Sight::Skipped(why),
            });
        })?;
        Ok(Some(sight.unwrap_or(Sight::Skipped(
            "an empty buffer of the camera",
        ))))
    }
}

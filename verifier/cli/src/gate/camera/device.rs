//! The camera itself, by the crate linuxvideo.

use std::{io, path::Path};

use juma_cli::failure::Failure;
use linuxvideo::{
    BufType, CapabilityFlags,
    format::{PixFormat, PixelFormat},
    stream::ReadStream,
};

use super::{
    Device,
    pixels::{Format, Shape},
};

/// What is asked for; the driver gives the nearest that it has.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;

/// A camera of the kernel.
pub(super) struct Video(ReadStream);

/// Opens a camera and begins to read it.
pub(super) fn open(path: &Path) -> Result<(Video, Shape), Failure> {
    let told = |error| told(path, &error);
    let device = linuxvideo::Device::open(path).map_err(told)?;
    let capabilities = device.capabilities().map_err(told)?;
    if !capabilities
        .device_capabilities()
        .contains(CapabilityFlags::VIDEO_CAPTURE)
    {
        return Err(Failure::new("the device gives no pictures")
            .at(path)
            .advise("a camera often has several numbers: try the next one in ls /dev/video*"));
    }
    let offered: Vec<PixelFormat> = device
        .formats(BufType::VIDEO_CAPTURE)
        .filter_map(Result::ok)
        .map(|format| format.pixel_format())
        .collect();
    let fourcc = |format: Format| PixelFormat::from_fourcc(format.fourcc());
    let format = Format::ALL
        .into_iter()
        .find(|format| offered.contains(&fourcc(*format)))
        .ok_or_else(|| {
            Failure::new("the camera has no pixel format that is read here")
                .at(path)
                .advise("pipe it from ffmpeg: ffmpeg -f v4l2 -i DEVICE -pix_fmt gray -f yuv4mpegpipe - | juma-verifier gate --frames - --live …")
        })?;
    let capture = device
        .video_capture(PixFormat::new(WIDTH, HEIGHT, fourcc(format)))
        .map_err(told)?;
    let given = capture.format();
    if given.pixel_format() != fourcc(format) {
        return Err(
            Failure::new("the camera does not keep to the pixel format it has offered").at(path),
        );
    }
    let side = |length: u32| usize::try_from(length).unwrap_or(usize::MAX);
    let shape = Shape {
        format,
        width: side(given.width()),
        height: side(given.height()),
        stride: side(given.bytes_per_line()),
    };
    let stream = capture.into_stream().map_err(told)?;
    Ok((Video(stream), shape))
}

impl Device for Video {
    fn next(&mut self, see: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        let taken = self.0.dequeue(|buffer| {
            // A buffer that the driver itself calls damaged is passed over.
            if !buffer.is_error() {
                see(&buffer);
            }
            Ok(())
        });
        taken.map_err(|error| {
            Failure::new("the camera is lost")
                .because(error)
                .advise("plug it in again")
        })
    }
}

fn told(path: &Path, error: &io::Error) -> Failure {
    let (what, advice) = words(error.kind());
    Failure::new(what)
        .at(path)
        .because(io::Error::from(error.kind()))
        .advise(advice)
}

/// What is wrong and what to do about it.
pub(super) const fn words(kind: io::ErrorKind) -> (&'static str, &'static str) {
    use io::ErrorKind::{NotFound, PermissionDenied, ResourceBusy};
    match kind {
        NotFound => (
            "there is no such camera",
            "plug it in, and look for it with ls /dev/video*",
        ),
        PermissionDenied => (
            "you may not use the camera",
            "add yourself to its group (usually video): sudo usermod -aG video USER, and log in again",
        ),
        ResourceBusy => (
            "another program uses the camera",
            "end the other program (fuser /dev/video0 names it)",
        ),
        _ => (
            "the camera cannot be opened",
            "name a camera, such as /dev/video0; unplug it and plug it in again",
        ),
    }
}

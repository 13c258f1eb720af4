use std::{collections::VecDeque, io, path::Path};

use juma_cli::failure::Failure;
use juma_scan::picture;

use super::{Camera, Device, device::words, pixels::*};
use crate::gate::{
    frame::Frame,
    reading::Reading,
    source::{Sight, Source},
};

/// A camera that gives recorded buffers, and is then unplugged.
struct Recorded(VecDeque<Vec<u8>>);

impl Device for Recorded {
    fn next(&mut self, see: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        let buffer = self
            .0
            .pop_front()
            .ok_or_else(|| Failure::new("unplugged"))?;
        if !buffer.is_empty() {
            see(&buffer);
        }
        Ok(())
    }
}

/// A sample code as grey rows, and its text.
fn sample() -> (usize, usize, Vec<u8>, String, Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/codes");
    let file = std::fs::read(folder.join("elder.gate.png")).unwrap();
    let text = std::fs::read_to_string(folder.join("elder.gate.txt")).unwrap();
    let picture = picture::decode(&file).unwrap();
    let frame = picture.frame();
    let (width, height) = (frame.width() & !1, frame.height());
    let mut grey = Vec::new();
    for y in 0..height {
        for x in 0..width {
            grey.push(grey_at(&file, x, y));
        }
    }
    (width, height, grey, text.trim_end().to_owned(), file)
}

/// A pixel of the sample: its symbol is drawn in black and white, four pixels a module.
fn grey_at(file: &[u8], x: usize, y: usize) -> u8 {
    thread_local!(static PIXELS: std::cell::OnceCell<image::GrayImage> = const { std::cell::OnceCell::new() });
    PIXELS.with(|pixels| {
        let pixels = pixels.get_or_init(|| image::load_from_memory(file).unwrap().into_luma8());
        pixels.get_pixel(x.try_into().unwrap(), y.try_into().unwrap())[0]
    })
}

fn buffer(format: Format, width: usize, stride: usize, grey: &[u8], file: &[u8]) -> Vec<u8> {
    let mut buffer = Vec::new();
    for row in grey.chunks(width) {
        let start = buffer.len();
        match format {
            Format::Grey | Format::Nv12 => buffer.extend(row),
            Format::Yuyv => buffer.extend(row.iter().flat_map(|luma| [*luma, 0x80])),
            Format::Mjpeg => return [file, &[0; 4096]].concat(),
        }
        buffer.resize(start + stride, 0xee);
    }
    if format == Format::Nv12 {
        buffer.resize(buffer.len() * 3 / 2, 0x80);
    }
    buffer
}

#[test]
fn every_pixel_format_is_read() {
    let (width, height, grey, text, file) = sample();
    for format in Format::ALL {
        for padding in [0, 64] {
            let step = if format == Format::Yuyv { 2 } else { 1 };
            let stride = width * step + padding;
            let shape = Shape {
                format,
                width,
                height,
                stride: if padding == 0 { 0 } else { stride },
            };
            let buffer = buffer(format, width, stride, &grey, &file);
            let mut camera = Camera {
                device: Recorded([buffer.clone(), Vec::new(), buffer[..100].to_vec()].into()),
                shape,
            };
            let Ok(Some(Sight::Frame { frame, at: None })) = camera.next() else {
                panic!("{shape:?}");
            };
            assert_eq!(
                Reading::default().texts(&frame).unwrap(),
                std::slice::from_ref(&text),
                "{shape:?}"
            );
            for _ in 0..2 {
                assert!(
                    matches!(camera.next(), Ok(Some(Sight::Skipped(_)))),
                    "{shape:?}"
                );
            }
            assert!(camera.next().is_err(), "unplugged");
        }
    }
}

#[test]
fn shapes_that_lie_are_refused() {
    for (width, height, stride) in [
        (0, 1, 0),
        (1, 0, 0),
        (4097, 1, 0),
        (2, 2, usize::MAX),
        (4, 4, 3),
    ] {
        for format in [Format::Grey, Format::Yuyv, Format::Nv12] {
            let shape = Shape {
                format,
                width,
                height,
                stride,
            };
            assert!(!matches!(shape.frame(&[0; 10]), Ok(Frame::Picture(_))));
            assert!(shape.frame(&[0; 10]).is_err(), "{shape:?}");
        }
    }
}

#[test]
fn every_trouble_has_words_and_what_to_do() {
    use io::ErrorKind::{NotFound, Other, PermissionDenied, ResourceBusy};
    let all = [NotFound, PermissionDenied, ResourceBusy, Other].map(words);
    for (n, (what, advice)) in all.iter().enumerate() {
        assert!(!advice.is_empty());
        assert!(all[..n].iter().all(|(other, _)| other != what));
    }
}

#[test]
fn a_device_that_is_none_is_said() {
    for (path, what) in [
        ("/nowhere/video0", "there is no such camera"),
        ("/dev/null", "the camera cannot be opened"),
    ] {
        let failure = super::device::open(Path::new(path)).err().unwrap();
        assert!(failure.to_string().contains(what), "{failure}");
    }
}

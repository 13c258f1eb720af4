use std::path::Path;

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    output::Output,
};
use juma_holder::PairPicture;
use juma_symbol::{
    Symbol, encode,
    png::{self, ModulePixels},
    svg,
    terminal::{self, Colour},
};

/// What a code is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Png,
    Svg,
    Terminal,
    Text,
}

impl Form {
    /// The form that a name asks for.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().and_then(|ending| ending.to_str()) {
            _ if path == Path::new("-") => Ok(Self::Terminal),
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            Some("txt") => Ok(Self::Text),
            _ => Err(Failure::new("does not end in .png, .svg or .txt").at(path)),
        }
    }
}

/// Draws a text where it was asked for, in one step.
pub(crate) fn draw(
    text: &str,
    (form, path): (Form, &Path),
    pixels: u8,
    output: &mut Output,
) -> Result<(), Failure> {
    let symbol: Symbol =
        encode(text).map_err(|error| Failure::new("the code makes no symbol").because(error))?;
    let mut bytes = Vec::new();
    match form {
        Form::Png => {
            let pixels = ModulePixels::new(pixels).unwrap_or(ModulePixels::DEFAULT);
            png::write(&symbol, pixels, &mut bytes);
        }
        Form::Svg => {
            let mut drawing = String::new();
            svg::write(&symbol, &mut drawing);
            bytes = drawing.into_bytes();
        }
        Form::Terminal => {
            let mut drawing = String::new();
            terminal::write(&symbol, Colour::Ansi, &mut drawing);
            return output.bytes(drawing.as_bytes());
        }
        Form::Text => {
            bytes.extend_from_slice(text.as_bytes());
            bytes.push(b'\n');
        }
    }
    files::write_atomically(path, &bytes, Access::Private)
}

/// Writes a picture of two codes.
pub(crate) fn write_pair(picture: &PairPicture, path: &Path) -> Result<(), Failure> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, picture.width, picture.height);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&picture.pixels)?;
        writer.finish()
    });
    written.map_err(|error| {
        Failure::new("the picture cannot be made")
            .at(path)
            .because(error)
    })?;
    files::write_atomically(path, &file, Access::Private)
}

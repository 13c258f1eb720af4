use core::fmt;

use juma_scan::{Module, Unreadable, read_modules};
use juma_symbol::{
    EncodeError, Modules, Version, encode,
    png::{self, ModulePixels},
    read_back::{ReadBackError, png_modules, svg_modules},
    svg,
    terminal::{self, Colour},
};

/// What a code is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// A PNG of one bit a pixel.
    Png {
        /// Pixels of a module.
        pixels: ModulePixels,
    },
    /// A drawing.
    Svg,
    /// Block characters for a terminal.
    Terminal {
        /// Whether the terminal shows colours.
        colour: Colour,
    },
    /// The text of the code and a line end, with no symbol.
    Text,
}

/// A code as it was drawn, read back from what was drawn.
#[derive(Clone)]
pub struct Rendered {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The version of the symbol, also when only the text is written.
    pub version: Version,
    /// The text that was read back.
    pub read_back: String,
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Rendered({} bytes, version {:?})",
            self.bytes.len(),
            self.version
        )
    }
}

/// Why a text was not drawn, or not read back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// The text makes no symbol.
    Encode(EncodeError),
    /// What was drawn does not hold the modules.
    ReadBack(ReadBackError),
    /// The modules do not hold a text.
    Unreadable(Unreadable),
    /// The modules hold another text.
    OtherText,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::ReadBack(error) => write!(f, "reading back: {error}"),
            Self::Unreadable(error) => write!(f, "reading back: {error}"),
            Self::OtherText => write!(f, "reading back gave another text"),
        }
    }
}

impl core::error::Error for ImageError {}

/// Draws a text and reads it back from what was drawn: a picture that does not scan is found
/// here and not at a gate.
///
/// # Errors
/// When the text makes no symbol, or what was drawn is not it.
pub fn render(text: &str, format: ImageFormat) -> Result<Rendered, ImageError> {
    let symbol = encode(text).map_err(ImageError::Encode)?;
    let mut bytes = Vec::new();
    let read_back = match format {
        ImageFormat::Png { pixels } => {
            png::write(&symbol, pixels, &mut bytes);
            read(&png_modules(&bytes).map_err(ImageError::ReadBack)?)?
        }
        ImageFormat::Svg => {
            let mut drawing = String::new();
            svg::write(&symbol, &mut drawing);
            let read_back = read(&svg_modules(&drawing).map_err(ImageError::ReadBack)?)?;
            bytes = drawing.into_bytes();
            read_back
        }
        ImageFormat::Terminal { colour } => {
            let mut picture = String::new();
            terminal::write(&symbol, colour, &mut picture);
            bytes = picture.into_bytes();
            read(symbol.modules())?
        }
        ImageFormat::Text => {
            bytes.extend_from_slice(text.as_bytes());
            bytes.push(b'\n');
            read(symbol.modules())?
        }
    };
    if read_back != text {
        return Err(ImageError::OtherText);
    }
    Ok(Rendered {
        bytes,
        version: symbol.version(),
        read_back,
    })
}

/// How a code is kept in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A PNG.
    Png,
    /// A drawing.
    Svg,
    /// The text and a line end.
    Text,
}

/// The text of a code from what was written of it.
///
/// # Errors
/// When the bytes are not what [`render`] writes: a module of two colours is refused that a camera
/// might forgive.
pub fn read_file(bytes: &[u8], kind: FileKind) -> Result<String, ImageError> {
    let text = || str::from_utf8(bytes).map_err(|_| ImageError::OtherText);
    match kind {
        FileKind::Png => read(&png_modules(bytes).map_err(ImageError::ReadBack)?),
        FileKind::Svg => read(&svg_modules(text()?).map_err(ImageError::ReadBack)?),
        FileKind::Text => {
            let line = text()?.strip_suffix('\n');
            line.map(str::to_owned).ok_or(ImageError::OtherText)
        }
    }
}

fn read(modules: &Modules) -> Result<String, ImageError> {
    let module = |x: usize, y: usize| match (u16::try_from(x), u16::try_from(y)) {
        (Ok(x), Ok(y)) if modules.is_dark(x, y) => Module::Dark,
        _ => Module::Light,
    };
    let text = read_modules(modules.side().into(), module).map_err(ImageError::Unreadable)?;
    text.as_str()
        .map(str::to_owned)
        .ok_or(ImageError::OtherText)
}

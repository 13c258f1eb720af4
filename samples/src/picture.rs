use juma_cli::failure::Failure;
use juma_symbol::{Symbol, encode, png::ModulePixels};

use crate::office::failed;

/// Pixels of a module in the sample pictures: small files that a scanner still reads at once.
pub(crate) const PIXELS: ModulePixels = match ModulePixels::new(4) {
    Some(pixels) => pixels,
    None => ModulePixels::DEFAULT,
};

/// Light modules round each symbol.
const QUIET: u16 = 4;

/// A picture that holds several symbols in a row.
pub(crate) fn side_by_side(texts: &[String]) -> Result<Vec<u8>, Failure> {
    let symbols = texts.iter().map(|text| encode(text));
    let symbols: Result<Vec<Symbol>, _> = symbols.collect();
    let symbols = symbols.map_err(failed("no symbol"))?;
    let scale = usize::from(PIXELS.get());
    let places = symbols.iter().map(|symbol| symbol.side() + 2 * QUIET);
    let width = usize::from(places.clone().sum::<u16>()) * scale;
    let height = usize::from(places.max().unwrap_or(0)) * scale;

    let mut pixels = vec![u8::MAX; width * height];
    let mut left = 0;
    for symbol in &symbols {
        for (at, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = (at % width / scale, at / width / scale);
            if is_dark(symbol, x.wrapping_sub(left), y) {
                *pixel = 0;
            }
        }
        left += usize::from(symbol.side() + 2 * QUIET);
    }
    write(&pixels, width, height)
}

fn is_dark(symbol: &Symbol, x: usize, y: usize) -> bool {
    let inside = |at: usize| u16::try_from(at).ok()?.checked_sub(QUIET);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => symbol.is_dark(x, y),
        _ => false,
    }
}

fn write(pixels: &[u8], width: usize, height: usize) -> Result<Vec<u8>, Failure> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(0);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side(width), side(height));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let unwritten = failed("no picture was written");
    let mut writer = encoder.write_header().map_err(&unwritten)?;
    writer.write_image_data(pixels).map_err(&unwritten)?;
    writer.finish().map_err(&unwritten)?;
    Ok(file)
}

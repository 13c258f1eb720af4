use juma_symbol::{EncodeError, QUIET_ZONE, Symbol, Version, byte_capacity, encode, encode_bytes};

/// Two symbols side by side, each with its quiet zone: a guardian's own code and a member's, for one
/// look of a gate. Pixels are bytes, row by row, 0 dark and 255 light.
#[derive(Clone)]
pub struct PairPicture {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels.
    pub pixels: Vec<u8>,
}

juma_format::redacted_debug!(PairPicture => "PairPicture");

/// Draws two texts beside each other, `scale` pixels a module, at most 64.
///
/// # Errors
/// When a text makes no symbol.
pub fn pair_picture(texts: [&str; 2], scale: u8) -> Result<PairPicture, EncodeError> {
    let [left, right] = texts;
    let (left, right) = (encode(left)?, encode(right)?);
    let scale = scale.clamp(1, 64);
    let side = |symbol: &Symbol| symbol.side() + 2 * QUIET_ZONE;
    let middle = side(&left);
    let (columns, rows) = (middle + side(&right), middle.max(side(&right)));
    let mut pixels = Vec::new();
    for y in 0..rows {
        let mut row = Vec::new();
        for x in 0..columns {
            let dark = match x.checked_sub(middle) {
                None => is_dark(&left, x, y),
                Some(x) => is_dark(&right, x, y),
            };
            let pixel = if dark { 0 } else { u8::MAX };
            row.extend(core::iter::repeat_n(pixel, scale.into()));
        }
        for _ in 0..scale {
            pixels.extend_from_slice(&row);
        }
    }
    Ok(PairPicture {
        width: u32::from(columns) * u32::from(scale),
        height: u32::from(rows) * u32::from(scale),
        pixels,
    })
}

/// A symbol with its quiet zone, a byte a module, row by row, 0 dark and 255 light; and its side.
#[must_use]
pub fn symbol_pixels(symbol: &Symbol) -> (u16, Vec<u8>) {
    let side = symbol.side() + 2 * QUIET_ZONE;
    let modules = (0..side).flat_map(|y| (0..side).map(move |x| is_dark(symbol, x, y)));
    let pixels = modules.map(|dark| if dark { 0 } else { u8::MAX });
    (side, pixels.collect())
}

/// The largest symbol of a file on a screen: with more modules a side than its 137, a phone's camera
/// reads it off another phone only now and then.
const MAX_FILE_VERSION: u8 = 30;

/// The most bytes of a file that is handed over as a symbol: 1370.
#[must_use]
pub fn max_file_bytes() -> usize {
    Version::new(MAX_FILE_VERSION).map_or(0, byte_capacity)
}

/// A file, a request or a small wallet, as a symbol that any reader gives back as it is.
///
/// # Errors
/// When it is empty, or has more than [`max_file_bytes`].
pub fn file_symbol(file: &str) -> Result<Symbol, EncodeError> {
    let (chars, max) = (file.len(), max_file_bytes());
    if chars > max {
        return Err(EncodeError::TooLong { chars, max });
    }
    encode_bytes(file.as_bytes())
}

fn is_dark(symbol: &Symbol, x: u16, y: u16) -> bool {
    match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
        (Some(x), Some(y)) => symbol.is_dark(x, y),
        _ => false,
    }
}

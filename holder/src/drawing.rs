use juma_symbol::{EncodeError, QUIET_ZONE, Symbol, encode};

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

fn is_dark(symbol: &Symbol, x: u16, y: u16) -> bool {
    match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
        (Some(x), Some(y)) => symbol.is_dark(x, y),
        _ => false,
    }
}

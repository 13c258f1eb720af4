//! Coloured pixels to grey ones.

/// Grey of pixels of four bytes, red, green, blue and alpha, one byte each, laid on white paper:
/// what browsers give. `grey` gets a byte for each whole pixel, and loses what it held.
pub fn grey_of_rgba(pixels: &[u8], grey: &mut Vec<u8>) {
    grey.clear();
    grey.extend(pixels.chunks_exact(4).map(|pixel| match *pixel {
        [red, green, blue, alpha] => on_white(luma(red, green, blue), alpha),
        _ => u8::MAX,
    }));
}

/// Luma of ITU-R BT.601, in 256ths.
pub(crate) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
    let [luma, ..] = (sum >> 8).to_le_bytes();
    luma
}

/// `luma` with `alpha`, laid on white paper.
pub(crate) fn on_white(luma: u8, alpha: u8) -> u8 {
    let (luma, alpha, white) = (u32::from(luma), u32::from(alpha), u32::from(u8::MAX));
    let [grey, ..] = ((luma * alpha + white * (white - alpha)) / white).to_le_bytes();
    grey
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_weighed_and_lie_on_white() {
        let pixels = [
            [0, 0, 0, 255],
            [255, 255, 255, 255],
            [255, 0, 0, 255],
            [0, 255, 0, 255],
            [0, 0, 255, 255],
            [0, 0, 0, 0],
            [0, 0, 0, 51],
        ];
        let mut grey = vec![9; 3];
        grey_of_rgba(pixels.as_flattened(), &mut grey);
        assert_eq!(grey, [0, 255, 76, 149, 28, 255, 204]);
        grey_of_rgba(&[1, 2, 3], &mut grey);
        assert_eq!(grey, [0; 0]);
    }
}

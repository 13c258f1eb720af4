//! Arithmetic in GF(256) with the polynomial x⁸+x⁴+x³+x²+1: ISO/IEC 18004, 7.5.2.

/// Sum, and difference.
pub(super) fn add(a: u8, b: u8) -> u8 {
    a ^ b
}

/// Product.
pub(super) fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    power(logarithm(a) + logarithm(b))
}

/// Quotient; 0 where `b` is 0, which no caller divides by.
pub(super) fn divide(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    power(logarithm(a) + ORDER - logarithm(b))
}

/// The generator α to the power `exponent`.
pub(super) fn power(exponent: usize) -> u8 {
    POWERS.get(exponent % ORDER).copied().unwrap_or_default()
}

/// The products with α to the power `exponent`, for exponents below [`ROOTS`].
pub(super) fn times_power_row(exponent: usize) -> &'static [u8; 256] {
    TIMES_POWER.get(exponent).unwrap_or(&[0; 256])
}

fn logarithm(value: u8) -> usize {
    LOGARITHMS
        .get(usize::from(value))
        .copied()
        .map_or(0, usize::from)
}

/// Numbers other than 0.
pub(super) const ORDER: usize = 255;

/// As many roots as the generator polynomial of the longest correction has: ISO/IEC 18004, table 9.
pub(super) const ROOTS: usize = 30;

const POWERS: [u8; ORDER] = powers();
const LOGARITHMS: [u8; 256] = logarithms();
static TIMES_POWER: [[u8; 256]; ROOTS] = products();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated when compiled, where a wrong index is an error"
)]
const fn powers() -> [u8; ORDER] {
    let mut powers = [0; ORDER];
    let mut value = 1;
    let mut exponent = 0;
    while exponent < ORDER {
        powers[exponent] = value;
        value = double(value);
        exponent += 1;
    }
    powers
}

#[allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "evaluated when compiled, where a wrong index is an error; exponents are below 255"
)]
const fn logarithms() -> [u8; 256] {
    let mut logarithms = [0; 256];
    let mut exponent = 0;
    while exponent < ORDER {
        logarithms[POWERS[exponent] as usize] = exponent as u8;
        exponent += 1;
    }
    logarithms
}

#[allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "evaluated when compiled, where a wrong index is an error; values are below 256"
)]
const fn products() -> [[u8; 256]; ROOTS] {
    let mut rows = [[0; 256]; ROOTS];
    let mut value = 0;
    while value < 256 {
        let mut product = value as u8;
        let mut exponent = 0;
        while exponent < ROOTS {
            rows[exponent][value] = product;
            product = double(product);
            exponent += 1;
        }
        value += 1;
    }
    rows
}

const fn double(value: u8) -> u8 {
    let reduced = if value & 0x80 == 0 { 0 } else { 0x1d };
    (value << 1) ^ reduced
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long multiplication, as one would by hand.
    fn by_hand(a: u8, b: u8) -> u8 {
        let mut product = 0;
        for bit in (0..8).rev() {
            product = double(product);
            if (b >> bit) & 1 == 1 {
                product = add(product, a);
            }
        }
        product
    }

    #[test]
    fn products_are_those_of_long_multiplication() {
        for a in 0..=255 {
            for b in 0..=255 {
                let product = multiply(a, b);
                assert_eq!(product, by_hand(a, b), "{a} times {b}");
                assert_eq!(divide(product, b), if b == 0 { 0 } else { a });
            }
        }
    }

    #[test]
    fn rows_hold_the_products_with_powers() {
        for exponent in 0..ROOTS {
            for value in 0..=255 {
                let product = multiply(value, power(exponent));
                assert_eq!(times_power_row(exponent)[usize::from(value)], product);
            }
        }
    }
}

//! Error correction codewords: Reed–Solomon over GF(256) (ISO/IEC 18004 §7.5.2, annex A).

/// Divides blocks by the generator polynomial of one degree.
#[derive(Debug)]
pub(crate) struct Correction {
    degree: usize,
    /// For each value of the leading term, the generator times it; byte 0 is the highest power.
    multiples: Box<[Remainder; 256]>,
}

/// Up to 32 codewords as little-endian words, so that a step of the division is four shifts and
/// four additions. The largest degree at level M is 30.
type Remainder = [u64; 4];

impl Correction {
    /// For blocks with this many error correction codewords.
    pub(crate) fn new(degree: u8) -> Self {
        let degree = usize::from(degree).min(32);
        let generator = generator(degree);
        let mut multiples = Box::new([[0; 4]; 256]);
        for (leading, multiple) in (0..=u8::MAX).zip(multiples.iter_mut()) {
            let mut bytes = [0; 32];
            for (byte, coefficient) in bytes.iter_mut().zip(&generator) {
                *byte = product(*coefficient, leading);
            }
            *multiple = words(&bytes);
        }
        Self { degree, multiples }
    }

    /// The error correction codewords of one block of data.
    pub(crate) fn codewords(&self, block: &[u8]) -> impl Iterator<Item = u8> {
        let mut remainder: Remainder = [0; 4];
        for byte in block {
            let [a, b, c, d] = remainder;
            let [lowest, ..] = a.to_le_bytes();
            #[expect(
                clippy::indexing_slicing,
                reason = "a byte cannot leave a table of 256"
            )]
            let [m, n, o, p] = self.multiples[usize::from(byte ^ lowest)];
            remainder = [a >> 8 | b << 56, b >> 8 | c << 56, c >> 8 | d << 56, d >> 8];
            let [a, b, c, d] = remainder;
            remainder = [a ^ m, b ^ n, c ^ o, d ^ p];
        }
        remainder
            .into_iter()
            .flat_map(u64::to_le_bytes)
            .take(self.degree)
    }
}

/// The coefficients after the leading 1, highest power first (annex A).
fn generator(degree: usize) -> Vec<u8> {
    let mut coefficients = vec![1];
    let mut root = 1;
    for _ in 0..degree {
        // Times (x − root), and minus is plus here.
        let mut carried = 0;
        for coefficient in &mut coefficients {
            let shifted = *coefficient;
            *coefficient ^= product(carried, root);
            carried = shifted;
        }
        coefficients.push(product(carried, root));
        root = product(root, 2);
    }
    coefficients.split_off(1)
}

/// The product in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1.
fn product(a: u8, b: u8) -> u8 {
    let mut sum = 0;
    for bit in (0..8).rev() {
        let overflow = if sum & 0x80 == 0 { 0 } else { 0x1d };
        sum = sum << 1 ^ overflow;
        if b >> bit & 1 == 1 {
            sum ^= a;
        }
    }
    sum
}

fn words(bytes: &[u8; 32]) -> Remainder {
    let mut words = [0; 4];
    for (word, chunk) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*chunk);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_are_those_of_annex_a() {
        // Annex A, 10 codewords: exponents 251 67 46 61 118 70 64 94 32 45.
        let power = |exponent: u8| (0..exponent).fold(1, |value, _| product(value, 2));
        let expected = [251, 67, 46, 61, 118, 70, 64, 94, 32, 45].map(power);
        assert_eq!(generator(10), expected);
    }

    #[test]
    fn the_example_of_the_standard() {
        // Annex I.2: 01234567 in version 1-M.
        let data = [
            0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
            0xec, 0x11,
        ];
        let correction: Vec<u8> = Correction::new(10).codewords(&data).collect();
        assert_eq!(
            correction,
            [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]
        );
    }
}

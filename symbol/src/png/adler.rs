//! The checksum of a zlib stream, taken a row at a time (RFC 1950 §8.2).

/// Adler-32 of the rows so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adler {
    sum: u64,
    sum_of_sums: u64,
}

/// What a row adds, whatever came before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct RowSums {
    /// How many bytes it has.
    pub(super) length: u64,
    /// Their sum.
    pub(super) plain: u64,
    /// Their sum, the first times `length`, the last times 1.
    pub(super) weighted: u64,
}

impl Adler {
    pub(super) const fn new() -> Self {
        Self {
            sum: 1,
            sum_of_sums: 0,
        }
    }

    /// Adds a row this many times.
    ///
    /// A row has at most 1,481 bytes and is added at most 64 times, so nothing here passes 2⁴⁶.
    pub(super) fn add(&mut self, row: RowSums, times: u64) {
        let RowSums {
            length,
            plain,
            weighted,
        } = row;
        let earlier_rows = times * times.saturating_sub(1) / 2;
        self.sum_of_sums += times * (length * self.sum + weighted) + length * plain * earlier_rows;
        self.sum += times * plain;
        self.sum %= MODULUS;
        self.sum_of_sums %= MODULUS;
    }

    pub(super) fn sum(self) -> u32 {
        u32::try_from(self.sum_of_sums << 16 | self.sum).unwrap_or(0)
    }
}

impl RowSums {
    /// The sums of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let (mut plain, mut weighted) = (0, 0);
        for byte in bytes {
            plain += u64::from(*byte);
            weighted += plain;
        }
        Self {
            length: bytes.iter().fold(0, |length, _| length + 1),
            plain,
            weighted,
        }
    }
}

/// The largest prime below 2¹⁶.
const MODULUS: u64 = 65_521;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_add_up_to_the_definition() {
        let (mut a, mut b) = (1u32, 0u32);
        let mut adler = Adler::new();
        for (row, times) in [
            (vec![255; 1481], 64),
            ((0..=255).collect(), 1),
            (vec![7; 3], 0),
        ] {
            adler.add(RowSums::of(&row), times);
            for byte in row.repeat(usize::try_from(times).unwrap()) {
                a = (a + u32::from(byte)) % 65_521;
                b = (b + a) % 65_521;
            }
        }
        assert_eq!(adler.sum(), b << 16 | a);
    }
}

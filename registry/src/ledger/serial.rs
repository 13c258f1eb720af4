use std::fmt;

/// The number of one issuance, from 1. Shown as ten digits, so that names made of it sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u64);

impl Serial {
    /// The greatest serial: ten digits, decades of a province that renews yearly.
    pub const MAX: u64 = 9_999_999_999;

    /// The serial of a number; `None` for 0 and beyond [`Self::MAX`].
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    /// The serial written in decimal digits, with or without the leading zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digits = (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_digits
            .then(|| text.parse().ok())
            .flatten()
            .and_then(Self::new)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits() {
        let serial = Serial::new(42).unwrap();
        assert_eq!(serial.to_string(), "0000000042");
        assert_eq!(Serial::parse("0000000042"), Some(serial));
        assert_eq!(Serial::parse("42"), Some(serial));
        for text in ["", "0", "+1", "00000000042", "4 2", "４２"] {
            assert_eq!(Serial::parse(text), None, "{text}");
        }
        assert_eq!(Serial::new(Serial::MAX + 1), None);
    }
}

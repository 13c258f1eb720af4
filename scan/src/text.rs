//! What a symbol says.

use core::fmt;

/// The text of one QR symbol, byte for byte as its segments hold it.
///
/// Nothing here has been verified. Texts carry personal data, so `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct QrText {
    bytes: Vec<u8>,
}

impl QrText {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes of the text; no character set has been applied to them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, when its bytes are UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(&self.bytes).ok()
    }
}

impl fmt::Debug for QrText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QrText({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_length_alone() {
        assert_eq!(
            format!("{:?}", QrText::new(b"JM1:SECRET".to_vec())),
            "QrText(10 bytes)"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept() {
        let text = QrText::new(vec![0xff, 0x00]);
        assert_eq!(text.as_str(), None);
        assert_eq!(text.as_bytes(), [0xff, 0x00]);
    }
}

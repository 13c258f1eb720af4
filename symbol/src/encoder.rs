//! Text to symbol.

use std::sync::OnceLock;

use crate::alphanumeric;
use crate::error::EncodeError;
use crate::layout::{Layout, MaskChoice};
use crate::octets;
use crate::symbol::Symbol;
use crate::version::Version;

/// Encodes a text in alphanumeric mode at level M, in the smallest version that it fits into, with
/// the best of the eight masks.
///
/// ```
/// let symbol = juma_symbol::encode("JM1:6BF")?;
/// assert_eq!(symbol.version().number(), 1);
/// assert!(symbol.is_dark(0, 0));
/// # Ok::<(), juma_symbol::EncodeError>(())
/// ```
///
/// # Errors
/// The text is empty, too long, or has a character outside the alphabet.
pub fn encode(text: &str) -> Result<Symbol, EncodeError> {
    ENCODER.encode(text)
}

/// Encodes bytes in byte mode at level M, in the smallest version that they fit into. Codes are never
/// encoded so; files that people hand over by a screen are, for any reader to give back as they are.
///
/// # Errors
/// There are none, or too many.
pub fn encode_bytes(bytes: &[u8]) -> Result<Symbol, EncodeError> {
    let version = octets::fit(bytes)?;
    let data = octets::data_codewords(bytes, version);
    Ok(ENCODER.symbol(version, &data, MaskChoice::Best))
}

static ENCODER: Encoder = Encoder::new();

/// Makes symbols, and keeps the tables of every version that it has met.
///
/// The first symbol of a version costs 0.1 to 1 ms, and up to 90 kB stay; the others cost a few
/// microseconds in the versions up to 11. One encoder serves any number of threads, and the
/// function [`encode`] has one for the whole process.
#[derive(Debug)]
pub struct Encoder {
    layouts: [OnceLock<Layout>; 40],
}

impl Encoder {
    /// An encoder with no tables yet.
    pub const fn new() -> Self {
        Self {
            layouts: [const { OnceLock::new() }; 40],
        }
    }

    /// Encodes a text, as the function [`encode`] does.
    ///
    /// # Errors
    /// The text is empty, too long, or has a character outside the alphabet.
    pub fn encode(&self, text: &str) -> Result<Symbol, EncodeError> {
        self.encode_with(text, MaskChoice::Best)
    }

    pub(crate) fn encode_with(
        &self,
        text: &str,
        choice: MaskChoice,
    ) -> Result<Symbol, EncodeError> {
        let version = alphanumeric::fit(text)?;
        let data = alphanumeric::data_codewords(text, version)?;
        Ok(self.symbol(version, &data, choice))
    }

    fn symbol(&self, version: Version, data: &[u8], choice: MaskChoice) -> Symbol {
        match self.layouts.get(usize::from(version.number() - 1)) {
            Some(layout) => layout
                .get_or_init(|| Layout::new(version))
                .symbol(data, choice),
            None => Layout::new(version).symbol(data, choice),
        }
    }
}

impl Default for Encoder {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;

use std::fmt;

/// Where random bytes come from. The library has no source of its own.
///
/// Closures of the right shape are one:
///
/// ```
/// use juma_registry::ledger::{Random, RandomError};
///
/// let mut counter = 0_u8;
/// let mut random = |bytes: &mut [u8]| -> Result<(), RandomError> {
///     bytes.fill(counter);
///     counter = counter.wrapping_add(1);
///     Ok(())
/// };
/// let mut bytes = [0; 4];
/// random.fill(&mut bytes).unwrap();
/// ```
pub trait Random {
    /// Fills `bytes` with bytes that nobody can foretell.
    ///
    /// # Errors
    /// When there are none to be had.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

impl<F: FnMut(&mut [u8]) -> Result<(), RandomError>> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self(bytes)
    }
}

/// The source gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomError;

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no random bytes to be had")
    }
}

impl std::error::Error for RandomError {}

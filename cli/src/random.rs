//! Randomness for keys and salts, from the operating system.

use crate::failure::Failure;

/// Fills `bytes` with randomness.
///
/// # Errors
/// When the operating system has none to give.
pub fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| {
        Failure::new("the operating system gives no randomness").because(error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_draws_are_alike() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        fill(&mut a).unwrap();
        fill(&mut b).unwrap();
        assert_ne!(a, b);
    }
}

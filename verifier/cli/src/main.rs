//! The command juma-verifier.
fn main() {}

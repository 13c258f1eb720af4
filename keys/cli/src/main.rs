//! The command juma-keys.
fn main() {}

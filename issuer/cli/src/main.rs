//! The command juma-issuer.
fn main() {}

//! The command juma-scan.
fn main() {}

//! Tests across the crates of Juma.

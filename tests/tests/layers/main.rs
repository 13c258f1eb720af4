//! Who may know whom, and what may stand in no source: read from `cargo metadata` and the sources.

mod packages;
mod sources;

//! A gate, run as a venue runs it.

mod films;
#[cfg(unix)]
mod scanners;

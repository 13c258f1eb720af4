//! A gate, run as a venue runs it.

mod films;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod scanners;
#[cfg(unix)]
mod venue;

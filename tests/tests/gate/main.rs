//! A gate, run as a venue runs it.

mod films;
#[cfg(unix)]
mod live;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod scanners;
#[cfg(target_os = "linux")]
mod terminals;
#[cfg(unix)]
mod venue;

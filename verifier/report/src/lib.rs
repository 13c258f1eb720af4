//! Verdicts as JSON and in words, zh-CN and en: what the command prints and the page in a browser
//! shows is made here, so that both say the same.
//!
//! Nothing personal is in it that the venue's policy does not show.

mod age;
pub mod claims;
mod gate;
pub mod help;
mod note;
mod report;
mod trust;
pub mod words;

pub use age::Age;
pub use gate::{Gate, GateError};
pub use note::opened;
pub use report::{Digits, Report, Time, left, told};
pub use trust::{imported, trust};

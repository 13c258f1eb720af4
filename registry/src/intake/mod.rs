//! Residents as files bring them: tables with headers, and records a line.

mod column;

pub use column::{Column, REJECT};

//! Pictures read back to modules, before anyone is told that a code was made.
//!
//! The PNG is decoded by the crate png, which had no part in writing it, and everything that a
//! camera might forgive is refused: a module of two colours, a mark in the quiet zone, a size that
//! is no version's.

mod drawing;
mod error;
mod picture;

pub use drawing::svg_modules;
pub use error::ReadBackError;
pub use picture::png_modules;

#[cfg(test)]
mod tests;

//! Bytes and types of everything that Juma signs: SPEC.md in code.
//!
//! No keys, no clock, no files: bytes in, values out. What can be built here can be encoded in
//! exactly one way, and nothing else can be decoded.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod algorithm;
pub mod base45;
pub mod body;
pub mod cbor;
pub mod characters;
pub mod claims;
pub mod code_text;
#[cfg(test)]
mod draft;
pub mod envelope;
mod environment;
pub mod gb18030;
mod ids;
pub mod person;
pub mod places;
pub mod region;
pub mod text;
pub mod time;
pub mod trust;
#[cfg(test)]
mod vectors;

pub use environment::Environment;
pub use ids::{KeyId, StatusRef};

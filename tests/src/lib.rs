//! What the tests across the crates share: fixed worlds of trust, codes made by hand, the vectors,
//! the tables of SPEC.md, and the commands as they are run.
//!
//! Nothing here is part of the product. Whatever goes wrong ends a test, so this package panics
//! where a library may not.

pub mod bundle;
pub mod catalogue;
pub mod cbor;
pub mod code;
pub mod command;
pub mod contribution;
pub mod film;
pub mod kill;
pub mod live;
pub mod moment;
pub mod parties;
pub mod phone;
pub mod picture;
pub mod places;
pub mod policies;
pub mod records;
pub mod residents;
pub mod sealed;
pub mod spec;
pub mod vector;
pub mod world;

use std::path::PathBuf;

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("tests/ has a parent").to_owned()
}

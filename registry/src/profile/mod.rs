//! City profiles as TOML: what a bundle says of a city (SPEC §6.8), written by people.
//!
//! ```
//! use juma_registry::profile::read_profile;
//!
//! let profile = read_profile(
//!     r#"
//!     city = "4403"
//!     name = { zh = "深圳市", en = "Shenzhen" }
//!     registration = "elsewhere"
//!     registered-at = { zh = "测试登记处", en = "Test Registry" }
//!     address = "show"
//!     moving-out = "keep-permit"
//!     gate-region = "prefecture"
//!     household-address = "carry"
//!     hotline = "0755-84465000"
//!
//!     [maxima]
//!     static-days = 365
//!     paper-days = 365
//!     elder-days = 180
//!
//!     [[areas]]
//!     code = "futian"
//!     name = { zh = "福田区", en = "Futian" }
//!     regions = ["440304"]
//!     hotline = "0755-82923357"
//!     "#,
//! )?;
//! assert_eq!(profile.areas().len(), 1);
//! # Ok::<(), juma_registry::profile::ProfileError>(())
//! ```

mod built_in;
mod error;
mod read;
#[cfg(test)]
mod tests;

pub use built_in::{built_in, built_in_within};
pub use error::{ProfileError, ProfileFault, ProfileField, TomlMessage};
pub use read::read_profile;

/// The most bytes of a profile's file: 512 areas of 200 bytes, and remarks.
pub const MAX_PROFILE_BYTES: usize = 256 * 1024;

//! Text to QR modules to PNG, SVG and terminal, as `SPEC.md` §3 wants them: ISO/IEC 18004:2015,
//! alphanumeric mode, error correction level M, a quiet zone of four modules.
//!
//! Made for bulk runs: a symbol of version 10 and its picture take a few microseconds, and every
//! picture can be [read back](read_back) through code that had no part in writing it.
//!
//! ```
//! use juma_symbol::{encode, png, read_back};
//!
//! let symbol = encode("JM1:6BF")?;
//! let mut picture = Vec::new();
//! png::write(&symbol, png::ModulePixels::DEFAULT, &mut picture);
//! assert_eq!(&read_back::png_modules(&picture)?, symbol.modules());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alphanumeric;
mod bits;
mod codewords;
mod correction;
mod encoder;
mod error;
mod function;
mod layout;
mod line;
mod mask;
mod modules;
mod octets;
mod penalty;
pub mod png;
pub mod read_back;
mod strip;
pub mod svg;
mod symbol;
pub mod terminal;
mod version;

pub use encoder::{Encoder, encode, encode_bytes};
pub use error::EncodeError;
pub use modules::{Modules, Row, Run};
pub use octets::byte_capacity;
pub use symbol::Symbol;
pub use version::{Version, capacity, smallest_version};

/// Light modules around every picture of a symbol (ISO/IEC 18004 §6.3.8).
pub const QUIET_ZONE: u16 = 4;
